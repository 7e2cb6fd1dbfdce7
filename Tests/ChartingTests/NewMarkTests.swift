import Columnar
import Foundation
import Testing

@testable import Charting

/// What the marks compute, worked by hand.
struct NewMarkTests {
    private func svg(_ specification: ChartSpecification, _ table: Table, size: ChartSize = .half) -> String {
        ChartRenderer.svg(
            specification, input: ChartInput(table: table), id: "x", size: size, usage: .styledByPage)
    }

    @Test("quartiles lie between neighbours, whiskers end within 1.5 interquartile ranges, the rest is beyond")
    func boxes() throws {
        // Type 7 over 1…8 and 30: places 2, 4 and 6 are 3, 5 and 7; the fences are −3 and 13.
        let box = try #require(BoxStatistics([5, 1, 2, 3, 4, 6, 7, 8, 30]))
        #expect([box.low, box.q1, box.median, box.q3, box.high] == [1, 3, 5, 7, 8])
        #expect(box.outliers == [30] && box.count == 9)
        // Between neighbours: places 0.75, 1.5 and 2.25 of 10, 20, 30, 40.
        let four = try #require(BoxStatistics([40, 10, 30, 20]))
        #expect([four.q1, four.median, four.q3] == [17.5, 25, 32.5])
        let one = try #require(BoxStatistics([7]))
        #expect([one.low, one.q1, one.median, one.q3, one.high] == [7, 7, 7, 7, 7] && one.outliers.isEmpty)
        #expect(BoxStatistics([]) == nil)
        #expect(BoxStatistics(low: 1, q1: nil, median: 2, q3: 3, high: 4) == nil)
    }

    private func graph(_ rows: [(String, String, Double?)], limit: Int = 14) throws -> FlowGraph {
        let table = Table(
            Schema([Field("a", .string), Field("b", .string), Field("n", .double)]),
            rows: rows.map { [.string($0.0), .string($0.1), $0.2.map { .double($0) } ?? .null] })
        func values(_ name: String) throws -> ChannelValues {
            try #require(ChannelValues(Channel(name), in: table, zone: .utc))
        }
        return FlowGraph(
            from: try values("a"), to: try values("b"), value: try values("n"), input: ChartInput(table: table),
            limit: limit)
    }

    @Test("a flow with circles has two columns, a chain as many as it has steps")
    func flowColumns() throws {
        let circle = try graph([("a", "b", 1), ("b", "a", 2), ("a", "a", 3)])
        #expect(circle.columns == 2)
        #expect(circle.nodes.map(\.label) == ["a", "b", "b", "a"] && circle.nodes.map(\.column) == [0, 0, 1, 1])
        #expect(circle.total == 6)
        let chain = try graph([("a", "b", 5), ("b", "c", 3), ("a", "c", 1)])
        #expect(chain.columns == 3)
        #expect(chain.nodes.map(\.column) == [0, 1, 2])
        #expect(chain.nodes.map(\.value) == [6, 5, 4])
        #expect(try graph([("a", "x", 1), ("b", "x", 2)]).columns == 2)
    }

    @Test("rows of one pair add up; nulls, zeros and values below zero are no band; small names become one")
    func flowRows() throws {
        let sums = try graph([("a", "b", 1), ("a", "b", 2), ("a", "c", nil), ("a", "d", 0), ("a", "e", -4)])
        #expect(sums.links.map(\.value) == [3] && sums.negativeRows == 1)
        let many = try graph((0..<500).map { ("s\($0)", "t", Double($0 + 1)) }, limit: 4)
        #expect(many.nodes.map(\.label) == ["s497", "s498", "s499", "497 others", "t"])
        #expect(many.total == 125_250)
        #expect(many.links.reduce(0) { $0 + $1.value } == 125_250)
    }

    @Test("bands of a node stand one below the other and fill it")
    func flowLayout() throws {
        let graph = try graph([("a", "x", 6), ("a", "y", 2), ("b", "x", 1), ("b", "y", 3)])
        let layout = FlowLayout(graph, top: 0, bottom: 130, gap: 10)
        // Twelve units on 120 pixels.
        #expect(layout.nodes.map(\.height) == [80, 40, 70, 50])
        #expect(layout.nodes.map(\.top) == [0, 90, 0, 80])
        #expect(layout.links.map(\.source) == [0, 60, 90, 100])
        #expect(layout.links.map(\.target) == [0, 80, 60, 100])
    }

    @Test("a donut has the largest first, the rest as one, and refuses what is no part of a whole")
    func donut() {
        let specification = ChartSpecification(.donut, x: "name", y: "amount", limit: 3)
        let many = svg(specification, Samples.table((0..<500).map { "n\($0)" }, (0..<500).map { Double($0) }))
        #expect(many.contains("N499 0.4% (499), n498 0.4% (498) and 497 others 99% (123,753)."))
        let negative = svg(specification, Samples.table(["a", "b"], [4, -1]))
        #expect(negative.contains("but b is negative (−1). Bars can show it"))
        let zero = svg(specification, Samples.table(["a", "b"], [0, 0]))
        #expect(zero.contains("Nothing to share out: amount is zero in every row"))
        let one = svg(specification, Samples.table(["only"], [5]))
        #expect(one.contains("Only 100% (5).") && one.contains("fill-rule=\"evenodd\""))
    }

    @Test("a slope chart says what rises and falls, and needs two positions")
    func slope() {
        let specification = ChartSpecification(.slope, x: "week", y: "n", series: "name")
        func table(_ rows: [(String, String, Double)]) -> Table {
            Table(
                Schema([Field("week", .string), Field("name", .string), Field("n", .double)]),
                rows: rows.map { [.string($0.0), .string($0.1), .double($0.2)] })
        }
        let text = svg(specification, table([("w1", "a", 1), ("w2", "a", 4), ("w1", "b", 5), ("w2", "b", 3)]))
        #expect(text.contains("Slope chart of n from w1 to w2. 1 of 2 rise, 1 fall."))
        #expect(text.contains("Largest rise: a from 1 to 4. Largest fall: b from 5 to 3."))
        #expect(svg(specification, table([("w1", "a", 1)])).contains("compares two positions"))
        let three = svg(specification, table([("w1", "a", 1), ("w2", "a", 4), ("w3", "a", 9)]))
        #expect(three.contains("from w1 to w3") && three.contains("1 position between not shown"))
    }

    @Test("days of a calendar are those of the zone, and rows of a day add up")
    func calendar() throws {
        let zone = try #require(ZoneRules(identifier: "America/New_York"))
        // 03:00 UTC on Monday is still Sunday evening in New York.
        let table = Table(
            Schema([Field("at", .timestamp), Field("n", .int64)]),
            rows: [
                [.timestamp(Samples.monday + 3 * Samples.hour), .int64(2)],
                [.timestamp(Samples.monday + 4 * Samples.hour), .int64(3)],
                [.timestamp(Samples.monday + 12 * Samples.hour), .int64(7)], [.null, .int64(9)],
            ])
        let text = ChartRenderer.svg(
            ChartSpecification(.calendar, x: "at", value: "n"), input: ChartInput(table: table, zone: zone), id: "x",
            size: .half, usage: .styledByPage)
        #expect(text.contains("Sun 8 Nov 2026 to Mon 9 Nov 2026. Most 7 on Mon 9 Nov 2026; least 5 on Sun 8 Nov 2026."))
    }

    @Test("the largest bubble's area is what its value says")
    func bubbles() throws {
        let sizes = PointMark.Sizes(
            values: try #require(ChannelValues("amount", in: Samples.table(["a"], [100]), zone: .utc)), largest: 100)
        #expect(sizes.radius(100, largest: 24) == 24)
        #expect(sizes.radius(25, largest: 24) == 12)
        #expect(sizes.radius(0, largest: 24) == 2)
    }

    @Test("small multiples share scales, categories and colours")
    func facets() {
        let table = Table(
            Schema([Field("part", .string), Field("name", .string), Field("n", .double)]),
            rows: [
                [.string("left"), .string("a"), .double(100)], [.string("right"), .string("b"), .double(10)],
                [.string("right"), .string("a"), .null],
            ])
        let text = svg(ChartSpecification(.bar, x: "name", y: "n", facet: "part"), table)
        #expect(text.contains("Small multiples by part, 2 on the same scales."))
        // Both have both names, and the axis' texts stand at the left alone.
        #expect(text.components(separatedBy: ">b</text>").count == 3)
        #expect(text.components(separatedBy: ">50</text>").count == 2)
    }

    @Test("layers stand over the same scales: the axis spans all of them")
    func layers() {
        let table = Samples.averages()
        let specification = ChartSpecification(
            .bar, x: "day", y: "volume",
            layers: [ChartLayer(.line, y: "average", label: "mean"), ChartLayer(.rule, value: 40_000, label: "goal")])
        let text = svg(specification, table)
        #expect(text.contains(">40k</text>"))
        #expect(text.contains("Chart of volume as bars and mean as a line by day."))
        #expect(text.contains("Goal is a line at 40,000."))
    }

    @Test("a note that has no free place keeps its ring and becomes the ring's tooltip")
    func crowdedNotes() {
        let notes = (0..<12).map { Annotation(x: "a", text: "a long note that takes much room, number \($0)") }
        let text = svg(
            ChartSpecification(.bar, x: "name", y: "amount", annotations: notes), Samples.table(["a"], [5]),
            size: .narrow)
        #expect(text.components(separatedBy: "<circle").count == 13)
        #expect(text.contains("<title>a long note that takes much room, number 11</title>"))
    }
}
