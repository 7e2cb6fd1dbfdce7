import Columnar
import QueryPlan

/// What a finished node holds.
struct NodeResult: Sendable {
    /// The forms that rows are held in.
    indirect enum Rows: Sendable {
        /// Rows in order.
        case batches([RecordBatch])
        /// Rows in order, in a file.
        case spilled(SpilledBatches)
        /// Rows with window columns, made on demand.
        case windows(WindowResult)
        /// The rows of other results, one after the other.
        case parts([NodeResult])
        /// The other side of a join.
        case join(JoinTable)
    }

    let rows: Rows
    /// What the rows count for in the run's budget, for as long as they are held.
    private let held: MemoryShare?

    /// Rows in memory.
    static func batches(_ batches: [RecordBatch], held: MemoryShare? = nil) -> NodeResult {
        NodeResult(rows: .batches(batches), held: held)
    }

    /// Rows in a file.
    static func spilled(_ batches: SpilledBatches) -> NodeResult { NodeResult(rows: .spilled(batches), held: nil) }

    /// Rows with window columns.
    static func windows(_ result: WindowResult, held: MemoryShare? = nil) -> NodeResult {
        NodeResult(rows: .windows(result), held: held)
    }

    /// The side of a join that is looked into.
    static func join(_ table: JoinTable, held: MemoryShare? = nil) -> NodeResult {
        NodeResult(rows: .join(table), held: held)
    }

    /// The rows of several results of one schema, one after the other.
    static func concatenating(_ parts: [NodeResult]) -> NodeResult {
        if parts.count == 1 { return parts[0] }
        return NodeResult(rows: .parts(parts), held: nil)
    }

    /// The side of a join; nil for anything else.
    var joinTable: JoinTable? { if case .join(let table) = rows { table } else { nil } }

    /// The number of batches that can be read.
    var batchCount: Int {
        switch rows {
        case .batches(let batches): batches.count
        case .spilled(let batches): batches.blocks.count
        case .windows(let result): result.batchCount
        case .parts(let parts): parts.reduce(0) { $0 + $1.batchCount }
        case .join: 0
        }
    }

    /// The number of rows.
    var rowCount: Int {
        switch rows {
        case .batches(let batches): batches.reduce(0) { $0 + $1.rowCount }
        case .spilled(let batches): batches.blocks.reduce(0) { $0 + $1.rows }
        case .windows(let result): result.rowCount
        case .parts(let parts): parts.reduce(0) { $0 + $1.rowCount }
        case .join(let table): table.rowCount
        }
    }

    /// One batch of the rows.
    func batch(at index: Int) throws(QueryFailure) -> RecordBatch {
        switch rows {
        case .batches(let batches): return batches[index]
        case .spilled(let batches): return try batches.batch(at: index)
        case .windows(let result):
            do throws(EvaluationError) {
                return try result.batch(at: index)
            } catch {
                throw error.failure
            }
        case .parts(let parts):
            var index = index
            for part in parts {
                if index < part.batchCount { return try part.batch(at: index) }
                index -= part.batchCount
            }
            throw EvaluationError(.unsupported, in: "reading a batch that is not there").failure
        case .join: throw EvaluationError(.unsupported, in: "reading a join's side").failure
        }
    }
}
