import Columnar
import Glibc

/// A compiled LIKE pattern: `%` any run of characters, `_` one character (Unicode scalar), `\` before `%`, `_` or itself.
///
/// The pattern is cut at its `%` into segments; the first and last are tied to the ends of the text, those between are found
/// one after the other, each as early as possible, which finds a match whenever there is one. So matching takes time
/// O(text · longest segment) at worst, and linear time without `_`.
final class LikePattern: Sendable {
    private enum Shape {
        case exact, prefix, suffix, contains, general
    }

    /// A run of the pattern without `%`.
    private struct Segment {
        /// The bytes to match; unspecified where `isAny`.
        var bytes: [UInt8] = []
        /// Where any one character stands; empty when nowhere.
        var isAny: [Bool] = []
        var hasAny = false
    }

    private let shape: Shape
    private let segments: [Segment]
    private let startsFree: Bool
    private let endsFree: Bool

    /// Compiles a pattern; nil when an escape character is last or stands before an ordinary one.
    init?(_ pattern: UnsafeBufferPointer<UInt8>) {
        var segments: [Segment] = []
        var current = Segment()
        var startsFree = false
        var endsFree = false
        var position = 0
        while position < pattern.count {
            var byte = pattern[position]
            position += 1
            endsFree = false
            if byte == UInt8(ascii: "%") {
                if segments.isEmpty && current.bytes.isEmpty { startsFree = true }
                if !current.bytes.isEmpty {
                    segments.append(current)
                    current = Segment()
                }
                endsFree = true
                continue
            }
            let isAny = byte == UInt8(ascii: "_")
            if byte == UInt8(ascii: "\\") {
                guard position < pattern.count else { return nil }
                byte = pattern[position]
                guard [UInt8(ascii: "%"), UInt8(ascii: "_"), UInt8(ascii: "\\")].contains(byte) else { return nil }
                position += 1
            }
            current.bytes.append(byte)
            current.isAny.append(isAny)
            current.hasAny = current.hasAny || isAny
        }
        if !current.bytes.isEmpty { segments.append(current) }
        self.segments = segments
        self.startsFree = startsFree
        self.endsFree = endsFree
        if segments.contains(where: \.hasAny) || segments.count != 1 {
            shape = .general
        } else {
            shape = startsFree ? (endsFree ? .contains : .suffix) : (endsFree ? .prefix : .exact)
        }
    }

    /// Whether the whole text matches.
    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch shape {
        case .exact: text.count == segments[0].bytes.count && hasBytes(text, segments[0], at: 0)
        case .prefix: hasBytes(text, segments[0], at: 0)
        case .suffix: hasBytes(text, segments[0], at: text.count - segments[0].bytes.count)
        case .contains: find(segments[0], in: text, from: 0) != nil
        case .general: matchesGenerally(text)
        }
    }

    private func matchesGenerally(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if segments.isEmpty { return startsFree || text.isEmpty }
        var position = 0
        var next = 0
        if !startsFree {
            guard let end = match(segments[0], in: text, at: 0) else { return false }
            position = end
            next = 1
            if segments.count == 1 && !endsFree { return end == text.count }
        }
        let last = endsFree ? segments.count : segments.count - 1
        while next < last {
            guard let end = find(segments[next], in: text, from: position) else { return false }
            position = end
            next += 1
        }
        if endsFree { return true }
        guard let start = matchBackwards(segments[last], in: text) else { return false }
        return start >= position
    }

    private func hasBytes(_ text: UnsafeBufferPointer<UInt8>, _ segment: Segment, at position: Int) -> Bool {
        guard position >= 0, position + segment.bytes.count <= text.count, let start = text.baseAddress else {
            return false
        }
        return segment.bytes.withUnsafeBufferPointer {
            equalBytes($0, UnsafeBufferPointer(start: start + position, count: segment.bytes.count))
        }
    }

    /// The end of the first match at or after a position.
    private func find(_ segment: Segment, in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        if !segment.hasAny {
            guard let found = findBytes(segment.bytes, in: text, from: start) else { return nil }
            return found + segment.bytes.count
        }
        var position = start
        while position < text.count {
            if let end = match(segment, in: text, at: position) { return end }
            position += 1
            while position < text.count && isContinuation(text[position]) { position += 1 }
        }
        return nil
    }

    /// The end of a match that starts at a position.
    private func match(_ segment: Segment, in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        var position = start
        for index in segment.bytes.indices {
            guard position < text.count else { return nil }
            if segment.isAny[index] {
                position += 1
                while position < text.count && isContinuation(text[position]) { position += 1 }
            } else {
                guard text[position] == segment.bytes[index] else { return nil }
                position += 1
            }
        }
        return position
    }

    /// The start of a match that ends with the text.
    private func matchBackwards(_ segment: Segment, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        var position = text.count
        for index in segment.bytes.indices.reversed() {
            guard position > 0 else { return nil }
            position -= 1
            if segment.isAny[index] {
                while position > 0 && isContinuation(text[position]) { position -= 1 }
            } else {
                guard text[position] == segment.bytes[index] else { return nil }
            }
        }
        return position
    }
}

/// Whether a byte continues a UTF-8 sequence.
@inline(__always)
func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

/// Where bytes first occur in a text, at or after a position; empty bytes occur at once.
///
/// The first byte is looked for a vector at a time, the rest compared. Complexity: O(text) but for texts made to repeat the
/// needle's beginning, O(text · needle).
func findBytes<Needle: Collection<UInt8>>(
    _ needle: Needle, in text: UnsafeBufferPointer<UInt8>, from start: Int
) -> Int? {
    guard let first = needle.first else { return start <= text.count ? start : nil }
    guard text.count - start >= needle.count, let base = text.baseAddress else { return nil }
    return needle.withContiguousStorageIfAvailable { needle -> Int? in
        guard let pattern = needle.baseAddress else { return nil }
        // The last position where the needle still fits, plus one.
        let end = text.count - needle.count + 1
        var position = start
        while position < end, let found = memchr(base + position, Int32(first), end - position) {
            position = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if memcmp(base + position, pattern, needle.count) == 0 { return position }
            position += 1
        }
        return nil
    } ?? nil
}
