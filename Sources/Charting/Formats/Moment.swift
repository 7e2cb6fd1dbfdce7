import Columnar

/// An instant taken apart on a zone's calendar and clock.
struct Moment {
    /// Microseconds since 1970 in UTC.
    let utc: Int64
    /// Seconds east of UTC.
    let offsetSeconds: Int
    /// The day on the calendar.
    let date: CivilDate
    /// 0 to 23.
    let hour: Int
    /// 0 to 59.
    let minute: Int
    /// 0 to 59.
    let second: Int
    /// 0 to 999,999.
    let microsecond: Int

    /// The parts of `utc` as a wall clock in `zone` shows them.
    init(utc: Int64, zone: ZoneRules) {
        self.utc = utc
        offsetSeconds = Int(zone.offset(atSeconds: utc.flooredDivision(by: 1_000_000)))
        let local = utc.addingReportingOverflow(Int64(offsetSeconds) * 1_000_000).partialValue
        let days = local.flooredDivision(by: 86_400_000_000)
        let time = Int(local.flooredRemainder(by: 86_400_000_000))
        date = CivilDate(daysSinceEpoch: Int(days))
        hour = time / 3_600_000_000
        minute = time / 60_000_000 % 60
        second = time / 1_000_000 % 60
        microsecond = time % 1_000_000
    }

    /// True at midnight.
    var isMidnight: Bool { hour == 0 && minute == 0 && second == 0 && microsecond == 0 }
}
