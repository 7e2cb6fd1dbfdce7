import Columnar
import DataFormats
import QueryPlan

/// Rows that a scan can take split by split, in any order, from several workers at once.
protocol BatchSource: Sendable {
    /// The number of splits; fixed by the data, never by the workers.
    var splitCount: Int { get }
    /// The columns of every batch.
    var schema: Schema { get }

    /// Calls `body` with each batch of a split, in order; columns are only good during the call.
    ///
    /// - Throws: `QueryFailure` when the rows cannot be read; whatever `body` throws; `CancellationError`.
    func read(split: Int, _ body: ([Column], Int) throws -> Void) throws
}

/// The result of a node as splits of about 64 thousand rows.
struct ResultBatches: BatchSource {
    let result: NodeResult
    let schema: Schema
    private static let batchesPerSplit = 8

    var splitCount: Int { (result.batchCount + Self.batchesPerSplit - 1) / Self.batchesPerSplit }

    func read(split: Int, _ body: ([Column], Int) throws -> Void) throws {
        let start = split * Self.batchesPerSplit
        for index in start..<min(start + Self.batchesPerSplit, result.batchCount) {
            try Task.checkCancellation()
            let batch = try result.batch(at: index)
            try body(batch.columns, batch.rowCount)
        }
    }
}
