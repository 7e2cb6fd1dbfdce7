public import Columnar

/// Where periods start and end: the calendar of their zone, daylight saving included.
///
/// Days and everything longer run from one local midnight to another, so a day lasts 23 or 25 hours when the clocks change.
/// Hours run on the clock as well, each within one offset from UTC: an hour that the spring change skips does not exist, and the
/// hour that the autumn change repeats exists twice. The first occurrence has the plain id `2026-10-25T02`; the second carries its
/// offset, `2026-10-25T02+0100`.
extension Period {
    /// The period of that grain in which an instant lies. `instant` is in microseconds since 1970 in UTC.
    public init(containing instant: Int64, grain: Grain, zone: ZoneRules) {
        if grain == .hour {
            self = Period.hour(containing: instant, zone: zone)
            return
        }
        let day = zone.localMicroseconds(utc: instant).flooredDivision(by: Period.microsecondsPerDay)
        let ordinal = grain.ordinal(of: CivilDate(daysSinceEpoch: Int(day)))
        let period = Period(ordinal: ordinal, grain: grain, zone: zone)
        // A change back over midnight shows times of the day before once more: they belong to the day that was already open.
        if instant >= period.to {
            self = Period(ordinal: ordinal + 1, grain: grain, zone: zone)
        } else if instant < period.from {
            self = Period(ordinal: ordinal - 1, grain: grain, zone: zone)
        } else {
            self = period
        }
    }

    /// The period that many steps later, or earlier when `count` is negative. Complexity: O(1), and O(count) for hours.
    public func advanced(by count: Int) -> Period {
        guard grain == .hour else {
            let start = zone.localMicroseconds(utc: from).flooredDivision(by: Period.microsecondsPerDay)
            return Period(
                ordinal: grain.ordinal(of: CivilDate(daysSinceEpoch: Int(start))) + count, grain: grain, zone: zone)
        }
        var period = self
        for _ in 0..<abs(count) {
            period = Period.hour(containing: count > 0 ? period.to : period.from - 1, zone: zone)
        }
        return period
    }

    /// The period just before.
    public var prior: Period { advanced(by: -1) }

    /// The day, on the zone's calendar, on which the period starts.
    package var firstDay: CivilDate {
        CivilDate(daysSinceEpoch: Int(zone.localMicroseconds(utc: from).flooredDivision(by: Period.microsecondsPerDay)))
    }

    /// The last day, on the zone's calendar, of which the period has a part.
    package var lastDay: CivilDate {
        let last = zone.localMicroseconds(utc: to - 1).flooredDivision(by: Period.microsecondsPerDay)
        return CivilDate(daysSinceEpoch: Int(last))
    }

    /// A period of days by its number; see `Grain.ordinal(of:)`.
    init(ordinal: Int, grain: Grain, zone: ZoneRules) {
        let first = grain.firstDay(ordinal: ordinal)
        self.init(
            id: grain.id(of: first), grain: grain, from: Period.midnight(first, zone: zone),
            to: Period.midnight(grain.firstDay(ordinal: ordinal + 1), zone: zone), zone: zone)
    }

    /// The clock hour around an instant, cut where the offset from UTC changes.
    private static func hour(containing instant: Int64, zone: ZoneRules) -> Period {
        let stretch = zone.stretch(atSeconds: instant.flooredDivision(by: 1_000_000))
        let offset = stretch.offset * 1_000_000
        let local = (instant + offset).flooredDivision(by: microsecondsPerHour) * microsecondsPerHour
        var from = local - offset
        var to = from + microsecondsPerHour
        // Stretches at the ends of time reach to the ends of Int64, where seconds do not fit as microseconds.
        if stretch.start > from.flooredDivision(by: 1_000_000) { from = stretch.start * 1_000_000 }
        if stretch.end < to.flooredDivision(by: 1_000_000) { to = stretch.end * 1_000_000 }
        let day = CivilDate(daysSinceEpoch: Int(local.flooredDivision(by: microsecondsPerDay)))
        let hour = Int(local.flooredRemainder(by: microsecondsPerDay) / microsecondsPerHour)
        var id = "\(day)T\(padded(hour, 2))"
        let first = zone.utcMicroseconds(local: local)
        if first < from || first >= to { id += offsetText(seconds: stretch.offset, separator: "") }
        return Period(id: id, grain: .hour, from: from, to: to, zone: zone)
    }

    /// `+0100`, or `+01:00` with a colon as separator.
    static func offsetText(seconds: Int64, separator: String) -> String {
        let minutes = Int(abs(seconds) / 60)
        return (seconds < 0 ? "-" : "+") + padded(minutes / 60, 2) + separator + padded(minutes % 60, 2)
    }

    static func midnight(_ day: CivilDate, zone: ZoneRules) -> Int64 {
        zone.utcMicroseconds(local: Int64(day.daysSinceEpoch) * microsecondsPerDay)
    }

    static let microsecondsPerHour: Int64 = 3_600_000_000
    static let microsecondsPerDay: Int64 = 86_400_000_000
}

extension Period.Grain {
    /// The number of the period of this grain that holds a day, counted so that the next period has the next number. Hours have the
    /// number of their day.
    func ordinal(of day: CivilDate) -> Int {
        switch self {
        case .hour, .day: day.daysSinceEpoch
        case .week: (day.daysSinceEpoch + 3).flooredDivision(by: 7)  // 1970-01-01 was a Thursday
        case .month: day.year * 12 + day.month - 1
        case .quarter: day.year * 4 + (day.month - 1) / 3
        case .year: day.year
        }
    }

    /// The first day of the period with that number.
    func firstDay(ordinal: Int) -> CivilDate {
        switch self {
        case .hour, .day: CivilDate(daysSinceEpoch: ordinal)
        case .week: CivilDate(daysSinceEpoch: ordinal * 7 - 3)
        case .month: CivilDate(ordinal.flooredDivision(by: 12), ordinal.flooredRemainder(by: 12) + 1, 1)
        case .quarter: CivilDate(ordinal.flooredDivision(by: 4), ordinal.flooredRemainder(by: 4) * 3 + 1, 1)
        case .year: CivilDate(ordinal, 1, 1)
        }
    }

    /// The id of the period of this grain that starts on a day; for hours, of the day itself.
    func id(of first: CivilDate) -> String {
        switch self {
        case .hour, .day: return first.description
        case .week:
            let week = first.isoWeek
            return "\(padded(max(0, week.year), 4))-W\(padded(week.week, 2))"
        case .month: return String(first.description.dropLast(3))
        case .quarter: return "\(padded(max(0, first.year), 4))-Q\((first.month - 1) / 3 + 1)"
        case .year: return padded(max(0, first.year), 4)
        }
    }
}
