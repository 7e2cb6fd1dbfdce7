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
    /// The first slot after an instant, or nil when there is none before the year 10000. All instants are in microseconds since 1970 in UTC.
    ///
    /// Complexity: O(days to the next slot), at most some eight years of days.
    public func next(after instant: Int64, zone: ZoneRules) -> Int64? {
        // One day earlier, since a time of the day before may have moved over midnight by a gap.
        var day = zone.localMicroseconds(utc: instant).flooredDivision(by: Schedule.day) - 1
        let end = Int64(CivilDate(9999, 12, 31).daysSinceEpoch)
        while day <= end {
            if matches(CivilDate(daysSinceEpoch: Int(day))),
                let slot = slots(onDay: day, zone: zone).first(where: { $0 > instant })
            {
                // A later day's slots are later, but for the second occurrence of an hour before a repeated midnight.
                let following =
                    matches(CivilDate(daysSinceEpoch: Int(day) + 1)) ? slots(onDay: day + 1, zone: zone) : []
                return following.first { $0 > instant && $0 < slot } ?? slot
            }
            day += 1
        }
        return nil
    }

    /// The slots of a span of time, ascending: `from` is behind the span's first instant, `to` is its last.
    ///
    /// Complexity: O(days + slots).
    public func slots(after from: Int64, through to: Int64, zone: ZoneRules) -> [Int64] {
        var slots: [Int64] = []
        var last = from
        while let slot = next(after: last, zone: zone), slot <= to {
            slots.append(slot)
            last = slot
        }
        return slots
    }

    private func matches(_ date: CivilDate) -> Bool {
        guard months.contains(date.month) else { return false }
        let isDay = days.contains(date.day)
        let isWeekday = weekdays.contains(date.isoWeekday % 7)
        return days.isWildcard || weekdays.isWildcard ? isDay && isWeekday : isDay || isWeekday
    }

    /// The slots whose wall clock shows a matching day, ascending and without doubles.
    private func slots(onDay day: Int64, zone: ZoneRules) -> [Int64] {
        var slots: [Int64] = []
        for hour in hours.numbers {
            for minute in minutes.numbers {
                let local = day * Schedule.day + Int64(hour) * Schedule.hour + Int64(minute) * Schedule.minute
                slots += instants(local, zone: zone)
            }
        }
        slots.sort()
        var unique: [Int64] = []
        for slot in slots where slot != unique.last { unique.append(slot) }
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
