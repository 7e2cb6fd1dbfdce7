import Columnar
import Diagnostics
import QueryPlan
import Synchronization

/// An engine that gives prepared answers by request id and remembers what it was asked.
final class StubBackend: QueryBackend {
    let identity = "stub 1"
    let schemas: [String: Schema]
    let answers: [String: Result<Table, QueryFailure>]
    private let asked = Mutex<[[QueryRequest]]>([])

    init(_ schemas: [String: Schema], answers: [String: Result<Table, QueryFailure>] = [:]) {
        self.schemas = schemas
        self.answers = answers
    }

    func describe(_ source: SourceDeclaration) async throws -> SourceDescription {
        guard let schema = schemas[source.name] else {
            throw DiagnosticsError(
                Diagnostic("no-files", .error, "no file matches '\(source.paths[0])' of source '\(source.name)'"))
        }
        return SourceDescription(name: source.name, schema: schema, isInferred: true, format: "CSV", files: [])
    }

    func run(
        _ requests: [QueryRequest], sources: [SourceDeclaration], options: RunOptions
    ) async throws -> RunOutcome {
        asked.withLock { $0.append(requests) }
        var results: [String: Result<Table, QueryFailure>] = [:]
        for request in requests {
            results[request.id] = answers[request.id] ?? .success(Table(request.plan.schema, rows: []))
        }
        return RunOutcome(results: results, sources: [], timings: [])
    }

    func explain(
        _ requests: [QueryRequest], sources: [SourceDeclaration], running options: RunOptions?
    ) async throws -> String { "as asked\n" }

    /// The requests of each call of `run`.
    var calls: [[QueryRequest]] { asked.withLock { $0 } }

    /// The ids of everything that was asked for, sorted.
    var askedIDs: [String] { calls.flatMap { $0.map(\.id) }.sorted() }
}

/// A one-row answer.
func row(_ values: (String, Scalar)...) -> Result<Table, QueryFailure> {
    .success(Table(Schema(values.map { Field($0.0, $0.1.type) }), rows: [values.map(\.1)]))
}
