import Columnar
import Testing

/// Offsets far from today; expectations by Python's zoneinfo over the IANA database.
@Suite("Zone rules")
struct ZoneRulesTests {
    @Test(
        "offsets long ago are local mean time, and rules go on for ever",
        arguments: [
            ("Europe/Rome", -3_773_779_200, 2996), ("Europe/Rome", 4_118_083_200, 7200),
            ("Europe/Rome", 4_829_414_400, 3600), ("Europe/Rome", 13_587_868_800, 7200),
            ("America/New_York", -2_840_140_800, -17_762), ("America/New_York", 4_455_241_140, -18_000),
            ("America/New_York", 4_455_241_200, -14_400), ("America/New_York", 4_475_800_740, -14_400),
            ("America/New_York", 4_475_800_800, -18_000), ("Australia/Sydney", 5_838_048_000, 39_600),
            ("Australia/Sydney", 5_838_044_400, 39_600), ("Australia/Sydney", 5_853_600_000, 36_000),
            ("Pacific/Apia", -2_524_521_600, 45_184), ("Asia/Kolkata", -3_786_825_600, 21_208),
            ("Asia/Kolkata", 7_258_118_400, 19_800),
        ] as [(String, Int64, Int64)])
    func offsets(zone: String, seconds: Int64, offset: Int64) throws {
        let rules = try #require(ZoneRules(identifier: zone))
        #expect(rules.offset(atSeconds: seconds) == offset)
        let stretch = rules.stretch(atSeconds: seconds)
        #expect(stretch.offset == offset)
        #expect(stretch.start <= seconds && seconds < stretch.end)
    }

    @Test(
        "a stretch has one offset to its ends, through the years that repeat",
        arguments: ["Europe/Rome", "Australia/Sydney"])
    func stretches(zone: String) throws {
        let rules = try #require(ZoneRules(identifier: zone))
        var seconds: Int64 = 3_700_000_000
        while seconds < 5_000_000_000 {
            let stretch = rules.stretch(atSeconds: seconds)
            #expect(stretch.end > seconds)
            #expect(rules.offset(atSeconds: stretch.end - 1) == stretch.offset)
            let middle = seconds + (stretch.end - seconds) / 2
            #expect(rules.offset(atSeconds: middle) == stretch.offset)
            seconds = stretch.end
        }
    }

    @Test("the first and the last instant of all have a text (proleptic Gregorian calendar, by java.time)")
    func extremes() {
        #expect(TimestampText.rfc3339(microseconds: .min) == "-290308-12-21T19:59:05.224192Z")
        #expect(TimestampText.rfc3339(microseconds: .max) == "+294247-01-10T04:00:54.775807Z")
    }

    @Test("values are told apart by bytes and signs")
    func identity() {
        #expect(Scalar.string("\u{E9}") != Scalar.string("e\u{301}"))
        #expect(Scalar.double(0) != Scalar.double(-0.0))
        #expect(Scalar.double(.nan) == Scalar.double(-.nan))
    }
}
