import Columnar
import Diagnostics
import QueryPlan
import Synchronization
import Testing

/// An engine that notes what it is asked; every query brings one row with the number of queries so far.
private final class NotingEngine: QueryBackend {
    let asked = Mutex<[String]>([])
    let identity = "noting 1"

    func describe(_ source: SourceDeclaration) async throws -> SourceDescription {
        SourceDescription(name: source.name, schema: Schema([]), isInferred: false, format: "CSV", files: [])
    }

    func run(
        _ requests: [QueryRequest], sources: [SourceDeclaration], options: RunOptions
    ) async throws -> RunOutcome {
        let count = asked.withLock { asked in
            asked += requests.map(\.id)
            return asked.count
        }
        var results: [String: Result<Table, QueryFailure>] = [:]
        for request in requests {
            results[request.id] = .success(
                Table(Schema([Field("n", .int64)]), rows: [[.int64(Int64(count))]]))
        }
        var usages: [SourceUsage] = []
        for source in sources {
            usages.append(
                SourceUsage(description: try await describe(source), scans: 1, rowsWithoutTime: nil, rejected: []))
        }
        return RunOutcome(results: results, sources: usages, timings: [])
    }

    func explain(
        _ requests: [QueryRequest], sources: [SourceDeclaration], running options: RunOptions?
    ) async throws -> String { "" }
}

struct RememberingBackendTests {
    private let sources = ["t", "u"].map { SourceDeclaration(name: $0, paths: ["\($0).csv"], root: "/") }

    private func request(_ id: String, _ source: String, limit: Int) -> QueryRequest {
        QueryRequest(
            id: id, plan: .limit(count: limit, offset: 0, .scan(source: source, schema: Schema([Field("n", .int64)]))))
    }

    @Test("Only queries whose plan or files have changed are run, and all sources are told of")
    func remembers() async throws {
        let engine = NotingEngine()
        let stamps = Mutex(["t": "1", "u": "1"])
        let backend = RememberingBackend(making: { engine }) { source in stamps.withLock { $0[source.name] ?? "" } }
        let first = [request("a", "t", limit: 1), request("b", "u", limit: 1)]
        _ = try await backend.run(first, sources: sources, options: RunOptions())
        #expect(engine.asked.withLock { $0 } == ["a", "b"])
        // One query has changed, and has another name for its result.
        let second = [request("a2", "t", limit: 2), request("b", "u", limit: 1)]
        let outcome = try await backend.run(second, sources: sources, options: RunOptions())
        #expect(engine.asked.withLock { $0 } == ["a", "b", "a2"])
        #expect(backend.counts == (2, 1))
        #expect(Set(outcome.results.keys) == ["a2", "b"])
        #expect(outcome.sources.map(\.description.name) == ["t", "u"])
        // A file of one source has changed.
        stamps.withLock { $0["u"] = "2" }
        _ = try await backend.run(second, sources: sources, options: RunOptions())
        #expect(engine.asked.withLock { $0 } == ["a", "b", "a2", "b"])
        // What was not asked for in the last run is forgotten.
        _ = try await backend.run([second[0]], sources: sources, options: RunOptions())
        _ = try await backend.run(second, sources: sources, options: RunOptions())
        #expect(engine.asked.withLock { $0 } == ["a", "b", "a2", "b", "b"])
    }

    @Test(
        "Changed files are shown to an engine that has not seen them before, and to the same one as long as they stay")
    func changedFiles() async throws {
        let made = Mutex<[NotingEngine]>([])
        let stamps = Mutex(["t": "1", "u": "1"])
        let backend = RememberingBackend(
            making: {
                let engine = NotingEngine()
                made.withLock { $0.append(engine) }
                return engine
            }, stamp: { source in stamps.withLock { $0[source.name] ?? "" } })
        let requests = [request("a", "t", limit: 1), request("b", "u", limit: 1)]
        _ = try await backend.describe(sources[0])
        _ = try await backend.run(requests, sources: sources, options: RunOptions())
        _ = try await backend.describe(sources[1])
        #expect(made.withLock { $0.count } == 1)
        // A file that was described changes, and is read by the next run.
        stamps.withLock { $0["t"] = "2" }
        _ = try await backend.run(requests, sources: sources, options: RunOptions())
        #expect(made.withLock { $0.map { $0.asked.withLock { $0 } } } == [["a", "b"], ["a"]])
        // A file that was read changes, and is described by the next check.
        stamps.withLock { $0["u"] = "2" }
        _ = try await backend.describe(sources[1])
        #expect(made.withLock { $0.count } == 3)
    }
}
