public import Columnar

/// The instants at which a schedule fires: its slots.
///
/// - A schedule whose hour is a wildcard (`hourly`, `15 * * * *`, `*/10 */2 * * *`) follows real time: it fires at every instant whose wall
///   clock matches, so that the hour which autumn repeats has its slots twice, and the hour which spring skips has none.
/// - Every other schedule means times of the wall clock and fires once for each: a time that spring skips at the end of the gap, a time
///   that autumn repeats at its first occurrence.
/// - When both the day of the month and the day of the week are restricted, either is enough (POSIX crontab).
///
/// Two times that come to one instant are one slot. This is what the usual cron (Vixie's) does.
extension Schedule {
    /// The first slot after an instant (microseconds since 1970 in UTC), or nil when there is none within nine years: the 29th of February
    /// comes after eight at the latest.
    ///
    /// Complexity: O(days to the next slot).
    public func next(after instant: Int64, zone: ZoneRules) -> Int64? {
        // Ever longer stretches, so that schedules of minutes look at minutes only.
        for hours: Int64 in [1, 26, 8 * 24, 40 * 24, 400 * 24, 3300 * 24] {
            let found = slots(after: instant, through: instant + hours * Schedule.hour, zone: zone)
            if let slot = found.first { return slot }
        }
        return nil
    }

    /// The slots of a span of time, ascending: `from` is just before the span, `to` is its last instant.
    ///
    /// Complexity: O(days + slots), and some days' slots more where the clocks change.
    public func slots(after from: Int64, through to: Int64, zone: ZoneRules) -> [Int64] {
        guard from < to else { return [] }
        let clock = wallClock(from, to, zone)
        var slots: [Int64] = []
        let days =
            clock.lowerBound.flooredDivision(by: Schedule.day)...clock.upperBound.flooredDivision(by: Schedule.day)
        for day in days where matches(CivilDate(daysSinceEpoch: Int(day))) {
            slots += self.slots(onDay: day, within: clock, zone: zone).filter { from < $0 && $0 <= to }
        }
        return Schedule.ascending(slots)
    }

    /// The times of the wall clock that may mean instants of a span. Where no clocks change nearby these are the clock's own; else a day and
    /// some hours more at both ends, as far as a change ever moved a time.
    private func wallClock(_ from: Int64, _ to: Int64, _ zone: ZoneRules) -> ClosedRange<Int64> {
        let margin = 26 * Schedule.hour
        let stretch = zone.stretch(atSeconds: (from - margin).flooredDivision(by: 1_000_000))
        let offset = stretch.offset * 1_000_000
        if stretch.end > (to + margin).flooredDivision(by: 1_000_000) { return (from + offset)...(to + offset) }
        return (zone.localMicroseconds(utc: from) - margin)...(zone.localMicroseconds(utc: to) + margin)
    }

    private func matches(_ date: CivilDate) -> Bool {
        guard months.contains(date.month) else { return false }
        let isDay = days.contains(date.day)
        let isWeekday = weekdays.contains(date.isoWeekday % 7)
        return days.isWildcard || weekdays.isWildcard ? isDay && isWeekday : isDay || isWeekday
    }

    /// The slots whose wall clock shows a matching time of a day, in no order.
    private func slots(onDay day: Int64, within clock: ClosedRange<Int64>, zone: ZoneRules) -> [Int64] {
        let minutes = minutes.numbers
        var slots: [Int64] = []
        for hour in hours.numbers {
            let start = day * Schedule.day + Int64(hour) * Schedule.hour
            guard start + Schedule.hour > clock.lowerBound, start <= clock.upperBound else { continue }
            for minute in minutes {
                let local = start + Int64(minute) * Schedule.minute
                if clock.contains(local) { slots += instants(local, zone: zone) }
            }
        }
        return slots
    }

    private static func ascending(_ slots: [Int64]) -> [Int64] {
        var unique: [Int64] = []
        unique.reserveCapacity(slots.count)
        for slot in slots.sorted() where slot != unique.last { unique.append(slot) }
        return unique
    }

    /// The instants that a time of the wall clock means.
    private func instants(_ local: Int64, zone: ZoneRules) -> [Int64] {
        let first = zone.utcMicroseconds(local: local)
        guard hours.isWildcard else {
            if zone.localMicroseconds(utc: first) == local { return [first] }
            // The time does not exist; `first` lies behind the gap by as much as the time lies behind its start.
            return [zone.stretch(atSeconds: first.flooredDivision(by: 1_000_000)).start * 1_000_000]
        }
        // Real time: whichever offsets are in force around it, those under which the clock shows it.
        let offsets = [-86_400, 86_400].map { zone.offset(atSeconds: first.flooredDivision(by: 1_000_000) + $0) }
        return Set(offsets.map { local - $0 * 1_000_000 }).filter { zone.localMicroseconds(utc: $0) == local }
    }

    private static let minute: Int64 = 60_000_000
    private static let hour: Int64 = 3_600_000_000
    private static let day: Int64 = 86_400_000_000
}
