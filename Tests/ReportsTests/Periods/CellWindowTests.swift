import Columnar
import Diagnostics
import Testing

@testable import Reports

@Suite struct CellWindowTests {
    @Test(
        "a span counts back from the period's end on the calendar",
        arguments: [
            ("12 weeks", "2026-W46", "2026-08-24T00:00:00Z"),
            ("1 week", "2026-W46", "2026-11-09T00:00:00Z"),
            ("2 weeks", "2026-11-09", "2026-10-27T00:00:00Z"),
            ("3 months", "2026-11", "2026-09-01T00:00:00Z"),
            ("24 hours", "2026-11-09T13", "2026-11-08T14:00:00Z"),
            ("2 quarters", "2026-Q1", "2025-10-01T00:00:00Z"),
            ("1 year", "2026-02", "2025-03-01T00:00:00Z"),
        ])
    func spans(text: String, id: String, from: String) throws {
        let period = try Period(id: id, zone: .utc)
        let bounds = try #require(try CellWindow(text).bounds(for: period))
        #expect(TimestampText.rfc3339(microseconds: bounds.from) == from)
        #expect(bounds.to == period.to)
    }

    @Test("days of a span keep their midnight when the clocks change in between")
    func daylightSaving() throws {
        let zone = try #require(ZoneRules(identifier: "Europe/Berlin"))
        let period = try Period(id: "2026-10-26", zone: zone)
        let bounds = try #require(try CellWindow("3 days").bounds(for: period))
        #expect(TimestampText.rfc3339(microseconds: bounds.from) == "2026-10-23T22:00:00Z")
    }

    @Test("all has no bounds and the period has its own")
    func fixed() throws {
        let period = try Period(id: "2026-W46", zone: .utc)
        #expect(try CellWindow("all").bounds(for: period) == nil)
        #expect(try CellWindow("period").bounds(for: period)?.from == period.from)
    }

    @Test(
        "a window that cannot be read says what can",
        arguments: [
            (
                "al", "'al' is not a window; expected 'all', 'period' or a span such as '12 weeks'",
                "did you mean 'all'?"
            ),
            (
                "12 wekks", "'12 wekks' is not a window; expected 'all', 'period' or a span such as '12 weeks'",
                "did you mean '12 weeks'?"
            ),
            ("0 weeks", "a window spans 1 to 10000 weeks, not 0", nil),
            ("-3 days", "a window spans 1 to 10000 days, not -3", nil),
        ] as [(String, String, String?)])
    func wrong(text: String, message: String, help: String?) {
        let found = #expect(throws: DiagnosticsError.self) { try CellWindow(text) }
        #expect(found?.diagnostics.map(\.message) == [message])
        #expect(found?.diagnostics.first?.help == help)
    }
}
