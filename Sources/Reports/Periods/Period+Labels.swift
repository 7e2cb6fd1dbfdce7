import Columnar

/// How a period reads to people.
extension Period {
    /// In full: `9 November 2026, 13:00 to 14:00`, `Monday 9 November 2026`, `Week 46 · 9 to 15 November 2026`, `November 2026`,
    /// `Quarter 4 · October to December 2026`, `2026`.
    public var label: String {
        let first = firstDay
        let month = CalendarNames.month(first.month)
        switch grain {
        case .hour: return "\(first.day) \(month) \(first.year), \(clockSpan)"
        case .day: return "\(CalendarNames.weekday(first.isoWeekday)) \(first.day) \(month) \(first.year)"
        case .week: return "Week \(first.isoWeek.week) · \(Period.span(first, lastDay))"
        case .month: return "\(month) \(first.year)"
        case .quarter:
            let last = CalendarNames.month(first.month + 2)
            return "Quarter \((first.month - 1) / 3 + 1) · \(month) to \(last) \(first.year)"
        case .year: return String(first.year)
        }
    }

    /// In few words, for comparisons and axes: `12:00 to 13:00`, `8 November`, `week 45`, `October`, `quarter 3`, `2025`.
    public var shortLabel: String {
        let first = firstDay
        switch grain {
        case .hour: return clockSpan
        case .day: return "\(first.day) \(CalendarNames.month(first.month))"
        case .week: return "week \(first.isoWeek.week)"
        case .month: return CalendarNames.month(first.month)
        case .quarter: return "quarter \((first.month - 1) / 3 + 1)"
        case .year: return String(first.year)
        }
    }

    /// `13:00 to 14:00`; an hour that the clocks repeat says its offset the second time.
    private var clockSpan: String {
        let start = zone.localMicroseconds(utc: from).flooredRemainder(by: Period.microsecondsPerDay)
        let end = start + (to - from)
        let suffix =
            id.utf8.count > 13
            ? " (UTC\(Period.offsetText(seconds: zone.offset(atSeconds: from / 1_000_000), separator: ":")))" : ""
        return "\(Period.clock(start)) to \(Period.clock(end))\(suffix)"
    }

    private static func clock(_ time: Int64) -> String {
        let minutes = Int(time / 60_000_000)
        return "\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
    }

    /// `9 to 15 November 2026`, with month and year repeated only where they differ.
    private static func span(_ first: CivilDate, _ last: CivilDate) -> String {
        var text = "\(first.day)"
        if first.month != last.month { text += " \(CalendarNames.month(first.month))" }
        if first.year != last.year { text += " \(first.year)" }
        return text + " to \(last.day) \(CalendarNames.month(last.month)) \(last.year)"
    }
}
