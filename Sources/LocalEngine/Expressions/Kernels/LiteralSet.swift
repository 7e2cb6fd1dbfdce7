import Columnar

/// The literals of an IN list, sorted for searching.
///
/// A class so that kernels hold it without copying; immutable, which is what makes it safe to send.
final class LiteralSet: Sendable {
    /// Whether a null is among the literals.
    let hasNull: Bool
    private let integers: [Int64]
    private let decimals: [Int128]
    private let doubles: [Double]
    private let texts: [[UInt8]]

    /// Literals of one type or null.
    init(_ literals: [Scalar], type: DataType) {
        var integers: Set<Int64> = []
        var decimals: Set<Int128> = []
        var doubles: [Double] = []
        var texts: Set<[UInt8]> = []
        var hasNull = false
        for literal in literals {
            switch literal {
            case .null: hasNull = true
            case .boolean(let value): integers.insert(value ? 1 : 0)
            case .int64(let value), .timestamp(let value): integers.insert(value)
            case .date(let value): integers.insert(Int64(value))
            case .decimal(let value): decimals.insert(value.unscaled)
            case .double(let value): doubles.append(value)
            case .string(let value): texts.insert(Array(value.utf8))
            }
        }
        self.hasNull = hasNull
        self.integers = integers.sorted()
        self.decimals = decimals.sorted()
        self.doubles = doubles.sorted(by: lessDoubles)
        self.texts = texts.sorted { $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1) }
    }

    /// Whether looking through all literals is cheap.
    var isSmall: Bool { max(integers.count, decimals.count, doubles.count, texts.count) <= 8 }

    /// Membership of an integer, truth value (0, 1), day or instant. Complexity: O(log literals).
    @inline(__always)
    func contains(_ value: Int64) -> Bool {
        search(integers.count) { index in integers[index] == value ? 0 : integers[index] < value ? -1 : 1 }
    }

    /// Membership of a decimal of the literals' scale. Complexity: O(log literals).
    @inline(__always)
    func contains(_ value: Int128) -> Bool {
        search(decimals.count) { index in decimals[index] == value ? 0 : decimals[index] < value ? -1 : 1 }
    }

    /// Membership of a double, NaN equal to itself. Complexity: O(log literals).
    @inline(__always)
    func contains(_ value: Double) -> Bool {
        search(doubles.count) { index in
            lessDoubles(doubles[index], value) ? -1 : lessDoubles(value, doubles[index]) ? 1 : 0
        }
    }

    /// Membership of a text. Complexity: O(log literals) comparisons, hardly any bytes where lengths differ.
    @inline(__always)
    func contains(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        search(texts.count) { index in
            if texts[index].count != value.count { return texts[index].count - value.count }
            return texts[index].withUnsafeBufferPointer { compareBytes($0, value) }
        }
    }

    /// Binary search; `order` tells how the literal at an index compares with the value.
    @inline(__always)
    private func search(_ count: Int, _ order: (Int) -> Int) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) / 2
            let result = order(middle)
            if result == 0 { return true }
            if result < 0 { low = middle + 1 } else { high = middle }
        }
        return false
    }
}
