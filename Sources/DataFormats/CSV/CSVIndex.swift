/// Finds the bytes that end the fields of delimited text: delimiters and line feeds outside quotes.
///
/// A class because it owns the memory that the positions lie in. It works on 64 bytes at a time; blocks without quotes cost
/// a few compares. The quote rule is `QuoteScanner`'s.
///
/// Invariants: reads at most 63 bytes behind `end` (a chunk has that much slack); writes at most `capacity` positions.
final class CSVIndex {
    /// Positions of field ends, ascending, from index 1 on; index 0 is the byte before the first field.
    private(set) var positions: UnsafeMutablePointer<UInt32>
    /// One more than the last index in use.
    private(set) var count = 1
    /// How many of the positions are line feeds.
    private(set) var lineFeeds = 0
    /// True when there was no more room for positions before the end.
    private(set) var isFull = false
    /// False when any byte that was passed is outside ASCII.
    private(set) var isASCII = true
    /// Whether any byte that was passed is a quote.
    private(set) var hasQuotes = false
    private var capacity: Int

    /// More room than this is not made: a record with more fields is skipped with `QuoteScanner`.
    static let maximumCapacity = 4 << 20

    init(capacity: Int = 32 << 10) {
        self.capacity = capacity
        positions = .allocate(capacity: capacity + 64)
    }

    deinit { positions.deallocate() }

    /// Doubles the room; false when it is as large as it may be.
    func grow() -> Bool {
        guard capacity < CSVIndex.maximumCapacity else { return false }
        capacity *= 4
        positions.deallocate()
        positions = .allocate(capacity: capacity + 64)
        return true
    }

    /// Notes the field ends in `start..<end`; `start` must be where a record starts. Complexity: O(end − start).
    func fill(_ base: UnsafePointer<UInt8>, from start: Int, to end: Int, delimiter: UInt8) {
        let positions = positions
        positions[0] = UInt32(truncatingIfNeeded: start &- 1)
        var next = 1
        var lineFeeds = 0
        var highBits: UInt32 = 0
        var allQuotes: UInt64 = 0
        var inQuotes = false
        var skipsFirst = false
        var block = start
        isFull = false
        while block < end {
            if next > capacity {
                isFull = true
                break
            }
            let b0 = ByteBlock(base + block)
            let b1 = ByteBlock(base + block + 16)
            let b2 = ByteBlock(base + block + 32)
            let b3 = ByteBlock(base + block + 48)
            var lines = join(b0.mask(equal: 0x0A), b1.mask(equal: 0x0A), b2.mask(equal: 0x0A), b3.mask(equal: 0x0A))
            var structure =
                lines
                | join(
                    b0.mask(equal: delimiter), b1.mask(equal: delimiter), b2.mask(equal: delimiter),
                    b3.mask(equal: delimiter))
            var quotes = join(b0.mask(equal: 0x22), b1.mask(equal: 0x22), b2.mask(equal: 0x22), b3.mask(equal: 0x22))
            if end &- block < 64 {
                let kept = (1 as UInt64) &<< UInt64(truncatingIfNeeded: end &- block) &- 1
                structure &= kept
                quotes &= kept
            }
            highBits |= b0.nonASCII | b1.nonASCII | b2.nonASCII | b3.nonASCII
            allQuotes |= quotes
            if quotes != 0 || inQuotes {
                structure &= ~quoted(
                    base + block, quotes, isFirst: block == start, delimiter: delimiter, &inQuotes, &skipsFirst)
            }
            lines &= structure
            lineFeeds &+= lines.nonzeroBitCount
            let origin = UInt32(truncatingIfNeeded: block)
            let found = structure.nonzeroBitCount
            // Eight at a time without a branch each; what is written behind the last is overwritten by the next block.
            var written = 0
            while written < found {
                var at = positions + next + written
                for _ in 0..<8 {
                    at.pointee = origin &+ UInt32(truncatingIfNeeded: structure.trailingZeroBitCount)
                    structure &= structure &- 1
                    at += 1
                }
                written &+= 8
            }
            next &+= found
            block &+= 64
        }
        count = next
        self.lineFeeds = lineFeeds
        isASCII = highBits == 0
        hasQuotes = allQuotes != 0
    }

    @inline(__always)
    private func join(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> UInt64 {
        UInt64(a) | UInt64(b) &<< 16 | UInt64(c) &<< 32 | UInt64(d) &<< 48
    }

    /// The bytes of one block that lie inside quotes.
    @inline(never)
    private func quoted(
        _ block: UnsafePointer<UInt8>, _ quotes: UInt64, isFirst: Bool, delimiter: UInt8, _ inQuotes: inout Bool,
        _ skipsFirst: inout Bool
    ) -> UInt64 {
        var inside: UInt64 = 0
        var position = skipsFirst ? 1 : 0
        if skipsFirst { inside = 1 }
        skipsFirst = false
        while position < 64 {
            let rest = ~(0 as UInt64) &<< UInt64(position)
            let ahead = quotes & rest
            if ahead == 0 {
                if inQuotes { inside |= rest }
                break
            }
            let quote = ahead.trailingZeroBitCount
            if inQuotes {
                inside |= rest & ((2 as UInt64) << UInt64(quote) &- 1)
                if block[quote + 1] == 0x22 {
                    if quote == 63 { skipsFirst = true }
                    if quote < 63 { inside |= (1 as UInt64) &<< UInt64(quote + 1) }
                    position = quote + 2
                } else {
                    inQuotes = false
                    position = quote + 1
                }
            } else {
                // The byte before a record's first one belongs to no field.
                let opens = (isFirst && quote == 0) || block[quote - 1] == delimiter || block[quote - 1] == 0x0A
                if opens { inQuotes = true }
                position = quote + 1
            }
        }
        return inside
    }
}
