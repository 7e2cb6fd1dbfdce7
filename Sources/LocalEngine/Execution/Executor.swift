import Columnar
import DataFormats
import Diagnostics
import QueryPlan

/// Runs a physical plan: waves of scans, each shared by all pipelines that are ready for it, and in-memory passes between them.
///
/// A class because results and failures fill up as waves go by; it lives for one run and belongs to one task.
final class Executor {
    private let plan: PhysicalPlan
    private let sources: [String: OpenSource]
    private let zones: [Int: ZoneRules]
    private let threads: Int
    private let progress: ProgressCounter?
    private var results: [Int: NodeResult] = [:]
    private var failures: [Int: QueryFailure] = [:]
    /// What pipelines of nodes with several have brought so far.
    private var partial: [PipelineRun.Rider: [RecordBatch]] = [:]
    private var finished: Set<PipelineRun.Rider> = []
    private(set) var tallies: [String: SourceTally] = [:]
    private(set) var timings: [StageTiming] = []

    init(
        _ plan: PhysicalPlan, sources: [String: OpenSource], zones: [Int: ZoneRules], threads: Int,
        progress: ProgressCounter?
    ) {
        self.plan = plan
        self.sources = sources
        self.zones = zones
        self.threads = threads
        self.progress = progress
        for (node, table) in plan.literals { results[node] = .batches(table.batches) }
    }

    /// Runs everything; afterwards every node has a result or a failure.
    ///
    /// - Throws: `CancellationError`.
    func run() async throws {
        while true {
            try Task.checkCancellation()
            spreadFailures()
            let ready = readyRiders()
            if ready.isEmpty { return }
            if let memory = ready.first(where: { if case .node = origin($0) { true } else { false } }) {
                // Riders over one result share a pass too.
                try await pass(ready.filter { origin($0) == origin(memory) })
            } else if let source = WaveOrder(plan: plan, isDone: isDone).nextSource(
                ready: ready, in: Array(sources.keys).sorted())
            {
                try await pass(ready.filter { origin($0) == .source(source) })
            } else {
                return
            }
        }
    }

    /// A request's rows, or why there are none.
    func result(of request: String) -> Result<Table, QueryFailure> {
        guard let node = plan.results[request] else { return .failure(Executor.bug("a request was not planned")) }
        if let failure = failures[node] { return .failure(failure) }
        guard let result = results[node] else { return .failure(Executor.bug("a request was not run")) }
        do throws(EvaluationError) {
            var batches: [RecordBatch] = []
            for index in 0..<result.batchCount { batches.append(try result.batch(at: index)) }
            return .success(
                Table(schema: plan.nodes[node].schema, batches: batches.map { renamed($0, plan.nodes[node].schema) }))
        } catch {
            return .failure(error.failure)
        }
    }

    // MARK: - Waves

    private func origin(_ rider: PipelineRun.Rider) -> PhysicalPlan.Origin {
        plan.nodes[rider.node].pipelines[rider.pipeline].origin
    }

    private func isDone(_ node: Int) -> Bool { results[node] != nil || failures[node] != nil }

    private func spreadFailures() {
        // Nodes only depend on nodes made before them, so one pass in order reaches all.
        for node in plan.nodes.indices where !isDone(node) {
            if let cause = plan.nodes[node].dependencies.sorted().compactMap({ failures[$0] }).first {
                failures[node] = cause
            }
        }
    }

    private func readyRiders() -> [PipelineRun.Rider] {
        plan.nodes.indices.filter { !isDone($0) }.flatMap { node in
            plan.nodes[node].pipelines.indices.map { PipelineRun.Rider(node: node, pipeline: $0) }.filter { rider in
                !finished.contains(rider)
                    && plan.nodes[node].pipelines[rider.pipeline].dependencies.allSatisfy { results[$0] != nil }
            }
        }
    }

    private func pass(_ riders: [PipelineRun.Rider]) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let stage: String
        let batches: any BatchSource
        var scan: SourceScan?
        switch origin(riders[0]) {
        case .node(let node):
            guard let result = results[node] else { return }
            batches = ResultBatches(result: result, schema: plan.nodes[node].schema)
            stage = "compute \(plan.nodes[riders[0].node].sink.name)"
        case .source(let name):
            stage = "scan \(name)"
            guard let source = sources[name], let schema = plan.columns[name] else { return }
            if let failure = source.failure {
                for rider in riders { failures[rider.node] = failure }
                return
            }
            let made = source.scan(schema.fields, progress: progress)
            scan = made
            batches = made
        }
        do {
            let outcomes = try await PipelineRun(
                plan: plan, riders: riders, source: batches, results: results, zone: zones, threads: threads
            ).run()
            for rider in riders {
                guard let outcome = outcomes[rider] else { continue }
                switch outcome {
                case .failure(let failure): failures[rider.node] = failure
                case .success(let outcome): try await finish(rider, outcome)
                }
            }
        } catch let failure as QueryFailure {
            for rider in riders { failures[rider.node] = failure }
        }
        if let scan, case .source(let name) = origin(riders[0]) {
            tallies[name, default: SourceTally()].add(scan)
        }
        let elapsed = (clock.now - start).components
        timings.append(
            StageTiming(stage: stage, seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18))
    }

    // MARK: - Finishing nodes

    private func finish(_ rider: PipelineRun.Rider, _ outcome: PipelineRun.Outcome) async throws {
        let node = plan.nodes[rider.node]
        finished.insert(rider)
        do {
            switch node.sink {
            case .window:
                guard let windowPlan = outcome.windowPlan else { return }
                results[rider.node] = .windows(
                    try await WindowResult.computing(outcome.collectors, plan: windowPlan, threads: threads))
            case .collect:
                partial[rider] = batches(outcome.state.value)
                let all = node.pipelines.indices.map { PipelineRun.Rider(node: rider.node, pipeline: $0) }
                if all.allSatisfy({ finished.contains($0) }) {
                    results[rider.node] = .batches(all.flatMap { partial.removeValue(forKey: $0) ?? [] })
                }
            default: results[rider.node] = try finished(node, rider, outcome.state.value)
            }
        } catch let error as EvaluationError {
            failures[rider.node] = error.failure
        }
    }

    private func finished(
        _ node: PhysicalPlan.Node, _ rider: PipelineRun.Rider, _ merged: MergedState
    ) throws(EvaluationError) -> NodeResult {
        let zone = zones[rider.node] ?? .utc
        let pipeline = node.pipelines[rider.pipeline]
        switch node.sink {
        case .aggregate(let shape):
            if case .aggregation(let state) = merged.state { return .batches([try state.finish()]) }
            return .batches([try AggregationState(shape).finish()])
        case .sort(let keys):
            let rows = batches(merged)
            return .batches(
                rows.isEmpty ? [] : [try BatchSorter.sorted(rows, schema: rows[0].schema, by: keys, zone: zone)])
        case .top:
            guard case .top(var top) = merged.state else { return .batches([]) }
            return .batches([try top.finish()])
        case .limit(let count, let offset): return .batches(try limited(batches(merged), count, offset))
        case .build(let keys):
            let types = PipelineWorker.inputSchema(pipeline).fields.map(\.type)
            return .join(try JoinTable(batches(merged), keyCount: keys, types: types))
        case .collect, .window: return .batches(batches(merged))
        }
    }

    private func batches(_ merged: MergedState) -> [RecordBatch] {
        if case .batches(let batches) = merged.state { batches } else { [] }
    }

    private func limited(_ batches: [RecordBatch], _ count: Int?, _ offset: Int) throws(EvaluationError)
        -> [RecordBatch]
    {
        var skip = offset
        var left = count ?? .max
        var kept: [RecordBatch] = []
        for batch in batches where left > 0 {
            let from = min(skip, batch.rowCount)
            skip -= from
            let to = min(batch.rowCount, left > batch.rowCount ? batch.rowCount : from + left)
            guard to > from else { continue }
            left -= to - from
            if from == 0, to == batch.rowCount {
                kept.append(batch)
            } else {
                let rows = Selection((UInt32(from)..<UInt32(to)).map { $0 })
                var columns: [Column] = []
                for column in batch.columns { columns.append(try column.compacted(rows, rowCount: batch.rowCount)) }
                kept.append(RecordBatch(schema: batch.schema, columns: columns, rowCount: to - from))
            }
        }
        return kept
    }

    /// The batch under the names that the request's plan gives its columns.
    private func renamed(_ batch: RecordBatch, _ schema: Schema) -> RecordBatch {
        RecordBatch(schema: schema, columns: batch.columns, rowCount: batch.rowCount)
    }

    static func bug(_ what: String) -> QueryFailure {
        QueryFailure(
            fault: .bug,
            diagnostic: Diagnostic(
                "internal-error", .error, "\(what): this is a mistake in trinity", help: "please report it"))
    }
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

    /// A source whose waiting pipelines cannot become ready by scanning any other source; else the first that has ready ones.
    func nextSource(ready: [PipelineRun.Rider], in sources: [String]) -> String? {
        let readySources = sources.filter { source in
            ready.contains { plan.nodes[$0.node].pipelines[$0.pipeline].origin == .source(source) }
        }
        return readySources.first { source in
            plan.nodes.indices.allSatisfy { node in
                isDone(node)
                    || plan.nodes[node].pipelines.allSatisfy { pipeline in
                        pipeline.origin != .source(source)
                            || pendingSources(pipeline.dependencies).isSubset(of: [source])
                    }
            }
        } ?? readySources.first
    }

    /// The sources that unfinished nodes still have to read, all the way down.
    private func pendingSources(_ nodes: Set<Int>) -> Set<String> {
        var found: Set<String> = []
        for node in nodes where !isDone(node) {
            for pipeline in plan.nodes[node].pipelines {
                if case .source(let source) = pipeline.origin { found.insert(source) }
            }
            found.formUnion(pendingSources(plan.nodes[node].dependencies))
        }
        return found
    }
}

/// What all scans of a source came to.
struct SourceTally: Sendable {
    var scans = 0
    var rows: [Int] = []
    var rejected: [(file: Int, row: RejectedRow)] = []
    var withoutTime = 0

    /// Counts a scan; every scan sees the same rows, so the first one's counts stand.
    mutating func add(_ scan: SourceScan) {
        scans += 1
        guard scans == 1 else { return }
        let tally = scan.tally()
        (rows, rejected, withoutTime) = (tally.rows, tally.rejected, tally.withoutTime)
    }
}
