import Charting
import Reports

/// A chart as a file of its own: its text, and what a page that shows it as an image must know.
struct ChartPicture {
    /// The file's path below the report's page.
    let path: String
    /// The whole SVG file.
    let svg: String

    /// The drawing for a page's whole or half width.
    init(_ figure: ChartFigure) {
        path = "charts/\(SVGIdentifier.make(figure.id)).svg"
        svg = ChartRenderer.svg(
            figure.specification, input: figure.input, id: figure.id, size: figure.width == .full ? .wide : .half,
            usage: .standalone)
    }

    /// The drawing for phones.
    init(narrow figure: ChartFigure) {
        path = "charts/narrow/\(SVGIdentifier.make(figure.id)).svg"
        svg = ChartRenderer.svg(
            figure.specification, input: figure.input, id: figure.id, size: .narrow, usage: .standalone)
    }

    /// The file.
    var file: OutputFile { OutputFile(path: path, text: svg) }

    /// The element that shows it, or in a narrow window another drawing: with its size, so that nothing moves when it arrives, and with
    /// its description in words.
    func picture(narrow: ChartPicture) -> String {
        "<picture class=\"chart\"><source media=\"(max-width: 700px)\" srcset=\"\(narrow.path)\">"
            + "<img src=\"\(path)\"\(size) alt=\"\(description)\"></picture>\n"
    }

    private var size: String {
        let root = svg.prefix { $0 != ">" }
        return " width=\"\(attribute("width", in: root))\" height=\"\(attribute("height", in: root))\""
    }

    /// The chart's title and what it shows, escaped already: SVG escapes what HTML does.
    private var description: String { "\(content(of: "title")). \(content(of: "desc"))" }

    /// The text of the root element's `title` or `desc`.
    private func content(of name: String) -> Substring {
        guard let start = svg.ranges(of: "<\(name)").first, let open = svg[start.upperBound...].firstIndex(of: ">"),
            let end = svg[open...].ranges(of: "</\(name)>").first
        else { return "" }
        return svg[svg.index(after: open)..<end.lowerBound]
    }

    /// The digits of a number in an attribute of the root element, rounded: HTML's sizes are whole.
    private func attribute(_ name: String, in root: Substring) -> String {
        guard let start = root.ranges(of: " \(name)=\"").first else { return "0" }
        let number = root[start.upperBound...].prefix { $0 != "\"" }
        return Double(number).map { String(Int($0.rounded())) } ?? "0"
    }
}
