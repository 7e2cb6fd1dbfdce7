import Columnar
import Reports
import Testing

/// Slots of schedules; the expected instants come from the zones' published rules and from counting days.
struct ScheduleTests {
    private func zone(_ name: String) throws -> ZoneRules { try #require(ZoneRules(identifier: name)) }

    private func instant(_ text: String) throws -> Int64 {
        try #require(TimestampText.microseconds(text, zone: .utc))
    }

    private func schedule(_ text: String, zone: String = "UTC") throws -> Schedule {
        let report = try Report("r", title: "R", schedule: text) { "x" }
        return try #require(report.schedule)
    }

    private func slots(_ text: String, _ zoneName: String, after from: String, through to: String) throws -> [String] {
        try schedule(text).slots(after: instant(from), through: instant(to), zone: zone(zoneName))
            .map { TimestampText.rfc3339(microseconds: $0) }
    }

    @Test("The named forms come at their times of the wall clock")
    func namedForms() throws {
        #expect(
            try slots("hourly", "UTC", after: "2026-11-16T00:00:00Z", through: "2026-11-16T03:00:00Z")
                == ["2026-11-16T01:00:00Z", "2026-11-16T02:00:00Z", "2026-11-16T03:00:00Z"])
        #expect(
            try slots("daily 06:30", "Europe/Berlin", after: "2026-11-15T05:30:00Z", through: "2026-11-17T00:00:00Z")
                == ["2026-11-16T05:30:00Z"])
        #expect(
            try slots("weekly mon 00:00", "UTC", after: "2026-11-16T00:00:00Z", through: "2026-11-30T00:00:00Z")
                == ["2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"])
        #expect(
            try slots("monthly 31 00:00", "UTC", after: "2026-01-01T00:00:00Z", through: "2026-06-01T00:00:00Z")
                == ["2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z"])
    }

    @Test("A time that spring skips comes at the end of the gap, and a time that autumn repeats comes once")
    func clockChanges() throws {
        // Berlin: 2026-03-29 02:00 → 03:00 (01:00Z), 2026-10-25 03:00 → 02:00 (01:00Z).
        #expect(
            try slots("daily 02:30", "Europe/Berlin", after: "2026-03-28T12:00:00Z", through: "2026-03-30T12:00:00Z")
                == ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"])
        #expect(
            try slots("daily 02:30", "Europe/Berlin", after: "2026-10-24T12:00:00Z", through: "2026-10-26T12:00:00Z")
                == ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"])
        // Lord Howe moves by half an hour: 2026-10-04 02:00 → 02:30 (+10:30 → +11:00, at 15:30Z the day before).
        #expect(
            try slots(
                "daily 02:15", "Australia/Lord_Howe", after: "2026-10-03T00:00:00Z", through: "2026-10-04T12:00:00Z")
                == ["2026-10-03T15:30:00Z"])
        // Midnight itself is skipped in Santiago: 2026-09-06 00:00 → 01:00 (04:00Z).
        #expect(
            try slots("daily 00:00", "America/Santiago", after: "2026-09-05T12:00:00Z", through: "2026-09-07T12:00:00Z")
                == ["2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"])
    }

    @Test("Hourly schedules follow real time through both changes")
    func hourlyThroughChanges() throws {
        for day in ["2026-03-29", "2026-10-25", "2026-07-01"] {
            let from = try instant("\(day)T00:00:00Z")
            let found = try schedule("hourly").slots(
                after: from, through: from + 86_400_000_000, zone: zone("Europe/Berlin"))
            #expect(found == (1...24).map { from + $0 * 3_600_000_000 })
        }
        // Half-hour zones have their hours on the half hour of UTC.
        #expect(
            try slots("hourly", "Asia/Kolkata", after: "2026-01-01T00:00:00Z", through: "2026-01-01T01:30:00Z")
                == ["2026-01-01T00:30:00Z", "2026-01-01T01:30:00Z"])
    }

    @Test(
        "A decade has every slot exactly once in each zone",
        arguments: ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
    func decade(_ name: String) throws {
        let zone = try zone(name)
        // Local midnights of 2026-01-01 and 2036-01-01: 3,652 days, of which 2028 and 2032 have a leap day.
        let from = zone.utcMicroseconds(local: try instant("2026-01-01T00:00:00Z")) - 1
        let to = zone.utcMicroseconds(local: try instant("2036-01-01T00:00:00Z")) - 1
        for (text, count) in [
            ("daily 00:00", 3652), ("daily 02:30", 3652), ("weekly mon 00:00", 522), ("monthly 1 02:15", 120),
            ("0 0 29 2 *", 2), ("30 2 * * sun", 522),
        ] {
            let slots = try schedule(text).slots(after: from, through: to, zone: zone)
            #expect(slots.count == count, "\(text)")
            #expect(zip(slots, slots.dropFirst()).allSatisfy(<), "\(text)")
            let days = Set(slots.map { zone.localMicroseconds(utc: $0).flooredDivision(by: 86_400_000_000) })
            #expect(days.count == count, "\(text) comes once a day")
        }
        // The zones have the same offset at both ends, so that the decade has this many real hours. Where clocks move by half an hour, the
        // full hours of the wall clock are an hour and a half apart at each change: one fewer every year.
        let fewer = name == "Australia/Lord_Howe" ? 10 : 0
        #expect(try schedule("hourly").slots(after: from, through: to, zone: zone).count == 3652 * 24 - fewer)
    }

    @Test("Day of the month and day of the week: either is enough when both are given")
    func cronDays() throws {
        // 13 November 2026 is a Friday; the other Fridays are the 6th, 20th and 27th.
        #expect(
            try slots("0 12 13 * fri", "UTC", after: "2026-11-01T00:00:00Z", through: "2026-11-30T00:00:00Z")
                == ["06", "13", "20", "27"].map { "2026-11-\($0)T12:00:00Z" })
        #expect(
            try slots("0 12 */10 * fri", "UTC", after: "2026-11-01T00:00:00Z", through: "2026-11-30T00:00:00Z")
                .isEmpty)
        #expect(
            try slots("0 0 * * 7", "UTC", after: "2026-11-01T00:00:00Z", through: "2026-11-15T00:00:00Z")
                == ["2026-11-08T00:00:00Z", "2026-11-15T00:00:00Z"])
        #expect(
            try slots("5,35 9-11/2 16 nov *", "UTC", after: "2026-01-01T00:00:00Z", through: "2026-12-31T00:00:00Z")
                == ["09:05", "09:35", "11:05", "11:35"].map { "2026-11-16T\($0):00Z" })
        #expect(
            try slots("10/20 0 16 11 *", "UTC", after: "2026-01-01T00:00:00Z", through: "2026-12-31T00:00:00Z")
                == ["00:10", "00:30", "00:50"].map { "2026-11-16T\($0):00Z" })
    }

    @Test("A day that no month has is refused", arguments: ["0 0 30 2 *", "0 0 31 4,6 *"])
    func impossible(_ text: String) {
        #expect(throws: (any Error).self) { try schedule(text) }
    }
}
