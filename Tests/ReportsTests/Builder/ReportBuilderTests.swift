import Charting
import Columnar
import Diagnostics
import QueryPlan
import Reports
import Testing

@Suite("Reports written in Swift")
struct ReportBuilderTests {
    static let notebook = """
        ---
        report: 1
        title: Payments
        ---
        # Payments

        Volume was `= pay.total_volume as ,.0f`.

        ```yaml {analyze #pay}
        analyzer: payment_patterns
        show: [figures, anomalies]
        ```

        ```sql {#by_status}
        SELECT status, count(*) AS n FROM payments GROUP BY status
        ```

        ```yaml {chart #states from=by_status}
        mark: bar
        x: status
        y: n
        title: How did they end?
        ```

        ```yaml {kpi #top}
        - pay.total_payments
        ```

        <!-- if: count(by_status) > 0 -->
        > [!NOTE]
        > Some.
        <!-- end -->
        <!-- each: row in by_status -->
        - `= row.status`
        <!-- end -->

        ```sql {assert #positive}
        SELECT * FROM payments WHERE amount < 0
        ```
        """

    static func built() throws -> Report {
        try Report("payments", title: "Payments") {
            "# Payments\n\nVolume was `= pay.total_volume as ,.0f`."
            Section("pay", analyzer: "payment_patterns", showing: ["figures", "anomalies"])
            Query("by_status", "SELECT status, count(*) AS n FROM payments GROUP BY status")
            Chart(
                "states", from: "by_status",
                ChartSpecification(.bar, x: "status", y: "n", title: "How did they end?"))
            KPI("top", "pay.total_payments")
            If("count(by_status) > 0") { "> [!NOTE]\n> Some." }
            ForEach("row", in: "by_status") { "- `= row.status`" }
            Assert("positive", "SELECT * FROM payments WHERE amount < 0")
        }
    }

    @Test("both spellings of a report run to the same result")
    func sameResult() async throws {
        let (parsed, found) = ReportParser.parse(SourceText(path: "payments.md", text: Self.notebook))
        #expect(found.isEmpty, "\(found)")
        let first = try #require(parsed)
        let second = try Self.built()
        var workspace = Workspace(root: "/w")
        workspace.sources = [
            SourceDeclaration(name: "payments", paths: ["p.csv"], root: "/w", timeColumn: "timestamp")
        ]
        let rows = Table(
            Schema([Field("status", .string), Field("n", .int64)]),
            rows: [[.string("done"), .int64(3)], [.string("failed"), .int64(1)]])
        let backend = StubBackend(WrongReportTests.sources, answers: ["by_status": .success(rows)])
        let runner = ReportRunner(backend: backend, workspace: workspace)
        let period = try Period(id: "2026-W46", zone: .utc)
        let left = try await runner.run(first, period: period)
        let right = try await runner.run(second, period: period)
        #expect(String(describing: left.blocks) == String(describing: right.blocks))
        #expect(String(describing: left.cells) == String(describing: right.cells))
        #expect(left.planFingerprint == right.planFingerprint)
        #expect(left.title == right.title)
        #expect(left.report == right.report)
        // The loop went over both rows, so equality is not that of two empty pages.
        #expect(String(describing: left.blocks).contains("failed"))
    }

    @Test("what is wrong in a built report is thrown, all of it")
    func wrong() {
        let error = #expect(throws: DiagnosticsError.self) {
            try Report("r", title: "R", schedule: "dayly 06:00") {
                Query("a-b", "SELECT 1 AS x")
                If("1 +") { "`= (`" }
                Section("s", analyzer: "payment_pattern")
            }
        }
        #expect(
            error?.diagnostics.map(\.id).sorted() == [
                "bad-expression", "bad-expression", "bad-id", "bad-schedule", "unknown-analyzer",
            ])
    }
}
