import Columnar
import Foundation
import Testing

@testable import Charting

/// What lies beyond an axis or a limit is cut off and said, and small charts share one scale.
struct AxisBoundsTests {
    private func svg(_ specification: ChartSpecification, _ table: Table, size: ChartSize = .wide) -> String {
        ChartRenderer.svg(specification, input: ChartInput(table: table), id: "x", size: size, usage: .styledByPage)
    }

    /// The numbers after each occurrence of an attribute or a path command.
    private func numbers(_ pattern: String, in text: String) throws -> [Double] {
        let regex = try NSRegularExpression(pattern: pattern + "(-?[0-9.]+)")
        return regex.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
            Range(match.range(at: 1), in: text).flatMap { Double(text[$0]) }
        }
    }

    private let days = Table(
        Schema([Field("x", .date), Field("n", .int64)]),
        rows: [[.date(20454), .int64(1)], [.date(20455), .int64(-2)], [.date(20456), .int64(5000)]])

    @Test("a line outside its domain is cut where it crosses the edge, and its dots there are not drawn")
    func lines() throws {
        let text = svg(ChartSpecification(.line, x: "x", y: Channel("n", minimum: 0, maximum: 10)), days)
        #expect(text.contains("2 rows lie outside the axis."))
        // Of three dots the one at 1 lies inside.
        #expect(try numbers(" cy=\"", in: text).count == 1)
        let parts = LineMark.cut([(0, 90), (100, 120), (200, -500)], 0, 100)
        // From 90 to 120 the edge at 100 lies a third of the way; from 120 to −500 the edges at 100 and 0 lie at 20/620 and 120/620.
        let xs = parts.map { part in part.map { ($0.x * 100).rounded() / 100 } }
        #expect(xs == [[0, 33.33], [103.23, 119.35]])
        #expect(parts.map { part in part.map(\.y) } == [[90, 100], [100, 0]])
        #expect(LineMark.cut([(0, 500)], 0, 100).isEmpty)
        #expect(LineMark.held([(0, 50), (100, 150), (200, 150)], 0, 100).map(\.x) == [0, 50, 100, 200])
        #expect(LineMark.held([(0, 50), (100, 150), (200, 150)], 0, 100).map(\.y) == [50, 100, 100, 100])
    }

    @Test("bars and dots outside the domain stay in the frame and are counted", arguments: [Mark.bar, .point, .area])
    func marks(_ mark: Mark) throws {
        let text = svg(ChartSpecification(mark, x: "x", y: Channel("n", minimum: 0, maximum: 10)), days)
        #expect(text.contains(mark == .bar ? "2 bars reach outside the axis." : "2 rows lie outside the axis."))
        let height = try #require(try numbers("viewBox=\"0 0 [0-9.]+ ", in: text).first)
        for y in try numbers("[ML][0-9.-]+ ", in: text) + numbers("V", in: text) { #expect(y >= 0 && y <= height) }
        // The bar that is cut off says its value, the one that is not there does not.
        #expect(mark != .bar || text.contains(">5,000</text>") && !text.contains(">−2</text>"))
        let open = svg(ChartSpecification(mark, x: "x", y: "n"), days)
        #expect(!open.contains("outside the axis"))
    }

    @Test("lying bars are cut off at the frame too")
    func lyingBars() throws {
        let text = svg(
            ChartSpecification(.bar, x: "x", y: Channel("n", minimum: 0, maximum: 10), orientation: .horizontal), days)
        #expect(text.contains("2 bars reach outside the axis."))
        for x in try numbers("[HM]", in: text) { #expect(x >= 0 && x <= ChartSize.wide.width) }
    }

    @Test("small charts of one row have one baseline and one width, whatever signs their values have")
    func facets() throws {
        let table = Table(
            Schema([Field("name", .string), Field("n", .string), Field("k", .int64)]),
            rows: [
                [.string("a"), .string("x"), .int64(-4)], [.string("b"), .string("x"), .int64(5)],
                [.string("b"), .string("y"), .int64(9)],
            ])
        for mark in [Mark.bar, .line, .area, .point] {
            let text = svg(ChartSpecification(mark, x: "n", y: "k", facet: "name"), table)
            // Grid lines: each panel draws all of its own in one path.
            let grids = text.components(separatedBy: "class=\"s-grid\" d=\"").dropFirst().map {
                String($0.prefix { $0 != "\"" })
            }.filter { $0.contains("H") }
            #expect(grids.count == 2)
            let heights = try grids.map { try numbers("M[0-9.]+ ", in: $0) }
            #expect(heights.first == heights.last)
            let widths = try grids.map { grid in
                zip(try numbers("H", in: grid), try numbers("M", in: grid)).map { (($0 - $1) * 10).rounded() }
            }
            #expect(widths.first == widths.last)
        }
    }

    @Test("lying bars in small charts have one scale, however long their values are")
    func lyingFacets() throws {
        let table = Table(
            Schema([Field("name", .string), Field("n", .string), Field("k", .double)]),
            rows: [
                [.string("a"), .string("x"), .double(1000)], [.string("b"), .string("x"), .double(1000)],
                [.string("b"), .string("y"), .double(1234.5)],
            ])
        let text = svg(
            ChartSpecification(.bar, x: "n", y: "k", facet: "name", orientation: .horizontal), table)
        // Both bars of 1000 end at one place.
        let ends = try numbers("d=\"M[0-9.]+ [0-9.]+H", in: text)
        #expect(ends.count == 3 && ends[0] == ends[1])
    }

    @Test("a heat map says how many columns and rows it leaves out")
    func heatmap() {
        let table = Table(
            Schema([Field("x", .int64), Field("y", .string), Field("n", .int64)]),
            rows: (0..<500).map { [.int64(Int64($0)), .string("r\($0 % 2)"), .int64(Int64($0))] })
        let text = svg(ChartSpecification(.heatmap, x: "x", y: "y", value: "n"), table)
        #expect(text.contains("300 more columns not shown."))
        let few = svg(ChartSpecification(.heatmap, x: "x", y: "y", value: "n", limit: 1), table)
        #expect(few.contains("499 more columns and 1 more row not shown."))
    }

    @Test("a histogram's bar that is cut off has no round end")
    func cutHistogram() {
        let bins = Table(
            Schema([Field("from", .int64), Field("n", .int64)]),
            rows: [[.int64(0), .int64(5)], [.int64(1), .int64(900)]])
        let text = svg(ChartSpecification(.histogram, x: "from", y: Channel("n", maximum: 10)), bins)
        // A round end is drawn with a quadratic curve: of the two bars the small one alone has it.
        #expect(
            text.components(separatedBy: "class=\"f-accent\"").dropFirst().count { $0.prefix(80).contains("q0 ") } == 1)
    }

    @Test("lines and notes extend the axis; what the author's own domain leaves out is named below")
    func unplaced() throws {
        func text(_ y: Channel, _ mark: Mark = .line) -> String {
            svg(
                ChartSpecification(
                    mark, x: "x", y: y, references: [ReferenceLine(90_000, label: "Target")],
                    annotations: [Annotation(x: "2026-01-02", y: 70_000, text: "Peak")]), days)
        }
        for mark in [Mark.line, .area, .bar, .point] {
            let open = text("n", mark)
            #expect(!open.contains("Outside the axes"), "\(mark)")
            #expect(open.contains("Note: Peak."), "\(mark)")
            #expect(
                open.contains(">80,000</text>") || open.contains(">100,000</text>") || open.contains(">80k</text>"),
                "\(mark)")
            #expect(
                text(Channel("n", maximum: 10_000), mark).contains("Outside the axes: Target 90k, Peak."), "\(mark)")
        }
        let stacked = Table(
            Schema([Field("x", .date), Field("s", .string), Field("n", .int64)]),
            rows: [20454, 20455].flatMap { day in ["a", "b"].map { [.date(day), .string($0), .int64(1)] } })
        #expect(
            !svg(
                ChartSpecification(.area, x: "x", y: "n", series: "s", references: [ReferenceLine(50)]), stacked
            ).contains("Outside the axes"))
    }

    @Test("a note at a number extends the axis, one at a missing name is named, one of another period is left to that")
    func notes() {
        let numbers = Table(
            Schema([Field("x", .int64), Field("n", .int64)]), rows: [[.int64(1), .int64(1)], [.int64(2), .int64(3)]])
        let far = svg(
            ChartSpecification(.point, x: "x", y: "n", annotations: [Annotation(x: "40", y: 2, text: "Far")]), numbers)
        #expect(far.contains("Note: Far.") && !far.contains("Outside the axes"))
        let names = Table(Schema([Field("x", .string), Field("n", .int64)]), rows: [[.string("a"), .int64(1)]])
        #expect(
            svg(ChartSpecification(.bar, x: "x", y: "n", annotations: [Annotation(x: "b", text: "There")]), names)
                .contains("Outside the axes: There."))
        let day: Int64 = 86_400_000_000
        let other = ChartRenderer.svg(
            ChartSpecification(.line, x: "x", y: "n", annotations: [Annotation(x: "2025-01-01", text: "Earlier")]),
            input: ChartInput(table: days, timeDomain: (20454 * day, 20457 * day)), id: "x", size: .wide,
            usage: .styledByPage)
        #expect(!other.contains("Earlier"))
    }

    @Test("a note that one small chart has a place for is not lost")
    func facetNotes() {
        let table = Table(
            Schema([Field("f", .string), Field("x", .string), Field("n", .int64)]),
            rows: [[.string("p"), .string("a"), .int64(1)], [.string("q"), .string("b"), .int64(2)]])
        let text = svg(
            ChartSpecification(
                .bar, x: "x", y: "n", facet: "f",
                annotations: [Annotation(x: "a", text: "Here"), Annotation(x: "c", text: "Nowhere")]), table)
        #expect(text.contains("Outside the axes: Nowhere."))
    }

    @Test("dots of more names than there is room for, and bubbles without a size, are counted below")
    func leftOut() {
        let many = Table(
            Schema([Field("x", .string), Field("n", .int64)]),
            rows: (0..<75).map { [.string("name \($0)"), .int64(Int64($0))] })
        #expect(svg(ChartSpecification(.point, x: "x", y: "n"), many).contains("15 more not shown."))
        let sized = Table(
            Schema([Field("x", .int64), Field("n", .int64), Field("s", .int64)]),
            rows: [
                [.int64(1), .int64(1), .int64(5)], [.int64(2), .int64(2), .int64(-5)], [.int64(3), .int64(3), .null],
            ])
        let text = svg(ChartSpecification(.bubble, x: "x", y: "n", size: "s"), sized)
        #expect(text.contains("2 rows without a size above zero not shown."))
    }

    @Test("an area of one value can be seen: a column from zero up to it")
    func loneArea() throws {
        let one = Table(Schema([Field("x", .date), Field("n", .int64)]), rows: [[.date(20454), .int64(7)]])
        let text = svg(ChartSpecification(.area, x: "x", y: "n"), one)
        // A rectangle twelve pixels wide.
        #expect(text.contains("h12v"))
        #expect(text.contains("r=\"3\""))
    }

    @Test("names that run from right to left stand apart from their numbers in tips and descriptions of flows")
    func directions() {
        let name = "\u{5D0}\u{5D1}"
        let table = Table(
            Schema([Field("a", .string), Field("b", .string), Field("n", .int64)]),
            rows: [[.string(name), .string("end"), .int64(3)]])
        let text = svg(ChartSpecification(.flow, value: "n", from: "a", to: "b"), table)
        #expect(text.contains("\u{2068}\(name)\u{2069} to end: 3"))
        #expect(text.contains("\u{2068}\(name)\u{2069} to end with 3"))
        #expect(text.contains("\u{2068}\(name)\u{2069}: 3 leave it"))
    }

    @Test(
        "a logarithm of zero or of both signs is refused, which every chart says once",
        arguments: [Mark.line, .point, .box])
    func logarithms(_ mark: Mark) {
        let table = Table(
            Schema([Field("x", .int64), Field("n", .int64), Field("f", .string)]),
            rows: [[.int64(0), .int64(5), .string("a")], [.int64(10), .int64(-5), .string("b")]])
        let note = "Linear scale: values of zero or of both signs have no logarithm."
        let y = Channel("n", scale: .log)
        #expect(svg(ChartSpecification(mark, x: "x", y: y), table).ranges(of: note).count == 1)
        #expect(svg(ChartSpecification(mark, x: "x", y: "n"), table).ranges(of: note).isEmpty)
        #expect(svg(ChartSpecification(mark, x: "x", y: y, facet: "f"), table).ranges(of: note).count <= 1)
        if mark != .box {
            #expect(
                svg(ChartSpecification(mark, x: Channel("x", scale: .log), y: "n"), table).ranges(of: note).count == 1)
        }
    }
}
