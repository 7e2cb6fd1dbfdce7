/// Numbers to positions where equal differences are equal distances.
struct LinearScale {
    /// The values at the range's ends; never equal.
    private(set) var domain: (low: Double, high: Double)
    /// The positions of the domain's ends.
    var range: (start: Double, end: Double)

    /// A scale; equal or non-finite ends are widened to something that can be drawn.
    init(domain low: Double, _ high: Double, range start: Double = 0, _ end: Double = 1) {
        // Past 1e300 a difference of two values could overflow.
        var low = low.isFinite ? max(-1e300, min(1e300, low)) : 0
        var high = high.isFinite ? max(-1e300, min(1e300, high)) : 1
        if low == high {
            let pad = low == 0 ? 1 : abs(low) / 2
            low -= pad
            high += pad
        }
        domain = (low, high)
        range = (start, end)
    }

    /// The position of a value; outside the domain it lies outside the range.
    func callAsFunction(_ value: Double) -> Double {
        range.start + (value - domain.low) / (domain.high - domain.low) * (range.end - range.start)
    }

    /// With round ends.
    func nice(_ count: Int) -> LinearScale {
        let (low, high) = LinearTicks.nice(domain.low, domain.high, Double(count))
        return LinearScale(domain: low, high, range: range.start, range.end)
    }

    /// Round values inside the domain.
    func ticks(_ count: Int) -> [Double] { LinearTicks.ticks(domain.low, domain.high, count) }
}
