/// Finds percentiles without sorting.
enum PercentileSelection {
    /// From this many values on they are counted by their leading bits first, so that only few have to be moved.
    private static let countingThreshold = 100_000

    /// The value at position fraction·(n−1) of the values in order, interpolated; nil without values. Values are moved about.
    ///
    /// Complexity: O(n) expected.
    static func value(_ runs: [UnsafeMutableBufferPointer<Double>], _ fraction: Double) -> Double? {
        let count = runs.reduce(0) { $0 + $1.count }
        guard count > 0 else { return nil }
        let position = fraction * Double(count - 1)
        let rank = min(Int(position), count - 1)
        let share = position - Double(rank)
        if count >= countingThreshold {
            var (candidates, before) = candidates(runs, rank)
            return candidates.withUnsafeMutableBufferPointer { value($0, rank - before, share) }
        }
        if runs.count == 1 { return value(runs[0], rank, share) }
        var whole: [Double] = []
        whole.reserveCapacity(count)
        for run in runs { whole.append(contentsOf: run) }
        return whole.withUnsafeMutableBufferPointer { value($0, rank, share) }
    }

    /// The values that share their leading 16 bits with those of ranks `rank` and `rank + 1`, and how many values are below them.
    private static func candidates(
        _ runs: [UnsafeMutableBufferPointer<Double>], _ rank: Int
    ) -> (values: [Double], before: Int) {
        var counts = [UInt32](repeating: 0, count: 1 << 16)
        counts.withUnsafeMutableBufferPointer { counts in
            for run in runs {
                for value in run { counts[Int(truncatingIfNeeded: OrderedWord.of(value) >> 48)] &+= 1 }
            }
        }
        var before = 0
        var low = 0
        while low < counts.count - 1, before + Int(counts[low]) <= rank {
            before += Int(counts[low])
            low += 1
        }
        var high = low
        var size = Int(counts[low])
        while high < counts.count - 1, before + size <= rank + 1 {
            high += 1
            size += Int(counts[high])
        }
        let values = [Double](unsafeUninitializedCapacity: size) { buffer, initialized in
            var count = 0
            let (first, width) = (UInt64(low), UInt64(high - low))
            for run in runs {
                for value in run where (OrderedWord.of(value) >> 48) &- first <= width {
                    buffer[count] = value
                    count &+= 1
                }
            }
            initialized = count
        }
        return (values, before)
    }

    /// The value a share of the way from the one of rank `rank` to the next.
    private static func value(_ values: UnsafeMutableBufferPointer<Double>, _ rank: Int, _ share: Double) -> Double {
        let low = select(values, rank)
        guard share > 0, rank + 1 < values.count else { return low }
        // After the selection everything behind the rank is at least as large: the next value is the smallest there.
        var high = values[rank + 1]
        for index in (rank + 1)..<values.count where precedes(values[index], high) { high = values[index] }
        return between(low, high, share)
    }

    /// The value a share of the way from `low` to `high`; their distance may be more than a double holds.
    static func between(_ low: Double, _ high: Double, _ share: Double) -> Double {
        if low == high { return low }
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
