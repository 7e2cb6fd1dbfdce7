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
/// groups is that of their first appearance, by partition from the second level on; where workers share the codes of a text it is that of
/// the keys, or any where nobody can see it.
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
    }

    /// What a split has brought for one partition after rows have been handed over.
    private struct LaterSplit {
        /// The split's groups, or those before its rows.
        var groups: PartitionedState?
        /// Its rows.
        var rows: [PartitionedRows.Chunk] = []

        /// Groups and rows that it has of a partition in memory: where there are files, memory is tight, and nothing is made larger than it must be.
        func size(_ partition: Int) -> Int {
            rows.reduce(groups?.groups[partition].count ?? 0) { $0 + $1.rowsInMemory }
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
                for (index, partition) in partitions.enumerated() where !groups.groups[index].isEmpty {
                    partition.later.append(LaterSplit(groups: groups))
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
                    groups: earlier.flatMap { $0.groups[index].isEmpty ? nil : $0 },
                    rows: next.partitions[index])
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
        let spills = resources.budget.isTight
        // All rows of one key stand in one partition: how many groups there are in it, the average tells better.
        let waiting = partitions.indices.reduce(0) { total, index in
            partitions[index].later.reduce(total) { $0 + $1.size(index) }
        }
        let foreseen = spills ? 0 : 2 * waiting / AggregationMerger.partitionCount
        let next = Atomic<Int>(0)
        let finished = Mutex<[Int: Finished]>([:])
        let work: @Sendable () throws -> Void = { [self] in
            while true {
                let partition = next.add(1, ordering: .relaxed).oldValue
                if partition >= partitions.count { return }
                try Task.checkCancellation()
                let result = try finish(partition, foreseen: foreseen, spills: spills)
                finished.withLock { $0[partition] = result }
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, threads) { group.addTask { try work() } }
            try await group.waitForAll()
        }
        let results = finished.withLock { all in partitions.indices.compactMap { all[$0] } }
        partitions = []
        guard spills else {
            let batches = results.flatMap(\.batches)
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
        var batches: [RecordBatch] = []
        var spilled: SpilledBatches?
    }

    /// Makes the result of a partition, which is not made ready for more than `foreseen` groups at once.
    private func finish(_ partition: Int, foreseen: Int, spills: Bool) throws -> Finished {
        let state = partitions[partition].state ?? AggregationState(shape, ordersGroups: ordersGroups)
        partitions[partition].state = nil
        let splits = partitions[partition].later
        partitions[partition].later = []
        let held = MemoryShare(resources.budget)
        let known = partitions[partition].bytes.load(ordering: .relaxed)
        let later = LaterSplits(of: shape, into: state)
        state.expect(groups: min(foreseen, splits.reduce(0) { $0 + $1.size(partition) }))
        for split in splits {
            if !split.rows.isEmpty { later.expect(min(foreseen, split.size(partition))) }
            try merge(split, partition, through: later, into: state) { (bytes) throws(QueryFailure) in
                held.set(bytes - known)
                if resources.budget.isExceeded, resources.budget.limit.map({ bytes > $0 / 2 }) ?? false {
                    throw resources.exceeded(by: "the values that aggregates keep of a few groups")
                }
            }
        }
        let batch = try state.finish()
        guard spills else { return Finished(batches: [batch]) }
        var spilled = SpilledBatches(schema: shape.schema, file: try resources.folder.open())
        for start in stride(from: 0, to: batch.rowCount, by: 8192) {
            let rows = (start..<min(start + 8192, batch.rowCount)).map { UInt32($0) }
            var columns: [Column] = []
            for column in batch.columns { columns.append(try BatchSorter.gather(column, rows)) }
            try spilled.append(columns, rowCount: rows.count)
        }
        // The next partition's tables grow through sizes that this one's have left behind.
        resources.budget.giveBackFreedMemory()
        return Finished(spilled: spilled)
    }
}

extension AggregationMerger {
    /// Merges what a split has of a partition; `check` is told how much memory that takes.
    private func merge(
        _ split: LaterSplit, _ partition: Int, through later: LaterSplits, into state: AggregationState,
        check: (Int) throws(QueryFailure) -> Void
    ) throws {
        guard !split.rows.isEmpty else {
            if let groups = split.groups {
                try QueryFailure.of { () throws(EvaluationError) in
                    try state.merge(groups.state, groups: groups.groups[partition])
                }
            }
            return try check(later.bytes)
        }
        // The rows go on where the groups have been left.
        if let groups = split.groups {
            try QueryFailure.of { () throws(EvaluationError) in
                try later.take(groups.groups[partition], of: groups.state)
            }
        }
        for chunk in split.rows {
            try Task.checkCancellation()
            let rows = try chunk.batch(schema: inputSchema, resources)
            try QueryFailure.of { () throws(EvaluationError) in try later.take(rows) }
            try check(later.bytes)
        }
        try QueryFailure.of { () throws(EvaluationError) in try later.endSplit() }
        try check(later.bytes)
    }
}
