/// A day of the proleptic Gregorian calendar.
///
/// Conversions follow Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil, civil_from_days).
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The astronomical year; year 0 is 1 BC.
    public var year: Int
    /// 1 for January to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int

    /// A day by its parts, which are not checked; see `init(validating:_:_:)`.
    public init(_ year: Int, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// A day by its parts, or nil when the calendar has none such.
    public init?(validating year: Int, _ month: Int, _ day: Int) {
        guard (1...12).contains(month), day >= 1, day <= CivilDate.daysInMonth(year, month) else { return nil }
        self.init(year, month, day)
    }

    /// The day that many days after 1970-01-01.
    public init(daysSinceEpoch days: Int) {
        let shifted = days + 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Days after 1970-01-01; negative before.
    public var daysSinceEpoch: Int {
        let year = month <= 2 ? self.year - 1 : self.year
        let era = year.flooredDivision(by: 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// ISO 8601 weekday: 1 for Monday to 7 for Sunday.
    public var isoWeekday: Int { (daysSinceEpoch + 3).flooredRemainder(by: 7) + 1 }

    /// ISO 8601 week: the week's year and its number, 1 to 53. Weeks start on Monday; week 1 holds January 4th.
    public var isoWeek: (year: Int, week: Int) {
        let thursday = CivilDate(daysSinceEpoch: daysSinceEpoch - (isoWeekday - 1) + 3)
        return (thursday.year, thursday.dayOfYear / 7 + (thursday.dayOfYear % 7 == 0 ? 0 : 1))
    }

    /// 1 for January 1st.
    public var dayOfYear: Int { daysSinceEpoch - CivilDate(year, 1, 1).daysSinceEpoch + 1 }

    /// Days in a month, leap years included.
    public static func daysInMonth(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The Monday of an ISO week; week 53 of a year without one is week 1 of the next.
    public static func monday(ofISOWeek week: Int, year: Int) -> CivilDate {
        let january4 = CivilDate(year, 1, 4)
        return CivilDate(daysSinceEpoch: january4.daysSinceEpoch - (january4.isoWeekday - 1) + 7 * (week - 1))
    }

    /// The day that many months later, clamped to the month's last day.
    public func adding(months: Int) -> CivilDate {
        let total = year * 12 + (month - 1) + months
        let newYear = total.flooredDivision(by: 12)
        let newMonth = total - newYear * 12 + 1
        return CivilDate(newYear, newMonth, min(day, CivilDate.daysInMonth(newYear, newMonth)))
    }

    /// `2026-11-09`; years outside 0...9999 with a sign.
    public var description: String {
        let text = year < 0 || year > 9999 ? (year < 0 ? "-" : "+") + padded(abs(year), 4) : padded(year, 4)
        return "\(text)-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// The earlier day first.
    public static func < (lhs: CivilDate, rhs: CivilDate) -> Bool {
        (lhs.year, lhs.month, lhs.day) < (rhs.year, rhs.month, rhs.day)
    }
}

/// A number with leading zeros up to `width` digits; the number must not be negative.
package func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
}

extension BinaryInteger {
    /// The quotient rounded towards negative infinity; `divisor` is positive.
    @inlinable
    package func flooredDivision(by divisor: Self) -> Self {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    /// The remainder that goes with `flooredDivision`: 0 ..< divisor.
    @inlinable
    package func flooredRemainder(by divisor: Self) -> Self {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
