import Columnar
import DataFormats
import QueryPlan

/// Rows that a scan can take split by split, in any order, from several workers at once.
protocol BatchSource: Sendable {
    /// The number of splits; fixed by the data, never by the workers.
    var splitCount: Int { get }
    /// The columns of every batch.
    var schema: Schema { get }

    /// Calls `body` with each batch of a split, in order. Whoever takes a column may keep it: a source fills one again only when nobody else
    /// refers to it.
    ///
    /// - Throws: `QueryFailure` when the rows cannot be read; whatever `body` throws; `CancellationError`.
    func read(split: Int, _ body: ([Column], Int) throws -> Void) throws
}

/// The result of a node as splits of some of its batches.
struct ResultBatches: BatchSource {
    let result: NodeResult
    let schema: Schema
    private let batchCount: Int
    /// A 32nd of all, as of files: partial results are made and merged once a split.
    private let batchesPerSplit: Int

    init(result: NodeResult, schema: Schema) {
        self.result = result
        self.schema = schema
        batchCount = result.batchCount
        batchesPerSplit = min(max(4, batchCount / 32), 32)
    }

    var splitCount: Int { (batchCount + batchesPerSplit - 1) / batchesPerSplit }

    func read(split: Int, _ body: ([Column], Int) throws -> Void) throws {
        let start = split * batchesPerSplit
        for index in start..<min(start + batchesPerSplit, batchCount) {
            try Task.checkCancellation()
            let batch = try result.batch(at: index)
            try body(batch.columns, batch.rowCount)
        }
    }
}
