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
}
