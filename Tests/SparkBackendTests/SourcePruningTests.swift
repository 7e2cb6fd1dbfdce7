import Columnar
import DataFormats
import Diagnostics
import LocalEngine
import QueryPlan
import TestSupport
import Testing

@testable import SparkBackend

@Suite("Files that a run on Spark leaves out")
struct SourcePruningTests {
    private static let queries = [
        "SELECT count(*) AS n FROM t WHERE day = DATE '2026-11-10'",
        "SELECT count(*) AS n FROM t WHERE day > DATE '2026-11-10' AND x > 0 OR day IS NULL AND x < 0",
        "SELECT count(*) AS n FROM t WHERE x > 0",
        "SELECT count(*) AS n FROM t",
        "SELECT count(*) AS n FROM t WHERE at >= TIMESTAMP '2026-11-10T00:00:00Z' AND at < TIMESTAMP '2026-11-11T00:00:00Z'",
        "SELECT count(*) AS n FROM t AS a JOIN t AS b ON a.x = b.x WHERE a.day = DATE '2026-11-09' AND b.day = DATE '2026-11-11'",
    ]

    @Test("they are those that the local engine leaves out", arguments: queries)
    func agree(sql: String) async throws {
        let folder = try ScratchFolder()
        for day in ["2026-11-09", "2026-11-10", "2026-11-11"] {
            try folder.write("x,at\n1,\(day)T12:00:00Z\n-1,\(day)T13:00:00Z\n", to: "t/day=\(day)/a.csv")
        }
        let source = SourceDeclaration(
            name: "t", paths: ["t"], root: folder.path, timeColumn: "at",
            schema: Schema([Field("x", .int64), Field("at", .timestamp), Field("day", .date)]), timePartitions: ["day"])
        let engine = LocalEngine()
        let description = try await engine.describe(source)
        let planned = QueryPlanner.plan(
            SourceText(path: "query", text: sql), range: nil,
            context: PlanningContext(tables: ["t": .source(SourceTable(name: "t", schema: description.schema))]))
        let plan = Optimizer.optimize(try #require(planned.plan))
        let outcome = try await engine.run(
            [QueryRequest(id: "q", plan: plan)], sources: [source], options: RunOptions())
        let read = try #require(outcome.sources.first).description.files.map { $0.rows != nil }

        let files = try FileDiscovery.files(matching: source.paths, root: source.root)
        let partitions = try PartitionColumns.find(in: files, declared: description.schema)
        let pruning = SourcePruning(
            declaration: source, partitions: partitions,
            timeSpans: try TimeSpans.find(["day"], partitions, source: "t", zone: .utc), fileCount: files.count,
            reader: engine)
        #expect(await pruning.neededFiles([(plan, .utc)]) == read)
    }
}
