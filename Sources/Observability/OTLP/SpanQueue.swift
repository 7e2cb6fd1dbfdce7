/// Finished spans that wait to be sent: bounded, oldest first.
struct SpanQueue: Sendable {
    private var waiting: [SpanRecord] = []
    private let limit: Int
    private let batchSize: Int
    /// Set when nothing more is taken.
    private(set) var isClosed = false

    init(limit: Int, batchSize: Int) {
        self.limit = max(1, limit)
        self.batchSize = max(1, min(batchSize, limit))
    }

    enum Arrival: Equatable {
        /// It waits.
        case waits
        /// It waits, and enough do for a batch.
        case fillsBatch
        /// There was no room, or the queue is closed.
        case dropped
    }

    /// Takes a span unless the queue is full: what waits already has the better claim. Complexity: O(1).
    mutating func add(_ span: SpanRecord) -> Arrival {
        guard !isClosed, waiting.count < limit else { return .dropped }
        waiting.append(span)
        return waiting.count % batchSize == 0 ? .fillsBatch : .waits
    }

    /// The oldest spans, a batch of them at most; empty when none wait.
    mutating func takeBatch() -> [SpanRecord] {
        let batch = Array(waiting.prefix(batchSize))
        waiting.removeFirst(batch.count)
        return batch
    }

    mutating func close() { isClosed = true }

    var count: Int { waiting.count }
}
