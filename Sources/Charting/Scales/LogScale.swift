#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Numbers of one sign to positions where equal ratios are equal distances.
struct LogScale {
    /// The values at the range's ends; both of one sign and not zero.
    private(set) var domain: (low: Double, high: Double)
    /// The positions of the domain's ends.
    var range: (start: Double, end: Double)

    /// A scale, or nil when the domain touches or crosses zero (or comes nearer than 1e-300), for which there is no logarithm.
    init?(domain low: Double, _ high: Double, range start: Double = 0, _ end: Double = 1) {
        guard low.isFinite, high.isFinite, low != 0, high != 0, (low > 0) == (high > 0),
            min(abs(low), abs(high)) >= 1e-300
        else { return nil }
        domain = low == high ? (min(low / 2, low * 2), max(low / 2, low * 2)) : (low, high)
        range = (start, end)
    }

    /// The position of a value of the domain's sign; nil for zero and the other sign.
    func callAsFunction(_ value: Double) -> Double? {
        guard value != 0, (value > 0) == (domain.low > 0) else { return nil }
        let share = log(value / domain.low) / log(domain.high / domain.low)
        return share.isFinite ? range.start + share * (range.end - range.start) : nil
    }

    /// With powers of ten as ends.
    func nice() -> LogScale {
        let (low, high) = LogTicks.nice(domain.low, domain.high)
        return LogScale(domain: low, high, range: range.start, range.end) ?? self
    }

    /// Round values inside the domain.
    func ticks(_ count: Int) -> [Double] { LogTicks.ticks(domain.low, domain.high, count) }
}
