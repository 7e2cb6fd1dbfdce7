import Columnar
import Diagnostics
import QueryPlan
import Testing

@testable import Reports

@Suite struct QueryRunTests {
    let backend = StubBackend(
        ["t": Schema([Field("k", .string), Field("x", .double)])], answers: ["query": row(("n", .int64(2)))])
    let source = SourceDeclaration(name: "t", paths: ["t.csv"], root: "/w", timeColumn: "x")

    func run(_ sql: String) -> QueryRun { QueryRun(SourceText(path: "query", text: sql), sources: [source]) }

    @Test("a query reads its sources over all of time, in a definite order")
    func definite() async throws {
        let plan = try await run("SELECT k, sum(x) AS s FROM T GROUP BY k").plan(on: backend)
        guard case .sort(let keys, _) = plan else {
            Issue.record("\(plan.formatted())")
            return
        }
        #expect(keys.map(\.expression) == [.column(index: 0, name: "k", type: .string)])
        #expect(try await run("SELECT count(*) AS n FROM t").run(on: backend).table.rows == [[.int64(2)]])
    }

    @Test("a wrong query is told with its place")
    func wrong() async throws {
        let found = await #expect(throws: DiagnosticsError.self) {
            try await run("SELECT kk FROM t").plan(on: backend)
        }
        let diagnostic = try #require(found?.diagnostics.first)
        #expect(diagnostic.range?.lowerBound.column == 8)
        let table = await #expect(throws: DiagnosticsError.self) { try await run("SELECT 1 FROM tt").plan(on: backend) }
        #expect(table?.diagnostics.first?.help == "did you mean 't'?")
    }
}
