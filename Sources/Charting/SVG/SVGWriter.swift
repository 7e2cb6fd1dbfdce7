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
    private var seen: Set<String> = []

    /// Remembers class names and returns the attribute; nothing for none.
    mutating func use(_ names: [String]) -> String {
        for name in names where seen.insert(name).inserted { classes.append(name) }
        return names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
    }

    /// Opens a group whose classes its children share.
    mutating func open(_ names: [String], _ attributes: String = "") {
        body += "<g\(use(names))\(attributes)>"
    }

    /// Closes the group.
    mutating func close() { body += "</g>" }

    /// Text with its baseline at `y`; `full` becomes a tooltip when it says more than `text`.
    mutating func text(
        _ text: String, x: Double, y: Double, color: ChartColor? = nil, anchor: Anchor = .start, isBold: Bool = false,
        hasHalo: Bool = false, full: String? = nil
    ) {
        guard !text.isEmpty else { return }
        var names: [String] = []
        if let color { names.append("x-\(color.name)") }
        if anchor != .start { names.append(anchor == .end ? "e" : "c") }
        if isBold { names.append("b") }
        if hasHalo { names.append("z") }
        body += "<text x=\"\(SVGText.coordinate(x))\" y=\"\(SVGText.coordinate(y))\"\(use(names))>"
        if let full, full != text { body += "<title>\(SVGText.escaped(String(full.prefix(2000))))</title>" }
        body += SVGText.escaped(text) + "</text>"
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
