import Columnar
import DataFormats
import QueryPlan
import Tracing

/// What a pass brought.
struct PassOutcome: Sendable {
    var results: [Int: NodeResult] = [:]
    var failures: [PipelineRun.Rider: QueryFailure] = [:]
    /// Rows of pipelines of nodes that may have several.
    var partial: [PipelineRun.Rider: NodeResult] = [:]
    var finished: Set<PipelineRun.Rider> = []
    var scan: (source: String, scan: SourceScan)?
    var timing: StageTiming
    var measure: PassMeasure?
}

/// What a pass needs to know; a value, so that several passes can run at once.
struct PassContext: Sendable {
    let plan: PhysicalPlan
    let sources: [String: OpenSource]
    let zones: [Int: ZoneRules]
    let threads: Int
    /// What all passes of the run wait for before they work.
    let slots: WorkerSlots
    let progress: ProgressCounter?
    let resources: RunResources
    /// The results of the nodes that are finished.
    let results: [Int: NodeResult]
    /// When the run began.
    let start: ContinuousClock.Instant

    private func origin(_ rider: PipelineRun.Rider) -> PhysicalPlan.Origin {
        plan.nodes[rider.node].pipelines[rider.pipeline].origin
    }

    /// Runs riders that share an origin, and finishes their nodes.
    ///
    /// - Throws: `CancellationError`.
    func run(_ riders: [PipelineRun.Rider]) async throws -> PassOutcome {
        guard case .source(let name) = origin(riders[0]), let source = sources[name] else {
            return try await run(riders, splits: []).outcome
        }
        // A scan may find that it has started to read at wrong places; it is then made once more from right ones.
        let needed = plan.neededFiles(of: source, riders: riders, zones: zones)
        do throws(QueryFailure) {
            if source.failure == nil { try source.check(plan.columns[name]?.fields ?? [], needed: needed) }
        } catch {
            var outcome = PassOutcome(timing: StageTiming(stage: "scan \(name)", seconds: 0))
            for rider in riders { outcome.failures[rider] = error }
            return outcome
        }
        var splits = source.splits.filter { needed[$0.fileIndex] }
        let groups = plan.neededGroups(of: source, riders: riders, files: needed, zones: zones)
        while true {
            let (outcome, scan) = try await run(riders, splits: splits, groups: groups)
            guard let again = scan?.replannedSplits() else { return outcome }
            splits = again
        }
    }

    private func run(
        _ riders: [PipelineRun.Rider], splits: [FileSplit], groups: [Int: [Bool]] = [:]
    ) async throws -> (outcome: PassOutcome, scan: SourceScan?) {
        try await withSpan(origin(riders[0]).spanName) { span in
            let made = try await pass(riders, splits: splits, groups: groups)
            PassObservation.tell(made.outcome, on: span)
            return made
        }
    }

    private func pass(
        _ riders: [PipelineRun.Rider], splits: [FileSplit], groups: [Int: [Bool]]
    ) async throws -> (outcome: PassOutcome, scan: SourceScan?) {
        var outcome = PassOutcome(timing: StageTiming(stage: "", seconds: 0))
        let clock = ContinuousClock()
        let began = clock.now
        let stage: String
        let batches: any BatchSource
        var scan: SourceScan?
        switch origin(riders[0]) {
        case .node(let node):
            guard let result = results[node] else { return (outcome, nil) }
            batches = ResultBatches(result: result, schema: plan.nodes[node].schema)
            stage = "compute \(plan.nodes[riders[0].node].sink.name)"
        case .source(let name):
            stage = "scan \(name)"
            guard let source = sources[name], let schema = plan.columns[name] else { return (outcome, nil) }
            if let failure = source.failure {
                for rider in riders { outcome.failures[rider] = failure }
                return (outcome, nil)
            }
            let made = source.scan(
                schema.fields, splits: splits, groups: groups, threads: threads, progress: progress)
            scan = made
            batches = made
        }
        var measure = PassMeasure(origin: origin(riders[0]), riders: riders)
        do {
            let outcomes = try await PipelineRun(
                plan: plan, riders: riders, source: batches, results: results, zone: zones, threads: threads,
                slots: slots, resources: resources
            ).run()
            for (rider, finish) in try await finish(riders, outcomes) {
                measure.operators[rider] = finish.measure
                take(rider, finish, &outcome)
            }
        } catch let failure as QueryFailure {
            for rider in riders { outcome.failures[rider] = failure }
        }
        measure.seconds = seconds(began, clock.now)
        if let scan, case .source(let name) = origin(riders[0]) {
            outcome.scan = (name, scan)
            measure.rows = scan.tally().rows.reduce(0, +)
            measure.bytes = splits.reduce(0) { $0 + $1.range.count }
        } else if case .node(let node) = origin(riders[0]) {
            measure.rows = results[node]?.rowCount ?? 0
        }
        outcome.measure = measure
        outcome.timing = StageTiming(stage: stage, start: seconds(start, began), seconds: measure.seconds)
        return (outcome, scan)
    }

    private func seconds(_ from: ContinuousClock.Instant, _ to: ContinuousClock.Instant) -> Double {
        let span = (to - from).components
        return Double(span.seconds) + Double(span.attoseconds) * 1e-18
    }

    // MARK: - Finishing nodes

    /// What a rider has come to.
    private struct Finish: Sendable {
        var measure = OperatorMeasure()
        /// Nil where another rider finishes the node.
        var result: Result<NodeResult, QueryFailure>?
    }

    private func take(_ rider: PipelineRun.Rider, _ finish: Finish, _ outcome: inout PassOutcome) {
        switch finish.result {
        case nil: outcome.finished.insert(rider)
        case .failure(let failure)?: outcome.failures[rider] = failure
        case .success(let result)?:
            outcome.finished.insert(rider)
            if case .collect = plan.nodes[rider.node].sink {
                outcome.partial[rider] = result
            } else {
                outcome.results[rider.node] = result
            }
        }
    }

    /// Makes the results of riders, up to `threads` at a time, so that what one has to do by itself does not hold the others up; one at a
    /// time where memory is tight. Nobody adds to the pass's texts any more.
    private func finish(
        _ riders: [PipelineRun.Rider], _ outcomes: [PipelineRun.Rider: Result<PipelineRun.Outcome, QueryFailure>]
    ) async throws -> [PipelineRun.Rider: Finish] {
        try await withThrowingTaskGroup(of: (PipelineRun.Rider, Finish).self) { group in
            var finished: [PipelineRun.Rider: Finish] = [:]
            var running = 0
            for rider in riders {
                guard let brought = outcomes[rider] else { continue }
                if running >= (resources.budget.isTight ? 1 : max(1, threads)),
                    let (rider, finish) = try await group.next()
                {
                    finished[rider] = finish
                    running -= 1
                }
                group.addTask { (rider, try await finish(rider, brought)) }
                running += 1
            }
            for try await (rider, finish) in group { finished[rider] = finish }
            return finished
        }
    }

    /// Makes a rider's result and tells what it took.
    private func finish(
        _ rider: PipelineRun.Rider, _ outcome: Result<PipelineRun.Outcome, QueryFailure>
    ) async throws -> Finish {
        var finish = Finish()
        let start = OperatorClock.now
        do {
            let brought = try outcome.get()
            finish.measure = brought.measure
            let result: NodeResult
            if let merger = brought.merger {
                result = try await merger.finish(threads: threads)
                (finish.measure.peakBytes, finish.measure.spilledBytes) = (
                    merger.usage.peakBytes, merger.usage.spilledBytes
                )
            } else if let windowPlan = brought.windowPlan {
                let share = MemoryShare(resources.budget)
                share.set(brought.collectors.reduce(0) { $0 + $1.bytes })
                finish.measure.peakBytes = share.peak
                result = .windows(
                    try await WindowResult.computing(brought.collectors, plan: windowPlan, threads: threads),
                    held: share)
            } else {
                return finish
            }
            finish.measure.rowsOut = result.rowCount
            finish.result = .success(result)
        } catch let error as EvaluationError {
            finish.result = .failure(error.failure)
        } catch let failure as QueryFailure {
            finish.result = .failure(failure)
        }
        finish.measure.seconds += Double(OperatorClock.now &- start) / 1e9
        return finish
    }
}
