import Columnar
import Testing

@testable import Charting

struct LayoutTests {
    @Test("labels keep their distance, their order and the room", arguments: 0..<80)
    func spread(_ seed: Int) {
        let count = 1 + seed % 13
        let wanted = (0..<count).map { 100 + 100 * Samples.wobble(seed * 50 + $0) }
        let places = LabelLayout.spread(wanted, gap: 15, low: 0, high: 200)
        #expect(places.allSatisfy { $0 >= -1e-9 && $0 <= 200 + 1e-9 })
        let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
        for (a, b) in zip(order, order.dropFirst()) { #expect(places[b] - places[a] >= 15 - 1e-9) }
    }

    @Test("labels that have room stay where they want to be; too many share the room")
    func spreadEdges() {
        #expect(LabelLayout.spread([10, 50, 90], gap: 15, low: 0, high: 100) == [10, 50, 90])
        #expect(LabelLayout.spread([50, 50], gap: 10, low: 0, high: 100) == [45, 55])
        #expect(LabelLayout.spread([99, 100], gap: 10, low: 0, high: 100) == [90, 100])
        #expect(LabelLayout.spread([0, 0, 0], gap: 100, low: 0, high: 100) == [0, 50, 100])
        #expect(LabelLayout.spread([], gap: 10, low: 0, high: 100).isEmpty)
        #expect(LabelLayout.spread([.nan], gap: 10, low: 0, high: 100) == [0])
    }

    @Test("text is measured from the font's widths and cut with an ellipsis")
    func text() {
        // DejaVu Sans: "i" is 278 and "m" 974 thousandths of the size.
        #expect(TextMetrics.width("im", size: 100) == 125.2)
        #expect(TextMetrics.width("e\u{301}", size: 100) == TextMetrics.width("e", size: 100))
        #expect(TextMetrics.fitted("short", width: 200, size: 13) == "short")
        let cut = TextMetrics.fitted("a very long name of a category", width: 90, size: 13)
        #expect(cut.hasSuffix("…") && TextMetrics.width(cut, size: 13) <= 90)
        #expect(TextMetrics.fitted("abc", width: 1, size: 13) == "a…")
        #expect(TextMetrics.fitted(String(repeating: "x", count: 100_000), width: 90, size: 13).count < 20)
        #expect(TextMetrics.wrapped("one two three four", width: 60, size: 13, limit: 2).count == 2)
    }

    @Test("coordinates have two decimals at most and no negative zero")
    func coordinates() {
        #expect(
            [-0.001, 0, 1.005, -1.5, 12.344, 0.05, .nan, .infinity, -2].map(SVGText.coordinate) == [
                "0", "0", "1", "-1.5", "12.34", "0.05", "0", "0", "-2",
            ])
    }

    @Test(
        "data becomes text, never markup",
        arguments: [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("a & \"b\" 'c'", "a &amp; &quot;b&quot; &#39;c&#39;"),
            ("]]>", "]]&gt;"), ("\u{0}\u{1B}\u{7F}\u{FFFE}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"), ("a\nb\tc", "a b c"),
            ("\u{202E}evil", "\u{2068}\u{202E}evil\u{2069}"), ("שלום", "\u{2068}שלום\u{2069}"),
            ("x\u{2069}\u{202E}y", "\u{2068}x\u{FFFD}\u{202E}y\u{2069}"),
            ("\u{2067}open", "\u{2068}\u{2067}open\u{2069}\u{2069}"),
        ])
    func escapes(_ text: String, _ expected: String) {
        #expect(Array(SVGText.escaped(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test("an id is valid wherever it comes from")
    func identifiers() {
        #expect(["trend", "a b\"c", "1st", "", "é"].map(SVGText.identifier) == ["trend", "a-b-c", "c1st", "c", "c-"])
    }

    @Test("rows that a regular series misses are a gap; irregular series and clock changes have none")
    func gaps() {
        func points(_ hours: [Double]) -> [LineSeries.Point] {
            hours.map { LineSeries.Point(number: $0 * 3.6e9, scalar: .null, y: 1) }
        }
        func shown(_ hours: [Double]) -> [Double?] {
            LineSeries.gapped(points(hours)).map { $0.y == nil ? nil : ($0.number ?? 0) / 3.6e9 }
        }
        #expect(shown([0, 1, 2, 3, 4, 7, 8, 9]) == [0, 1, 2, 3, 4, nil, 7, 8, 9])
        #expect(shown([0, 24, 48, 73, 97, 121]) == [0, 24, 48, 73, 97, 121])
        #expect(shown([0, 1, 5, 17, 18, 40]) == [0, 1, 5, 17, 18, 40])
        #expect(shown([0, 5]) == [0, 5])
    }

    @Test("days that the data skips have a place; weeks do not become days")
    func completedDays() throws {
        func labels(_ days: [Int]) throws -> [String] {
            let table = Table(
                Schema([Field("day", .date)]),
                rows: days.map { [.date(Int32(Samples.monday / Samples.day) + Int32($0))] })
            var input = Samples.input(table)
            if days.contains(where: { $0 > 6 }) {
                input.timeDomain = (Samples.monday, Samples.monday + 28 * Samples.day)
            }
            let values = try #require(ChannelValues("day", in: table, zone: .utc))
            return CategoryAxis(values, input: input).labels
        }
        #expect(try labels([4, 0, 1]) == ["Mon 9", "Tue 10", "Wed 11", "Thu 12", "Fri 13", "Sat 14", "Sun 15"])
        #expect(try labels([2]).count == 7)
        #expect(try labels([0, 7, 14, 21]) == ["Mon 9", "Mon 16", "Mon 23", "Mon 30"])
    }

    @Test("categories keep their own order: phases, weekdays and hours, the author's, by value")
    func order() throws {
        func labels(_ names: [Scalar], _ type: DataType, _ channel: Channel, weights: [Double?]? = nil) throws
            -> [String]
        {
            let table = Table(Schema([Field(channel.column, type)]), rows: names.map { [$0] })
            let values = try #require(ChannelValues(channel, in: table, zone: .utc))
            return CategoryAxis(values, input: ChartInput(table: table), weights: weights).labels
        }
        #expect(
            try labels([.string("void"), .string("harmony"), .string("foundation")], .string, "phase")
                == ["foundation", "harmony", "void"])
        #expect(try labels([.string("Sun"), .string("Mon")], .string, "weekday") == ["Mon", "Sun"])
        #expect(try labels([.int64(3)], .int64, "weekday") == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
        #expect(try labels([.int64(3)], .int64, "hour").count == 24)
        #expect(try labels([.string("b"), .string("a")], .string, Channel("n", sort: .ascending)) == ["a", "b"])
        #expect(try labels([.string("a"), .string("b")], .string, Channel("n", order: ["B"])) == ["b", "a"])
        #expect(
            try labels(
                [.string("a"), .string("b"), .string("a")], .string, Channel("n", sort: .descendingValue),
                weights: [1, 3, 1])
                == ["b", "a"])
        #expect(try labels([.string("x"), .null, .string("")], .string, "n") == ["x", "none", "(empty)"])
    }
}
