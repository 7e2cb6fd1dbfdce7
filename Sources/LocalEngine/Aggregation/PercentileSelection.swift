import Columnar
import Dispatch

/// Finds percentiles without sorting.
enum PercentileSelection {
    /// From this many values on only those near a percentile are moved.
    private static let countingThreshold = 100_000

    /// The values at positions fraction·(n−1) of the values in order, one a fraction, interpolated; nil without values. Those of a single run
    /// are moved about where they may be. Many are looked through by up to `threads` threads.
    ///
    /// Complexity: O(n) expected.
    static func values(
        _ runs: [UnsafeMutableBufferPointer<Double>], _ fractions: [Double], mayMove: Bool = true, threads: Int = 1
    ) -> [Double]? {
        let count = runs.reduce(0) { $0 + $1.count }
        guard count > 0 else { return nil }
        let positions = fractions.map { $0 * Double(count - 1) }
        let ranks = positions.map { min(Int($0), count - 1) }
        let shares = zip(positions, ranks).map { $0 - Double($1) }
        if count >= countingThreshold {
            if var brackets = bracketed(runs, count, ranks, threads) {
                return brackets.indices.map { brackets[$0].value(ranks[$0], shares[$0]) }
            }
            return ranks.indices.map { index in
                var (candidates, before) = candidates(runs, ranks[index])
                return candidates.withUnsafeMutableBufferPointer { value($0, ranks[index] - before, shares[index]) }
            }
        }
        if runs.count == 1, mayMove { return ranks.indices.map { value(runs[0], ranks[$0], shares[$0]) } }
        var whole: [Double] = []
        whole.reserveCapacity(count)
        for run in runs { whole.append(contentsOf: run) }
        return whole.withUnsafeMutableBufferPointer { whole in
            ranks.indices.map { value(whole, ranks[$0], shares[$0]) }
        }
    }

    /// The values of a range around a rank, and how many values are below it.
    private struct Bracket {
        let low: UInt64
        let width: UInt64
        private(set) var before = 0
        /// Of which `count` are set.
        private var values: [Double]
        private(set) var count = 0

        init(_ range: ClosedRange<UInt64>, room: Int) {
            low = range.lowerBound
            width = range.upperBound - range.lowerBound
            values = [Double](unsafeUninitializedCapacity: room) { _, count in count = room }
        }

        /// The same range of the values of several.
        init(joining parts: [Bracket]) {
            low = parts[0].low
            width = parts[0].width
            before = parts.reduce(0) { $0 + $1.before }
            values = parts.flatMap { $0.values[..<$0.count] }
            count = values.count
        }

        /// Takes the next values, with their words; there must be room for all of them.
        mutating func take(_ next: UnsafePointer<Double>, _ words: UnsafePointer<UInt64>, _ size: Int) {
            let (low, width) = (low, width)
            var (count, before) = (count, before)
            for index in 0..<size { before &+= (words[index] < low).bit }
            values.withUnsafeMutableBufferPointer { values in
                guard let kept = values.baseAddress else { return }
                for index in 0..<size {
                    // A value outside is written over by the next.
                    kept[count] = next[index]
                    count &+= (words[index] &- low <= width).bit
                }
            }
            (self.count, self.before) = (count, before)
        }

        /// The value a share of the way from the one of rank `rank` among all values to the next.
        mutating func value(_ rank: Int, _ share: Double) -> Double {
            let (count, place) = (count, rank - before)
            return values.withUnsafeMutableBufferPointer {
                PercentileSelection.value(UnsafeMutableBufferPointer(rebasing: $0[..<count]), place, share)
            }
        }
    }

    /// How many values tell where a rank is about.
    private static let sampleSize = 4096
    /// Values that are looked at together.
    private static let block = 2048

    /// For each rank the values about it, the next rank's among them: all ranks in one pass over the values. Nil where the sample has
    /// misled, or where so many values are equal that a range holds too many.
    ///
    /// The ranges come from a sample, after Floyd and Rivest, "Expected Time Bounds for Selection" (CACM 18.3, 1975); what is found is exact.
    private static func bracketed(
        _ runs: [UnsafeMutableBufferPointer<Double>], _ count: Int, _ ranks: [Int], _ threads: Int
    ) -> [Bracket]? {
        let sample = sample(runs, count)
        let ranges = ranks.map { rank in
            let place = Double(rank) / Double(count) * Double(sampleSize)
            let spread = 4 * (place * (1 - place / Double(sampleSize))).squareRoot() + 8
            let (first, last) = (Int(place - spread), Int(place + spread) + 1)
            return (first < 0 ? 0 : sample[first])...(last < sampleSize ? sample[last] : .max)
        }
        let pieces = max(1, min(threads, runs.count))
        let parts = UncheckedBox(
            stride(from: 0, to: pieces, by: 1).map { piece in
                Array(runs[runs.count * piece / pieces..<runs.count * (piece + 1) / pieces])
            })
        var found = [[Bracket]?](repeating: nil, count: pieces)
        found.withUnsafeMutableBufferPointer { found in
            let results = UncheckedBox(found)
            DispatchQueue.concurrentPerform(iterations: pieces) { piece in
                results.value[piece] = bracketed(parts.value[piece], ranges, most: count / 8)
            }
        }
        let complete = found.compactMap(\.self)
        guard complete.count == pieces else { return nil }
        let brackets = ranges.indices.map { index in Bracket(joining: complete.map { $0[index] }) }
        let isFound = zip(brackets, ranks).allSatisfy { bracket, rank in
            rank >= bracket.before && min(rank + 1, count - 1) < bracket.before + bracket.count
        }
        return isFound ? brackets : nil
    }

    /// The values within some ranges; nil where one holds more than about `most`.
    private static func bracketed(
        _ runs: [UnsafeMutableBufferPointer<Double>], _ ranges: [ClosedRange<UInt64>], most: Int
    ) -> [Bracket]? {
        let room = min(runs.reduce(0) { $0 + $1.count }, most) + block
        var brackets = ranges.map { Bracket($0, room: room) }
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: block)
        defer { words.deallocate() }
        for run in runs {
            guard let values = run.baseAddress else { continue }
            for start in stride(from: 0, to: run.count, by: block) {
                let size = min(block, run.count - start)
                for index in 0..<size { words[index] = OrderedWord.of(values[start &+ index]) }
                for index in brackets.indices {
                    if brackets[index].count + size > room { return nil }
                    brackets[index].take(values + start, words, size)
                }
            }
        }
        return brackets
    }

    /// The words of some values, evenly spread over all, in order.
    private static func sample(_ runs: [UnsafeMutableBufferPointer<Double>], _ count: Int) -> [UInt64] {
        var words: [UInt64] = []
        words.reserveCapacity(sampleSize)
        var before = 0
        for run in runs {
            while words.count < sampleSize, case let index = words.count * count / sampleSize - before,
                index < run.count
            {
                words.append(OrderedWord.of(run[index]))
            }
            before += run.count
        }
        return words.sorted()
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
