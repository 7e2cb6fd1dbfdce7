public import Columnar

/// A span of calendar time that a report covers: whole hours, days, weeks, months, quarters or years of the report's zone.
public struct Period: Hashable, Sendable {
    /// The length of a period.
    public enum Grain: String, Hashable, Sendable, CaseIterable {
        case hour, day, week, month, quarter, year
    }

    /// The id: `2026-11-09T13`, `2026-11-09`, `2026-W46`, `2026-11`, `2026-Q4`, `2026`.
    public var id: String
    /// The length.
    public var grain: Grain
    /// The first instant, in microseconds since 1970 in UTC.
    public var from: Int64
    /// The first instant behind the period, in microseconds since 1970 in UTC.
    public var to: Int64
    /// The zone whose calendar it follows.
    public var zone: ZoneRules

    /// A period by its parts; `id`, `from` and `to` must agree.
    package init(id: String, grain: Grain, from: Int64, to: Int64, zone: ZoneRules) {
        self.id = id
        self.grain = grain
        self.from = from
        self.to = to
        self.zone = zone
    }
}
