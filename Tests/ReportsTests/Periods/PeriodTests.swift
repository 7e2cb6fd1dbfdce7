import Columnar
import Diagnostics
import Testing

@testable import Reports

/// Periods against calendars worked by hand; transitions of 2026 as the IANA database has them (Berlin 29 March and 25 October,
/// New York 8 March and 1 November).
@Suite struct PeriodTests {
    let berlin = ZoneRules(identifier: "Europe/Berlin") ?? .utc
    let newYork = ZoneRules(identifier: "America/New_York") ?? .utc

    @Test(
        "an id reads as its span in UTC",
        arguments: [
            ("2026-W46", "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"),
            ("2026-W01", "2025-12-29T00:00:00Z", "2026-01-05T00:00:00Z"),
            ("2026-W53", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z"),
            ("2027-W01", "2027-01-04T00:00:00Z", "2027-01-11T00:00:00Z"),
            ("2026-11-09", "2026-11-09T00:00:00Z", "2026-11-10T00:00:00Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"),
            ("2026-11-09T13", "2026-11-09T13:00:00Z", "2026-11-09T14:00:00Z"),
            ("2026-02", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
            ("2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("2026-Q4", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("2026-Q1", "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"),
            ("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ])
    func spans(id: String, from: String, to: String) throws {
        let period = try Period(id: id, zone: .utc)
        #expect(period.id == id)
        #expect(TimestampText.rfc3339(microseconds: period.from) == from)
        #expect(TimestampText.rfc3339(microseconds: period.to) == to)
        #expect(Period(containing: period.from, grain: period.grain, zone: .utc) == period)
        #expect(Period(containing: period.to - 1, grain: period.grain, zone: .utc) == period)
    }

    @Test(
        "the period before is the one that ends where this one starts",
        arguments: [
            ("2027-W01", "2026-W53"), ("2026-W01", "2025-W52"), ("2026-03-01", "2026-02-28"), ("2026-01", "2025-12"),
            ("2026-Q1", "2025-Q4"), ("2026", "2025"), ("2026-11-09T00", "2026-11-08T23"),
        ])
    func prior(id: String, before: String) throws {
        let period = try Period(id: id, zone: .utc)
        #expect(period.prior.id == before)
        #expect(period.prior.to == period.from)
        #expect(period.prior.advanced(by: 1) == period)
    }

    @Test("a day lasts 23 hours in spring and 25 in autumn")
    func daylightSaving() throws {
        let spring = try Period(id: "2026-03-29", zone: berlin)
        #expect(TimestampText.rfc3339(microseconds: spring.from) == "2026-03-28T23:00:00Z")
        #expect(TimestampText.rfc3339(microseconds: spring.to) == "2026-03-29T22:00:00Z")
        let autumn = try Period(id: "2026-11-01", zone: newYork)
        #expect(TimestampText.rfc3339(microseconds: autumn.from) == "2026-11-01T04:00:00Z")
        #expect(TimestampText.rfc3339(microseconds: autumn.to) == "2026-11-02T05:00:00Z")
        let week = try Period(id: "2026-W13", zone: berlin)
        #expect((week.to - week.from) / 3_600_000_000 == 167)
        #expect(week.advanced(by: 1).from == week.to)
    }

    @Test("the hour that autumn repeats has two ids, and every hour of the day follows the one before")
    func repeatedHour() throws {
        let first = try Period(id: "2026-10-25T02", zone: berlin)
        #expect(TimestampText.rfc3339(microseconds: first.from) == "2026-10-25T00:00:00Z")
        let second = first.advanced(by: 1)
        #expect(second.id == "2026-10-25T02+0100")
        #expect(TimestampText.rfc3339(microseconds: second.from) == "2026-10-25T01:00:00Z")
        #expect(second.advanced(by: 1).id == "2026-10-25T03")
        #expect(try Period(id: "2026-10-25T02+0100", zone: berlin) == second)
        #expect(try Period(id: "2026-10-25T02+01:00", zone: berlin) == second)
        #expect(try Period(id: "2026-10-25T02+02", zone: berlin) == first)
        #expect(second.label == "25 October 2026, 02:00 to 03:00 (UTC+01:00)")
        let day = try Period(id: "2026-10-25", zone: berlin)
        var hour = Period(containing: day.from, grain: .hour, zone: berlin)
        var ids: Set<String> = []
        while hour.from < day.to {
            ids.insert(hour.id)
            #expect(try Period(id: hour.id, zone: berlin) == hour)
            #expect(hour.advanced(by: 1).from == hour.to)
            hour = hour.advanced(by: 1)
        }
        #expect(ids.count == 25)
    }

    @Test("the hour that spring skips does not exist")
    func skippedHour() throws {
        let one = try Period(id: "2026-03-29T01", zone: berlin)
        #expect(one.advanced(by: 1).id == "2026-03-29T03")
        let found = #expect(throws: DiagnosticsError.self) { try Period(id: "2026-03-29T02", zone: berlin) }
        #expect(
            found?.diagnostics.map(\.message)
                == ["there is no period '2026-03-29T02': the clocks of Europe/Berlin skip that hour"])
        #expect(found?.diagnostics.first?.help == "did you mean '2026-03-29T03'?")
    }

    @Test(
        "a wrong id says what the report covers and what was meant",
        arguments: [
            (
                "2026-11-09", Period.Grain.week, "'2026-11-09' is a day; this report covers weeks",
                "did you mean '2026-W46'?"
            ),
            ("2026-W46", .day, "'2026-W46' is a week; this report covers days", "did you mean '2026-11-09'?"),
            (
                "2026-11-09T13", .day, "'2026-11-09T13' is an hour; this report covers days",
                "did you mean '2026-11-09'?"
            ),
            (
                "2025-W53", .week, "there is no period '2025-W53': 2025 has weeks 01 to 52",
                "the week after '2025-W52' is '2026-W01'"
            ),
            (
                "2026-W6", .week, "'2026-W6' is not a period; this report covers weeks, written like '2026-W46'",
                "did you mean '2026-W06'?"
            ),
            (
                "2026W46", .week, "'2026W46' is not a period; this report covers weeks, written like '2026-W46'",
                "did you mean '2026-W46'?"
            ),
            (
                "2026-46", .week, "'2026-46' is not a period; this report covers weeks, written like '2026-W46'",
                "did you mean '2026-W46'?"
            ),
            (
                "2026/11/9", .day, "'2026/11/9' is not a period; this report covers days, written like '2026-11-09'",
                "did you mean '2026-11-09'?"
            ),
            ("2026-02-30", .day, "there is no period '2026-02-30': February 2026 has days 01 to 28", nil),
            ("2026-13", .month, "there is no period '2026-13': a year has months 01 to 12", nil),
            ("2026-Q5", .quarter, "there is no period '2026-Q5': a year has quarters 1 to 4", nil),
            ("2026-11-09T24", .hour, "there is no period '2026-11-09T24': a day has hours 00 to 23", nil),
            (
                "last week", .week, "'last week' is not a period; this report covers weeks, written like '2026-W46'",
                nil
            ),
            ("", .year, "'' is not a period; this report covers years, written like '2026'", nil),
        ] as [(String, Period.Grain, String, String?)])
    func wrongIDs(id: String, grain: Period.Grain, message: String, help: String?) {
        let found = #expect(throws: DiagnosticsError.self) { try Period(id: id, grain: grain, zone: .utc) }
        #expect(found?.diagnostics.map(\.message) == [message])
        #expect(found?.diagnostics.first?.help == help)
    }

    @Test("a lower-case id is read and written in its usual form")
    func lowerCase() throws {
        #expect(try Period(id: "2026-w46", grain: .week, zone: .utc).id == "2026-W46")
    }

    @Test("the default period is the last complete one before the date")
    func standardPeriod() throws {
        let asOf = try Period.instant(asOf: "2026-11-16", zone: .utc)
        #expect(Period.standard(asOf: asOf, grain: .week, offset: -1, zone: .utc).id == "2026-W46")
        #expect(Period.standard(asOf: asOf - 1, grain: .week, offset: -1, zone: .utc).id == "2026-W45")
        #expect(Period.standard(asOf: asOf, grain: .day, offset: 0, zone: .utc).id == "2026-11-16")
        // Ten in the evening in New York is already the next day in UTC.
        let late = try Period.instant(asOf: "2026-11-16T03:00:00Z", zone: newYork)
        #expect(Period.standard(asOf: late, grain: .day, offset: 0, zone: newYork).id == "2026-11-15")
        let found = #expect(throws: DiagnosticsError.self) { try Period.instant(asOf: "tomorrow", zone: .utc) }
        #expect(found?.diagnostics.map(\.message) == ["'tomorrow' is not a date"])
    }

    @Test(
        "a period reads as people say it",
        arguments: [
            ("2026-W46", "Week 46 · 9 to 15 November 2026", "week 46"),
            ("2026-W44", "Week 44 · 26 October to 1 November 2026", "week 44"),
            ("2026-W53", "Week 53 · 28 December 2026 to 3 January 2027", "week 53"),
            ("2026-11-09", "Monday 9 November 2026", "9 November"),
            ("2026-11-09T13", "9 November 2026, 13:00 to 14:00", "13:00 to 14:00"),
            ("2026-11-09T23", "9 November 2026, 23:00 to 24:00", "23:00 to 24:00"),
            ("2026-11", "November 2026", "November"),
            ("2026-Q4", "Quarter 4 · October to December 2026", "quarter 4"),
            ("2026", "2026", "2026"),
        ])
    func labels(id: String, label: String, short: String) throws {
        let period = try Period(id: id, zone: .utc)
        #expect(period.label == label)
        #expect(period.shortLabel == short)
    }
}
