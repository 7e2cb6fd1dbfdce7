import Diagnostics
import LocalEngine
import QueryPlan
import Reports
import SparkBackend
import Synchronization

/// Describes sources for what checks or shows them: the local engine those of this machine, Spark the others, and it is only called for them.
///
/// A class because it remembers what Spark has told.
final class DescribingEngine: QueryBackend {
    private let local = LocalEngine()
    private let workspace: Workspace
    /// The Spark server that the user names; nil for that of environment or workspace.
    private let address: String?
    private let known = Mutex<[SourceDeclaration: SourceDescription]>([:])

    /// An engine over a workspace's sources; nothing is called yet.
    init(_ workspace: Workspace, sparkRemote address: String? = nil) {
        self.workspace = workspace
        self.address = address
    }

    var identity: String { local.identity }

    func describe(_ source: SourceDeclaration) async throws -> SourceDescription {
        guard source.paths.contains(where: SparkPath.isRemote) else { return try await local.describe(source) }
        if let found = known.withLock({ $0[source] }) { return found }
        do {
            let selection = try await EngineSelection.select(
                .spark, remote: address, asked: nil, in: workspace, reading: [source])
            let found = try await selection.use { try await $0.describe(source) }
            known.withLock { $0[source] = found }
            return found
        } catch let failure as QueryFailure {
            throw DiagnosticsError(failure.diagnostic)
        }
    }

    func run(
        _ requests: [QueryRequest], sources: [SourceDeclaration], options: RunOptions
    ) async throws -> RunOutcome {
        try await local.run(requests, sources: sources, options: options)
    }

    func explain(
        _ requests: [QueryRequest], sources: [SourceDeclaration], running options: RunOptions?
    ) async throws -> String {
        try await local.explain(requests, sources: sources, running: options)
    }
}
