import Columnar

/// What a finished node holds.
enum NodeResult: Sendable {
    /// Rows in order.
    case batches([RecordBatch])
    /// Rows with window columns, made on demand.
    case windows(WindowResult)
    /// The other side of a join.
    case join(JoinTable)

    /// The number of batches that can be read.
    var batchCount: Int {
        switch self {
        case .batches(let batches): batches.count
        case .windows(let result): result.batchCount
        case .join: 0
        }
    }

    /// One batch of the rows.
    func batch(at index: Int) throws(EvaluationError) -> RecordBatch {
        switch self {
        case .batches(let batches): return batches[index]
        case .windows(let result): return try result.batch(at: index)
        case .join: throw EvaluationError(.unsupported, in: "reading a join's side")
        }
    }
}
