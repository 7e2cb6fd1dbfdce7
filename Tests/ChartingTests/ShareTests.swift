import Columnar
import Foundation
import Testing

@testable import Charting

/// Shares of a whole and the names they stand at.
struct ShareTests {
    private func svg(
        _ mark: Mark, _ rows: [(String?, Double)], size: ChartSize = .half
    ) -> String {
        let table = Table(
            Schema([Field("s", .string), Field("n", .double)]),
            rows: rows.map { [$0.0.map { .string($0) } ?? .null, .double($0.1)] })
        return ChartRenderer.svg(
            ChartSpecification(mark, y: "n", series: "s"), input: ChartInput(table: table), id: "x", size: size,
            usage: .styledByPage)
    }

    @Test("a share never reads as all or nothing unless it is")
    func percent() {
        #expect(ValueText.share(1) == "100%" && ValueText.share(0) == "0%")
        #expect(ValueText.share(0.996) == ">99%" && ValueText.share(0.99) == "99%")
        #expect(ValueText.share(0.003996) == "0.4%" && ValueText.share(0.0000001) == "<0.1%")
        #expect(ValueText.share(1, isAll: false) == ">99%")
        let donut = svg(.donut, [("a", 996), ("b", 3.996), ("c", 0.0001)])
        #expect(donut.contains("A &gt;99% (996), b 0.4% (3.996) and c &lt;0.1%"))
        #expect(svg(.donut, [("a", 996)]).contains("100%"))
    }

    @Test("a name too long for its place loses letters, never its number", arguments: [Mark.donut, .cascade])
    func longNames(_ mark: Mark) throws {
        let long = "a name that is long, longer than its place by far indeed"
        for size in [ChartSize.half, .narrow] {
            let texts = try #require(SVGTexts(svg(mark, [(long, 20), ("b", 10)], size: size))).texts.map(\.content)
            #expect(texts.contains { $0.hasSuffix("67%") })
            #expect(texts.contains { $0.contains("…") })
        }
    }

    @Test("a cascade keeps names as they are, makes one of the smallest beyond eight, and refuses values below zero")
    func cascade() {
        let few: [(String?, Double)] = [("a", 20), (nil, 10)]
        let rows = few + (0..<7).map { ("n\($0)", 10) }
        let text = svg(.cascade, rows)
        // Nine names of 100 in all: seven rings of their own, the last two together.
        #expect(text.contains("Cascade of 8 rings, a inside, each as heavy as its share: a 20%, none 10%, n0 10%"))
        #expect(text.contains("and 2 others 20% of 100."))
        let negative = svg(.cascade, [("a", 20), ("b", -10)])
        #expect(negative.contains("A cascade shows parts of a whole, but b is negative (−10). Bars can show it."))
    }

    @Test("a chain of flows is measured by what enters it")
    func flow() {
        let table = Table(
            Schema([Field("a", .string), Field("b", .string), Field("n", .int64)]),
            rows: [("a", "b"), ("b", "c"), ("c", "d")].map { [.string($0.0), .string($0.1), .int64(100)] })
        let text = ChartRenderer.svg(
            ChartSpecification(.flow, value: "n", from: "a", to: "b"), input: ChartInput(table: table), id: "x",
            size: .wide, usage: .styledByPage)
        #expect(text.contains("a: 100 leave it, 100% of all"))
        #expect(text.contains("d: 100 arrive at it, 100% of all"))
    }

    @Test("a right-to-left name is isolated from its number", arguments: [Mark.donut, .cascade])
    func isolated(_ mark: Mark) {
        let text = svg(mark, [("שלום", 3), ("b", 1)])
        #expect(text.contains("\u{2068}שלום\u{2069} 75%"))
        #expect(SVGText.isolated("plain") == "plain")
        // An isolate that a name leaves open is closed with it; one that it closes without opening is not closed.
        #expect(SVGText.isolated("\u{2067}a") == "\u{2068}\u{2067}a\u{2069}\u{2069}")
        #expect(SVGText.isolated("ש\u{2069}") == "\u{2068}ש\u{FFFD}\u{2069}")
    }
}
