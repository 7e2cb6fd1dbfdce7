import Columnar
import QueryPlan
import Synchronization

/// One pass over some rows that feeds several pipelines at once.
struct PipelineRun {
    /// A pipeline by its node and its place in the node.
    struct Rider: Hashable, Sendable {
        var node: Int
        var pipeline: Int
    }

    let plan: PhysicalPlan
    let riders: [Rider]
    let source: any BatchSource
    let results: [Int: NodeResult]
    let zone: [Int: ZoneRules]
    let threads: Int
    let slots: WorkerSlots
    let resources: RunResources

    /// What the pass brings for one rider.
    struct Outcome: Sendable {
        /// What the splits came to; nil for a window, whose rows the collectors hold.
        var merger: (any SplitMerger)?
        var collectors: [WindowCollector]
        var windowPlan: WindowPlan?
        var measure: OperatorMeasure
    }

    /// The input columns of a window that something reads from its result; nil for all, when it is a request's own.
    private func neededColumns(of node: Int) -> Set<Int>? {
        if plan.results.values.contains(node) { return nil }
        var needed: Set<Int> = []
        for reader in plan.nodes {
            for pipeline in reader.pipelines where pipeline.origin == .node(node) {
                for stage in pipeline.stages { needed.formUnion(stage.columns) }
            }
        }
        return needed
    }

    /// Runs all riders over all splits with up to `threads` workers. The result does not depend on their number.
    ///
    /// - Throws: `QueryFailure` when the rows cannot be read (the failure of the first unreadable split); `CancellationError`.
    func run() async throws -> [Rider: Result<Outcome, QueryFailure>] {
        // One coding of each text column of the scan for all workers.
        let catalogs = Dictionary(
            uniqueKeysWithValues: source.schema.fields.indices.filter { source.schema.fields[$0].type == .string }
                .map { ($0, TextCatalog()) })
        let mergers = riders.map { rider in
            let node = plan.nodes[rider.node]
            let readsScan = node.pipelines[rider.pipeline].stages.count == 1
            return node.sink.makeMerger(
                schema: PipelineWorker.inputSchema(node.pipelines[rider.pipeline]), zone: zone[rider.node] ?? .utc,
                hidesOrder: plan.hidesOrder(ofGroups: rider.node), resources: resources
            ) { expression in
                guard readsScan, case .column(let index, _, .string) = expression else { return nil }
                return catalogs[index].map { .pass($0) }
            }
        }
        let merger = OrderedMerger(mergers, splitCount: source.splitCount)
        let broken = Mutex<(split: Int, failure: QueryFailure)?>(nil)
        let collected = Mutex<[Rider: [WindowCollector]]>([:])
        let measured = Mutex<[Rider: OperatorMeasure]>([:])
        var windowPlans: [Rider: WindowPlan] = [:]
        for rider in riders {
            guard case .window(let windows) = plan.nodes[rider.node].sink else { continue }
            do throws(EvaluationError) {
                windowPlans[rider] = try WindowPlan(
                    windows, input: PipelineWorker.inputSchema(plan.nodes[rider.node].pipelines[rider.pipeline]),
                    neededColumns: neededColumns(of: rider.node), zone: zone[rider.node] ?? .utc)
            } catch {
                for index in riders.indices where riders[index] == rider {
                    merger.fail(index, split: -1, error.failure)
                }
            }
        }
        let plans = windowPlans
        let count = source.splitCount
        let isFirst = Atomic(true)
        let work: @Sendable () async throws -> Void = { [self] in
            // The first one finds out what cannot be evaluated, even when there is nothing to read.
            if !isFirst.exchange(false, ordering: .relaxed), !merger.hasUnclaimed { return }
            let worker = try RunWorker(self, plans, merger, catalogs)
            defer {
                collected.withLock { all in
                    for (rider, collector) in worker.collectors { all[rider, default: []].append(collector) }
                }
                measured.withLock { all in
                    for (rider, measure) in worker.measures { all[rider, default: OperatorMeasure()].add(measure) }
                }
            }
            while true {
                // Another pass may have come to its end, with work for one thread on which all that reads its result waits.
                await Task.yield()
                guard let (split, wantingRows) = merger.claim() else { return }
                try Task.checkCancellation()
                if broken.withLock({ $0.map { $0.split < split } ?? false }) { return }
                do {
                    try worker.run(split: split, wantingRows: wantingRows)
                    // Buffers of many sizes leave holes that no later split fits into.
                    resources.budget.giveBackFreedMemory()
                } catch let failure as QueryFailure {
                    broken.withLock { known in
                        if known.map({ split < $0.split }) ?? true { known = (split, failure) }
                    }
                    return
                }
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, min(threads, count)) { group.addTask { try await slots.use(work) } }
            try await group.waitForAll()
        }
        if let failure = broken.withLock({ $0?.failure }) { throw failure }
        let collectors = collected.withLock { $0 }
        let measures = measured.withLock { $0 }
        var outcomes: [Rider: Result<Outcome, QueryFailure>] = [:]
        for (index, rider) in riders.enumerated() {
            if let failure = merger.failure(of: index) {
                outcomes[rider] = .failure(failure)
            } else {
                outcomes[rider] = .success(
                    Outcome(
                        merger: mergers[index], collectors: collectors[rider] ?? [], windowPlan: plans[rider],
                        measure: measures[rider] ?? OperatorMeasure()))
            }
        }
        return outcomes
    }
}

/// One worker of a run: a program for the expressions that all riders share, and each rider's own machinery.
private final class RunWorker {
    private let run: PipelineRun
    private let merger: OrderedMerger
    private var groups: [ZoneGroup] = []
    private(set) var collectors: [PipelineRun.Rider: WindowCollector] = [:]
    private let texts: [Int: SharedText]

    /// What each rider has taken of this worker.
    var measures: [PipelineRun.Rider: OperatorMeasure] {
        var all: [PipelineRun.Rider: OperatorMeasure] = [:]
        for group in groups {
            for (index, worker) in group.workers {
                all[run.riders[index]] = OperatorMeasure(
                    rowsIn: worker.rowsTaken, seconds: Double(worker.nanoseconds) / 1e9)
            }
        }
        return all
    }

    /// Riders of one time zone share a program; a report has one zone, so there is usually one group.
    private struct ZoneGroup {
        var program: ExpressionProgram
        var workers: [(index: Int, worker: PipelineWorker)]
    }

    init(
        _ run: PipelineRun, _ plans: [PipelineRun.Rider: WindowPlan], _ merger: OrderedMerger,
        _ catalogs: [Int: TextCatalog]
    ) throws {
        self.run = run
        self.merger = merger
        texts = catalogs.mapValues { SharedText($0) }
        var zones: [ZoneRules] = []
        for rider in run.riders {
            let zone = run.zone[rider.node] ?? .utc
            if !zones.contains(zone) { zones.append(zone) }
        }
        for zone in zones {
            var shared: [Expression] = []
            var workers: [(Int, PipelineWorker)] = []
            for (index, rider) in run.riders.enumerated() where (run.zone[rider.node] ?? .utc) == zone {
                if case .window = run.plan.nodes[rider.node].sink, plans[rider] == nil { continue }
                do throws(EvaluationError) {
                    let collector = try plans[rider].map { (plan) throws(EvaluationError) in
                        try WindowCollector(plan, shared: sharedSlots(of: plan, rider))
                    }
                    collectors[rider] = collector
                    var expressions = shared
                    let worker = try PipelineWorker(
                        node: rider.node, run.plan.nodes[rider.node].pipelines[rider.pipeline], of: run.plan,
                        zone: zone,
                        results: run.results, collector: collector, texts: texts, resources: run.resources,
                        wantsRows: { [merger] in merger.wantsRows(index) }, bound: { [merger] in merger.bound(index) },
                        shared: &expressions)
                    // Compiling tells what this engine cannot evaluate; it must not take the others down.
                    _ = try ExpressionProgram(Array(expressions[shared.count...]), input: run.source.schema, zone: zone)
                    shared = expressions
                    workers.append((index, worker))
                } catch {
                    merger.fail(index, split: -1, error.failure)
                }
            }
            do throws(EvaluationError) {
                groups.append(
                    ZoneGroup(
                        program: try ExpressionProgram(shared, input: run.source.schema, zone: zone), workers: workers))
            } catch {
                throw error.failure
            }
        }
    }

    /// The worker's codings of a window's slots that are text columns of the scan.
    private func sharedSlots(of plan: WindowPlan, _ rider: PipelineRun.Rider) -> [Int: SharedText] {
        let stages = run.plan.nodes[rider.node].pipelines[rider.pipeline].stages
        guard stages.count == 1 else { return [:] }
        var slots: [Int: SharedText] = [:]
        for (index, slot) in plan.slots.enumerated() where slot.isCoded {
            guard case .column(let output, _, _) = slot.expression,
                case .column(let column, _, .string) = stages[0].outputs[output]
            else { continue }
            slots[index] = texts[column]
        }
        return slots
    }

    func run(split: Int, wantingRows: Set<Int>) throws {
        var failed = Set(run.riders.indices.filter { merger.hasFailed($0, before: split) })
        for group in groups {
            for (index, worker) in group.workers {
                worker.begin(split: split, givesRows: wantingRows.contains(index))
            }
        }
        try run.source.read(split: split) { columns, rowCount in
            var extents: [Int: ColumnExtent] = [:]
            for (index, text) in texts { text.begin(columns[index], rowCount: rowCount) }
            defer { for text in texts.values { text.end() } }
            for group in groups {
                group.program.begin(columns, rowCount: rowCount)
                for (index, worker) in group.workers where !failed.contains(index) {
                    do throws(QueryFailure) {
                        try worker.take(columns, rowCount: rowCount, shared: group.program) { column in
                            if let known = extents[column] { return known }
                            let extent = ColumnExtent(columns[column].loaded, rowCount: rowCount)
                            extents[column] = extent
                            return extent
                        }
                    } catch {
                        failed.insert(index)
                        merger.fail(index, split: split, error)
                    }
                }
                group.program.end()
            }
        }
        var states: [SplitState] = run.riders.map { _ in .nothing }
        for group in groups {
            for (index, worker) in group.workers {
                do throws(QueryFailure) {
                    let state = try worker.finishSplit()
                    if !failed.contains(index) { states[index] = state }
                } catch {
                    merger.fail(index, split: split, error)
                }
            }
        }
        let box = UncheckedBox(states)
        merger.submit(split: split, box.value)
    }
}
