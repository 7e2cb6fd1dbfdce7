#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Follows the quotes of a delimited file, so that any byte's place is known to be inside or outside a quoted field.
///
/// The rule is RFC 4180's with one extension: a quote opens a quoted field only at the start of a field (behind a delimiter,
/// a line feed, or at the start of the file); inside, two quotes stand for one and a single one closes; a quote anywhere
/// else is ordinary text. This is a finite automaton over the file's bytes, so the state at a byte does not depend on how the
/// file is cut. Bytes without quotes are passed at the speed of `memchr`.
struct QuoteScanner: Hashable {
    enum State: Hashable {
        /// Outside quotes.
        case outside
        /// Inside a quoted field.
        case quoted
        /// Behind a quote inside a quoted field: another quote continues it, anything else has left it.
        case afterQuote
    }

    let delimiter: UInt8
    var state = State.outside
    /// The byte before the next one; a line feed at the start of the data.
    var previous: UInt8 = 0x0A

    init(delimiter: UInt8) { self.delimiter = delimiter }

    /// Passes over some bytes. Complexity: O(count).
    mutating func advance(_ start: UnsafePointer<UInt8>, _ count: Int) {
        guard count > 0 else { return }
        var index = 0
        while index < count {
            if state == .afterQuote {
                if start[index] == 0x22 {
                    state = .quoted
                    index += 1
                } else {
                    state = .outside
                }
                continue
            }
            guard let hit = memchr(start + index, 0x22, count - index) else { break }
            let place = UnsafeRawPointer(hit) - UnsafeRawPointer(start)
            if state == .quoted {
                state = .afterQuote
            } else {
                let before = place > 0 ? start[place - 1] : previous
                if before == delimiter || before == 0x0A { state = .quoted }
            }
            index = place + 1
        }
        previous = start[count - 1]
    }

    /// Passes over bytes up to and including the first line feed outside quotes; returns the position behind it, or nil when
    /// there is none and all bytes are passed. Complexity: O(bytes passed).
    mutating func passRecordEnd(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        var index = 0
        while index < count {
            let byte = start[index]
            switch state {
            case .quoted:
                if byte == 0x22 { state = .afterQuote }
            case .afterQuote where byte == 0x22:
                state = .quoted
            default:
                state = .outside
                if byte == 0x22, previous == delimiter || previous == 0x0A { state = .quoted }
                if byte == 0x0A {
                    previous = byte
                    return index + 1
                }
            }
            previous = byte
            index += 1
        }
        return nil
    }
}
