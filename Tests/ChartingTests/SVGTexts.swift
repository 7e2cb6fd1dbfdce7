import Foundation

@testable import Charting

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The texts of an SVG with the corners of the room each takes, found from its markup alone.
final class SVGTexts: NSObject, XMLParserDelegate {
    /// A point.
    struct Point {
        var x: Double
        var y: Double
    }

    /// A text and the four corners of its room, in the drawing's coordinates.
    struct Text {
        var content: String
        var corners: [Point]
    }

    private(set) var texts: [Text] = []
    /// The drawing's own frame.
    private(set) var box = (left: 0.0, top: 0.0, right: 0.0, bottom: 0.0)
    private var groups: [(classes: [String], x: Double, y: Double)] = []
    private var open: (x: Double, y: Double, turn: Double, classes: [String])?
    private var content = ""
    private var isTitle = false

    /// Reads an SVG; nil when it is not well-formed.
    init?(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        guard parser.parse() else { return nil }
    }

    /// Texts that reach outside the drawing.
    var outside: [String] {
        texts.filter { text in
            text.corners.contains {
                $0.x < box.left - 1.5 || $0.x > box.right + 1.5 || $0.y < box.top - 1.5 || $0.y > box.bottom + 1.5
            }
        }.map { "\($0.content) at \(Int($0.corners[0].x)), \(Int($0.corners[0].y))" }
    }

    /// Pairs of texts that cover each other by more than a pixel.
    var overlaps: [String] {
        var found: [String] = []
        for (index, a) in texts.enumerated() {
            for b in texts[(index + 1)...] where SVGTexts.meet(a.corners, b.corners) {
                found.append("\(a.content) | \(b.content) at \(Int(a.corners[0].x)), \(Int(a.corners[0].y))")
            }
        }
        return found
    }

    /// Whether two rectangles share room: no side of either parts them (separating axes).
    private static func meet(_ a: [Point], _ b: [Point]) -> Bool {
        for shape in [a, b] {
            for side in 0..<2 {
                let (dx, dy) = (shape[side + 1].x - shape[side].x, shape[side + 1].y - shape[side].y)
                let length = (dx * dx + dy * dy).squareRoot()
                guard length > 0 else { return false }
                func span(_ points: [Point]) -> (Double, Double) {
                    let places = points.map { ($0.x * dx + $0.y * dy) / length }
                    return (places.min() ?? 0, places.max() ?? 0)
                }
                let (first, second) = (span(a), span(b))
                if first.1 - 1 <= second.0 || second.1 - 1 <= first.0 { return false }
            }
        }
        return true
    }

    private static func numbers(_ text: Substring) -> [Double] {
        text.split { " ,()".contains($0) }.compactMap { Double($0) }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        let classes = (attributes["class"] ?? "").split(separator: " ").map(String.init)
        let transform = (attributes["transform"] ?? "")[...]
        switch name {
        case "svg":
            let parts = SVGTexts.numbers((attributes["viewBox"] ?? "")[...])
            if parts.count == 4 { box = (parts[0], parts[1], parts[0] + parts[2], parts[1] + parts[3]) }
        case "g":
            let moved = transform.hasPrefix("translate") ? SVGTexts.numbers(transform.dropFirst(9)) : [0, 0]
            groups.append((classes, moved[0], moved[1]))
        case "title": isTitle = true
        case "text":
            let turned = transform.hasPrefix("rotate") ? SVGTexts.numbers(transform.dropFirst(6)) : [0]
            open = (
                Double(attributes["x"] ?? "") ?? 0, Double(attributes["y"] ?? "") ?? 0, turned[0],
                classes + groups.flatMap(\.classes)
            )
            content = ""
        default: break
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if open != nil, !isTitle { content += string }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        if name == "title" { isTitle = false }
        if name == "g" { groups.removeLast() }
        guard name == "text", let place = open else { return }
        open = nil
        let size = place.classes.contains("h") ? 15.0 : 13
        let isBold = place.classes.contains("b") || place.classes.contains("h")
        let width = TextMetrics.width(content, size: size, isBold: isBold)
        let start = place.classes.contains("e") ? -width : place.classes.contains("c") ? -width / 2 : 0
        // Ascenders and descenders of a line, without the leading.
        let (top, bottom) = (-0.75 * size, 0.2 * size)
        let angle = place.turn * .pi / 180
        let moved = groups.reduce((0.0, 0.0)) { ($0.0 + $1.x, $0.1 + $1.y) }
        let corners = [(start, top), (start + width, top), (start + width, bottom), (start, bottom)].map { x, y in
            Point(
                x: place.x + moved.0 + x * cos(angle) - y * sin(angle),
                y: place.y + moved.1 + x * sin(angle) + y * cos(angle))
        }
        texts.append(Text(content: content, corners: corners))
    }
}
