import Columnar
import Foundation
import Testing

@testable import Charting

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Every mark with data that no one expects: the SVG stays well-formed, finite and inside its frame.
struct HostileDataTests {
    /// A chart and what to call it.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var specification: ChartSpecification
        var input: ChartInput
        var testDescription: String { name }
    }

    static let names = [
        "<script>alert(1)</script>", "\"><img onerror=x>", "]]>", "javascript:x", "a|b`c", "\u{202E}right to left",
        "שלום עולם",
        "\u{0}\u{8}control", String(repeating: "long ", count: 400), "", "日本語の長い名前がここにあります",
    ]

    static let numbers: [(String, [Double?])] = [
        ("no rows", []), ("one", [1]), ("one zero", [0]), ("all null", [nil, nil, nil]), ("negative", [-1, -5, -3]),
        ("mixed", [-4, 0, 7, -2]), ("huge span", [1e-12, 1, 1e12, -1e12]),
        ("not finite", [.nan, .infinity, -.infinity, 3]),
        ("extremes", [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 5e-324]), ("equal", [7, 7, 7, 7]),
        ("names", names.indices.map { Double($0 * 3) - 4 }), ("many", (0..<400).map { Samples.wobble($0) * 50 }),
        ("gaps", [1, nil, 3, nil, nil, 4]), ("zeros", [0, 0, 0]),
    ]

    static let cases: [Case] = numbers.flatMap { label, values -> [Case] in
        let rows: [[Scalar]] = values.enumerated().map { index, value in
            [
                .string(index < names.count ? names[index] : "name \(index)"),
                .string(index % 2 == 0 ? names[index % 3] : "b"),
                .timestamp(Samples.monday + Int64(index) * Samples.hour), value.map { .double($0) } ?? .null,
                .int64(Int64(index)),
            ]
        }
        let schema = Schema([
            Field("name", .string), Field("kind", .string), Field("time", .timestamp), Field("value", .double),
            Field("number", .int64),
        ])
        let table = Table(schema, rows: rows)
        var input = Samples.input(table, comparison: table)
        input.periodLabel = names[1]
        let title = names[0]
        let specifications: [(String, ChartSpecification)] = [
            (
                "line by time",
                ChartSpecification(
                    .line, x: "time", y: "value", title: title,
                    annotations: [Annotation(x: "2026-11-09T02:00", text: title)])
            ),
            ("line by name", ChartSpecification(.line, x: "name", y: "value", series: "kind")),
            ("log line", ChartSpecification(.line, x: "number", y: Channel("value", scale: .log))),
            ("area", ChartSpecification(.area, x: "time", y: "value", series: "kind", stacking: .normalized)),
            (
                "plain area",
                ChartSpecification(.area, x: "time", y: "value", references: [ReferenceLine(3, label: title)])
            ),
            ("bar", ChartSpecification(.bar, x: "name", y: "value", orientation: .vertical, unit: title)),
            ("horizontal bar", ChartSpecification(.bar, x: "name", y: "value", orientation: .horizontal)),
            ("stacked bar", ChartSpecification(.bar, x: "kind", y: "value", series: "name")),
            ("grouped bar", ChartSpecification(.bar, x: "kind", y: "value", series: "name", stacking: .grouped)),
            (
                "normalized bar",
                ChartSpecification(
                    .bar, x: "name", y: "value", series: "kind", orientation: .horizontal, stacking: .normalized)
            ),
            (
                "point",
                ChartSpecification(
                    .point, x: "value", y: "number", series: "kind", size: "value",
                    bands: [ThresholdBand(to: 1, label: title)])
            ),
            ("histogram", ChartSpecification(.histogram, x: "value")),
            ("ready bins", ChartSpecification(.histogram, x: "number", y: "value", upper: "value")),
            ("heat map", ChartSpecification(.heatmap, x: "name", y: "kind", value: "value")),
            ("sparkline", ChartSpecification(.sparkline, x: "name", y: "value")),
            ("cascade", ChartSpecification(.cascade, y: "value", series: "name")),
            ("box", ChartSpecification(.box, x: "kind", y: "value", bands: [ThresholdBand(from: 1, label: title)])),
            ("one box", ChartSpecification(.box, y: "value", title: title)),
            ("upright box", ChartSpecification(.box, x: "name", y: "value", orientation: .vertical)),
            (
                "ready box",
                ChartSpecification(
                    .box, x: "name",
                    quantiles: [.low: "value", .q1: "number", .median: "value", .q3: "number", .high: "value"])
            ),
            ("calendar", ChartSpecification(.calendar, x: "time", value: "value")),
            ("donut", ChartSpecification(.donut, x: "name", y: "value", unit: title)),
            ("slope", ChartSpecification(.slope, x: "kind", y: "value", series: "name")),
            ("slope of periods", ChartSpecification(.slope, y: "value", series: "name")),
            (
                "bubble",
                ChartSpecification(
                    .bubble, x: "number", y: "value", series: "kind", size: "value",
                    annotations: [Annotation(x: "1", text: title)])
            ),
            ("flow", ChartSpecification(.flow, value: "value", from: "name", to: "kind")),
            (
                "layers",
                ChartSpecification(
                    .bar, x: "name", y: "value",
                    layers: [
                        ChartLayer(.line, y: "number", label: title), ChartLayer(.rule, y: "value", label: title),
                        ChartLayer(.area, y: "value"), ChartLayer(.point, y: "value", series: "kind"),
                    ])
            ),
            (
                "layers over time",
                ChartSpecification(
                    .line, x: "time", y: "value", layers: [ChartLayer(.rule, at: "2026-11-09T01:00", label: title)])
            ),
            ("facets", ChartSpecification(.bar, x: "kind", y: "value", facet: "name")),
            ("facets of lines", ChartSpecification(.line, x: "time", y: "value", series: "kind", facet: "name")),
            ("facets of histograms", ChartSpecification(.histogram, x: "value", facet: "kind")),
            ("facets of points", ChartSpecification(.point, x: "value", y: "number", facet: "kind")),
        ]
        return specifications.map { Case(name: "\($0.0), \(label)", specification: $0.1, input: input) }
    }

    @Test("hostile data is drawn as text, well-formed, finite and inside the frame", arguments: cases)
    func hostile(_ sample: Case) throws {
        for size in [ChartSize.wide, .half, .narrow, ChartSize(width: 60, height: 40)] {
            let usage: ChartUsage = size.isNarrow ? .inline : size == .half ? .styledByPage : .standalone
            let text = ChartRenderer.svg(
                sample.specification, input: sample.input, id: "c<1>", size: size, usage: usage)
            let reader = SVGReader()
            let parser = XMLParser(data: Data(text.utf8))
            parser.delegate = reader
            #expect(parser.parse(), "not well-formed: \(sample.name) \(size)")
            #expect(!reader.elements.contains("script") && !reader.elements.contains("img"))
            #expect(reader.ids.count == Set(reader.ids).count)
            for number in reader.numbers { #expect(Double(number)?.isFinite == true, "\(number) in \(sample.name)") }
            #expect(!reader.numbers.contains("-0"))
            #expect(!text.contains("nan") || sample.name.contains("names"), "NaN in \(sample.name)")
            if size.height == nil {
                let texts = try #require(SVGTexts(text))
                #expect(texts.outside.isEmpty, "\(texts.outside) leave the frame of \(sample.name)")
                #expect(texts.overlaps.isEmpty, "\(texts.overlaps.prefix(4)) in \(sample.name), \(size.width)")
            }
            #expect(text.utf8.count < 120_000, "\(text.utf8.count) bytes for \(sample.name)")
            #expect(text.contains("style>") == (usage != .styledByPage))
        }
    }

    @Test("ten thousand points stay small and keep their extremes")
    func tenThousandPoints() {
        let schema = Schema([Field("time", .timestamp), Field("value", .double)])
        let rows: [[Scalar]] = (0..<10_000).map { index in
            [
                .timestamp(Samples.monday + Int64(index) * 60_000_000),
                .double(index == 5000 ? 40 : Samples.wobble(index)),
            ]
        }
        let text = ChartRenderer.svg(
            ChartSpecification(.line, x: "time", y: "value"), input: ChartInput(table: Table(schema, rows: rows)),
            id: "many",
            size: .wide, usage: .styledByPage)
        #expect(text.utf8.count < 40_000)
        #expect(text.contains("Highest 40 at Thu 12 Nov 11:20"))
    }

    @Test("reducing points keeps first, lowest, highest and last of every column")
    func reduced() {
        let points = (0..<5000).map { (x: Double($0) / 50, y: Samples.wobble($0)) }
        let reduced = LineMark.reduced(points)
        #expect(reduced.count <= 51 * 4)
        #expect(reduced.map(\.y).max() == points.map(\.y).max() && reduced.map(\.y).min() == points.map(\.y).min())
        #expect(reduced.first?.x == 0 && reduced.last?.x == points.last?.x)
        #expect(zip(reduced, reduced.dropFirst()).allSatisfy { $0.x < $1.x })
    }

    @Test("an empty chart says so, and so does one without values")
    func empty() {
        let table = Samples.table([], [])
        let text = ChartRenderer.svg(
            ChartSpecification(.bar, x: "name", y: "amount"), input: ChartInput(table: table), id: "e", size: .half,
            usage: .inline)
        #expect(text.contains(">No data in this period</text>"))
        let null = ChartRenderer.svg(
            ChartSpecification(.bar, x: "name", y: "amount"), input: ChartInput(table: Samples.table(["a"], [nil])),
            id: "e",
            size: .half, usage: .inline)
        #expect(null.contains("No values in this period"))
        let wrong = ChartRenderer.svg(
            ChartSpecification(.bar, x: "nme", y: "amount"), input: ChartInput(table: table), id: "e", size: .wide,
            usage: .inline)
        #expect(wrong.contains("This chart cannot be drawn: the data has no column &#39;nme&#39;"))
    }

    @Test("the same chart is the same bytes")
    func deterministic() {
        for sample in ChartGoldenTests.samples {
            let first = ChartRenderer.svg(
                sample.specification, input: sample.input, id: "x", size: sample.size, usage: .inline)
            for _ in 0..<3 {
                #expect(
                    first
                        == ChartRenderer.svg(
                            sample.specification, input: sample.input, id: "x", size: sample.size, usage: .inline))
            }
        }
    }

    @Test("nothing in a chart acts or asks for anything outside", arguments: ChartGoldenTests.samples)
    func inert(_ sample: ChartGoldenTests.Sample) {
        let text = ChartRenderer.svg(
            sample.specification, input: sample.input, id: "x", size: sample.size, usage: .standalone)
        for word in [
            "<script", "href", "url(", "@import", "<image", "<foreignObject", "style=\"", " onload", " onclick",
        ] {
            #expect(!text.contains(word))
        }
        #expect(text.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
        #expect(text.contains("role=\"img\" aria-labelledby=\"x-t x-d\"><title id=\"x-t\">"))
    }
}

/// Collects what the tests ask about from an SVG.
private final class SVGReader: NSObject, XMLParserDelegate {
    var elements: Set<String> = []
    var ids: [String] = []
    var numbers: [String] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.insert(name)
        if let id = attributes["id"] { ids.append(id) }
        for key in ["x", "y", "width", "height", "cx", "cy", "r", "stroke-width", "fill-opacity"] {
            if let value = attributes[key] { numbers.append(value) }
        }
        if let path = attributes["d"] {
            numbers += path.split { " MLHVhvqzZCA".contains($0) }.map(String.init)
        }
    }
}
