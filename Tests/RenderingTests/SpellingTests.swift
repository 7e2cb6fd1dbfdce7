import Charting
import Columnar
import Diagnostics
import Foundation
import LocalEngine
import QueryPlan
import Rendering
import Reports
import Testing

@Suite("Two spellings of a report")
struct SpellingTests {
    private static let notebook = """
        ---
        report: 1
        title: Payments
        description: What was paid
        params:
          least: {type: double, default: 5}
        ---
        ## Payments

        Volume was `= pay.total_volume as ,.2f`, the median **`= pay.median_payment as .2f`**.

        ```yaml {analyze #pay}
        analyzer: payment_patterns
        show: [figures, daily_volume, most_active_users]
        ```

        ```sql {#large}
        SELECT user_id, amount FROM payments WHERE amount >= :least ORDER BY amount DESC
        ```

        ```yaml {chart #sizes from=large}
        mark: bar
        x: user_id
        y: amount
        title: Who paid much?
        ```

        <!-- each: row in large -->
        - `= row.user_id`: `= row.amount as .1f`
        <!-- end -->

        ```sql {assert #positive}
        SELECT * FROM payments WHERE amount < 0
        ```
        """

    private static func built() throws -> Report {
        try Report(
            "payments", title: "Payments", description: "What was paid",
            parameters: [ParameterDeclaration(name: "least", type: .double, defaultValue: .double(5))]
        ) {
            "## Payments\n\nVolume was `= pay.total_volume as ,.2f`, the median **`= pay.median_payment as .2f`**."
            Section("pay", analyzer: "payment_patterns", showing: ["figures", "daily_volume", "most_active_users"])
            Query("large", "SELECT user_id, amount FROM payments WHERE amount >= :least ORDER BY amount DESC")
            Chart("sizes", from: "large", ChartSpecification(.bar, x: "user_id", y: "amount", title: "Who paid much?"))
            ForEach("row", in: "large") { "- `= row.user_id`: `= row.amount as .1f`" }
            Assert("positive", "SELECT * FROM payments WHERE amount < 0")
        }
    }

    @Test("a notebook and its Swift twin render to the same bytes")
    func sameBytes() async throws {
        let (parsed, found) = ReportParser.parse(SourceText(path: "payments.md", text: Self.notebook))
        #expect(found.isEmpty, "\(found)")
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        var workspace = Workspace(root: root.path)
        workspace.sources = [
            SourceDeclaration(
                name: "payments", paths: ["AnalyzersTests/Awkward/payments/all.csv"], root: root.path,
                timeColumn: "timestamp")
        ]
        let period = try Period(id: "2026-W46", zone: .utc)
        var outputs: [[OutputFile]] = []
        for report in [try #require(parsed), try Self.built()] {
            let runner = ReportRunner(backend: LocalEngine(), workspace: workspace)
            let result = try await runner.run(report, period: period)
            #expect(result.failures.isEmpty, "\(result.failures)")
            outputs.append(
                try ReportRenderer(template: TemplateStore().load()).files(for: result).filter {
                    $0.path != "manifest.json"
                })
        }
        #expect(outputs[0].map(\.path).contains("charts/sizes.svg"))
        #expect(outputs[0] == outputs[1])
    }
}
