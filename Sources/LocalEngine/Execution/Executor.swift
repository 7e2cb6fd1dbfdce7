import Columnar
import DataFormats
import Diagnostics
import QueryPlan

/// Runs a physical plan: scans, each shared by all pipelines that are ready for it, and passes over results, side by side where they can be.
///
/// A class because results and failures fill up as passes end; it lives for one run and belongs to one task.
final class Executor {
    private let plan: PhysicalPlan
    private let sources: [String: OpenSource]
    private let zones: [Int: ZoneRules]
    private let threads: Int
    private let progress: ProgressCounter?
    private let resources: RunResources
    /// When the run began.
    private let start: ContinuousClock.Instant
    private var results: [Int: NodeResult] = [:]
    private var failures: [Int: QueryFailure] = [:]
    /// Why pipelines of nodes that are not done have no rows.
    private var failed: [PipelineRun.Rider: QueryFailure] = [:]
    /// What pipelines of nodes with several have brought so far.
    private var partial: [PipelineRun.Rider: NodeResult] = [:]
    private var finished: Set<PipelineRun.Rider> = []
    private(set) var tallies: [String: SourceTally] = [:]
    private var passes: [Int: (timing: StageTiming, measure: PassMeasure?)] = [:]
    /// How long each pass took, in the order in which they were started.
    var timings: [StageTiming] { passes.sorted { $0.key < $1.key }.map(\.value.timing) }
    /// What each pass took, in the order in which they were started.
    var measures: [PassMeasure] { passes.sorted { $0.key < $1.key }.compactMap(\.value.measure) }

    init(
        _ plan: PhysicalPlan, sources: [String: OpenSource], zones: [Int: ZoneRules], threads: Int,
        progress: ProgressCounter?, resources: RunResources, start: ContinuousClock.Instant = .now
    ) {
        self.resources = resources
        self.start = start
        self.plan = plan
        self.sources = sources
        self.zones = zones
        self.threads = threads
        self.progress = progress
        for (node, table) in plan.literals { results[node] = .batches(table.batches) }
    }

    /// Runs everything; afterwards every node has a result or a failure.
    ///
    /// A pass starts as soon as what it needs is there and fewer than `threads` others run, so that what only one core can do in one of
    /// them leaves the others to the rest.
    /// - Throws: `CancellationError`.
    func run() async throws {
        let slots = WorkerSlots(threads)
        try await withThrowingTaskGroup(of: (Int, PassOutcome).self) { group in
            var running: [Int: [PipelineRun.Rider]] = [:]
            var started = 0
            while true {
                try Task.checkCancellation()
                settleFailures()
                for riders in nextPasses(beside: Array(running.values)).prefix(max(1, threads) - running.count) {
                    let context = PassContext(
                        plan: plan, sources: sources, zones: zones, threads: threads, slots: slots, progress: progress,
                        resources: resources, results: results, start: start)
                    let pass = started
                    group.addTask { (pass, try await context.run(riders)) }
                    running[pass] = riders
                    started += 1
                }
                guard let (pass, outcome) = try await group.next() else { return }
                running[pass] = nil
                take(outcome, of: pass)
            }
        }
    }

    /// The passes that can start while others run: over results that are there, else over sources that nothing will have to read again.
    private func nextPasses(beside running: [[PipelineRun.Rider]]) -> [[PipelineRun.Rider]] {
        let busy = Set(running.joined())
        let ready = readyRiders().filter { !busy.contains($0) }
        var passes: [[PipelineRun.Rider]] = []
        // Riders over one result or source share a pass.
        for rider in ready {
            if let place = passes.firstIndex(where: { origin($0[0]) == origin(rider) }) {
                passes[place].append(rider)
            } else {
                passes.append([rider])
            }
        }
        let overResults = passes.filter { isOverResult($0) }
        if !overResults.isEmpty || running.contains(where: isOverResult) { return overResults }
        let order = WaveOrder(plan: plan, isDone: isDone)
        return order.nextSources(ready: ready, in: sources.keys.sorted(), isAlone: running.isEmpty).compactMap {
            source in
            passes.first { origin($0[0]) == .source(source) }
        }
    }

    private func isOverResult(_ pass: [PipelineRun.Rider]) -> Bool {
        if case .node = origin(pass[0]) { true } else { false }
    }

    /// Takes over what a pass has brought.
    private func take(_ outcome: PassOutcome, of pass: Int) {
        failed.merge(outcome.failures) { known, _ in known }
        results.merge(outcome.results) { known, _ in known }
        finished.formUnion(outcome.finished)
        partial.merge(outcome.partial) { known, _ in known }
        passes[pass] = (outcome.timing, outcome.measure)
        if let scan = outcome.scan { tallies[scan.source, default: SourceTally()].add(scan.scan) }
        for node in Set(outcome.partial.keys.map(\.node)) {
            let all = plan.nodes[node].pipelines.indices.map { PipelineRun.Rider(node: node, pipeline: $0) }
            if all.allSatisfy({ finished.contains($0) }) {
                results[node] = .concatenating(all.compactMap { partial.removeValue(forKey: $0) })
            }
        }
    }

    /// A request's rows, or why there are none.
    func result(of request: String) -> (Schema, Result<NodeResult, QueryFailure>) {
        guard let node = plan.results[request] else {
            return (Schema([]), .failure(Executor.bug("a request was not planned")))
        }
        // Requests that only name the columns of one result anew share its node.
        let fields = plan.nodes[node].schema.fields
        let names = plan.resultNames[request] ?? fields.map(\.name)
        let schema = Schema(zip(names, fields).map { Field($0, $1.type) })
        if let failure = failures[node] { return (schema, .failure(failure)) }
        guard let result = results[node] else { return (schema, .failure(Executor.bug("a request was not run"))) }
        return (schema, .success(result))
    }

    // MARK: - What is ready

    private func origin(_ rider: PipelineRun.Rider) -> PhysicalPlan.Origin {
        plan.nodes[rider.node].pipelines[rider.pipeline].origin
    }

    private func isDone(_ node: Int) -> Bool { results[node] != nil || failures[node] != nil }

    /// Gives up nodes of which a pipeline has failed, or needs a node that has, once all of their pipelines have come to an end: which
    /// failure is told depends on the plan alone, whoever was first.
    private func settleFailures() {
        // Nodes only depend on nodes made before them, so one pass in order reaches all.
        for node in plan.nodes.indices where !isDone(node) {
            var causes: [QueryFailure] = []
            let isSettled = plan.nodes[node].pipelines.indices.allSatisfy { index in
                let rider = PipelineRun.Rider(node: node, pipeline: index)
                if finished.contains(rider) { return true }
                let needed = plan.nodes[node].pipelines[index].dependencies.sorted()
                let cause = failed[rider] ?? needed.lazy.compactMap { self.failures[$0] }.first
                if let cause { causes.append(cause) }
                return cause != nil && (failed[rider] != nil || needed.allSatisfy(isDone))
            }
            if isSettled, let cause = causes.first { failures[node] = cause }
        }
    }

    private func readyRiders() -> [PipelineRun.Rider] {
        plan.nodes.indices.filter { !isDone($0) }.flatMap { node in
            plan.nodes[node].pipelines.indices.map { PipelineRun.Rider(node: node, pipeline: $0) }.filter { rider in
                !finished.contains(rider) && failed[rider] == nil
                    && plan.nodes[node].pipelines[rider.pipeline].dependencies.allSatisfy { results[$0] != nil }
            }
        }
    }

    static func bug(_ what: String) -> QueryFailure {
        QueryFailure(
            fault: .bug,
            diagnostic: Diagnostic(
                "internal-error", .error, "\(what): this is a mistake in trinity", help: "please report it"))
    }
}

extension RecordBatch {
    /// The batch under the names that the request's plan gives its columns.
    func named(_ schema: Schema) -> RecordBatch { RecordBatch(schema: schema, columns: columns, rowCount: rowCount) }
}

extension PhysicalPlan.Pipeline {
    /// The nodes that must be finished first.
    var dependencies: Set<Int> {
        var found: Set<Int> = []
        if case .node(let node) = origin { found.insert(node) }
        for stage in stages {
            if let probe = stage.probe { found.insert(probe.build) }
        }
        return found
    }
}

extension PhysicalPlan.Sink {
    /// The sink for people.
    var name: String {
        switch self {
        case .collect: "rows"
        case .aggregate: "aggregate"
        case .sort: "sort"
        case .top: "top"
        case .limit: "limit"
        case .window: "window"
        case .build: "join side"
        }
    }
}

/// Chooses the source to scan next, so that as many pipelines as possible share its scan.
struct WaveOrder {
    let plan: PhysicalPlan
    let isDone: (Int) -> Bool

    /// The sources whose waiting pipelines cannot become ready by scanning any other source; else, when nothing else runs, the first that
    /// has ready ones.
    func nextSources(ready: [PipelineRun.Rider], in sources: [String], isAlone: Bool) -> [String] {
        let readySources = sources.filter { source in
            ready.contains { plan.nodes[$0.node].pipelines[$0.pipeline].origin == .source(source) }
        }
        let complete = readySources.filter { source in
            plan.nodes.indices.allSatisfy { node in
                isDone(node)
                    || plan.nodes[node].pipelines.allSatisfy { pipeline in
                        pipeline.origin != .source(source)
                            || pendingSources(pipeline.dependencies).isSubset(of: [source])
                    }
            }
        }
        return complete.isEmpty && isAlone ? Array(readySources.prefix(1)) : complete
    }

    /// The sources that unfinished nodes still have to read, all the way down.
    private func pendingSources(_ nodes: Set<Int>) -> Set<String> {
        var found: Set<String> = []
        var seen = nodes
        var open = Array(nodes)
        while let node = open.popLast() {
            if isDone(node) { continue }
            for pipeline in plan.nodes[node].pipelines {
                if case .source(let source) = pipeline.origin { found.insert(source) }
            }
            open += plan.nodes[node].dependencies.filter { seen.insert($0).inserted }
        }
        return found
    }
}

/// What all scans of a source came to.
struct SourceTally: Sendable {
    var scans = 0
    /// For each file its rows; nil for one that no scan needed.
    var rows: [Int?] = []
    var rejected: [(file: Int, row: RejectedRow)] = []
    var withoutTime = 0

    /// Counts a scan; every scan of a file sees the same rows, so the first one's counts stand.
    mutating func add(_ scan: SourceScan) {
        scans += 1
        let tally = scan.tally()
        if rows.isEmpty { rows = Array(repeating: nil, count: tally.rows.count) }
        let fresh = scan.scannedFiles.filter { rows[$0] == nil }
        for file in fresh {
            rows[file] = tally.rows[file]
            withoutTime += tally.withoutTime[file]
        }
        rejected += tally.rejected.filter { fresh.contains($0.file) }
        rejected.sort { $0.file < $1.file }
    }
}
