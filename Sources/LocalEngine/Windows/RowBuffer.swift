import Columnar

/// A run of plain values, one a row, that several workers fill in separate ranges.
///
/// A class because it owns its memory. Each range is written by one worker, and read by others only after that worker's task
/// has ended: that is what makes it safe to send. Values are uninitialised until written.
final class RowBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    let values: UnsafeMutablePointer<Element>
    let count: Int

    init(count: Int) {
        let memory = LargeMemory.allocate(byteCount: max(count, 1) * MemoryLayout<Element>.stride)
        values = memory.bindMemory(to: Element.self, capacity: max(count, 1))
        self.count = count
    }

    convenience init(repeating value: Element, count: Int) {
        self.init(count: count)
        values.initialize(repeating: value, count: count)
    }

    deinit { LargeMemory.free(values, byteCount: max(count, 1) * MemoryLayout<Element>.stride) }
}

/// Dictionary codes, or row numbers, of a run of rows.
typealias CodeBuffer = RowBuffer<UInt32>

/// Runs `body` for `0 ..< pieces`, each in a task of its own.
///
/// - Throws: the error of the lowest piece that failed, so that failures do not depend on timing; `CancellationError`.
func concurrently(
    _ pieces: Int, _ body: @escaping @Sendable (Int) throws(EvaluationError) -> Void
) async throws {
    try Task.checkCancellation()
    if pieces == 1 { return try body(0) }
    var failures: [(piece: Int, error: EvaluationError)] = []
    await withTaskGroup(of: (Int, EvaluationError?).self) { group in
        for piece in 0..<pieces {
            group.addTask {
                do throws(EvaluationError) {
                    try body(piece)
                    return (piece, nil)
                } catch {
                    return (piece, error)
                }
            }
        }
        for await (piece, error) in group {
            if let error { failures.append((piece, error)) }
        }
    }
    if let first = failures.min(by: { $0.piece < $1.piece }) { throw first.error }
}
