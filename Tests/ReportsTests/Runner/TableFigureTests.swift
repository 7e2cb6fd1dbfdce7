import Columnar
import Diagnostics
import Foundation
import LocalEngine
import QueryPlan
import TestSupport
import Testing

@testable import Reports

@Suite("Tables on the page")
struct TableFigureTests {
    /// The tables of a report with these cells.
    private func tables(_ cells: String) async throws -> [DataTable] {
        try await blocks(cells).compactMap { if case .dataTable(let table) = $0 { table } else { nil } }
    }

    /// The document of a report with these cells over a small file `t(user, day, n, x)`.
    private func blocks(_ cells: String) async throws -> [Block] {
        let rows = """
            user,day,n,x
            ann,2026-11-09,1,0.1
            ann,2026-11-11,3,0.2
            bob,2026-11-10,4,-0.3
            bob,2026-11-11,,
            cyd,2026-11-09,2,0.25

            """
        let folder = try ScratchFolder(["t.csv": rows])
        defer { withExtendedLifetime(folder) {} }
        let notebook = "---\nreport: 1\ntitle: T\n---\n" + cells
        let (parsed, diagnostics) = ReportParser.parse(SourceText(path: "t.md", text: notebook))
        #expect(diagnostics == [])
        var workspace = Workspace(root: folder.path)
        workspace.sources = [SourceDeclaration(name: "t", paths: ["t.csv"], root: folder.path)]
        let runner = ReportRunner(backend: LocalEngine(), workspace: workspace)
        let report = try #require(parsed)
        let checked = await runner.check(report)
        #expect(checked == [])
        let result = try await runner.run(report, period: try Period(id: "2026-W46", zone: .utc))
        #expect(result.failures.isEmpty)
        return result.blocks
    }

    private static let query = """
        ```sql {#users}
        SELECT user, count(*) AS rows, sum(n) AS n, sum(x) AS x, max(day) AS last FROM t GROUP BY user ORDER BY user
        ```

        ```sql {#days}
        SELECT user, day, n FROM t
        ```


        """

    @Test("totals are those of all rows, also of the ones a limit leaves out, and nulls do not count")
    func totals() async throws {
        let tables = try await tables(
            Self.query + """
                ```yaml {table #shown from=users}
                limit: 2
                total_label: Everybody
                columns:
                - user
                - rows: {total: sum}
                - n: {total: average, format: ".2f"}
                - x: {total: sum}
                - last: {total: max, format: "%-d %B"}
                ```

                ```yaml {table #rows from=days}
                columns: {user: {total: count}, n: {total: min}}
                ```
                """)
        let shown = try #require(tables.first)
        #expect(shown.rows.map { $0.map(\.text) }.count == 2)
        #expect(shown.totalRows == 3)
        #expect(shown.dataName == "users")
        #expect(shown.totals?.label == "Everybody")
        // rows 2+2+1; n (4+4+2)/3; x 0.3-0.3+0.25; the last day is the 11th.
        #expect(shown.totals?.cells.map { $0?.text } == [nil, "5", "3.33", "0.25", "11 November"])
        #expect(tables[1].totals?.cells.map { $0?.scalar } == [.int64(5), .int64(1)])
    }

    @Test("a heading gives way to a figure of the same id")
    func headings() async throws {
        let blocks = try await blocks(
            "## Top\n\n" + Self.query + "```yaml {table #top from=users}\ntitle: T\n```\n\n## Content\n")
        let ids = blocks.compactMap { if case .heading(_, let id, _) = $0 { id } else { nil } }
        #expect(ids == ["top-1", "content-1"])
    }

    @Test("a trend draws a row's own rows of another table, along places that all rows share")
    func trends() async throws {
        let tables = try await tables(
            Self.query + """
                ```yaml {table #shown from=users}
                columns:
                - user
                - by_day: {label: By day, trend: {from: days, x: day, y: n, by: user}}
                ```
                """)
        let rows = try #require(tables.first).rows
        #expect(rows.map { $0[1].trend?.values } == [[1, nil, 3], [nil, 4, nil], [2, nil, nil]])
        #expect(rows[0][1].trend?.labels == ["9 November 2026", "10 November 2026", "11 November 2026"])
        #expect(rows.map { $0[1].text } == ["▁ █", " ▅ ", "▅  "])
    }

    @Test(
        "sums of integers and of decimals are exact",
        arguments: [
            ([Scalar.int64(.max), .int64(1), .int64(-2)], Scalar.int64(.max - 1)),
            ([.int64(.max), .int64(.max)], .double(0x1p64)),
            (
                [.decimal(DecimalNumber(unscaled: 10, scale: 2)), .decimal(DecimalNumber(unscaled: 20, scale: 2))],
                .decimal(DecimalNumber(unscaled: 30, scale: 2))
            ),
            ([.double(1e100), .double(1), .double(-1e100)], .double(1)),
            ([.double(.nan), .double(2)], .double(2)), ([.null, .null], .null), ([], .null),
        ])
    func sums(values: [Scalar], expected: Scalar) {
        let type = values.first { !$0.isNull }?.type ?? .double
        let table = Table(Schema([Field("v", type)]), rows: values.map { [$0] })
        #expect(ColumnTotal.value(.sum, of: table, column: 0) == expected)
    }

    @Test("lines as text reach from the lowest to the highest mark")
    func lines() {
        #expect(TableTrends.text([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
        #expect(TableTrends.text([5, nil, 5]) == "▅ ▅")
        #expect(TableTrends.text([-.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == "▁█")
        #expect(TableTrends.text([nil]) == "–")
    }
}
