/// Collects a chart's SVG elements and the style classes they use.
struct SVGWriter {
    /// Where a text starts from its position.
    enum Anchor {
        case start, middle, end
    }

    /// The elements so far.
    private(set) var body = ""
    /// The class names used, in order of first use.
    private(set) var classes: [String] = []
    /// The room of every text so far that is not turned, for texts that must find a free place.
    private(set) var boxes: [TextBox] = []
    private var seen: Set<String> = []
    /// The class names of the groups that are open.
    private var groups: [[String]] = []

    /// Remembers class names and returns the attribute; nothing for none.
    mutating func use(_ names: [String]) -> String {
        for name in names where seen.insert(name).inserted { classes.append(name) }
        return names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
    }

    /// Opens a group whose classes its children share.
    mutating func open(_ names: [String], _ attributes: String = "") {
        body += "<g\(use(names))\(attributes)>"
        groups.append(names)
    }

    /// Closes the group.
    mutating func close() {
        body += "</g>"
        groups.removeLast()
    }

    /// Adds another drawing's elements, moved by `x` and `y`.
    mutating func add(_ other: SVGWriter, x: Double, y: Double) {
        _ = use(other.classes)
        let place = "\(SVGText.coordinate(x)) \(SVGText.coordinate(y))"
        body += "<g transform=\"translate(\(place))\">\(other.body)</g>"
    }

    /// Text with its baseline at `y`, turned by `turn` degrees around its place; `full` becomes a tooltip when it says more than
    /// `text`.
    mutating func text(
        _ text: String, x: Double, y: Double, color: ChartColor? = nil, anchor: Anchor = .start, isBold: Bool = false,
        hasHalo: Bool = false, turn: Double = 0, full: String? = nil
    ) {
        guard !text.isEmpty else { return }
        remember(text, x: x, y: y, anchor: anchor, isBold: isBold, turn: turn)
        var names: [String] = []
        if let color { names.append("x-\(color.name)") }
        if anchor != .start { names.append(anchor == .end ? "e" : "c") }
        if isBold { names.append("b") }
        if hasHalo { names.append("z") }
        body += "<text x=\"\(SVGText.coordinate(x))\" y=\"\(SVGText.coordinate(y))\"\(use(names))"
        if turn != 0 {
            let place = "\(SVGText.coordinate(x)) \(SVGText.coordinate(y))"
            body += " transform=\"rotate(\(SVGText.coordinate(turn)) \(place))\""
        }
        body += ">"
        if let full, full != text { body += "<title>\(SVGText.escaped(String(full.prefix(2000))))</title>" }
        body += SVGText.escaped(text) + "</text>"
    }

    private mutating func remember(
        _ text: String, x: Double, y: Double, anchor: Anchor, isBold: Bool, turn: Double
    ) {
        guard turn == 0 else { return }
        let inherited = groups.joined()
        let anchor: Anchor =
            anchor != .start ? anchor : inherited.contains("e") ? .end : inherited.contains("c") ? .middle : .start
        let isHeading = inherited.contains("h")
        boxes.append(
            TextBox(
                text, x: x, y: y, anchor: anchor, size: isHeading ? 15 : ChartDrawing.fontSize,
                isBold: isBold || isHeading || inherited.contains("b")))
    }

    /// A path; nothing when it has no data. `title` is its tooltip.
    mutating func path(_ path: SVGPath, _ names: [String], attributes: String = "", title: String? = nil) {
        guard !path.isEmpty else { return }
        body += "<path\(use(names))\(attributes) d=\"\(path.data)\""
        body += title.map { "><title>\(SVGText.escaped($0))</title></path>" } ?? "/>"
    }

    /// A circle.
    mutating func circle(
        x: Double, y: Double, radius: Double, _ names: [String], attributes: String = "", title: String? = nil
    ) {
        body += "<circle\(use(names))\(attributes) cx=\"\(SVGText.coordinate(x))\" cy=\"\(SVGText.coordinate(y))\""
        body += " r=\"\(SVGText.coordinate(radius))\""
        body += title.map { "><title>\(SVGText.escaped($0))</title></circle>" } ?? "/>"
    }

    /// A rectangle.
    mutating func rect(
        x: Double, y: Double, width: Double, height: Double, _ names: [String], attributes: String = "",
        title: String? = nil
    ) {
        guard width > 0, height > 0 else { return }
        body += "<rect\(use(names))\(attributes) x=\"\(SVGText.coordinate(x))\" y=\"\(SVGText.coordinate(y))\""
        body += " width=\"\(SVGText.coordinate(width))\" height=\"\(SVGText.coordinate(height))\""
        body += title.map { "><title>\(SVGText.escaped($0))</title></rect>" } ?? "/>"
    }
}
