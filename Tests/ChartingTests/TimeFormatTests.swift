import Columnar
import Testing

@testable import Charting

struct TimeFormatTests {
    private static let instants = ["2026-11-09T04:05:06.078Z", "2027-01-02T23:59:59.999Z", "2024-12-30T12:00:00Z"]

    /// Printed by d3-time-format 2.1.3 under Node (`utcFormat`); `%g`, `%G` and `%q`, which came later, by hand
    /// (ISO 8601), and so is `%W` in a year that starts on a Monday, which 2.1.3 counted from 0 and C and later versions from 1.
    @Test(
        "a directive reads as d3-time-format prints it",
        arguments: [
            ("%a", "Mon | Sat | Mon"), ("%A", "Monday | Saturday | Monday"), ("%b", "Nov | Jan | Dec"),
            ("%B", "November | January | December"),
            ("%c", "11/9/2026, 4:05:06 AM | 1/2/2027, 11:59:59 PM | 12/30/2024, 12:00:00 PM"), ("%d", "09 | 02 | 30"),
            ("%e", " 9 |  2 | 30"), ("%f", "078000 | 999000 | 000000"), ("%g", "26 | 26 | 25"),
            ("%G", "2026 | 2026 | 2025"), ("%H", "04 | 23 | 12"), ("%I", "04 | 11 | 12"), ("%j", "313 | 002 | 365"),
            ("%L", "078 | 999 | 000"), ("%m", "11 | 01 | 12"), ("%M", "05 | 59 | 00"), ("%p", "AM | PM | PM"),
            ("%q", "4 | 1 | 4"), ("%Q", "1794197106078 | 1798934399999 | 1735560000000"),
            ("%s", "1794197106 | 1798934399 | 1735560000"), ("%S", "06 | 59 | 00"), ("%u", "1 | 6 | 1"),
            ("%U", "45 | 00 | 52"), ("%V", "46 | 53 | 01"), ("%w", "1 | 6 | 1"), ("%W", "45 | 00 | 53"),
            ("%x", "11/9/2026 | 1/2/2027 | 12/30/2024"), ("%X", "4:05:06 AM | 11:59:59 PM | 12:00:00 PM"),
            ("%y", "26 | 27 | 24"), ("%Y", "2026 | 2027 | 2024"), ("%Z", "+0000 | +0000 | +0000"),
        ])
    func directives(_ format: String, _ expected: String) throws {
        let format = try TimeFormat(format)
        let texts = try Self.instants.map { text in
            format.format(microseconds: try #require(TimestampText.microseconds(text, zone: .utc)), zone: .utc)
        }
        #expect(texts.joined(separator: " | ") == expected)
    }

    @Test(
        "padding flags and text",
        arguments: [
            ("%-d", "9"), ("%_d", " 9"), ("%0e", "09"), ("%-H:%-M", "4:5"), ("%_j", "313"), ("100%%", "100%"),
            ("%F %T", "2026-11-09 04:05:06"), ("week %V of %G", "week 46 of 2026"), ("Zeit", "Zeit"),
        ])
    func padding(_ format: String, _ expected: String) throws {
        let instant = try #require(TimestampText.microseconds(Self.instants[0], zone: .utc))
        #expect(try TimeFormat(format).format(microseconds: instant, zone: .utc) == expected)
    }

    @Test("a zone's clock and offset are shown on both sides of a clock change")
    func zones() throws {
        let berlin = try #require(ZoneRules(identifier: "Europe/Berlin"))
        let format = try TimeFormat("%H:%M %Z")
        let before = try #require(TimestampText.microseconds("2026-10-25T00:30:00Z", zone: .utc))
        #expect(format.format(microseconds: before, zone: berlin) == "02:30 +0200")
        #expect(format.format(microseconds: before + 3_600_000_000, zone: berlin) == "02:30 +0100")
        let kolkata = try #require(ZoneRules(identifier: "Asia/Kolkata"))
        #expect(format.format(microseconds: before, zone: kolkata) == "06:00 +0530")
    }

    @Test("a day has midnight as its time, before 1970 too")
    func days() throws {
        #expect(try TimeFormat("%a %-d %b %Y %H:%M").format(days: 20_766) == "Mon 9 Nov 2026 00:00")
        #expect(try TimeFormat("%Y-%m-%d %j").format(days: -1) == "1969-12-31 365")
    }

    @Test(
        "a wrong format says what is wrong",
        arguments: [
            ("%k", "the time format '%k' has no directive '%k'"), ("%d%", "the time format '%d%' ends in a lone %"),
            ("%-", "the time format '%-' ends in a lone %"), (",.2f", "the time format ',.2f' shows no part of a time"),
            ("100%%", "the time format '100%%' shows no part of a time"),
        ])
    func wrong(_ format: String, _ message: String) {
        let error = #expect(throws: FormatError.self) { try TimeFormat.check(format) }
        #expect(error?.message == message)
    }
}
