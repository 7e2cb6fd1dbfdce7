import Columnar
import Testing

@testable import Charting

/// No text leaves the frame and no two cover each other, whatever the mark, the data and the size.
struct LabelCollisionTests {
    /// A kind of names, which decide most of a layout.
    static let names: [(String, @Sendable (Int) -> String)] = [
        ("short", { "n\($0)" }),
        ("words", { ["Search", "Newsletter", "Landing page", "Shop", "Order"][$0 % 5] + " \($0)" }),
        ("long", { "category \($0) with a name that goes on and on, and further than anyone would read" }),
        ("one word", { "Donaudampfschifffahrtsgesellschaftskapitän\($0)" }),
        ("right to left", { "שלום עולם \($0)" }), ("wide", { "日本語の長い名前👩‍👩‍👧‍👦 \($0)" }),
    ]

    /// Charts of a table with the columns name, kind, day, value, size, number.
    static let specifications: [(String, ChartSpecification)] = {
        let notes = [
            Annotation(x: "2026-11-10", text: "A day of note"),
            Annotation(x: "2026-11-11", text: "Another one right beside it, with more to say"),
        ]
        let lines = [ReferenceLine(10, label: "a reference line"), ReferenceLine(11, label: "another close to it")]
        let bands = [ThresholdBand(from: 20, to: 30, label: "a shaded band")]
        let named = [Annotation(x: "n1", text: "Look here"), Annotation(x: "n2", y: 12, text: "and here")]
        return [
            (
                "line",
                ChartSpecification(.line, x: "day", y: "value", references: lines, bands: bands, annotations: notes)
            ),
            ("line by name", ChartSpecification(.line, x: "name", y: "value", annotations: named)),
            ("lines", ChartSpecification(.line, x: "day", y: "value", series: "kind", references: lines)),
            ("area", ChartSpecification(.area, x: "day", y: "value", series: "kind")),
            (
                "bars",
                ChartSpecification(.bar, x: "name", y: "value", references: lines, bands: bands, annotations: named)
            ),
            (
                "upright bars",
                ChartSpecification(
                    .bar, x: "name", y: "value", orientation: .vertical, references: lines, bands: bands,
                    annotations: named)
            ),
            (
                "lying bars",
                ChartSpecification(
                    .bar, x: "name", y: "value", orientation: .horizontal, references: lines, annotations: named)
            ),
            ("grouped bars", ChartSpecification(.bar, x: "kind", y: "value", series: "name", stacking: .grouped)),
            ("stacked bars", ChartSpecification(.bar, x: "name", y: "value", series: "kind")),
            ("points", ChartSpecification(.point, x: "number", y: "value", series: "kind", references: lines)),
            (
                "bubbles",
                ChartSpecification(
                    .bubble, x: "number", y: "value", series: "kind", size: "size", references: lines,
                    annotations: [Annotation(x: "2", text: "The second")])
            ),
            (
                "histogram",
                ChartSpecification(
                    .histogram, x: "value", references: lines, annotations: [Annotation(x: "12", text: "Here")])
            ),
            ("boxes", ChartSpecification(.box, x: "kind", y: "value", references: lines, bands: bands)),
            (
                "upright boxes",
                ChartSpecification(.box, x: "name", y: "value", orientation: .vertical, annotations: named)
            ),
            ("heat map", ChartSpecification(.heatmap, x: "name", y: "kind", value: "value")),
            ("cascade", ChartSpecification(.cascade, x: "name", y: "value")),
            ("calendar", ChartSpecification(.calendar, x: "day", value: "value")),
            ("donut", ChartSpecification(.donut, x: "name", y: "value")),
            ("slope", ChartSpecification(.slope, x: "kind", y: "value", series: "name")),
            ("slope of periods", ChartSpecification(.slope, y: "value", series: "name")),
            ("flow", ChartSpecification(.flow, value: "value", from: "name", to: "kind")),
            (
                "layers",
                ChartSpecification(
                    .bar, x: "name", y: "value",
                    layers: [
                        ChartLayer(.line, y: "size", label: "a line over them"), ChartLayer(.point, y: "number"),
                        ChartLayer(.rule, value: 14, label: "a rule"), ChartLayer(.rule, at: "n1", label: "upright"),
                    ], references: lines, annotations: named)
            ),
            ("facets", ChartSpecification(.bar, x: "day", y: "value", facet: "name", references: lines)),
            ("facets of lines", ChartSpecification(.line, x: "day", y: "value", series: "kind", facet: "name")),
            ("facets of names", ChartSpecification(.bar, x: "name", y: "value", facet: "kind")),
            ("facets of boxes", ChartSpecification(.box, x: "kind", y: "value", facet: "name")),
            ("facets of points", ChartSpecification(.point, x: "number", y: "value", facet: "kind", annotations: [])),
        ]
    }()

    static func table(_ count: Int, _ name: (Int) -> String) -> Table {
        Table(
            Schema([
                Field("name", .string), Field("kind", .string), Field("day", .date), Field("value", .double),
                Field("size", .double), Field("number", .int64),
            ]),
            rows: (0..<count).map { index in
                [
                    .string(name(index)), .string(name(index % 3)),
                    .date(Int32(Samples.monday / Samples.day) + Int32(index % 7)),
                    .double(abs(20 + 15 * Samples.wobble(index * 7))), .double(abs(9 + 8 * Samples.wobble(index))),
                    .int64(Int64(index)),
                ]
            })
    }

    @Test("labels never collide or leave the frame", arguments: specifications.map(\.0))
    func labels(_ label: String) throws {
        let specification = try #require(Self.specifications.first { $0.0 == label }?.1)
        for count in [1, 2, 5, 9, 24, 60] {
            for (kind, name) in Self.names {
                let table = Self.table(count, name)
                let input = Samples.input(table, comparison: Self.table(count, name))
                for size in [ChartSize.wide, .half, .narrow] {
                    let svg = ChartRenderer.svg(
                        specification, input: input, id: "x", size: size, usage: .styledByPage)
                    let texts = try #require(SVGTexts(svg))
                    #expect(texts.outside.isEmpty, "\(texts.outside.prefix(3)) of \(count) \(kind) at \(size.width)")
                    #expect(texts.overlaps.isEmpty, "\(texts.overlaps.prefix(3)) of \(count) \(kind) at \(size.width)")
                }
            }
        }
    }

    @Test("labels of the goldens never collide or leave the frame", arguments: ChartGoldenTests.samples)
    func goldens(_ sample: ChartGoldenTests.Sample) throws {
        for size in [sample.size, .half, .narrow] {
            let svg = ChartRenderer.svg(
                sample.specification, input: sample.input, id: "x", size: size, usage: .standalone)
            let texts = try #require(SVGTexts(svg))
            #expect(texts.outside.isEmpty, "\(texts.outside.prefix(3)) at \(size.width)")
            #expect(texts.overlaps.isEmpty, "\(texts.overlaps.prefix(3)) at \(size.width)")
        }
    }
}
