import Columnar
import QueryPlan
import Synchronization

/// Brings the groups of all splits together, in memory as long as they fit.
///
/// Three levels, each entered for good when the one before is not enough:
/// 1. one table, into which splits are merged one after the other;
/// 2. from `RunResources.groupsOfOneTable` groups on, `partitionCount` tables by the hash of the keys, which workers merge side by side;
/// 3. when grouping a split hardly makes it smaller, or memory is tight, the rows of later splits are only sorted into partitions
///    (in files when memory is tight), and are grouped in the end, partition by partition.
///
/// A group's partial results are one a split, merged in split order, on every level, so results are the same to the bit. The order of the
/// groups is that of their first appearance, by partition from the second level on, and in files by `HashSlice` below that; where workers
/// share the codes of a text it is that of the keys, or any where nobody can see it.
final class AggregationMerger: SplitMerger, @unchecked Sendable {
    /// The number of partitions; a power of two.
    static let partitionCount = 64
    /// Partitions that one worker merges at a time.
    private static let laneWidth = 8

    private let shape: AggregationPlan
    private let resources: RunResources
    private let share: MemoryShare
    private var whole: AggregationState?
    private var partitions: [Partition] = []
    private var lanes: [Lane] = []
    private let inputSchema: Schema
    private let coding: @Sendable (Expression) -> TextCoding?
    private let ordersGroups: Bool
    private var appended = 0
    /// Whether a split has handed over rows: all that come later wait with them.
    private var hasLaterSplits = false
    private var stateBytes = 0
    private let takesRows = Atomic(false)
    private var rowBytes = 0
    private var fileBytes = 0

    /// One table of several. A class, so that tables come and go while others are worked on.
    private final class Partition: @unchecked Sendable {
        @exclusivity(unchecked) var state: AggregationState?
        /// What comes after the state: splits from the first on that handed over rows, in order.
        @exclusivity(unchecked) var later: [LaterSplit] = []
        /// The state's size, for those who may not look at it while it grows.
        let bytes = Atomic<Int>(0)

        init(_ state: AggregationState) { self.state = state }

        /// Gives all away: nothing is left.
        func takeAll() -> (AggregationState?, [LaterSplit]) {
            defer { (state, later) = (nil, []) }
            return (state, later)
        }
    }

    /// Some partitions, and the states of splits that are still to be merged into them.
    private final class Lane: Sendable {
        struct Queue {
            var states: [PartitionedState] = []
            var isBusy = false
        }

        let range: Range<Int>
        let queue = Mutex(Queue())

        init(_ range: Range<Int>) { self.range = range }
    }

    /// A split's groups by partition.
    private struct PartitionedState: @unchecked Sendable {
        let state: AggregationState
        let groups: [[UInt32]]

        /// Those of one partition; nil for none.
        func groups(of partition: Int) -> StateGroups? {
            groups[partition].isEmpty ? nil : StateGroups(state: state, groups: groups[partition])
        }
    }

    /// A merger of groups; `inputSchema` are the columns that the sink is fed with, and `coding` gives the pass's codes of expressions that
    /// are text columns of a scan; with `hidesOrder` nobody can see the result's order.
    init(
        _ shape: AggregationPlan, inputSchema: Schema, hidesOrder: Bool,
        coding: @escaping @Sendable (Expression) -> TextCoding?, _ resources: RunResources
    ) {
        self.coding = coding
        ordersGroups = !hidesOrder && shape.keys.contains { coding($0.value) != nil }
        self.inputSchema = inputSchema
        self.shape = shape
        self.resources = resources
        share = MemoryShare(resources.budget)
    }

    var wantsRows: Bool { takesRows.load(ordering: .relaxed) }

    var usage: MergeUsage {
        MergeUsage(
            peakBytes: share.peak,
            spilledBytes: fileBytes)
    }

    func append(_ state: SplitState) throws(QueryFailure) {
        switch state {
        case .aggregation(let next):
            if lanes.isEmpty {
                try QueryFailure.of { () throws(EvaluationError) in
                    // What splits have coded with their worker's dictionaries comes together in tables of its own.
                    let whole = whole ?? AggregationState(shape, ordersGroups: ordersGroups, coding: coding)
                    self.whole = whole
                    try whole.merge(next)
                }
                if let whole {
                    stateBytes = whole.bytes
                    share.set(stateBytes)
                    if whole.groupCount > resources.groupsOfOneTable {
                        // A group of one or two rows is not worth a table of its own in every split.
                        if whole.groupCount * 2 > whole.rowCount { takesRows.store(true, ordering: .relaxed) }
                        try partition(whole)
                    }
                }
            } else if hasLaterSplits {
                // Its turn comes after the rows of the splits before it.
                let groups = partitioned(next)
                for (index, partition) in partitions.enumerated() {
                    if let groups = groups.groups(of: index) { partition.later.append(LaterSplit(groups: groups)) }
                }
                rowBytes += next.bytes
                share.set(stateBytes + rowBytes)
            } else {
                enqueue(next)
            }
            try keepToBudget()
        case .rows(let next, after: let groups):
            takesRows.store(true, ordering: .relaxed)
            if partitions.isEmpty { try partition(whole) }
            hasLaterSplits = true
            let earlier = groups.map { partitioned($0) }
            for (index, partition) in partitions.enumerated() {
                let split = LaterSplit(
                    groups: earlier.flatMap { $0.groups(of: index) }, rows: next.partitions[index])
                if split.groups != nil || !split.rows.isEmpty { partition.later.append(split) }
            }
            rowBytes += next.memoryBytes + (groups?.bytes ?? 0)
            fileBytes += next.fileBytes
            share.set(stateBytes + rowBytes)
        default: break
        }
    }

    private func keepToBudget() throws(QueryFailure) {
        guard !wantsRows else { return }
        // A state grows while lanes work on it: its size is looked at now and then.
        appended += 1
        if !partitions.isEmpty, appended % 4 == 0 {
            stateBytes = partitions.reduce(0) { $0 + $1.bytes.load(ordering: .relaxed) }
            share.set(stateBytes + rowBytes)
        }
        if resources.budget.isTight, share.bytes > resources.budget.portion, !shape.keys.isEmpty {
            if partitions.isEmpty { try partition(whole) }
            takesRows.store(true, ordering: .relaxed)
            resources.budget.giveBackFreedMemory()
        } else if resources.budget.isExceeded, share.bytes > resources.budget.portion, shape.keys.isEmpty {
            throw resources.exceeded(by: SplitSink.ungrouped)
        }
    }

    // MARK: - Partitions

    private func partition(_ state: AggregationState?) throws(QueryFailure) {
        guard !shape.keys.isEmpty else { return }
        let count = AggregationMerger.partitionCount
        partitions = (0..<count).map { _ in Partition(AggregationState(shape, ordersGroups: ordersGroups)) }
        lanes = stride(from: 0, to: count, by: AggregationMerger.laneWidth).map {
            Lane($0..<$0 + AggregationMerger.laneWidth)
        }
        whole = nil
        if let state { enqueue(state) }
    }

    private func partitioned(_ state: AggregationState) -> PartitionedState {
        PartitionedState(state: state, groups: state.partitioned(into: AggregationMerger.partitionCount))
    }

    private func enqueue(_ state: AggregationState) {
        let next = partitioned(state)
        for lane in lanes { lane.queue.withLock { $0.states.append(next) } }
    }

    /// Merges what waits in lanes that nobody works on; from several workers at once.
    func help() throws(QueryFailure) {
        for lane in lanes { try work(on: lane) }
    }

    private func work(on lane: Lane) throws(QueryFailure) {
        while true {
            let states = lane.queue.withLock { queue in
                if queue.isBusy || queue.states.isEmpty { return [PartitionedState]() }
                queue.isBusy = true
                defer { queue.states = [] }
                return queue.states
            }
            if states.isEmpty { return }
            defer { lane.queue.withLock { $0.isBusy = false } }
            for next in states {
                for partition in lane.range where !next.groups[partition].isEmpty {
                    guard let state = partitions[partition].state else { continue }
                    try QueryFailure.of { () throws(EvaluationError) in
                        try state.merge(next.state, groups: next.groups[partition])
                    }
                    partitions[partition].bytes.store(state.bytes, ordering: .relaxed)
                }
            }
        }
    }

    // MARK: - The result

    func finish(threads: Int) async throws -> NodeResult {
        guard !lanes.isEmpty else {
            return .batches([try (whole ?? AggregationState(shape)).finish(threads: threads)], held: share)
        }
        try help()
        // Results take as much memory as their groups: where that is tight, they go to the file as they come.
        let spills = resources.budget.isTight || fileBytes > 0
        let finisher = PartitionFinisher(
            shape: shape, inputSchema: inputSchema, ordersGroups: ordersGroups, resources: resources)
        let allowance = max(resources.budget.portion, (resources.budget.limit ?? .max) / 2 / max(1, threads))
        // All rows of one key stand in one partition: how many groups there are in it, the average tells better.
        let waiting = partitions.flatMap(\.later).reduce(0) { $0 + $1.size }
        let foreseen = 2 * waiting / AggregationMerger.partitionCount
        let next = Atomic<Int>(0)
        let finished = Mutex<[Int: Finished]>([:])
        let work: @Sendable () throws -> Void = { [self] in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                if index >= partitions.count { return }
                try Task.checkCancellation()
                let (state, later) = partitions[index].takeAll()
                let start = state ?? AggregationState(shape, ordersGroups: ordersGroups)
                let result =
                    spills
                    ? Finished(spilled: try finisher.spilledGroups(start, then: later, allowance: allowance))
                    : Finished(batch: try finisher.groups(start, then: later, foreseen: foreseen))
                finished.withLock { $0[index] = result }
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, threads) { group.addTask { try work() } }
            try await group.waitForAll()
        }
        let results = finished.withLock { all in partitions.indices.compactMap { all[$0] } }
        partitions = []
        guard spills else {
            let batches = results.compactMap(\.batch)
            share.set(batches.reduce(0) { $0 + BatchBlock.size(of: $1.columns) })
            return .batches(batches, held: share)
        }
        share.set(0)
        var whole = SpilledBatches(schema: shape.schema, file: try resources.folder.open())
        for result in results { for block in result.spilled?.blocks ?? [] { whole.append(block) } }
        return .spilled(whole)
    }

    /// A partition's groups, in memory or in the file.
    private struct Finished: Sendable {
        var batch: RecordBatch?
        var spilled: SpilledBatches?
    }
}
