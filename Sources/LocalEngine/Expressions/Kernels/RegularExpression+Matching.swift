import Columnar
import QueryPlan

extension RegularExpression {
    @inline(__always)
    func holds(_ text: UnsafeBufferPointer<UInt8>, from start: Int = 0) throws(PatternFailure) -> Bool {
        do { return try matches(text, from: start) } catch { throw .tooCostly }
    }

    /// All matches from the left. After an empty one the search goes on one character later, as Java's does.
    @inline(__always)
    func forEachMatch(
        in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) throws(PatternFailure) -> Void
    ) throws(PatternFailure) {
        var position = 0
        while position <= text.count, try holds(text, from: position), let range = range(of: 0) {
            try body(range)
            position = range.upperBound
            if range.isEmpty {
                position += 1
                while position < text.count && isContinuation(text[position]) { position += 1 }
            }
        }
    }

    /// The bytes of a group of the first match; nothing when there is no match, or the group took no part in it.
    func extract(_ group: Int64, of text: UnsafeBufferPointer<UInt8>) throws(PatternFailure) -> Range<Int> {
        guard group >= 0 else { throw .argument(String(group)) }
        guard try holds(text) else { return 0..<0 }
        guard group <= groupCount else { throw .argument(String(group)) }
        return range(of: Int(group)) ?? 0..<0
    }
}
