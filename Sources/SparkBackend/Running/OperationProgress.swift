import QueryPlan
import Synchronization

/// Puts the progress of several operations together.
final class OperationProgress: Sendable {
    private let total: Int
    private let report: @Sendable (RunProgress) -> Void
    private let state = Mutex((next: 0, bytes: [Int: Int](), most: 0))

    /// The progress of a run that reads so many bytes.
    init(total: Int, report: @escaping @Sendable (RunProgress) -> Void) {
        self.total = total
        self.report = report
    }

    /// A number for an operation that begins.
    func begin() -> Int {
        state.withLock { state in
            state.next += 1
            return state.next
        }
    }

    /// An operation has read so many bytes.
    func update(_ operation: Int, bytesRead: Int) {
        let bytes = state.withLock { state in
            state.bytes[operation] = bytesRead
            // What is read again from what Spark keeps is no input: the display only goes forward, and not beyond the end.
            state.most = max(state.most, min(total, state.bytes.values.max() ?? 0))
            return state.most
        }
        report(RunProgress(bytesRead: bytes, bytesTotal: total, rowsRead: 0))
    }

    /// An operation is done.
    func end(_ operation: Int) { state.withLock { _ = $0.bytes.removeValue(forKey: operation) } }
}
