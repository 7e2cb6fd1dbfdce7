import Columnar
import Diagnostics
import Foundation
import LocalEngine
import QueryPlan
import TestSupport
import Testing

@testable import Reports

/// Reports over small CSV files on the local engine, with numbers worked by hand.
@Suite struct LocalRunTests {
    @Test("both periods of a comparison come out of one scan, with the numbers of the files")
    func comparison() async throws {
        // Week 45 has 1 and 3 (mean 2), week 46 has 4, 5 and 6 (mean 5); the last row lies in week 47, the one before in none.
        let rows = """
            at,kind,x
            2026-11-03T10:00:00Z,a,1
            2026-11-08T23:59:59Z,b,3
            2026-11-09T00:00:00Z,b,4
            2026-11-10T00:00:00Z,a,5
            2026-11-15T23:59:59Z,b,6
            ,a,50
            2026-11-16T00:00:00Z,a,100

            """
        let folder = try ScratchFolder(["t.csv": rows])
        defer { withExtendedLifetime(folder) {} }
        let notebook = """
            ---
            report: 1
            title: Small
            period: {grain: week, offset: -1, compare: [prior]}
            ---

            ```sql {#totals}
            SELECT count(*) AS n, avg(x) AS mean FROM t
            ```

            ```sql {#kinds}
            SELECT kind, sum(x) AS total FROM t GROUP BY kind
            ```

            ```sql {#broken}
            SELECT x % (x - x) AS y FROM t
            ```

            `= totals.n`, `= totals.mean`, `= delta(totals.mean) as +.0%`, `= kinds[0].kind`, `= kinds[1].total`

            ```sql {assert #small}
            SELECT * FROM t WHERE x > 4
            ```
            """
        let parsed = ReportParser.parse(SourceText(path: "small.md", text: notebook))
        #expect(parsed.diagnostics == [])
        let report = try #require(parsed.report)
        var workspace = Workspace(root: folder.path)
        workspace.sources = [SourceDeclaration(name: "t", paths: ["t.csv"], root: folder.path, timeColumn: "at")]
        let runner = ReportRunner(backend: LocalEngine(), workspace: workspace)
        #expect(await runner.check(report) == [])
        let result = try await runner.run(report, period: try Period(id: "2026-W46", zone: .utc))
        let paragraphs = result.blocks.compactMap { block -> String? in
            if case .paragraph(let inlines) = block { inlines.map(\.plainText).joined() } else { nil }
        }
        // 5 / 2 − 1 = 150 %; a: 5, b: 4 + 6
        #expect(paragraphs == ["3, 5, +150%, a, 10"])
        #expect(result.failures.map(\.id) == ["broken"])
        #expect(result.asserts == [AssertResult(id: "small", message: nil, passed: false, failingRows: 2)])
        #expect(result.sources.map(\.scans) == [1])
        #expect(result.sources.map(\.rowsWithoutTime) == [1])
    }

    @Test("sources without a row in the period are found in the scans that are made anyway")
    func emptySources() async throws {
        let header = "at,x\n"
        let folder = try ScratchFolder([
            "busy.csv": header + "2026-11-10T00:00:00Z,1\n", "early.csv": header + "2026-11-01T00:00:00Z,1\n",
            "calm.csv": header + "2026-11-01T00:00:00Z,1\n", "all.csv": header + "2026-11-01T00:00:00Z,1\n",
            "names.csv": "name\n", "unread.csv": header + "2026-11-01T00:00:00Z,1\n",
        ])
        defer { withExtendedLifetime(folder) {} }
        let notebook = """
            ---
            report: 1
            title: Small
            period: {grain: week, compare: [prior]}
            ---

            ```sql {#n}
            SELECT (SELECT count(*) FROM busy) AS a, (SELECT count(*) FROM early) AS b, (SELECT count(*) FROM calm) AS c,
              (SELECT count(*) FROM names) AS d
            ```

            ```sql {#ever window=all}
            SELECT count(*) AS n FROM "all"
            ```
            """
        let report = try #require(ReportParser.parse(SourceText(path: "small.md", text: notebook)).report)
        var workspace = Workspace(root: folder.path)
        workspace.sources = ["busy", "early", "calm", "all", "unread"].map {
            SourceDeclaration(
                name: $0, paths: ["\($0).csv"], root: folder.path, timeColumn: "at", mayBeEmpty: $0 == "calm")
        }
        workspace.sources.append(
            SourceDeclaration(
                name: "names", paths: ["names.csv"], root: folder.path, schema: Schema([Field("name", .string)])))
        let runner = ReportRunner(backend: LocalEngine(), workspace: workspace)
        let period = try Period(id: "2026-W46", zone: .utc)
        let counted = try await runner.run(report, period: period, countsRows: true)
        #expect(counted.failures.map(\.failure.diagnostic.message) == [])
        #expect(counted.emptySources == ["early", "names"])
        #expect(counted.sources.allSatisfy { $0.scans == 1 })
        let plain = try await runner.run(report, period: period)
        #expect(plain.emptySources == [])
        #expect(plain.planFingerprint == counted.planFingerprint)
    }
}
