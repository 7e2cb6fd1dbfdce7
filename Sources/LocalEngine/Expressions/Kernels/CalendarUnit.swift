import Columnar

/// A unit of time as calendar functions name it.
enum CalendarUnit: String, Sendable {
    case microsecond, millisecond, second, minute, hour, day, week, month, quarter, year

    /// The unit of a name, with Spark's short forms; case does not matter.
    init?(name: String) {
        switch name.lowercased() {
        case "microsecond", "microseconds": self = .microsecond
        case "millisecond", "milliseconds": self = .millisecond
        case "second", "seconds": self = .second
        case "minute", "minutes": self = .minute
        case "hour", "hours": self = .hour
        case "day", "days", "dd", "dayofyear": self = .day
        case "week", "weeks": self = .week
        case "month", "months", "mon", "mm": self = .month
        case "quarter", "quarters": self = .quarter
        case "year", "years", "yyyy", "yy": self = .year
        default: return nil
        }
    }

    /// The unit's length when it is the same everywhere on the wall clock, up to a day; nil for weeks and longer.
    var fixedMicroseconds: Int64? {
        switch self {
        case .microsecond: 1
        case .millisecond: 1000
        case .second: 1_000_000
        case .minute: 60_000_000
        case .hour: 3_600_000_000
        case .day: 86_400_000_000
        case .week, .month, .quarter, .year: nil
        }
    }

    /// Months of the unit; nil for weeks and shorter.
    var months: Int? {
        switch self {
        case .month: 1
        case .quarter: 3
        case .year: 12
        default: nil
        }
    }

    /// The days, since 1970-01-01, of the unit around a day: a week from Monday, a month, quarter or year.
    func days(around day: Int) -> Range<Int> {
        guard let months else {
            if self != .week { return day..<day + 1 }
            let monday = day - (day + 3).flooredRemainder(by: 7)
            return monday..<monday + 7
        }
        let date = CivilDate(daysSinceEpoch: day)
        let first = CivilDate(date.year, (date.month - 1) / months * months + 1, 1)
        return first.daysSinceEpoch..<first.adding(months: months).daysSinceEpoch
    }
}

/// The wall clock of a zone for many instants: the stretch of constant offset is looked up once for instants near each other.
struct LocalClock {
    let zone: ZoneRules
    /// The instants that `offset` holds for, in microseconds; the end is excluded.
    private(set) var start: Int64 = 0
    private(set) var end: Int64 = 0
    /// Microseconds east of UTC.
    private(set) var offset: Int64 = 0

    init(_ zone: ZoneRules) { self.zone = zone }

    /// The wall clock's microseconds at an instant; instants at the very ends of the range wrap.
    @inline(__always)
    mutating func local(_ utc: Int64) -> Int64 {
        if utc < start || utc >= end { lookUp(utc) }
        return utc &+ offset
    }

    @inline(never)
    private mutating func lookUp(_ utc: Int64) {
        let stretch = zone.stretch(atSeconds: utc.flooredDivision(by: 1_000_000))
        start = stretch.start < -9_223_372_036_854 ? .min : stretch.start * 1_000_000
        end = stretch.end > 9_223_372_036_854 ? .max : stretch.end * 1_000_000
        offset = stretch.offset * 1_000_000
    }

    /// The instant at which the wall clock shows `local`, with `preferred` as offset where that is possible (as Java's
    /// `ZonedDateTime` keeps its offset), else as `ZoneRules` resolves it.
    func instant(local: Int64, preferring preferred: Int64) -> Int64 {
        let candidate = local &- preferred
        if zone.offset(atSeconds: candidate.flooredDivision(by: 1_000_000)) &* 1_000_000 == preferred {
            return candidate
        }
        return instant(local: local)
    }

    /// The instant at which the wall clock shows `local`; see `ZoneRules.utcMicroseconds(local:)`.
    func instant(local: Int64) -> Int64 {
        // Beyond, the zone's arithmetic would overflow; no zone has rules there.
        if local.magnitude > 9_200_000_000_000_000_000 { return local }
        return zone.utcMicroseconds(local: local)
    }
}
