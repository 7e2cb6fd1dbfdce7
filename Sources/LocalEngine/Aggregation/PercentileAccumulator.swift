import Columnar

/// The exact percentile: keeps every value and selects at the end.
///
/// With n values in order, the result lies at position fraction·(n−1), linearly interpolated between its neighbours (Hyndman and
/// Fan, type 7). NaN sorts above all numbers. Memory: 8 bytes a value.
final class PercentileAccumulator: Accumulator {
    private let fraction: Double
    @exclusivity(unchecked) private var values: [[Double]] = []
    @exclusivity(unchecked) private var valueCount = 0

    init(fraction: Double) { self.fraction = fraction }

    func reserve(_ bound: Int) { grow(&values, to: bound, with: []) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        guard column.type == .double else { return }
        let source = UnsafePointer(column.doubles)
        if groups == nil, selection == nil, column.validity == nil {
            values[0].append(contentsOf: UnsafeBufferPointer(start: source, count: rowCount))
            valueCount += rowCount
            return
        }
        forEachRow(rowCount, selection, validity: UnsafePointer(column.validity)) { row in
            values[groups.map { Int($0[row]) } ?? 0].append(source[row])
            valueCount &+= 1
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? PercentileAccumulator else { return }
        mapping.forEach { group, target in
            values[target].append(contentsOf: other.values[group])
            valueCount += other.values[group].count
        }
    }

    /// A small array grows in steps, and has a header.
    var bytes: Int { valueCount * 12 + values.capacity * 40 }

    func finish(_ groups: [UInt32]) -> Column {
        Column(
            .double,
            groups.map { group in
                var sample = values[Int(group)]
                values[Int(group)] = []
                guard !sample.isEmpty else { return .null }
                let position = fraction * Double(sample.count - 1)
                let lower = Int(position)
                return sample.withUnsafeMutableBufferPointer { buffer in
                    let low = PercentileAccumulator.select(buffer, lower)
                    let share = position - Double(lower)
                    guard share > 0, lower + 1 < buffer.count else { return .double(low) }
                    // After the selection everything behind `lower` is at least as large: the next value is the smallest there.
                    var high = buffer[lower + 1]
                    for index in (lower + 1)..<buffer.count where PercentileAccumulator.precedes(buffer[index], high) {
                        high = buffer[index]
                    }
                    return .double(low == high ? low : PercentileAccumulator.between(low, high, share))
                }
            })
    }

    /// The value a share of the way from `low` to `high`; their distance may be more than a double holds.
    private static func between(_ low: Double, _ high: Double, _ share: Double) -> Double {
        let distance = high - low
        return distance.isFinite ? low + distance * share : low * (1 - share) + high * share
    }

    @inline(__always)
    private static func precedes(_ a: Double, _ b: Double) -> Bool { a < b || (!a.isNaN && b.isNaN) }

    /// Puts the value of rank `rank` at its place, smaller ones before and larger ones behind it, and returns it.
    ///
    /// Hoare's selection with the median of three as pivot. Complexity: O(n) expected.
    private static func select(_ values: UnsafeMutableBufferPointer<Double>, _ rank: Int) -> Double {
        var low = 0
        var high = values.count - 1
        while low < high {
            let middle = low + (high - low) / 2
            if precedes(values[middle], values[low]) { values.swapAt(middle, low) }
            if precedes(values[high], values[low]) { values.swapAt(high, low) }
            if precedes(values[high], values[middle]) { values.swapAt(high, middle) }
            let pivot = values[middle]
            var left = low
            var right = high
            while left <= right {
                while precedes(values[left], pivot) { left += 1 }
                while precedes(pivot, values[right]) { right -= 1 }
                if left <= right {
                    values.swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if rank <= right {
                high = right
            } else if rank >= left {
                low = left
            } else {
                return values[rank]
            }
        }
        return values[rank]
    }
}
