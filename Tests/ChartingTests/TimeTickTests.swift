import Columnar
import Testing

@testable import Charting

struct TimeTickTests {
    /// Printed by d3-scale 2.2.2 (`scaleUtc().ticks`) under Node: how many, the first, the second, the last.
    @Test(
        "ticks in UTC are d3's",
        arguments: [
            (
                "2026-11-09T00:00:00Z", "2026-11-10T00:00:00Z", 10, 9, "2026-11-09T00:00:00Z", "2026-11-09T03:00:00Z",
                "2026-11-10T00:00:00Z"
            ),
            (
                "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z", 7, 8, "2026-11-09T00:00:00Z", "2026-11-10T00:00:00Z",
                "2026-11-16T00:00:00Z"
            ),
            (
                "2026-11-09T13:00:00Z", "2026-11-09T14:00:00Z", 5, 5, "2026-11-09T13:00:00Z", "2026-11-09T13:15:00Z",
                "2026-11-09T14:00:00Z"
            ),
            (
                "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", 10, 12, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z",
                "2026-12-01T00:00:00Z"
            ),
            (
                "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", 4, 4, "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z",
                "2026-10-01T00:00:00Z"
            ),
            (
                "2020-01-01T00:00:00Z", "2026-12-31T00:00:00Z", 5, 7, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z",
                "2026-01-01T00:00:00Z"
            ),
            (
                "1990-01-01T00:00:00Z", "2026-12-31T00:00:00Z", 5, 4, "1990-01-01T00:00:00Z", "2000-01-01T00:00:00Z",
                "2020-01-01T00:00:00Z"
            ),
            (
                "2026-11-09T13:00:00Z", "2026-11-09T13:00:10Z", 5, 11, "2026-11-09T13:00:00Z", "2026-11-09T13:00:01Z",
                "2026-11-09T13:00:10Z"
            ),
            (
                "2026-11-09T13:00:00.000Z", "2026-11-09T13:00:00.500Z", 5, 6, "2026-11-09T13:00:00Z",
                "2026-11-09T13:00:00.100Z", "2026-11-09T13:00:00.500Z"
            ),
            (
                "2026-11-09T00:00:00Z", "2026-11-24T00:00:00Z", 8, 8, "2026-11-09T00:00:00Z", "2026-11-11T00:00:00Z",
                "2026-11-23T00:00:00Z"
            ),
            (
                "2026-11-09T00:00:00Z", "2026-11-09T06:00:00Z", 6, 7, "2026-11-09T00:00:00Z", "2026-11-09T01:00:00Z",
                "2026-11-09T06:00:00Z"
            ),
        ])
    func utc(
        _ from: String, _ to: String, _ count: Int, _ number: Int, _ first: String, _ second: String, _ last: String
    ) throws {
        let ticks = TimeTicks.ticks(from: try instant(from), to: try instant(to), count: count, zone: .utc)
        #expect(ticks.count == number)
        #expect(ticks.first == (try instant(first)))
        #expect(ticks.dropFirst().first == (try instant(second)))
        #expect(ticks.last == (try instant(last)))
    }

    @Test("ticks follow the zone's clock through the day of 25 hours and the day of 23")
    func clockChanges() throws {
        let berlin = try #require(ZoneRules(identifier: "Europe/Berlin"))
        // 2026-10-25 in Berlin is 24th 22:00Z to 25th 23:00Z; clocks go back at 01:00Z.
        let autumn = TimeInterval.hours(6).instants(
            from: try instant("2026-10-24T22:00:00Z"), to: try instant("2026-10-25T23:00:00Z"), zone: berlin)
        let expected = [
            "2026-10-24T22:00:00Z", "2026-10-25T05:00:00Z", "2026-10-25T11:00:00Z", "2026-10-25T17:00:00Z",
            "2026-10-25T23:00:00Z",
        ]
        #expect(try autumn == expected.map(instant))
        // Clocks go forward on 2026-03-29 at 01:00Z: 02:00 does not exist.
        let spring = TimeInterval.hours(1).instants(
            from: try instant("2026-03-29T00:00:00Z"), to: try instant("2026-03-29T02:00:00Z"), zone: berlin)
        #expect(spring.map { TimeTicks.label($0, interval: .hours(1), zone: berlin) } == ["01:00", "03:00", "04:00"])
        let days = TimeInterval.days(1).instants(
            from: try instant("2026-10-24T22:00:00Z"), to: try instant("2026-10-26T23:00:00Z"), zone: berlin)
        #expect(try days == ["2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z"].map(instant))
    }

    @Test("hours of a zone with half an hour's offset start on its full hours")
    func halfHours() throws {
        let kolkata = try #require(ZoneRules(identifier: "Asia/Kolkata"))
        let ticks = TimeInterval.hours(1).instants(
            from: try instant("2026-11-09T00:00:00Z"), to: try instant("2026-11-09T02:00:00Z"), zone: kolkata)
        #expect(ticks.map { TimeTicks.label($0, interval: .hours(1), zone: kolkata) } == ["06:00", "07:00"])
    }

    @Test("weeks start on Monday, days count from the first of the month")
    func calendar() throws {
        let weeks = TimeInterval.week.instants(
            from: try instant("2026-11-01T00:00:00Z"), to: try instant("2026-11-30T00:00:00Z"), zone: .utc)
        #expect(
            weeks.map { TimeTicks.label($0, interval: .week, zone: .utc) } == [
                "2 Nov", "9 Nov", "16 Nov", "23 Nov", "30 Nov",
            ])
        let days = TimeInterval.days(2).instants(
            from: try instant("2026-10-29T00:00:00Z"), to: try instant("2026-11-03T00:00:00Z"), zone: .utc)
        #expect(
            days.map { TimeTicks.label($0, interval: .days(2), zone: .utc) } == ["Thu 29", "Sat 31", "Sun 1", "Tue 3"])
    }

    private func instant(_ text: String) throws -> Int64 { try #require(TimestampText.microseconds(text, zone: .utc)) }
}
