import Columnar
import Testing

@Suite("Calendar and text of times")
struct CalendarTests {
    @Test(
        "ISO weeks, worked by hand from ISO 8601's rule that week 1 holds January 4th",
        arguments: [
            (CivilDate(2026, 11, 9), 2026, 46), (CivilDate(2027, 1, 3), 2026, 53), (CivilDate(2027, 1, 4), 2027, 1),
            (CivilDate(2021, 1, 1), 2020, 53), (CivilDate(2018, 12, 31), 2019, 1),
        ])
    func isoWeek(date: CivilDate, year: Int, week: Int) {
        #expect(date.isoWeek == (year, week))
        #expect(CivilDate.monday(ofISOWeek: week, year: year).isoWeek == (year, week))
    }

    @Test("days since 1970 and back, over leap years and before the epoch")
    func days() {
        #expect(CivilDate(1970, 1, 1).daysSinceEpoch == 0)
        #expect(CivilDate(2000, 2, 29).daysSinceEpoch == 11_016)
        #expect(CivilDate(1969, 12, 31).daysSinceEpoch == -1)
        for day in stride(from: -800_000, to: 800_000, by: 997) {
            #expect(CivilDate(daysSinceEpoch: day).daysSinceEpoch == day)
        }
        #expect(CivilDate(2024, 1, 31).adding(months: 1) == CivilDate(2024, 2, 29))
    }

    @Test(
        "the forms of timestamps that exports use",
        arguments: [
            ("2026-11-09", 1_794_182_400_000_000), ("2026-11-09T13:45", 1_794_231_900_000_000),
            ("2026-11-09 13:45:12.5Z", 1_794_231_912_500_000), ("2026-11-09T13:45:12+02:00", 1_794_224_712_000_000),
            ("2026-11-09T13:45:12.1234567Z", 1_794_231_912_123_456), ("2026-02-30", nil), ("2026-11-09T24:00:00", nil),
            ("2026-11-09T13:45:12 ", nil), ("", nil),
        ] as [(String, Int64?)])
    func timestamps(text: String, expected: Int64?) {
        #expect(TimestampText.microseconds(text, zone: .utc) == expected)
    }

    @Test("daylight saving in Berlin: a skipped hour moves forward, a repeated one is its first")
    func berlin() throws {
        let zone = try #require(ZoneRules(identifier: "Europe/Berlin"))
        // 2026-03-29 02:30 does not exist; 03:30 summer time is 01:30 UTC.
        #expect(
            TimestampText.microseconds("2026-03-29T02:30", zone: zone)
                == TimestampText.microseconds("2026-03-29T01:30Z", zone: .utc))
        // 2026-10-25 02:30 comes twice; the first is summer time, 00:30 UTC.
        #expect(
            TimestampText.microseconds("2026-10-25T02:30", zone: zone)
                == TimestampText.microseconds("2026-10-25T00:30Z", zone: .utc))
        #expect(zone.offset(atSeconds: 1_794_182_400) == 3600)
        #expect(ZoneRules(identifier: "Europe/Atlantis") == nil)
    }

    @Test("instants print as RFC 3339 with as many fraction digits as they need")
    func rfc3339() {
        #expect(TimestampText.rfc3339(microseconds: 1_794_231_912_500_000) == "2026-11-09T13:45:12.5Z")
        #expect(TimestampText.rfc3339(microseconds: -1) == "1969-12-31T23:59:59.999999Z")
    }
}
