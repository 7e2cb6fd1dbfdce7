import Columnar
import Synchronization

/// An engine that remembers results: what is asked again over the same files is not run again.
///
/// For previews, where one report runs again and again and only one cell changes. A result is known by its plan, its zone, and the state of all
/// files of all sources it reads, which `stamp` tells; it is forgotten when a run no longer asks for it, and when it failed for want of memory or
/// disk. Engines keep what they have found out about files for as long as they live, so that changed files are shown to a new one. Runs must not
/// overlap. A class because runs share what is remembered.
public final class RememberingBackend: QueryBackend {
    private struct Key: Hashable {
        var plan: String
        var zone: String
        var sources: [String: String]
    }

    private struct State {
        var engine: any QueryBackend
        /// The state of the files of the sources that the engine has been shown, by the source's name.
        var shown: [String: String] = [:]
        var results: [Key: Result<Table, QueryFailure>] = [:]
        /// What reading a source came to, by its name and the state of its files.
        var usages: [String: (stamp: String, usage: SourceUsage)] = [:]
        var counts = (asked: 0, run: 0)
    }

    private let makeEngine: @Sendable () -> any QueryBackend
    private let stamp: @Sendable (SourceDeclaration) -> String
    private let state: Mutex<State>

    /// An engine that remembers what others brought.
    ///
    /// - Parameters:
    ///   - makeEngine: an engine that has not seen any file; called again when files have changed.
    ///   - stamp: a text that changes whenever a file of the source changes, comes or goes, or its declaration changes.
    public init(
        making makeEngine: @escaping @Sendable () -> any QueryBackend,
        stamp: @escaping @Sendable (SourceDeclaration) -> String
    ) {
        self.makeEngine = makeEngine
        self.stamp = stamp
        state = Mutex(State(engine: makeEngine()))
    }

    /// The engine's name and version.
    public var identity: String { state.withLock { $0.engine.identity } }

    /// An engine that has seen no older files of the sources than those of now, and what tells the state of these.
    ///
    /// The state is told before the engine looks: files that change in between are shown to another one the next time.
    private func engine(for sources: [SourceDeclaration]) -> (engine: any QueryBackend, stamps: [String: String]) {
        let stamps = Dictionary(sources.map { ($0.name, stamp($0)) }) { first, _ in first }
        let engine = state.withLock { state in
            if stamps.contains(where: { name, stamp in (state.shown[name] ?? stamp) != stamp }) {
                state.engine = makeEngine()
                state.shown = [:]
            }
            state.shown.merge(stamps) { $1 }
            return state.engine
        }
        return (engine, stamps)
    }

    /// The queries of the last run, and how many of them were really run.
    public var counts: (asked: Int, run: Int) { state.withLock { $0.counts } }

    /// What the engine says of a source; never remembered.
    public func describe(_ source: SourceDeclaration) async throws -> SourceDescription {
        try await engine(for: [source]).engine.describe(source)
    }

    /// Runs the requests that are not known, and gives all results. Timings are those of what was run.
    public func run(
        _ requests: [QueryRequest], sources: [SourceDeclaration], options: RunOptions
    ) async throws -> RunOutcome {
        let (engine, stamps) = engine(for: sources)
        let keys = requests.map { request in
            Key(
                plan: request.plan.fingerprint, zone: request.zone.identifier,
                sources: stamps.filter { request.plan.sources.contains($0.key) })
        }
        let known = state.withLock { $0.results }
        let missing = zip(requests, keys).filter { known[$0.1] == nil }.map(\.0)
        let needed = sources.filter { source in missing.contains { $0.plan.sources.contains(source.name) } }
        var outcome = RunOutcome(results: [:], sources: [], timings: [])
        if !missing.isEmpty { outcome = try await engine.run(missing, sources: needed, options: options) }
        return state.withLock { state in
            var kept: [Key: Result<Table, QueryFailure>] = [:]
            var results: [String: Result<Table, QueryFailure>] = [:]
            for (request, key) in zip(requests, keys) {
                guard let result = outcome.results[request.id] ?? known[key] else { continue }
                results[request.id] = result
                if case .failure(let failure) = result, failure.fault == .resources { continue }
                kept[key] = result
            }
            state.results = kept
            for usage in outcome.sources {
                state.usages[usage.description.name] = (stamps[usage.description.name] ?? "", usage)
            }
            state.counts = (requests.count, missing.count)
            let usages = sources.compactMap { source in
                state.usages[source.name].flatMap { $0.stamp == stamps[source.name] ? $0.usage : nil }
            }
            return RunOutcome(results: results, sources: usages, timings: outcome.timings)
        }
    }

    /// What the engine says of requests; never remembered.
    public func explain(
        _ requests: [QueryRequest], sources: [SourceDeclaration], running options: RunOptions?
    ) async throws -> String {
        try await engine(for: sources).engine.explain(requests, sources: sources, running: options)
    }
}
