import Columnar

#if canImport(Glibc)
    import func Glibc.memcmp
#else
    import func Darwin.memcmp
#endif

/// The distinct values of a column slice, numbered in the order in which they first appear.
///
/// Values are told apart by their bits, so that -0.0, 0.0 and every NaN come back as they were.
struct ValueDictionary {
    /// The row that each value was first seen in, by the value's number.
    private(set) var firstRows: [Int] = []
    /// The number of each row's value, for the rows that were given.
    private(set) var indices: [UInt32] = []

    /// Bits of the largest number; 1 for a dictionary of one value, as older readers expect.
    var indexWidth: Int { max(1, Int.bitWidth - (firstRows.count - 1).leadingZeroBitCount) }

    /// The values of `rows`, none of them null; nil when there are more than `limit`. Complexity: O(rows).
    init?(_ column: Column, rows: [Int], limit: Int) {
        guard !rows.isEmpty, column.type != .boolean else { return nil }
        var table = [UInt32](repeating: 0, count: 1 << 10)
        var hashes: [UInt64] = []
        indices.reserveCapacity(rows.count)
        for row in rows {
            let hash = ValueDictionary.hash(column, row)
            var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
            while true {
                // Numbers stand one higher in the table, where 0 is a free slot.
                let entry = Int(table[slot])
                if entry == 0 {
                    guard firstRows.count < limit else { return nil }
                    firstRows.append(row)
                    hashes.append(hash)
                    table[slot] = UInt32(firstRows.count)
                    indices.append(UInt32(firstRows.count - 1))
                    break
                }
                if hashes[entry - 1] == hash, ValueDictionary.isSame(column, firstRows[entry - 1], row) {
                    indices.append(UInt32(entry - 1))
                    break
                }
                slot = (slot + 1) & (table.count - 1)
            }
            if firstRows.count * 2 > table.count {
                table = ValueDictionary.table(of: hashes, capacity: table.count * 2)
            }
        }
    }

    private static func table(of hashes: [UInt64], capacity: Int) -> [UInt32] {
        var table = [UInt32](repeating: 0, count: capacity)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (capacity - 1)
            while table[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            table[slot] = UInt32(number + 1)
        }
        return table
    }

    private static func isSame(_ column: Column, _ one: Int, _ other: Int) -> Bool {
        guard column.type == .string else {
            let width = column.type.width
            return memcmp(column.values + one * width, column.values + other * width, width) == 0
        }
        let left = column.stringBytes(at: one)
        let right = column.stringBytes(at: other)
        guard left.count == right.count else { return false }
        guard let start = left.baseAddress, let otherStart = right.baseAddress else { return true }
        return memcmp(start, otherStart, left.count) == 0
    }

    private static func hash(_ column: Column, _ row: Int) -> UInt64 {
        if column.type == .string {
            let text = column.stringBytes(at: row)
            return hash(UnsafeRawBufferPointer(text))
        }
        let width = column.type.width
        return hash(UnsafeRawBufferPointer(start: column.values + row * width, count: width))
    }

    /// Multiplies and folds eight bytes at a time.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15
        var index = 0
        while index + 8 <= bytes.count {
            hash = fold(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        return fold(hash ^ rest)
    }

    private static func fold(_ value: UInt64) -> UInt64 {
        let product = (value ^ 0xD6E8_FEB8_6659_FD93).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return product.high ^ product.low
    }
}
