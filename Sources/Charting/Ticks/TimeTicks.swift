import Columnar

/// Round instants along a time axis, as d3-scale's time ticks, on a zone's calendar.
enum TimeTicks {
    private static let intervals: [TimeInterval] = [
        .seconds(1), .seconds(5), .seconds(15), .seconds(30), .minutes(1), .minutes(5), .minutes(15), .minutes(30),
        .hours(1), .hours(3), .hours(6), .hours(12), .days(1), .days(2), .week, .months(1), .months(3), .years(1),
    ]

    /// The interval that gives about `count` ticks between two instants in microseconds: the nearer by ratio of the two around
    /// the wanted length.
    static func interval(from: Int64, to: Int64, count: Int) -> TimeInterval {
        let span = Double(to) - Double(from)
        let target = span / Double(max(1, count))
        guard let above = intervals.firstIndex(where: { $0.length > target }) else {
            let year = 365 * 8.64e10
            return .years(max(1, Int(LinearTicks.step(Double(from) / year, Double(to) / year, Double(count)))))
        }
        if above == 0 {
            return .microseconds(max(1, Int64(LinearTicks.step(Double(from), Double(to), Double(count)))))
        }
        let (below, next) = (intervals[above - 1], intervals[above])
        return target / below.length < next.length / target ? below : next
    }

    /// The next longer interval, for thinning until labels fit.
    static func coarser(than interval: TimeInterval) -> TimeInterval {
        if case .years(let count) = interval {
            return String(count).hasPrefix("2") ? .years(count / 2 * 5) : .years(count * 2)
        }
        return intervals.first { $0.length > interval.length } ?? .years(2)
    }

    /// The ticks within `from...to`.
    static func ticks(from: Int64, to: Int64, count: Int, zone: ZoneRules) -> [Int64] {
        guard count > 0, from <= to else { return [] }
        if from == to { return [from] }
        return interval(from: from, to: to, count: count).instants(from: from, to: to, zone: zone)
    }

    /// The text of a tick, as d3's multi-scale format: the coarsest part that is not at its start, in words that fit a chart,
    /// such as `05:00`, `Mon 9`, `November` or `2026`.
    static func label(_ instant: Int64, interval: TimeInterval, zone: ZoneRules) -> String {
        let moment = Moment(utc: instant, zone: zone)
        let format: StaticString
        switch interval {
        case .microseconds: format = moment.microsecond % 1_000_000 != 0 ? ".%L" : "%H:%M:%S"
        case .seconds: format = "%H:%M:%S"
        case .minutes, .hours: format = moment.isMidnight ? "%a %-d" : "%H:%M"
        case .days: format = "%a %-d"
        case .week: format = "%-d %b"
        case .months: format = moment.date.month == 1 ? "%Y" : "%b"
        case .years: format = "%Y"
        }
        return TimeFormat(known: format).format(microseconds: instant, zone: zone)
    }
}
