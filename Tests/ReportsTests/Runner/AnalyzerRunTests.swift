import Analyzers
import Columnar
import Diagnostics
import QueryPlan
import Testing

@testable import Reports

@Suite struct AnalyzerRunTests {
    var schemas: [String: Schema] {
        var schemas: [String: Schema] = [:]
        for role in Analyzer.sacredTrinity.roles { schemas[role.name] = Schema(role.columns) }
        return schemas
    }

    func declaration(_ name: String) -> SourceDeclaration {
        SourceDeclaration(name: name, paths: ["\(name).csv"], root: "/w")
    }

    @Test(
        "every analyzer is planned over its sources, and each of its outputs comes back",
        arguments: AnalyzerCatalog.all)
    func planned(analyzer: Analyzer) async throws {
        let backend = StubBackend(schemas)
        let outcome = try await AnalyzerRun(analyzer, sources: analyzer.roles.map { declaration($0.name) })
            .run(on: backend)
        #expect(outcome.cell.values.map(\.name) == analyzer.values.map(\.name))
        #expect(outcome.cell.tables.map(\.name) == analyzer.tables.map(\.name))
        for (table, description) in zip(outcome.cell.tables, analyzer.tables) {
            #expect(table.table.schema == description.schema, "\(description.name)")
        }
    }

    @Test("the last hour counts from the latest time in the data")
    func span() async throws {
        // 2026-11-09T13:00:00Z is 1,794,229,200 seconds after 1970
        let last: Int64 = 1_794_229_200_000_000
        let backend = StubBackend(
            schemas, answers: ["times of transactions": row(("from", .timestamp(last - 5)), ("to", .timestamp(last)))])
        _ = try await AnalyzerRun(.quantumResonance, sources: [declaration("transactions")]).run(on: backend)
        #expect(backend.calls.count == 2)
        let values = try #require(backend.calls[1].first { $0.id == "quantum_resonance.values" })
        #expect(values.plan.formatted().contains("2026-11-09T13:00:00.000001Z"))
    }

    @Test("the only source plays the only role, whatever its name")
    func onlySource() async throws {
        let backend = StubBackend(["tx": schemas["transactions"] ?? Schema([])])
        let outcome = try await AnalyzerRun(.quantumResonance, sources: [declaration("tx")]).run(on: backend)
        #expect(outcome.cell.id == "quantum_resonance")
        #expect(backend.calls.last?.allSatisfy { $0.plan.sources == ["tx"] } == true)
    }

    @Test("a missing source or column is told before anything runs")
    func missing() async throws {
        let backend = StubBackend(["transactions": Schema([Field("amount", .double)])])
        let found = await #expect(throws: DiagnosticsError.self) {
            try await AnalyzerRun(.quantumResonance, sources: [declaration("transactions")]).run(on: backend)
        }
        #expect(
            found?.diagnostics.first?.message
                == "analyzer 'quantum_resonance' needs column 'transaction_id' (string) of 'transactions'; 'transactions' has none"
        )
        let files = await #expect(throws: DiagnosticsError.self) {
            try await AnalyzerRun(.quantumResonance, sources: [declaration("lost")]).run(on: backend)
        }
        #expect(files?.diagnostics.map(\.message) == ["no file matches 'lost.csv' of source 'lost'"])
    }

    @Test("a key figure's history costs its own aggregate and no other")
    func history() async throws {
        let backend = StubBackend(schemas)
        let figure = KeyFigureCell(value: ValueExpression(.path([.name("q"), .name("average_resonance")])))
        let report = Report(
            id: "r", title: "R",
            cells: [
                Cell(id: "q", kind: .analyze(AnalyzeCell(analyzer: "quantum_resonance"))),
                Cell(id: "k", kind: .keyFigures([figure])),
            ])
        var workspace = Workspace(root: "/w")
        workspace.sources = [declaration("transactions")]
        _ = try await ReportRunner(backend: backend, workspace: workspace)
            .run(report, period: try Period(id: "2026-W46", zone: .utc))
        let requests = try #require(backend.calls.first)
        let earlier = requests.filter { $0.id.hasPrefix("q.values @") }
        #expect(earlier.map(\.id) == (1...7).map { "q.values @-\($0) (average_resonance)" })
        for request in earlier {
            let plan = Optimizer.optimize(request.plan).formatted()
            #expect(plan.contains("avg"), "\(plan)")
            for other in ["count", "sum", "user_id", "ethical_score"] { #expect(!plan.contains(other), "\(plan)") }
        }
        #expect(backend.calls.count == 1)
    }
}
