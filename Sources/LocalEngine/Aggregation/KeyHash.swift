import Columnar

/// Hashes of grouping keys by value: equal keys have equal hashes, in every table, on every worker.
///
/// Tables find a hash's slot by its lowest bits and partitions take the highest, so keys of one partition still spread over a
/// table.
enum KeyHash {
    /// The hash of a null.
    static let null: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The hash of a key of one more column.
    @inline(__always)
    static func combined(_ hash: UInt64, _ next: UInt64) -> UInt64 {
        let product = (hash ^ 0x8EBC_6AF0_9C88_C6E3).multipliedFullWidth(by: next | 1)
        return product.high ^ product.low ^ next
    }

    /// The partition of a hash; `count` is a power of two, at most 65,536.
    @inline(__always)
    static func partition(_ hash: UInt64, of count: Int) -> Int { Int(hash >> 48) & (count - 1) }

    /// The hashes of the keys of the first `rowCount` rows. Complexity: O(rows · keys).
    static func hashes(of keys: [Column], rowCount: Int) -> [UInt64] {
        var hashes = [UInt64](repeating: 0, count: rowCount)
        for (index, column) in keys.enumerated() {
            let isFirst = index == 0
            func take(_ hash: (Int) -> UInt64) {
                for row in 0..<rowCount {
                    let isNull = column.type == .null || column.validity.map { $0[row] == 0 } ?? false
                    let next = isNull ? null : hash(row)
                    hashes[row] = isFirst ? next : combined(hashes[row], next)
                }
            }
            switch column.type {
            case .null: take { _ in null }
            case .boolean: take { WordDictionary.hash(UInt64(column.booleans[$0])) }
            case .date: take { WordDictionary.hash(UInt64(bitPattern: Int64(column.days[$0]))) }
            case .int64, .timestamp: take { WordDictionary.hash(UInt64(bitPattern: column.int64s[$0])) }
            case .double: take { WordDictionary.hash(WordDictionary.word(column.doubles[$0])) }
            case .decimal: take { hash(column.decimals[$0]) }
            case .string:
                let values = Operand(column).access(StringView.self)
                take { row in
                    let view = values.values[row]
                    return TextDictionary.hash(values.bytes + (view.length == 0 ? 0 : Int(view.offset)), view.length)
                }
            }
        }
        return hashes
    }

    /// The hash of a decimal's unscaled number.
    @inline(__always)
    static func hash(_ number: Int128) -> UInt64 {
        combined(
            WordDictionary.hash(UInt64(truncatingIfNeeded: number)),
            WordDictionary.hash(UInt64(truncatingIfNeeded: number >> 64)))
    }
}
