import Analyzers
import Columnar
import Diagnostics
import Foundation
import LocalEngine
import QueryPlan
import TestSupport
import Testing

/// Every value and table of every analyzer, against numbers that `expected.py` worked out with DuckDB.
@Suite("Analyzer outputs")
struct AnalyzerOutputTests {
    /// Monday 9 to Sunday 15 November 2026 in UTC.
    static let week = TimeWindow(from: 1_794_182_400_000_000, to: 1_794_787_200_000_000)

    @Test("every output agrees with DuckDB on awkward data", arguments: AnalyzerCatalog.all.map(\.name))
    func awkward(analyzer: String) async throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Awkward")
        try await compare(analyzer, data: folder.path, expected: folder.appendingPathComponent("expected.json"))
    }

    @Test("every output agrees with DuckDB on sample data", arguments: AnalyzerCatalog.all.map(\.name))
    func sample(analyzer: String) async throws {
        let scratch = try ScratchFolder()
        defer { withExtendedLifetime(scratch) {} }
        let sample = SampleData(rows: 4000, seed: 1, end: Int(Self.week.to / 1_000_000), weeks: 1)
        for file in sample.days.flatMap(sample.files(day:)) { try scratch.write(Data(file.bytes), to: file.path) }
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        try await compare(
            analyzer, data: scratch.path, expected: here.appendingPathComponent("sample-4000-expected.json"))
    }

    @Test(
        "every declared output has a column of the declared name and type", arguments: AnalyzerCatalog.all.map(\.name))
    func declaredSchemas(analyzer name: String) throws {
        let analyzer = try #require(AnalyzerCatalog.named(name))
        for query in analyzer.queries {
            let plan = try plan(query, of: analyzer)
            let declared: [Field] =
                switch query.output {
                case .values(let values): values.map { Field($0.name, $0.type) }
                case .table(let table): table.schema.fields
                }
            #expect(plan.schema.fields == declared)
        }
    }

    private func plan(_ query: AnalyzerQuery, of analyzer: Analyzer) throws -> LogicalPlan {
        var tables: [String: PlanningContext.Table] = [:]
        for role in analyzer.roles {
            tables[role.name] = .source(
                SourceTable(name: role.name, schema: Schema(role.columns), timeColumn: role.timeColumn))
        }
        let parameters = [
            "period_from": Parameter(type: .timestamp, value: .timestamp(Self.week.from)),
            "period_to": Parameter(type: .timestamp, value: .timestamp(Self.week.to)),
        ]
        let planned = QueryPlanner.plan(
            SourceText(path: "\(analyzer.name).sql", text: query.sql), range: nil,
            context: PlanningContext(tables: tables, parameters: parameters, window: Self.week, zone: .utc))
        #expect(planned.diagnostics.isEmpty, "\(planned.diagnostics)")
        return try #require(planned.plan)
    }

    private func compare(_ name: String, data: String, expected url: URL) async throws {
        let analyzer = try #require(AnalyzerCatalog.named(name))
        let all = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        let expected = try #require(all[name] as? [String: Any])
        let sources = analyzer.roles.map { role in
            SourceDeclaration(
                name: role.name, paths: ["\(role.name)/*.csv"], root: data, timeColumn: role.timeColumn,
                schema: Schema(role.columns))
        }
        var requests: [QueryRequest] = []
        for (index, query) in analyzer.queries.enumerated() {
            requests.append(QueryRequest(id: "\(index)", plan: try plan(query, of: analyzer)))
        }
        let outcome = try await LocalEngine().run(requests, sources: sources, options: RunOptions())
        for (index, query) in analyzer.queries.enumerated() {
            let table = try #require(outcome.results["\(index)"]).get()
            switch query.output {
            case .values(let values):
                let row = try #require(expected["values"] as? [String: Any])
                try #require(table.rowCount == 1)
                for (value, found) in zip(values, table.rows[0]) {
                    match(found, row[value.name], "\(name).\(value.name)")
                }
            case .table(let description):
                // Recommendations are sentences of our own; the shape is tested with the declared schemas.
                guard let rows = expected[description.name] as? [[String: Any]] else { continue }
                #expect(table.rowCount == rows.count, "\(name).\(description.name)")
                for (row, found) in zip(rows, table.rows) {
                    for (column, scalar) in zip(description.columns, found) {
                        match(scalar, row[column.name], "\(name).\(description.name).\(column.name)")
                    }
                }
            }
        }
    }

    private func match(_ found: Scalar, _ expected: Any?, _ place: String) {
        switch found {
        case .null: #expect(expected is NSNull, "\(place): found null, expected \(expected ?? "nothing")")
        case .double(let value):
            let number = (expected as? NSNumber)?.doubleValue ?? .nan
            #expect(
                abs(value - number) <= 1e-9 * max(1, abs(number)),
                "\(place): found \(value), expected \(expected ?? "nothing")")
        case .int64(let value): #expect((expected as? NSNumber)?.int64Value == value, "\(place)")
        default: #expect((expected as? String) == found.text, "\(place)")
        }
    }
}
