import Columnar
import QueryPlan

/// Calendar arithmetic of one value.
enum CalendarField {
    /// A field of a day, given as days since 1970-01-01; clock fields are 0.
    static func ofDay(_ function: ScalarFunction, _ day: Int) -> Int64 {
        let date = CivilDate(daysSinceEpoch: day)
        switch function {
        case .year: return Int64(date.year)
        case .quarter: return Int64((date.month + 2) / 3)
        case .month: return Int64(date.month)
        case .day: return Int64(date.day)
        case .weekday: return Int64(date.isoWeekday)
        case .dayofweek: return Int64(date.isoWeekday % 7 + 1)
        case .dayofyear: return Int64(date.dayOfYear)
        case .week: return Int64(date.isoWeek.week)
        default: return 0
        }
    }

    /// A field of a wall-clock time in microseconds.
    static func ofClock(_ function: ScalarFunction, _ local: Int64) -> Int64 {
        switch function {
        case .hour: local.flooredRemainder(by: 86_400_000_000) / 3_600_000_000
        case .minute: local.flooredRemainder(by: 3_600_000_000) / 60_000_000
        default: ofDay(function, Int(local.flooredDivision(by: 86_400_000_000)))
        }
    }

    /// An instant that many units later; nil when it is out of range.
    static func adding(_ count: Int64, _ unit: CalendarUnit, to utc: Int64, _ clock: inout LocalClock) -> Int64? {
        if let width = unit.fixedMicroseconds, unit != .day {
            let (total, over) = count.multipliedReportingOverflow(by: width)
            let (result, out) = utc.addingReportingOverflow(total)
            return over || out ? nil : result
        }
        let local = clock.local(utc)
        let day = local.flooredDivision(by: 86_400_000_000)
        let time = local &- day &* 86_400_000_000
        let newDay: Int64
        if let months = unit.months {
            // 600,000 years are more than microseconds can count.
            guard count.magnitude <= 7_200_000 else { return nil }
            newDay = Int64(CivilDate(daysSinceEpoch: Int(day)).adding(months: Int(count) * months).daysSinceEpoch)
        } else {
            let (days, over) = count.multipliedReportingOverflow(by: unit == .week ? 7 : 1)
            let (sum, out) = day.addingReportingOverflow(days)
            if over || out { return nil }
            newDay = sum
        }
        let (midnight, over) = newDay.multipliedReportingOverflow(by: 86_400_000_000)
        let (newLocal, out) = midnight.addingReportingOverflow(time)
        guard !over, !out, newLocal.magnitude <= 9_200_000_000_000_000_000 else { return nil }
        return clock.instant(local: newLocal, preferring: clock.offset)
    }

    /// Whole units between two wall-clock times, towards zero; nil when that is out of range.
    ///
    /// Months are counted as `java.time.temporal.ChronoUnit.MONTHS.between` does: a month is full when its day and time of
    /// day are reached.
    static func between(_ from: Int64, _ to: Int64, _ unit: CalendarUnit) -> Int64? {
        let (difference, overflow) = to.subtractingReportingOverflow(from)
        if overflow { return nil }
        if let width = unit.fixedMicroseconds { return difference / width }
        guard let months = unit.months else { return difference / 604_800_000_000 }
        let startDay = from.flooredDivision(by: 86_400_000_000)
        var endDay = to.flooredDivision(by: 86_400_000_000)
        let startTime = from &- startDay &* 86_400_000_000
        let endTime = to &- endDay &* 86_400_000_000
        if endDay > startDay && endTime < startTime { endDay -= 1 }
        if endDay < startDay && endTime > startTime { endDay += 1 }
        let start = CivilDate(daysSinceEpoch: Int(startDay))
        let end = CivilDate(daysSinceEpoch: Int(endDay))
        // Month and day packed into one number, 32 to a month.
        let packedStart = (start.year * 12 + start.month) * 32 + start.day
        let packedEnd = (end.year * 12 + end.month) * 32 + end.day
        return Int64((packedEnd - packedStart) / 32 / months)
    }
}
