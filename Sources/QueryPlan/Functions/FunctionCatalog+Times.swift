import Columnar

extension FunctionCatalog {
    /// Functions of dates and times.
    static let times = timeFields + timeArithmetic + timesOfNumbers + timesOfText + zones

    private static func field(
        _ function: ScalarFunction, also aliases: [String] = [], of kind: FunctionDescription.Kind = .time,
        _ summary: String
    ) -> FunctionDescription {
        scalar(.time, function, aliases, [kind], .fixed(.int64), summary)
    }

    private static let timeFields = [
        scalar(
            .time, .date_trunc, [], [.unit, .timestamp], .fixed(.timestamp),
            "The start of the unit that holds the instant, in the report's zone."),
        scalar(
            .time, .trunc, [], [.date, .unit], .fixed(.date),
            "The first day of the week, month, quarter or year that holds the day. (Spark gives null for other units.)"),
        field(.year, "The year."),
        field(.quarter, "The quarter, 1 to 4."),
        field(.month, "The month, 1 to 12."),
        field(.day, also: ["dayofmonth"], "The day of the month."),
        field(.hour, of: .timestamp, "The hour, 0 to 23."),
        field(.minute, of: .timestamp, "The minute."),
        field(.second, of: .timestamp, "The second, without fraction."),
        field(.weekday, also: ["isodow"], "The ISO weekday: 1 is Monday. (Spark's own weekday starts at 0.)"),
        field(.dayofweek, "The weekday: 1 is Sunday."),
        field(.dayofyear, also: ["doy"], "The day of the year."),
        field(.week, also: ["weekofyear"], "The ISO week."),
        rewritten(
            .time, "date_part", ["extract", "datepart"], [.unit, .time], .fixed(.int64),
            "A part of a time: extract(hour FROM t) is hour(t)."),
        rewritten(.time, "dayname", [], [.time], .fixed(.string), "The weekday in three letters: Mon, Tue …"),
        rewritten(.time, "monthname", [], [.time], .fixed(.string), "The month in three letters: Jan, Feb …"),
    ]

    private static let timeArithmetic = [
        scalar(
            .time, .date_add, ["dateadd"], [.date, .bigint], .fixed(.date),
            "Some days later; date_add(unit, n, t) is timestampadd."),
        scalar(.time, .date_sub, [], [.date, .bigint], .fixed(.date), "Some days earlier."),
        scalar(
            .time, .datediff, ["date_diff"], [.date, .date], .fixed(.int64),
            "Days from the second to the first; datediff(unit, a, b) is timestampdiff."),
        scalar(
            .time, .add_months, [], [.date, .bigint], .fixed(.date),
            "Some months later; the last day of the month where that is shorter."),
        scalar(
            .time, .months_between, [], [.timestamp, .timestamp, .boolean], .fixed(.double), optional: 1,
            "Months from the second to the first: whole between equal days and ends of months, else of 31 days; eight decimals unless false follows."
        ),
        scalar(.time, .last_day, [], [.date], .fixed(.date), "The last day of the month."),
        scalar(
            .time, .next_day, [], [.date, .string], .fixed(.date),
            "The first such weekday behind the day: 'Mon', 'MONDAY' or 'MO'."),
        scalar(
            .time, .timestampadd, [], [.unit, .bigint, .timestamp], .fixed(.timestamp),
            "Some units later: timestampadd(HOUR, 2, t)."),
        scalar(
            .time, .timestampdiff, ["timediff"], [.unit, .timestamp, .timestamp], .fixed(.int64),
            "Whole units from the first to the second: timestampdiff(HOUR, a, b)."),
        scalar(.time, .make_date, [], [.bigint, .bigint, .bigint], .fixed(.date), "The day of a year, month and day."),
        scalar(
            .time, .make_timestamp, [],
            [.bigint, .bigint, .bigint, .bigint, .bigint, .double, .string], .fixed(.timestamp), optional: 1,
            "The instant of a year, month, day, hour, minute and second on the report's, or another zone's, clock."),
    ]

    private static let timesOfNumbers = [
        rewritten(
            .time, "unix_timestamp", ["to_unix_timestamp", "unix_seconds"], [.any, .string], .fixed(.int64),
            optional: 1,
            "Whole seconds since 1970, of a time or of a text with a pattern (yyyy-MM-dd HH:mm:ss unless told)."),
        scalar(.time, .unix_millis, [], [.timestamp], .fixed(.int64), "Whole milliseconds since 1970."),
        scalar(.time, .unix_micros, [], [.timestamp], .fixed(.int64), "Microseconds since 1970."),
        scalar(.time, .unix_date, [], [.date], .fixed(.int64), "Days since 1970."),
        rewritten(
            .time, "from_unixtime", [], [.bigint, .string], .fixed(.string), optional: 1,
            "The time so many seconds after 1970 by a pattern (yyyy-MM-dd HH:mm:ss unless told)."),
        scalar(
            .time, .timestamp_seconds, [], [.double], .fixed(.timestamp), "The instant that many seconds after 1970."),
        scalar(
            .time, .timestamp_millis, [], [.bigint], .fixed(.timestamp),
            "The instant that many milliseconds after 1970."),
        scalar(
            .time, .timestamp_micros, [], [.bigint], .fixed(.timestamp),
            "The instant that many microseconds after 1970."),
        scalar(.time, .date_from_unix_date, [], [.bigint], .fixed(.date), "The day that many days after 1970-01-01."),
    ]

    private static let timesOfText = [
        scalar(
            .time, .date_format, [], [.timestamp, .string], .fixed(.string),
            "The time by a pattern of letters: yyyy-MM-dd HH:mm:ss.SSS, EEEE, MMM, a, XXX …"),
        rewritten(
            .time, "to_date", ["date"], [.unshared, .string], .fixed(.date), optional: 1,
            "CAST(x AS date), or the text read by a pattern."),
        rewritten(
            .time, "to_timestamp", ["timestamp"], [.unshared, .string], .fixed(.timestamp), optional: 1,
            "CAST(x AS timestamp), or the text read by a pattern."),
        rewritten(
            .time, "try_to_date", [], [.string, .string], .fixed(.date), optional: 1,
            "As to_date, null for other texts."),
        rewritten(
            .time, "try_to_timestamp", [], [.string, .string], .fixed(.timestamp), optional: 1,
            "As to_timestamp, null for other texts."),
    ]

    private static let zones = [
        scalar(
            .time, .from_utc_timestamp, [], [.timestamp, .string], .fixed(.timestamp),
            "Moved by a zone's offset, so that in UTC it reads as that zone's clock."),
        scalar(
            .time, .to_utc_timestamp, [], [.timestamp, .string], .fixed(.timestamp),
            "Moved back by a zone's offset: the instant when that zone's clock read so in UTC."),
        rewritten(
            .time, "convert_timezone", [], [.string, .string, .timestamp], .fixed(.timestamp),
            "What the second zone's clock shows when the first's, the report's unless told, shows this."),
    ]
}
