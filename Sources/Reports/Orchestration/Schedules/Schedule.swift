/// When a job runs: every hour, at a time of day, or whenever the five fields of a cron expression match.
///
/// All forms are kept as cron fields (POSIX crontab, with names, lists, ranges and steps), which look at the clock on the wall of a zone.
/// See `Schedule+Slots.swift` for what that means when the clocks change.
public struct Schedule: Hashable, Sendable {
    /// The schedule as it was written, such as `weekly mon 00:00`.
    public let text: String
    /// The minutes of the hour, 0 to 59.
    let minutes: CronField
    /// The hours of the day, 0 to 23.
    let hours: CronField
    /// The days of the month, 1 to 31.
    let days: CronField
    /// The months, 1 to 12.
    let months: CronField
    /// The days of the week, 0 (Sunday) to 6.
    let weekdays: CronField

    init(text: String, minutes: CronField, hours: CronField, days: CronField, months: CronField, weekdays: CronField) {
        self.text = text
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = weekdays
    }
}

/// The numbers that one field of a cron expression allows.
struct CronField: Hashable, Sendable {
    /// Whether it was written as `*` or `*/n`. Cron looks at that in two places: see `Schedule`.
    var isWildcard: Bool
    /// The allowed numbers as bits; none of the fields goes beyond 59.
    private var bits: UInt64 = 0

    init(isWildcard: Bool) { self.isWildcard = isWildcard }

    /// A field with one number.
    init(_ number: Int) {
        isWildcard = false
        insert(number)
    }

    /// A field with all numbers of a range, as `*` writes it.
    static func every(_ range: ClosedRange<Int>) -> CronField {
        var field = CronField(isWildcard: true)
        for number in range { field.insert(number) }
        return field
    }

    mutating func insert(_ number: Int) { bits |= 1 << UInt64(number) }

    func contains(_ number: Int) -> Bool { bits & (1 << UInt64(number)) != 0 }

    /// The allowed numbers, ascending.
    var numbers: [Int] { (0..<64).filter(contains) }
}
