#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Round numbers along a logarithmic axis of base ten, as d3-scale's `log.ticks` and `log.nice` choose them.
enum LogTicks {
    /// Powers of ten and, where the span is short, their multiples. Both ends have one sign and are not zero; else empty.
    static func ticks(_ start: Double, _ stop: Double, _ count: Int = 10) -> [Double] {
        guard start.isFinite, stop.isFinite, start * stop > 0 || (start > 0) == (stop > 0), start != 0, stop != 0 else {
            return []
        }
        if start > 0 {
            let ticks = positive(min(start, stop), max(start, stop), count)
            return stop < start ? ticks.reversed() : ticks
        }
        let ticks = positive(min(-start, -stop), max(-start, -stop), count).map { -$0 }
        return stop < start ? ticks : ticks.reversed()
    }

    /// The domain widened to powers of ten.
    static func nice(_ start: Double, _ stop: Double) -> (Double, Double) {
        guard start > 0, stop > 0 else {
            guard start < 0, stop < 0 else { return (start, stop) }
            let (low, high) = nice(-stop, -start)
            return (-high, -low)
        }
        return (power(log10(start).rounded(.down)), power(log10(stop).rounded(.up)))
    }

    /// Which ticks are labelled when there is room for about `count`: as d3, those whose leading digit is small enough.
    static func labelled(_ ticks: [Double], count: Int) -> [Bool] {
        let limit = max(1, 10 * Double(count) / Double(max(1, ticks.count)))
        return ticks.map { tick in
            var lead = abs(tick) / power(log10(abs(tick)).rounded(.toNearestOrAwayFromZero))
            if lead * 10 < 9.5 { lead *= 10 }
            return lead <= limit
        }
    }

    private static func positive(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
        let from = log10(low)
        let to = log10(high)
        guard to - from < Double(count) else {
            return LinearTicks.ticks(from, to, max(1, min(Int(to - from), count))).map(power)
        }
        var values: [Double] = []
        for exponent in Int(from.rounded(.down))...Int(to.rounded(.up)) {
            for multiple in 1..<10 {
                let tick =
                    exponent < 0
                    ? Double(multiple) / power(Double(-exponent)) : Double(multiple) * power(Double(exponent))
                if tick < low { continue }
                if tick > high { break }
                values.append(tick)
            }
        }
        return values.count * 2 < count ? LinearTicks.ticks(low, high, count) : values
    }

    /// Ten to a whole power, exact where it can be.
    private static func power(_ exponent: Double) -> Double {
        exponent == exponent.rounded() && abs(exponent) < 400
            ? Double("1e\(Int(exponent))") ?? pow(10, exponent) : pow(10, exponent)
    }
}
