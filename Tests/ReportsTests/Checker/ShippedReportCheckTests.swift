import Columnar
import Diagnostics
import Foundation
import QueryPlan
import Reports
import Testing

@Suite("The reports that ship")
struct ShippedReportCheckTests {
    /// The columns of the sample data, as DESIGN section 6 lists them.
    static let sources: [String: Schema] = [
        "transactions": Schema([
            Field("transaction_id", .string), Field("user_id", .string), Field("amount", .double),
            Field("resonance_level", .double), Field("quantum_phase", .string), Field("timestamp", .timestamp),
            Field("ethical_score", .double), Field("coherence_score", .double),
        ]),
        "payments": Schema([
            Field("payment_id", .string), Field("user_id", .string), Field("amount", .double),
            Field("timestamp", .timestamp), Field("status", .string),
        ]),
        "audits": Schema([
            Field("audit_id", .string), Field("transaction_id", .string), Field("ethical_score", .double),
            Field("verity_score", .double), Field("qualia_score", .double), Field("timestamp", .timestamp),
        ]),
    ]

    @Test(
        "have nothing to find fault with",
        arguments: [
            "trinity_report_weekly", "quantum_resonance_hourly", "payment_analytics_daily", "ethical_coherence_daily",
            "gallery",
        ])
    func shipped(name: String) async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../reports")
        let data = try Data(contentsOf: root.appending(path: "\(name).md"))
        let (report, parsed) = ReportParser.parse(SourceText(path: "reports/\(name).md", utf8: Array(data)))
        #expect(parsed.isEmpty, "\(parsed)")
        var workspace = Workspace(root: "/w")
        workspace.sources = Self.sources.keys.sorted().map {
            SourceDeclaration(name: $0, paths: ["\($0).csv"], root: "/w", timeColumn: "timestamp")
        }
        let found = await ReportRunner(backend: StubBackend(Self.sources), workspace: workspace)
            .check(try #require(report))
        #expect(found.isEmpty, "\(found)")
        #expect(report?.id == name)
        #expect(report?.cells.isEmpty == false)
    }
}
