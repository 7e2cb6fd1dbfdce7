import Columnar
import Diagnostics
import LocalEngine
import QueryPlan
import TestSupport
import Testing

@testable import SparkBackend

@Suite("Figures of one source computed in one pass")
struct FigureMergerTests {
    private static let source = SourceDeclaration(
        name: "t", paths: ["t.csv"], root: "",
        schema: Schema([Field("a", .int64), Field("b", .double), Field("c", .string)]))

    private func plan(_ sql: String) throws -> LogicalPlan {
        let tables: [String: PlanningContext.Table] = [
            "t": .source(SourceTable(name: "t", schema: Self.source.schema ?? Schema([]))),
            "u": .source(SourceTable(name: "u", schema: Self.source.schema ?? Schema([]))),
        ]
        let planned = QueryPlanner.plan(
            SourceText(path: "query", text: sql), range: nil, context: PlanningContext(tables: tables))
        return Optimizer.optimize(try #require(planned.plan))
    }

    @Test("one pass gives every plan's own figures, whatever it filters")
    func values() async throws {
        let folder = try ScratchFolder()
        try folder.write("a,b,c\n1,1.5,x\n2,,y\n3,4.5,x\n,8,z\n5,16,\n", to: "t.csv")
        var source = Self.source
        source.root = folder.path
        let plans = try [
            "SELECT count(*) AS n, sum(a) AS s FROM t WHERE a < 3",
            "SELECT sum(a) + count(b) AS s, avg(b) AS m FROM t WHERE a >= 2 AND c = 'x'",
            "SELECT max(c) AS c, count(*) FILTER (WHERE b > 2) AS n FROM t",
        ].map(plan)
        let merged = FigureMerger.merge(plans)
        #expect(merged.count == 1)
        #expect(merged.first?.parts.map(\.columns) == [0..<2, 2..<4, 4..<6])
        let request = QueryRequest(id: "all", plan: try #require(merged.first).plan)
        let outcome = try await LocalEngine().run([request], sources: [source], options: RunOptions())
        // By hand: rows 1 and 2; row 3 alone; all five.
        #expect(
            try outcome.results["all"]?.get().rows == [
                [.int64(2), .int64(3), .int64(4), .double(4.5), .string("z"), .int64(3)]
            ])
    }

    @Test("what is grouped, looks at the order of rows, counts distinct values, or reads another source stays as it is")
    func others() throws {
        let plans = try [
            "SELECT a, count(*) AS n FROM t GROUP BY a", "SELECT first(a) AS f FROM t",
            "SELECT a FROM t", "SELECT count(*) AS n FROM t", "SELECT count(*) AS n FROM u",
        ].map(plan)
        #expect(FigureMerger.merge(plans).isEmpty)
    }
}
