#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Bins of raw values with round edges: those of d3-array's `bin` with its default thresholds, but that fractions on the last edge fall into
/// the last bin.
struct Bins {
    /// The lower edge, the upper edge and the number of values from the lower up to, not including, the upper; the last bin
    /// includes its upper edge when the data's largest value is there.
    private(set) var bins: [(lower: Double, upper: Double, count: Int)]

    /// Sturges' number of bins for that many values.
    static func sturges(_ count: Int) -> Int { count < 2 ? 1 : Int(log2(Double(count)).rounded(.up)) + 1 }

    /// Bins over finite values, about `count` of them. No values give no bins; equal values one bin.
    init(_ values: [Double], count: Int) {
        guard let least = values.min(), let most = values.max() else {
            bins = []
            return
        }
        let count = max(1, min(400, count))
        guard least < most else {
            bins = [(least, most, values.count)]
            return
        }
        var (low, high) = LinearTicks.nice(least, most, Double(count))
        var thresholds = LinearTicks.ticks(low, high, count)
        if let last = thresholds.last, last >= high {
            // A largest value on the last edge falls into the last bin, as in NumPy. Only whole numbers get a bin more, as d3 does it: closed
            // at both ends, the last bin would span one number more than the others.
            if most >= high, values.allSatisfy({ $0 == $0.rounded() }) {
                let step = LinearTicks.increment(low, high, Double(count))
                if step > 0 {
                    high = ((high / step).rounded(.down) + 1) * step
                } else if step < 0 {
                    high = ((high * -step).rounded(.up) + 1) / -step
                }
            } else {
                thresholds.removeLast()
            }
        }
        thresholds = thresholds.filter { $0 > low && $0 <= high }
        let edges = [low] + thresholds + (thresholds.last == high ? [] : [high])
        bins = (0..<(edges.count - 1)).map { (edges[$0], edges[$0 + 1], 0) }
        bins = counting(values)
    }

    /// The same bins with the number of these values in each; values beyond the ends count in the first and last.
    func counting(_ values: [Double]) -> [(lower: Double, upper: Double, count: Int)] {
        guard !bins.isEmpty else { return [] }
        var counts = [Int](repeating: 0, count: bins.count)
        for value in values {
            var (from, to) = (0, bins.count)
            while to - from > 1 {
                let middle = (from + to) / 2
                if bins[middle].lower <= value { from = middle } else { to = middle }
            }
            counts[from] += 1
        }
        return bins.indices.map { (bins[$0].lower, bins[$0].upper, counts[$0]) }
    }
}
