import Columnar
import QueryPlan

/// What a pipeline's worker makes of the rows of one split, within the run's memory budget.
///
/// When the budget is tight, or too many groups have been met for one table, the split's later rows are only sorted into the partitions of
/// their keys, in the run's file; in the end each partition's groups are taken up where they were left, so the results are the same, to the bit, wherever
/// that happened. Other rows move into the file when the budget is tight. A class because it owns what it fills; it belongs to one worker.
final class SplitSink {
    private let sink: PhysicalPlan.Sink
    private let schema: Schema
    private let zone: ZoneRules
    private let resources: RunResources
    private let collector: WindowCollector?
    /// The worker's coding of an expression that is a text column of the scan.
    private let coding: (Expression) -> SharedText?
    /// Whether rows should be handed over instead of groups, or sorted instead of as they come, from now on.
    private let wantsRows: () -> Bool
    /// The keys that the first rows of an order must be before, as far as earlier splits tell.
    private let bound: () -> [Column]?
    /// What the split's rows and groups take.
    private let share: MemoryShare

    @exclusivity(unchecked) private var split = 0
    @exclusivity(unchecked) private var givesRows = false
    @exclusivity(unchecked) private var groups: AggregationState?
    @exclusivity(unchecked) private var writer: PartitionWriter?
    private var top: TopK?
    private var batches: [RecordBatch] = []
    @exclusivity(unchecked) private var batchBytes = 0
    private var spilled: SpilledBatches?
    private var runs: [SpilledBatches] = []
    @exclusivity(unchecked) private var keptRows = 0
    /// Rows that have come, over all splits.
    @exclusivity(unchecked) private(set) var rowsTaken = 0
    /// What went wrong with the budget or the run's file; later rows are not taken.
    @exclusivity(unchecked) private(set) var failure: QueryFailure?

    /// A sink of rows with the columns of `schema`.
    init(
        _ sink: PhysicalPlan.Sink, schema: Schema, zone: ZoneRules, resources: RunResources,
        collector: WindowCollector?,
        coding: @escaping (Expression) -> SharedText?, wantsRows: @escaping () -> Bool,
        bound: @escaping () -> [Column]?
    ) {
        self.sink = sink
        self.schema = schema
        self.zone = zone
        self.resources = resources
        self.collector = collector
        self.coding = coding
        self.wantsRows = wantsRows
        self.bound = bound
        share = MemoryShare(resources.budget)
    }

    /// Whether no later row of the split can matter.
    var isFull: Bool {
        if failure != nil { return true }
        if case .limit(let count?, let offset) = sink { return keptRows >= count + offset }
        return false
    }

    /// Starts a split.
    func begin(split: Int, givesRows: Bool) {
        forget()
        self.split = split
        self.givesRows = givesRows
    }

    private func forget() {
        (groups, writer, top) = (nil, nil, nil)
        (batches, batchBytes, spilled, runs, keptRows) = ([], 0, nil, [], 0)
        failure = nil
        // What a window's collector holds stays.
        if collector == nil { share.set(0) }
    }

    /// Ends the split and gives what has become of it away.
    func finish() throws(QueryFailure) -> SplitState {
        defer { forget() }
        if let failure { throw failure }
        switch sink {
        case .aggregate:
            if let writer { return .rows(try writer.finish(), after: groups) }
            return groups.map { .aggregation($0) } ?? .nothing
        case .top: return top.map { .top($0) } ?? .nothing
        case .sort:
            if !batches.isEmpty, givesRows || wantsRows() || !runs.isEmpty { try spill() }
            return runs.isEmpty ? batches.isEmpty ? .nothing : .batches(batches) : .runs(runs)
        case .collect, .limit, .build:
            if let spilled { return .spilled(spilled, then: batches) }
            return batches.isEmpty ? .nothing : .batches(batches)
        case .window: return .nothing
        }
    }

    /// Takes the selected rows of a batch on which `program` has begun; the sink's expressions start at `first`.
    func take(
        rowCount: Int, selection: Selection?, program: ExpressionProgram, first: Int
    ) throws(EvaluationError) {
        guard failure == nil else { return }
        let count = selection?.count ?? rowCount
        rowsTaken &+= count
        if case .aggregate(let shape) = sink, !givesRows {
            try group(shape, rowCount: rowCount, selection: selection, program: program, first: first)
        } else {
            var columns: [Column] = []
            for index in schema.fields.indices { columns.append(try program.value(first + index, on: selection)) }
            try take(columns, rowCount: rowCount, selection: selection)
        }
        if failure == nil { attempt(keepToBudget) }
    }

    private func take(_ columns: [Column], rowCount: Int, selection: Selection?) throws(EvaluationError) {
        switch sink {
        case .aggregate(let shape):
            let writer =
                writer ?? PartitionWriter(schema: schema, keyCount: shape.keys.count, resources: resources)
            self.writer = writer
            attempt { () throws(QueryFailure) in
                try writer.append(columns, rowCount: rowCount, selection: selection)
            }
        case .window: try collector?.append(columns, rowCount: rowCount, selection: selection, split: split)
        case .top(let keys, let count):
            var top: TopK
            if let known = self.top {
                top = known
            } else {
                top = try TopK(schema: schema, by: keys, limit: count, zone: zone, worst: bound())
            }
            self.top = nil
            try top.update(columns, rowCount: rowCount, selection: selection)
            self.top = top
        case .collect, .sort, .limit, .build:
            var kept: [Column] = []
            for column in columns { kept.append(try column.kept(selection, rowCount: rowCount)) }
            let count = selection?.count ?? rowCount
            keptRows += count
            batches.append(RecordBatch(schema: schema, columns: kept, rowCount: count))
            batchBytes += BatchBlock.size(of: kept)
        }
    }

    private func attempt(_ body: () throws(QueryFailure) -> Void) {
        do throws(QueryFailure) { try body() } catch { failure = failure ?? error }
    }

    // MARK: - Groups

    private func group(
        _ shape: AggregationPlan, rowCount: Int, selection: Selection?, program: ExpressionProgram, first: Int
    ) throws(EvaluationError) {
        let state = groups ?? AggregationState(shape) { self.coding($0).map { .worker($0) } }
        groups = state
        try state.update(
            rowCount: rowCount, selection: selection,
            value: { (index, selection) throws(EvaluationError) in try program.value(first + index, on: selection) },
            select: { (index, selection) throws(EvaluationError) in try program.select(first + index, from: selection)
            })
    }

    // MARK: - Memory

    private func keepToBudget() throws(QueryFailure) {
        let budget = resources.budget
        switch sink {
        case .aggregate(let shape):
            let bytes = groups?.bytes ?? 0
            share.set(bytes + (writer?.memoryBytes ?? 0))
            if shape.keys.isEmpty {
                // Where others fill the budget, an aggregate that keeps next to nothing is not to blame.
                if budget.isExceeded, bytes > budget.portion { throw resources.exceeded(by: Self.ungrouped) }
            } else {
                givesRows = givesRows || wantsRows() || (budget.isTight && bytes > budget.portion)
            }
        case .window:
            share.set(collector?.bytes ?? 0)
            if budget.isExceeded {
                throw resources.exceeded(
                    by: "the rows of a window, or of INTERSECT ALL or EXCEPT ALL, with all partitions")
            }
        case .top: share.set(top?.bytes ?? 0)
        case .build:
            share.set(batchBytes)
            if budget.isExceeded { throw resources.exceeded(by: "the rows that a join looks into") }
        case .collect, .sort, .limit:
            share.set(batchBytes)
            if budget.isTight, batchBytes > budget.portion { try spill() }
        }
    }

    /// What cannot be partitioned.
    static let ungrouped = "the values that aggregates without GROUP BY keep"

    /// Moves the rows into the run's file, in order when they are to be sorted.
    private func spill() throws(QueryFailure) {
        if case .sort(let keys) = sink {
            runs.append(try RunWriter(schema: schema, keys: keys, zone: zone, resources).run(of: batches))
        } else {
            var file: SpilledBatches
            if let spilled {
                file = spilled
            } else {
                file = SpilledBatches(schema: schema, file: try resources.folder.open())
            }
            for batch in batches { try file.append(batch.columns, rowCount: batch.rowCount) }
            spilled = file
        }
        (batches, batchBytes) = ([], 0)
        share.set(0)
    }
}
