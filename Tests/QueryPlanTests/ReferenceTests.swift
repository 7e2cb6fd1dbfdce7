import Columnar
import Diagnostics
import Foundation
import Testing

@testable import QueryPlan

/// The reference page says what is there: every function, and only examples that are accepted.
@Suite("SQL reference")
struct ReferenceTests {
    static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/QueryPlan/QueryPlan.docc/SQL.md").standardizedFileURL

    /// The functions as the page lists them.
    static var functions: String {
        FunctionDescription.Category.allCases.map { category in
            let rows = FunctionCatalog.all.filter { $0.category == category }.map { function in
                let also = function.aliases.map { "`\($0)`" }.joined(separator: ", ")
                let summary = function.summary.replacingOccurrences(of: "|", with: "\\|")
                return "| `\(function.signature)` | \(summary)\(also.isEmpty ? "" : " Also \(also).") |\n"
            }
            return "### \(category.rawValue.capitalized)\n\n| function | |\n|---|---|\n" + rows.joined()
        }.joined(separator: "\n")
    }

    @Test("the page lists the functions of the catalogue; TRINITY_RECORD=1 writes them into it")
    func functionsAreListed() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let (begin, end) = ("<!-- functions: begin -->\n", "<!-- functions: end -->")
        let from = try #require(text.range(of: begin)?.upperBound)
        let to = try #require(text.range(of: end)?.lowerBound)
        if ProcessInfo.processInfo.environment["TRINITY_RECORD"] == "1" {
            let recorded = text[..<from] + "\n" + Self.functions + "\n" + text[to...]
            try Data(recorded.utf8).write(to: Self.page)
            Issue.record("recorded SQL.md; run again without TRINITY_RECORD")
            return
        }
        #expect(text[from..<to] == "\n" + Self.functions + "\n", "record it with TRINITY_RECORD=1")
    }

    @Test("every example of the page is a query")
    func examplesPlan() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let examples = text.components(separatedBy: "```sql\n").dropFirst().map {
            $0.components(separatedBy: "\n```")[0]
        }
        #expect(examples.count >= 6)
        let context = PlanningContext(tables: [
            "orders": .source(
                SourceTable(
                    name: "orders",
                    schema: Schema([
                        Field("id", .int64), Field("customer", .string), Field("amount", .double),
                        Field("price", .decimal(precision: 10, scale: 2)), Field("paid", .boolean),
                        Field("day", .date), Field("at", .timestamp),
                    ]))),
            "customers": .source(
                SourceTable(
                    name: "customers", schema: Schema([Field("customer", .string), Field("city", .string)]))),
        ])
        for example in examples {
            let planned = QueryPlanner.plan(
                SourceText(path: "SQL.md", text: example), range: nil, context: context)
            #expect(planned.diagnostics.isEmpty, "\(example): \(planned.diagnostics)")
        }
    }
}
