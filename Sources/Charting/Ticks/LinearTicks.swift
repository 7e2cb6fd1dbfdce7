#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Round numbers along a linear axis, as d3-array's `ticks`, `tickIncrement`, `tickStep` and d3-scale's `nice` choose them.
///
/// Source: d3-array's documentation ("Ticks") and the published algorithm: steps are 1, 2 or 5 times a power of ten, taken at
/// the geometric means √50, √10 and √2.
package enum LinearTicks {
    /// About `count` round numbers from `start` to `stop`, both included where round; descending when `stop < start`. Empty for a
    /// count below 1 or ends that are not finite; one number when both ends are equal.
    package static func ticks(_ start: Double, _ stop: Double, _ count: Int) -> [Double] {
        guard count > 0, start.isFinite, stop.isFinite else { return [] }
        if start == stop { return [start] }
        let reverse = stop < start
        guard let spec = spec(min(start, stop), max(start, stop), Double(count)), spec.last >= spec.first else {
            return []
        }
        let length = Int(spec.last - spec.first) + 1
        let values = (0..<length).map { index in
            let multiple = spec.first + Double(index)
            return spec.increment < 0 ? multiple / -spec.increment : multiple * spec.increment
        }
        return reverse ? values.reversed() : values
    }

    /// The step between ticks, or its negative inverse below 1; 0 where there is none. `start <= stop`.
    static func increment(_ start: Double, _ stop: Double, _ count: Double) -> Double {
        spec(start, stop, count)?.increment ?? 0
    }

    /// The step between ticks, negative when `stop < start`; 0 where there is none.
    static func step(_ start: Double, _ stop: Double, _ count: Double) -> Double {
        let reverse = stop < start
        let increment = increment(min(start, stop), max(start, stop), count)
        let step = increment < 0 ? 1 / -increment : increment
        return reverse ? -step : step
    }

    /// The domain widened to round ends, as d3-scale's `linear.nice(count)`.
    static func nice(_ start: Double, _ stop: Double, _ count: Double) -> (Double, Double) {
        if stop < start {
            let (low, high) = nice(stop, start, count)
            return (high, low)
        }
        var (start, stop) = (start, stop)
        var previous: Double?
        for _ in 0..<10 {
            let step = increment(start, stop, count)
            if step == previous { return (start, stop) }
            if step > 0 {
                start = (start / step).rounded(.down) * step
                stop = (stop / step).rounded(.up) * step
            } else if step < 0 {
                start = (start * step).rounded(.up) / step
                stop = (stop * step).rounded(.down) / step
            } else {
                break
            }
            previous = step
        }
        return (start, stop)
    }

    /// Multiples of the increment from `first` to `last`. `start <= stop`.
    private static func spec(
        _ start: Double, _ stop: Double, _ count: Double
    ) -> (first: Double, last: Double, increment: Double)? {
        let step = (stop - start) / max(0, count)
        guard step > 0, step.isFinite else { return nil }
        let power = log10(step).rounded(.down)
        let error = step / pow(10, power)
        let factor: Double =
            error >= 50.0.squareRoot() ? 10 : error >= 10.0.squareRoot() ? 5 : error >= 2.0.squareRoot() ? 2 : 1
        var first: Double
        var last: Double
        var increment: Double
        if power < 0 {
            increment = pow(10, -power) / factor
            first = (start * increment).rounded(.toNearestOrAwayFromZero)
            last = (stop * increment).rounded(.toNearestOrAwayFromZero)
            if first / increment < start { first += 1 }
            if last / increment > stop { last -= 1 }
            increment = -increment
        } else {
            increment = pow(10, power) * factor
            first = (start / increment).rounded(.toNearestOrAwayFromZero)
            last = (stop / increment).rounded(.toNearestOrAwayFromZero)
            if first * increment < start { first += 1 }
            if last * increment > stop { last -= 1 }
        }
        guard increment.isFinite, first.isFinite, last.isFinite, last - first < 10_000 else { return nil }
        if last < first, count >= 0.5, count < 2 { return spec(start, stop, count * 2) }
        return (first, last, increment)
    }
}
