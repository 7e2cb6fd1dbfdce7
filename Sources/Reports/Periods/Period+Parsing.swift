public import Columnar
import Diagnostics

/// Reading period ids as people type them.
extension Period {
    /// The period of an id in any grain: `2026-11-09T13`, `2026-11-09`, `2026-W46`, `2026-11`, `2026-Q4`, `2026`.
    ///
    /// - Throws: `DiagnosticsError` that says what is wrong with the id and what was probably meant.
    public init(id: String, zone: ZoneRules) throws {
        self = try Period.parse(id, expected: nil, zone: zone)
    }

    /// The period of an id that must be of the report's grain.
    ///
    /// - Throws: `DiagnosticsError` that says which form the grain has, and the period of that grain that was probably meant.
    public init(id: String, grain: Grain, zone: ZoneRules) throws {
        let period = try Period.parse(id, expected: grain, zone: zone)
        guard period.grain == grain else {
            let meant = Period(containing: period.from, grain: grain, zone: zone)
            throw DiagnosticsError(
                Diagnostic(
                    "wrong-grain", .error,
                    "'\(id)' is \(period.grain.withArticle); this report covers \(grain.plural)",
                    help: "did you mean '\(meant.id)'?"))
        }
        self = period
    }

    /// The period a report covers by default: the one that holds `asOf` (microseconds since 1970 in UTC), moved by the front matter's
    /// offset; −1 is the last complete period.
    public static func standard(asOf: Int64, grain: Grain, offset: Int, zone: ZoneRules) -> Period {
        Period(containing: asOf, grain: grain, zone: zone).advanced(by: offset)
    }

    /// Reads an `--as-of` value: `2026-11-16` (its midnight in `zone`) or a timestamp such as `2026-11-16T08:30` or
    /// `2026-11-16T08:30:00Z`, in microseconds since 1970 in UTC.
    ///
    /// - Throws: `DiagnosticsError` for anything else.
    public static func instant(asOf text: String, zone: ZoneRules) throws -> Int64 {
        if let instant = TimestampText.microseconds(text, zone: zone) { return instant }
        throw DiagnosticsError(
            Diagnostic(
                "bad-date", .error, "'\(text)' is not a date",
                help: "write a day such as '2026-11-16' or a time such as '2026-11-16T08:30'"))
    }

    private static func parse(_ id: String, expected: Grain?, zone: ZoneRules) throws -> Period {
        let text = Array(id.uppercased().utf8)
        var cursor = IDCursor(text: text)
        guard let year = cursor.number(digits: 4...4), year >= 1 else { throw unreadable(id, expected: expected) }
        if cursor.atEnd { return Period(ordinal: year, grain: .year, zone: zone) }
        guard cursor.take("-") else { throw unreadable(id, expected: expected) }
        if cursor.take("W") { return try week(id, year: year, &cursor, expected: expected, zone: zone) }
        if cursor.take("Q") {
            guard let quarter = cursor.number(digits: 1...2), cursor.atEnd else {
                throw unreadable(id, expected: expected)
            }
            guard (1...4).contains(quarter) else {
                throw impossible(id, "a year has quarters 1 to 4", help: nil)
            }
            return Period(ordinal: year * 4 + quarter - 1, grain: .quarter, zone: zone)
        }
        guard let month = cursor.number(digits: 1...2) else { throw unreadable(id, expected: expected) }
        guard (1...12).contains(month) else {
            // Somebody who leaves out the W means a week when weeks are wanted.
            if cursor.atEnd, expected == .week { throw unreadable(id, expected: expected) }
            throw impossible(id, "a year has months 01 to 12", help: nil)
        }
        if cursor.atEnd {
            guard text.count == 7 else { throw unreadable(id, expected: expected) }
            return Period(ordinal: year * 12 + month - 1, grain: .month, zone: zone)
        }
        guard cursor.take("-"), let number = cursor.number(digits: 1...2) else {
            throw unreadable(id, expected: expected)
        }
        guard let day = CivilDate(validating: year, month, number) else {
            let last = CivilDate.daysInMonth(year, month)
            throw impossible(id, "\(CalendarNames.month(month)) \(year) has days 01 to \(last)", help: nil)
        }
        if cursor.atEnd {
            guard text.count == 10 else { throw unreadable(id, expected: expected) }
            return Period(ordinal: day.daysSinceEpoch, grain: .day, zone: zone)
        }
        return try hour(id, day: day, &cursor, expected: expected, zone: zone)
    }

    private static func week(
        _ id: String, year: Int, _ cursor: inout IDCursor, expected: Grain?, zone: ZoneRules
    ) throws -> Period {
        guard let week = cursor.number(digits: 1...2), cursor.atEnd else { throw unreadable(id, expected: expected) }
        // December 28th always lies in the last ISO week of its year.
        let last = CivilDate(year, 12, 28).isoWeek.week
        guard (1...last).contains(week) else {
            let help = week == 53 ? "the week after '\(year)-W52' is '\(year + 1)-W01'" : nil
            throw impossible(id, "\(year) has weeks 01 to \(last)", help: help)
        }
        let monday = CivilDate.monday(ofISOWeek: week, year: year)
        let period = Period(ordinal: Grain.week.ordinal(of: monday), grain: .week, zone: zone)
        guard cursor.text.count == 8 else { throw unreadable(id, expected: expected) }
        return period
    }

    private static func hour(
        _ id: String, day: CivilDate, _ cursor: inout IDCursor, expected: Grain?, zone: ZoneRules
    ) throws -> Period {
        guard cursor.take("T"), let hour = cursor.number(digits: 2...2) else {
            throw unreadable(id, expected: expected)
        }
        guard hour < 24 else { throw impossible(id, "a day has hours 00 to 23", help: nil) }
        let local = Int64(day.daysSinceEpoch) * microsecondsPerDay + Int64(hour) * microsecondsPerHour
        guard !cursor.atEnd else {
            let period = Period(containing: zone.utcMicroseconds(local: local), grain: .hour, zone: zone)
            let shown = zone.localMicroseconds(utc: period.from)
            guard shown.flooredDivision(by: microsecondsPerHour) == local.flooredDivision(by: microsecondsPerHour)
            else {
                throw impossible(
                    id, "the clocks of \(zone.identifier) skip that hour", help: "did you mean '\(period.id)'?")
            }
            return period
        }
        guard let offset = cursor.offset(), cursor.atEnd else { throw unreadable(id, expected: expected) }
        let instant = local - Int64(offset) * 1_000_000
        guard zone.offset(atSeconds: instant.flooredDivision(by: 1_000_000)) == offset else {
            let period = Period(containing: zone.utcMicroseconds(local: local), grain: .hour, zone: zone)
            throw impossible(
                id, "the clocks of \(zone.identifier) do not show that offset then",
                help: "did you mean '\(period.id)'?"
            )
        }
        return Period(containing: instant, grain: .hour, zone: zone)
    }

    private static func impossible(_ id: String, _ reason: String, help: String?) -> DiagnosticsError {
        DiagnosticsError(Diagnostic("no-such-period", .error, "there is no period '\(id)': \(reason)", help: help))
    }

    private static func unreadable(_ id: String, expected: Grain?) -> DiagnosticsError {
        let forms = (expected.map { [$0] } ?? Grain.allCases).map { "'\($0.example)'" }.joined(separator: ", ")
        let message =
            expected.map { "'\(id)' is not a period; this report covers \($0.plural), written like \(forms)" }
            ?? "'\(id)' is not a period; write one like \(forms)"
        return DiagnosticsError(
            Diagnostic(
                "bad-period", .error, message, help: repaired(id, expected: expected).map { "did you mean '\($0)'?" }))
    }

    /// The id with what people usually get wrong put right: a missing leading zero, `W` or separator.
    private static func repaired(_ id: String, expected: Grain?) -> String? {
        let parts = id.uppercased().split { !$0.isNumber || !$0.isASCII }.map(String.init)
        guard let year = parts.first, year.count == 4 else { return nil }
        let rest = parts.dropFirst().map { $0.count == 1 ? "0" + $0 : $0 }
        let candidate: String
        switch (rest.count, expected) {
        case (1, .week): candidate = "\(year)-W\(rest[0])"
        case (1, .quarter): candidate = "\(year)-Q\(Int(rest[0]) ?? 0)"
        case (1, nil) where id.uppercased().contains("W"): candidate = "\(year)-W\(rest[0])"
        case (1, .month), (1, nil): candidate = "\(year)-\(rest[0])"
        case (2, .day), (2, nil): candidate = "\(year)-\(rest[0])-\(rest[1])"
        case (3..., .hour), (3..., nil): candidate = "\(year)-\(rest[0])-\(rest[1])T\(rest[2])"
        default: return nil
        }
        guard candidate != id.uppercased(), let period = try? Period(id: candidate, zone: .utc),
            expected == nil || period.grain == expected
        else { return nil }
        return period.id
    }
}

extension Period.Grain {
    /// An id of this grain, to show its form.
    package var example: String {
        switch self {
        case .hour: "2026-11-09T13"
        case .day: "2026-11-09"
        case .week: "2026-W46"
        case .month: "2026-11"
        case .quarter: "2026-Q4"
        case .year: "2026"
        }
    }

    /// `weeks`.
    package var plural: String { rawValue + "s" }

    /// `a week`.
    package var withArticle: String { self == .hour ? "an hour" : "a \(rawValue)" }
}
