import Columnar
import QueryPlan

/// Some groups of a state.
struct StateGroups: @unchecked Sendable {
    let state: AggregationState
    let groups: [UInt32]
}

/// What a split has brought for one partition after rows have been handed over.
struct LaterSplit {
    /// The split's groups, or those before its rows.
    var groups: StateGroups?
    /// Its rows.
    var rows: [PartitionedRows.Chunk] = []

    /// Groups and rows in memory: where there are files, memory is tight, and nothing is made larger than it must be.
    var size: Int { rows.reduce(groups?.groups.count ?? 0) { $0 + $1.rowsInMemory } }
}

/// Makes the result of a partition: of its groups so far, and of the splits that wait behind them.
struct PartitionFinisher: Sendable {
    let shape: AggregationPlan
    /// The columns of rows that wait: keys, arguments and filters.
    let inputSchema: Schema
    let ordersGroups: Bool
    let resources: RunResources

    /// Fewer groups are not divided: it is what is kept of each that takes the memory.
    private static let fewGroups = 16

    /// What is told to take too much memory.
    private static let values = "the values that aggregates keep of a few groups"

    /// All groups of a partition. Tables are made ready for up to `foreseen` groups at once; what `state` takes is counted elsewhere.
    func groups(_ state: AggregationState, then splits: [LaterSplit], foreseen: Int) throws -> RecordBatch {
        let held = MemoryShare(resources.budget)
        let known = state.bytes
        state.expect(groups: min(foreseen, splits.reduce(0) { $0 + $1.size }))
        try merge(splits, .whole, into: state, foreseen: foreseen) { bytes in
            held.set(bytes - known)
            try keepToBudget(bytes)
        }
        return try state.finish()
    }

    /// All groups of a partition, in the run's file, brought together slice by slice where they would take more than `allowance` bytes: each
    /// slice looks through all rows again. They come in the order of slices even where there is one alone, so that the order does not
    /// depend on what fits.
    func spilledGroups(
        _ earlier: AggregationState, then splits: [LaterSplit], allowance: Int
    ) throws -> SpilledBatches {
        var spilled = SpilledBatches(schema: shape.schema, file: try resources.folder.open())
        if splits.isEmpty {
            try append(earlier.finish(), to: &spilled)
            return spilled
        }
        earlier.partials.arrange()
        var slices = [HashSlice.whole]
        while let slice = slices.popLast() {
            do {
                try append(groups(of: slice, earlier, then: splits, allowance: allowance), to: &spilled)
            } catch let outgrown as Outgrown {
                slices += outgrown.parts.reversed()
            }
            // The next tables grow through sizes that these have left behind.
            resources.budget.giveBackFreedMemory()
        }
        return spilled
    }

    /// Tells that the groups of a slice do not fit.
    private struct Outgrown: Error {
        let parts: [HashSlice]
    }

    /// The groups of a slice. Nothing that they come from is changed.
    ///
    /// - Throws: `Outgrown`, besides what the rows and the budget give rise to.
    private func groups(
        of slice: HashSlice, _ earlier: AggregationState, then splits: [LaterSplit], allowance: Int
    ) throws -> RecordBatch {
        let held = MemoryShare(resources.budget)
        let state = AggregationState(shape, ordersGroups: ordersGroups)
        let known = slice.narrowed(StateGroups(state: earlier, groups: earlier.partials.presentGroups))
        let check = { (bytes: Int) in
            held.set(bytes)
            if bytes > allowance, state.bound >= PartitionFinisher.fewGroups, let parts = slice.parts {
                throw Outgrown(parts: parts)
            }
            try keepToBudget(bytes)
        }
        try QueryFailure.of { () throws(EvaluationError) in try state.merge(earlier, groups: known.groups) }
        try check(state.bytes)
        try merge(splits, slice, into: state, foreseen: 0, check: check)
        return try state.finish()
    }

    private func keepToBudget(_ bytes: Int) throws(QueryFailure) {
        if resources.budget.isExceeded, resources.budget.limit.map({ bytes > $0 / 2 }) ?? false {
            throw resources.exceeded(by: PartitionFinisher.values)
        }
    }

    /// Writes groups in the order of their slices, those of one in the order in which they stand.
    private func append(_ batch: RecordBatch, to spilled: inout SpilledBatches) throws {
        let hashes = KeyHash.hashes(of: Array(batch.columns[..<shape.keys.count]), rowCount: batch.rowCount)
        let places = hashes.map { UInt64(HashSlice.place(of: $0)) }
        // Place and row in one word: no two are equal.
        let order = (0..<batch.rowCount).map { places[$0] << 32 | UInt64($0) }.sorted()
        for start in stride(from: 0, to: batch.rowCount, by: 8192) {
            let rows = order[start..<min(start + 8192, batch.rowCount)].map { UInt32(truncatingIfNeeded: $0) }
            var columns: [Column] = []
            for column in batch.columns { columns.append(try BatchSorter.gather(column, rows)) }
            try spilled.append(columns, rowCount: rows.count)
        }
    }

    /// Merges what splits have of a slice; `check` is told how much memory that takes.
    private func merge(
        _ splits: [LaterSplit], _ slice: HashSlice, into state: AggregationState, foreseen: Int,
        check: (Int) throws -> Void
    ) throws {
        let later = LaterSplits(of: shape, into: state)
        for split in splits {
            let groups = split.groups.map { slice.narrowed($0) }
            guard !split.rows.isEmpty else {
                if let groups {
                    try QueryFailure.of { () throws(EvaluationError) in
                        try state.merge(groups.state, groups: groups.groups)
                    }
                }
                try check(later.bytes)
                continue
            }
            later.expect(min(foreseen, split.size))
            // The rows go on where the groups have been left.
            if let groups {
                try QueryFailure.of { () throws(EvaluationError) in try later.take(groups.groups, of: groups.state) }
            }
            for chunk in split.rows {
                try Task.checkCancellation()
                let rows = try chunk.batch(schema: inputSchema, resources)
                try QueryFailure.of { () throws(EvaluationError) in
                    try later.take(slice.narrowed(rows, keyCount: shape.keys.count))
                }
                try check(later.bytes)
            }
            try QueryFailure.of { () throws(EvaluationError) in try later.endSplit() }
            try check(later.bytes)
        }
    }
}
