import Analyzers
import Columnar
import Diagnostics
import QueryPlan
import Testing

@Suite("Analyzer plans")
struct AnalyzerPlanTests {
    @Test("every query plans to the declared columns", arguments: AnalyzerCatalog.all.map(\.name))
    func declaredSchemas(analyzer name: String) throws {
        let analyzer = try #require(AnalyzerCatalog.named(name))
        for query in analyzer.queries {
            var tables: [String: PlanningContext.Table] = [:]
            for role in analyzer.roles {
                tables[role.name] = .source(
                    SourceTable(name: role.name, schema: Schema(role.columns), timeColumn: role.timeColumn))
            }
            let parameters = [
                "period_from": Parameter(type: .timestamp, value: .timestamp(0)),
                "period_to": Parameter(type: .timestamp, value: .timestamp(3_600_000_000)),
            ]
            let planned = QueryPlanner.plan(
                SourceText(path: "\(name).sql", text: query.sql), range: nil,
                context: PlanningContext(
                    tables: tables, parameters: parameters, window: TimeWindow(from: 0, to: 3_600_000_000)))
            #expect(planned.diagnostics.isEmpty, "\(planned.diagnostics)")
            let plan = try #require(planned.plan)
            let optimized = Optimizer.optimize(plan)
            let declared: [Field] =
                switch query.output {
                case .values(let values): values.map { Field($0.name, $0.type) }
                case .table(let table): table.schema.fields
                }
            #expect(plan.schema.fields == declared)
            #expect(optimized.schema.fields == declared)
        }
    }
}
