import Columnar
import Glibc

/// One key of an order over rows that lie in several chunks: the values, and how they are ordered.
struct OrderKey {
    /// The key's values, a column for each chunk.
    let columns: [Column]
    let isDescending: Bool
    let nullsFirst: Bool
    private let values: [UnsafeRawPointer]
    private let validity: [UnsafePointer<UInt8>?]
    private let bytes: [UnsafePointer<UInt8>]
    private let type: DataType

    init(_ columns: [Column], isDescending: Bool, nullsFirst: Bool) {
        self.columns = columns
        self.isDescending = isDescending
        self.nullsFirst = nullsFirst
        values = columns.map { UnsafeRawPointer($0.values) }
        validity = columns.map { $0.validity.map { UnsafePointer($0) } }
        bytes = columns.map { UnsafePointer($0.bytes?.base ?? Access<StringView>.noBytes) }
        type = columns.first?.type ?? .null
    }

    /// Whether any row is null.
    var hasNulls: Bool { type == .null || validity.contains { $0 != nil } }

    /// Whether equal prefixes mean equal keys.
    var prefixIsExact: Bool { type != .string && !hasNulls && !isWide }

    /// Whether a value needs two numbers: decimals of more than 18 digits.
    private var isWide: Bool { if case .decimal(let precision, _) = type { precision > 18 } else { false } }

    /// Writes, for each row of a chunk, a number that orders as the key does: a smaller one sorts first. Equal numbers may hide
    /// different keys unless `prefixIsExact`. Numbers of several keys can be compared where all tell nulls (`tellingNulls`), or none does.
    func writePrefixes(ofChunk chunk: Int, into out: UnsafeMutablePointer<UInt64>, tellingNulls: Bool? = nil) {
        let column = columns[chunk]
        let count = column.count
        let flip: UInt64 = isDescending ? .max : 0
        switch type {
        case .null: out.update(repeating: 0, count: count)
        case .boolean: for row in 0..<count { out[row] = UInt64(column.booleans[row]) ^ flip }
        case .decimal:
            for row in 0..<count { out[row] = OrderKey.word(column.decimals[row], isWide, part: 0) ^ flip }
        case .date: for row in 0..<count { out[row] = OrderKey.word(Int64(column.days[row])) ^ flip }
        case .int64, .timestamp: for row in 0..<count { out[row] = OrderKey.word(column.int64s[row]) ^ flip }
        case .double: for row in 0..<count { out[row] = OrderKey.word(column.doubles[row]) ^ flip }
        case .string:
            for row in 0..<count {
                let isValid = column.validity.map { $0[row] != 0 } ?? true
                out[row] = (isValid ? OrderKey.word(column.strings[row], bytes[chunk]) : 0) ^ flip
            }
        }
        guard tellingNulls ?? hasNulls else { return }
        // The top bit tells nulls from values; the lowest bit of the value is lost.
        let validity = column.validity
        for row in 0..<count {
            let isValid = type != .null && validity.map { $0[row] != 0 } ?? true
            out[row] = isValid ? out[row] >> 1 | (nullsFirst ? 1 << 63 : 0) : (nullsFirst ? 0 : 1 << 63)
        }
    }

    /// Whether a row of the first chunk is null.
    func isNull(_ row: UInt32) -> Bool { type == .null || validity[0].map { $0[Int(row)] == 0 } ?? false }

    /// How many numbers, the prefix included, tell all values apart; nil for texts, which may be of any length.
    var levels: Int? { type == .string ? nil : (hasNulls ? 2 : 1) + (isWide ? 1 : 0) }

    /// Writes into each entry the number that orders its row, in the first chunk, among rows with equal numbers at all earlier
    /// levels; level 0 is the prefix. None of the rows is null. Returns false when a text's levels are used up and it is told apart by its length now.
    func writeLevel(_ level: Int, into entries: UnsafeMutablePointer<PrefixedRow>, count: Int) -> Bool {
        let flip: UInt64 = isDescending ? .max : 0
        let column = columns[0]
        switch type {
        case .null: break
        case .boolean:
            for index in 0..<count { entries[index].prefix = UInt64(column.booleans[Int(entries[index].row)]) ^ flip }
        case .decimal:
            let values = column.decimals
            let part = max(0, level - (hasNulls ? 1 : 0))
            for index in 0..<count {
                entries[index].prefix = OrderKey.word(values[Int(entries[index].row)], isWide, part: part) ^ flip
            }
        case .date:
            let values = column.days
            for index in 0..<count {
                entries[index].prefix = OrderKey.word(Int64(values[Int(entries[index].row)])) ^ flip
            }
        case .int64, .timestamp:
            let values = column.int64s
            for index in 0..<count { entries[index].prefix = OrderKey.word(values[Int(entries[index].row)]) ^ flip }
        case .double:
            let values = column.doubles
            for index in 0..<count { entries[index].prefix = OrderKey.word(values[Int(entries[index].row)]) ^ flip }
        case .string:
            let views = column.strings
            // With nulls the prefix has lost the lowest bit of the eighth byte.
            let offset = level == 0 ? 0 : UInt32(8 * level - (hasNulls ? 1 : 0))
            var longest: UInt32 = 0
            for index in 0..<count {
                let view = views[Int(entries[index].row)]
                longest = max(longest, view.length)
                let rest = StringView(
                    offset: view.offset &+ offset, length: view.length > offset ? view.length - offset : 0)
                entries[index].prefix = OrderKey.word(rest, bytes[0]) ^ flip
            }
            if longest > offset { return true }
            for index in 0..<count { entries[index].prefix = UInt64(views[Int(entries[index].row)].length) ^ flip }
            return false
        }
        return true
    }

    /// A decimal's only number, or of a wide one the upper (part 0) or lower half.
    @inline(__always)
    private static func word(_ value: Int128, _ isWide: Bool, part: Int) -> UInt64 {
        if !isWide { return word(Int64(truncatingIfNeeded: value)) }
        return part == 0 ? word(Int64(truncatingIfNeeded: value >> 64)) : UInt64(truncatingIfNeeded: value)
    }

    @inline(__always)
    private static func word(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ (1 << 63) }

    /// Doubles in SQL's order: -0.0 as 0.0, NaN above infinity.
    @inline(__always)
    private static func word(_ value: Double) -> UInt64 {
        if value != value { return .max }
        let bits = (value + 0.0).bitPattern
        return bits >> 63 == 0 ? bits | (1 << 63) : ~bits
    }

    /// The first eight bytes, most significant first; shorter texts are filled up with zeros.
    @inline(__always)
    private static func word(_ view: StringView, _ base: UnsafePointer<UInt8>) -> UInt64 {
        if view.length == 0 { return 0 }
        let word = UInt64(bigEndian: UnsafeRawPointer(base + Int(view.offset)).loadUnaligned(as: UInt64.self))
        return view.length >= 8 ? word : word & ~(UInt64.max >> UInt64(8 * view.length))
    }

    /// Compares a row of one chunk with a row of another: negative when the first sorts first, zero when they are equal.
    @inline(__always)
    func compare(_ chunkA: Int, _ a: Int, _ chunkB: Int, _ b: Int, with other: OrderKey) -> Int {
        if type == .null { return 0 }
        let aValid = validity[chunkA].map { $0[a] != 0 } ?? true
        let bValid = other.validity[chunkB].map { $0[b] != 0 } ?? true
        if !(aValid && bValid) { return aValid == bValid ? 0 : aValid != nullsFirst ? -1 : 1 }
        let order: Int
        switch type {
        case .null: order = 0
        case .boolean: order = OrderKey.order(UInt8.self, values[chunkA], a, other.values[chunkB], b)
        case .decimal: order = OrderKey.order(Int128.self, values[chunkA], a, other.values[chunkB], b)
        case .date: order = OrderKey.order(Int32.self, values[chunkA], a, other.values[chunkB], b)
        case .int64, .timestamp: order = OrderKey.order(Int64.self, values[chunkA], a, other.values[chunkB], b)
        case .double:
            let x = values[chunkA].assumingMemoryBound(to: Double.self)[a]
            let y = other.values[chunkB].assumingMemoryBound(to: Double.self)[b]
            order = lessDoubles(x, y) ? -1 : lessDoubles(y, x) ? 1 : 0
        case .string:
            let x = values[chunkA].assumingMemoryBound(to: StringView.self)[a]
            let y = other.values[chunkB].assumingMemoryBound(to: StringView.self)[b]
            let common = Int(min(x.length, y.length))
            let first =
                common == 0 ? 0 : memcmp(bytes[chunkA] + Int(x.offset), other.bytes[chunkB] + Int(y.offset), common)
            order = first != 0 ? Int(first) : Int(x.length) - Int(y.length)
        }
        return isDescending ? -order : order
    }

    @inline(__always)
    private static func order<Value: Comparable>(
        _: Value.Type, _ x: UnsafeRawPointer, _ a: Int, _ y: UnsafeRawPointer, _ b: Int
    ) -> Int {
        let left = x.assumingMemoryBound(to: Value.self)[a]
        let right = y.assumingMemoryBound(to: Value.self)[b]
        return left < right ? -1 : left > right ? 1 : 0
    }
}

/// A total preorder of rows that lie in chunks one after the other, by several keys.
///
/// Rows are numbered through all chunks. Comparing finds each row's chunk by binary search, so loops compare prefixes first.
struct RowOrder {
    let keys: [OrderKey]
    /// The first row of each chunk, and the number of rows at the end.
    let starts: [Int]

    init(_ keys: [OrderKey], starts: [Int]) {
        self.keys = keys
        self.starts = starts
    }

    var rowCount: Int { starts.last ?? 0 }

    /// The chunk that holds a row. Complexity: O(log chunks).
    func chunk(of row: Int) -> Int {
        var low = 0
        var high = starts.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= row { low = middle } else { high = middle }
        }
        return low
    }

    /// Negative when row `a` sorts before row `b`, zero when all keys are equal.
    func compare(_ a: Int, _ b: Int) -> Int {
        let chunkA = chunk(of: a)
        let chunkB = chunk(of: b)
        for key in keys {
            let order = key.compare(chunkA, a - starts[chunkA], chunkB, b - starts[chunkB], with: key)
            if order != 0 { return order }
        }
        return 0
    }
}
