import Columnar
import QueryPlan

/// Keeps rows in split order: all of them, some of them, or those of a join's side.
final class RowsMerger: SplitMerger, @unchecked Sendable {
    /// What the rows are for.
    enum Purpose {
        /// A node's result; moves into a file when memory is tight.
        case all
        /// The first `count` rows behind `offset`; nil for all behind it.
        case part(count: Int?, offset: Int)
        /// The table that a join looks into, which must stay in memory.
        case joinSide(keys: Int)
    }

    private let schema: Schema
    private let purpose: Purpose
    private let resources: RunResources
    private let share: MemoryShare
    /// Rows in memory, which come after those in the file.
    private var batches: [RecordBatch] = []
    private var bytes = 0
    private var rows = 0
    private var spilled: SpilledBatches?

    init(schema: Schema, _ purpose: Purpose, _ resources: RunResources) {
        self.schema = schema
        self.purpose = purpose
        self.resources = resources
        share = MemoryShare(resources.budget)
    }

    let wantsRows = false

    var usage: MergeUsage { MergeUsage(peakBytes: share.peak, spilledBytes: spilled?.bytes ?? 0) }

    func append(_ state: SplitState) throws(QueryFailure) {
        // A limit needs no more rows than it shows.
        if case .part(let count?, let offset) = purpose, rows - offset >= count { return }
        let next: [RecordBatch]
        switch state {
        case .batches(let batches): next = batches
        case .spilled(let file, then: let batches):
            try spill()
            for block in file.blocks {
                spilled?.append(block)
                rows += block.rows
            }
            next = batches
        default: return
        }
        batches += next
        for batch in next {
            rows += batch.rowCount
            bytes += BatchBlock.size(of: batch.columns)
        }
        share.set(bytes)
        if case .joinSide = purpose {
            if resources.budget.isExceeded { throw resources.exceeded(by: "the rows that a join looks into") }
        } else if resources.budget.isTight, bytes > resources.budget.portion {
            try spill()
        }
    }

    private func spill() throws(QueryFailure) {
        var file: SpilledBatches
        if let spilled {
            file = spilled
        } else {
            file = SpilledBatches(schema: schema, file: try resources.folder.open())
        }
        for batch in batches { try file.append(batch.columns, rowCount: batch.rowCount) }
        spilled = file
        batches = []
        bytes = 0
        share.set(0)
    }

    func finish(threads: Int) async throws -> NodeResult {
        switch purpose {
        case .all:
            if spilled != nil {
                try spill()
                if let spilled { return .spilled(spilled) }
            }
            return .batches(batches, held: share)
        case .part(let count, let offset):
            if spilled != nil {
                try spill()
                if let spilled { return .spilled(try limited(spilled, count, offset)) }
            }
            return .batches(try RowsMerger.limited(batches, count, offset), held: share)
        case .joinSide(let keys):
            return .join(
                try JoinTable(batches, keyCount: keys, types: schema.fields.map(\.type)), held: share)
        }
    }

    // MARK: - Limits

    /// The batches that hold the wanted rows, the first and the last cut to size.
    private static func limited(_ batches: [RecordBatch], _ count: Int?, _ offset: Int) throws(QueryFailure)
        -> [RecordBatch]
    {
        var place = RowsToKeep(count, offset)
        var kept: [RecordBatch] = []
        for batch in batches {
            let range = place.next(batch.rowCount)
            if range.isEmpty { continue }
            kept.append(try batch.rows(range))
        }
        return kept
    }

    private func limited(_ whole: SpilledBatches, _ count: Int?, _ offset: Int) throws(QueryFailure) -> SpilledBatches {
        var place = RowsToKeep(count, offset)
        var kept = SpilledBatches(schema: whole.schema, file: whole.file)
        for (index, block) in whole.blocks.enumerated() {
            let range = place.next(block.rows)
            if range.isEmpty { continue }
            if range.count == block.rows {
                kept.append(block)
            } else {
                let batch = try whole.batch(at: index).rows(range)
                try kept.append(batch.columns, rowCount: batch.rowCount)
            }
        }
        return kept
    }
}

/// Tells, batch by batch, which rows a limit keeps.
private struct RowsToKeep {
    private var skip: Int
    private var left: Int

    init(_ count: Int?, _ offset: Int) {
        skip = offset
        left = count ?? .max
    }

    /// The rows to keep of the next `rowCount` rows.
    mutating func next(_ rowCount: Int) -> Range<Int> {
        let from = min(skip, rowCount)
        skip -= from
        let count = min(rowCount - from, left)
        left -= count
        return from..<from + count
    }
}

extension RecordBatch {
    /// Some rows of the batch; texts are copied unless it is all of them.
    func rows(_ range: Range<Int>) throws(QueryFailure) -> RecordBatch {
        if range == 0..<rowCount { return self }
        let rows = Selection(range.map { UInt32($0) })
        return try QueryFailure.of { () throws(EvaluationError) in
            var columns: [Column] = []
            for column in self.columns { columns.append(try column.compacted(rows, rowCount: rowCount)) }
            return RecordBatch(schema: schema, columns: columns, rowCount: range.count)
        }
    }
}
