import Columnar
import QueryPlan

/// The rows of one split that are not grouped yet: keys, arguments and filters, by partition of the keys.
struct PartitionedRows: Sendable {
    /// Some rows of one partition.
    enum Chunk: Sendable {
        case memory(RecordBatch)
        case file(SpillFile.Block, rows: Int)

        var rowsInMemory: Int {
            if case .memory(let batch) = self { batch.rowCount } else { 0 }
        }

        /// The rows, read back where they are in the file.
        func batch(schema: Schema, _ resources: RunResources) throws(QueryFailure) -> RecordBatch {
            switch self {
            case .memory(let batch): return batch
            case .file(let block, let rows):
                let columns = try BatchBlock.read(
                    block, types: schema.fields.map(\.type), from: try resources.folder.open())
                return RecordBatch(schema: schema, columns: columns, rowCount: rows)
            }
        }
    }

    let schema: Schema
    /// For each partition its rows in order.
    fileprivate(set) var partitions: [[Chunk]]
    /// What the rows in memory take, in bytes.
    fileprivate(set) var memoryBytes = 0
    /// What the rows in the file take, in bytes.
    fileprivate(set) var fileBytes = 0
}

/// Sorts rows into partitions by their keys, and writes them to the run's file when memory is tight.
///
/// Rows are gathered until there are enough to make blocks of a useful size. A class because it owns what it gathers; it belongs
/// to one worker and one split.
final class PartitionWriter {
    /// Rows that are brought into partitions at a time.
    private static let rowsAtATime = 32_768

    private let keyCount: Int
    private let resources: RunResources
    private var rows: PartitionedRows
    private var pending: [[Column]] = []
    private var pendingRows = 0

    /// A writer of rows whose first `keyCount` columns are the keys.
    init(schema: Schema, keyCount: Int, resources: RunResources) {
        self.keyCount = keyCount
        self.resources = resources
        rows = PartitionedRows(
            schema: schema, partitions: Array(repeating: [], count: AggregationMerger.partitionCount))
    }

    /// Takes the selected rows of a batch.
    func append(_ columns: [Column], rowCount: Int, selection: Selection?) throws(QueryFailure) {
        pending.append(
            try QueryFailure.of { () throws(EvaluationError) in
                var taken: [Column] = []
                for column in columns { taken.append(try column.compacted(selection, rowCount: rowCount)) }
                return taken
            })
        pendingRows += selection?.count ?? rowCount
        if pendingRows >= PartitionWriter.rowsAtATime { try flush() }
    }

    /// What the rows in memory take, in bytes.
    var memoryBytes: Int { rows.memoryBytes }

    /// Writes what is left and gives all rows away.
    func finish() throws(QueryFailure) -> PartitionedRows {
        try flush()
        return rows
    }

    private func flush() throws(QueryFailure) {
        guard pendingRows > 0 else { return }
        let whole = try QueryFailure.of { () throws(EvaluationError) in
            var whole: [Column] = []
            for (index, field) in rows.schema.fields.enumerated() {
                whole.append(try Column.concatenating(pending.map { $0[index] }, type: field.type))
            }
            return whole
        }
        let hashes = KeyHash.hashes(of: Array(whole[..<keyCount]), rowCount: pendingRows)
        var members = [[UInt32]](repeating: [], count: rows.partitions.count)
        for row in 0..<pendingRows {
            members[KeyHash.partition(hashes[row], of: members.count)].append(UInt32(row))
        }
        let isTight = resources.budget.isTight
        for (partition, chosen) in members.enumerated() where !chosen.isEmpty {
            let columns = try QueryFailure.of { () throws(EvaluationError) in
                var columns: [Column] = []
                for column in whole { columns.append(try BatchSorter.gather(column, chosen)) }
                return columns
            }
            if isTight {
                let block = try BatchBlock.write(columns, rowCount: chosen.count, to: try resources.folder.open())
                rows.partitions[partition].append(.file(block, rows: chosen.count))
                rows.fileBytes += block.count
            } else {
                rows.partitions[partition].append(
                    .memory(RecordBatch(schema: rows.schema, columns: columns, rowCount: chosen.count)))
                rows.memoryBytes += BatchBlock.size(of: columns)
            }
        }
        pending = []
        pendingRows = 0
    }
}
