import Columnar

/// What a box plot shows of some values.
struct BoxStatistics {
    /// The end of the lower whisker: the least value not further from the box than 1.5 interquartile ranges.
    var low: Double
    var q1: Double
    var median: Double
    var q3: Double
    /// The end of the upper whisker.
    var high: Double
    /// The values beyond the whiskers, ascending.
    var outliers: [Double]
    /// How many values there are; nil where only the quantiles are known.
    var count: Int?

    /// The statistics of raw values (Tukey 1977, quartiles by linear interpolation as type 7 of Hyndman and Fan 1996); nil without
    /// values. Complexity: O(n log n).
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let (lower, upper) = (BoxStatistics.quantile(0.25, of: sorted), BoxStatistics.quantile(0.75, of: sorted))
        let reach = 1.5 * (upper - lower)
        q1 = lower
        median = BoxStatistics.quantile(0.5, of: sorted)
        q3 = upper
        // Interpolated quartiles can lie beyond every value within reach; whiskers never point into the box.
        low = min(lower, sorted.first { $0 >= lower - reach } ?? first)
        high = max(upper, sorted.last { $0 <= upper + reach } ?? last)
        outliers = sorted.filter { $0 < lower - reach || $0 > upper + reach }
        count = sorted.count
    }

    /// Ready numbers, put in order where they are not; nil when one is missing.
    init?(low: Double?, q1: Double?, median: Double?, q3: Double?, high: Double?) {
        guard let low, let q1, let median, let q3, let high else { return nil }
        let sorted = [low, q1, median, q3, high].sorted()
        (self.low, self.q1, self.median, self.q3, self.high) = (sorted[0], sorted[1], sorted[2], sorted[3], sorted[4])
        outliers = []
    }

    /// The quantile of ascending values, between neighbours on a straight line.
    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
    }
}
