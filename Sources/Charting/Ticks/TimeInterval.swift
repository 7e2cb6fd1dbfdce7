import Columnar

/// A step of the calendar or clock, such as every six hours, with rules that honour a zone.
///
/// Weeks start on Monday (ISO 8601), unlike d3's, which start on Sunday; everything else follows d3-time.
enum TimeInterval: Hashable {
    /// Every so many microseconds since the epoch; below a second.
    case microseconds(Int64)
    /// Every so many seconds of the minute.
    case seconds(Int64)
    /// Every so many minutes of the hour.
    case minutes(Int64)
    /// Every so many hours of the day.
    case hours(Int64)
    /// Every so many days of the month, from the first.
    case days(Int)
    /// Every Monday.
    case week
    /// Every so many months of the year.
    case months(Int)
    /// Every so many years.
    case years(Int)

    /// A length to choose by, as d3-time's durations: a month is 30 days, a year 365.
    var length: Double {
        switch self {
        case .microseconds(let count): Double(count)
        case .seconds(let count): Double(count) * 1e6
        case .minutes(let count): Double(count) * 6e7
        case .hours(let count): Double(count) * 3.6e9
        case .days(let count): Double(count) * 8.64e10
        case .week: 7 * 8.64e10
        case .months(let count): Double(count) * 30 * 8.64e10
        case .years(let count): Double(count) * 365 * 8.64e10
        }
    }

    /// The instants of this interval within `from...to`, ascending; at most about 2,000.
    func instants(from: Int64, to: Int64, zone: ZoneRules) -> [Int64] {
        guard from <= to, Double(to) - Double(from) <= length * 2000 else { return [] }
        switch self {
        case .microseconds(let step): return stepped(step, from, to) { _ in true }
        case .seconds(let step): return clock(1_000_000, step, 60, from, to, zone)
        case .minutes(let step): return clock(60_000_000, step, 60, from, to, zone)
        case .hours(let step): return clock(3_600_000_000, step, 24, from, to, zone)
        case .days, .week, .months, .years: return calendar(from, to, zone)
        }
    }

    private func stepped(_ step: Int64, _ from: Int64, _ to: Int64, _ keep: (Int64) -> Bool) -> [Int64] {
        var instants: [Int64] = []
        var instant = from.flooredDivision(by: step) * step
        if instant < from { instant += step }
        while instant <= to {
            if keep(instant) { instants.append(instant) }
            instant += step
        }
        return instants
    }

    /// Instants whose wall clock shows a multiple of `step` units, without repeats in an hour that a zone repeats.
    private func clock(
        _ unit: Int64, _ step: Int64, _ cycle: Int64, _ from: Int64, _ to: Int64, _ zone: ZoneRules
    ) -> [Int64] {
        var instants: [Int64] = []
        var lastLocal = Int64.min
        // A quarter of an hour divides every offset in use, so a unit of an hour is walked in quarters.
        for instant in stepped(min(unit, 900_000_000), from, to, { _ in true }) {
            let local = zone.localMicroseconds(utc: instant)
            guard local.flooredRemainder(by: unit) == 0,
                local.flooredDivision(by: unit).flooredRemainder(by: cycle) % step == 0
            else { continue }
            if step > 1, local <= lastLocal { continue }
            instants.append(instant)
            lastLocal = local
        }
        return instants
    }

    private func calendar(_ from: Int64, _ to: Int64, _ zone: ZoneRules) -> [Int64] {
        var instants: [Int64] = []
        var day = start(of: Moment(utc: from, zone: zone).date)
        while true {
            let instant = zone.utcMicroseconds(local: Int64(day.daysSinceEpoch) * 86_400_000_000)
            if instant > to { return instants }
            if instant >= from { instants.append(instant) }
            day = next(after: day)
        }
    }

    /// The first day of the interval that `day` lies in.
    private func start(of day: CivilDate) -> CivilDate {
        switch self {
        case .days(let count): CivilDate(day.year, day.month, (day.day - 1) / count * count + 1)
        case .week: CivilDate(daysSinceEpoch: day.daysSinceEpoch - (day.isoWeekday - 1))
        case .months(let count): CivilDate(day.year, (day.month - 1) / count * count + 1, 1)
        case .years(let count): CivilDate(day.year.flooredDivision(by: count) * count, 1, 1)
        default: day
        }
    }

    private func next(after day: CivilDate) -> CivilDate {
        switch self {
        case .days(let count):
            let next = CivilDate(daysSinceEpoch: day.daysSinceEpoch + count)
            return next.month == day.month ? next : CivilDate(next.year, next.month, 1)
        case .week: return CivilDate(daysSinceEpoch: day.daysSinceEpoch + 7)
        case .months(let count): return day.adding(months: count)
        case .years(let count): return CivilDate(day.year + count, 1, 1)
        default: return CivilDate(daysSinceEpoch: day.daysSinceEpoch + 1)
        }
    }
}
