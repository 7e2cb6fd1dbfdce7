import Columnar
import Diagnostics

/// The stretch of a timed source that a cell sees.
public enum CellWindow: Hashable, Sendable {
    /// The report's period.
    case period
    /// Everything, rows without a time included.
    case all
    /// That many hours, days, weeks, … ending with the period.
    case span(count: Int, Period.Grain)

    /// The largest count of a span.
    static let largestCount = 10_000

    /// Reads `period`, `all`, or a count and a grain such as `12 weeks` or `1 day`.
    ///
    /// - Throws: `DiagnosticsError`, without file and range.
    public init(_ text: String) throws {
        let words = text.split(separator: " ").map { $0.lowercased() }
        if words == ["all"] {
            self = .all
        } else if words == ["period"] {
            self = .period
        } else if words.count == 2, let count = Int(words[0]) {
            let name = words[1].hasSuffix("s") ? String(words[1].dropLast()) : words[1]
            guard let grain = Period.Grain(rawValue: name) else {
                let plurals = Period.Grain.allCases.map(\.plural)
                throw CellWindow.unreadable(
                    text, help: NearMatch.find(words[1], among: plurals).map { "did you mean '\(count) \($0)'?" })
            }
            guard (1...CellWindow.largestCount).contains(count) else {
                throw DiagnosticsError(
                    Diagnostic(
                        "bad-window", .error,
                        "a window spans 1 to \(CellWindow.largestCount) \(grain.plural), not \(words[0])"))
            }
            self = .span(count: count, grain)
        } else {
            throw CellWindow.unreadable(text, help: NearMatch.help(text, among: ["all", "period"]))
        }
    }

    private static func unreadable(_ text: String, help: String?) -> DiagnosticsError {
        DiagnosticsError(
            Diagnostic(
                "bad-window", .error,
                "'\(text)' is not a window; expected 'all', 'period' or a span such as '12 weeks'",
                help: help))
    }

    /// The instants seen, `from <= t < to` in microseconds since 1970 in UTC; nil for all.
    ///
    /// A span is counted on the calendar, back from the period's end: `2 weeks` in a daily report are the 14 days up to and including
    /// the period. Hours are counted as elapsed time. Months and longer count from the period's end, clamped to the month's last day.
    public func bounds(for period: Period) -> (from: Int64, to: Int64)? {
        switch self {
        case .period: return (period.from, period.to)
        case .all: return nil
        case .span(let count, .hour): return (period.to - Int64(count) * Period.microsecondsPerHour, period.to)
        case .span(let count, let grain):
            let zone = period.zone
            let end = zone.localMicroseconds(utc: period.to)
            let day = end.flooredDivision(by: Period.microsecondsPerDay)
            let date = CivilDate(daysSinceEpoch: Int(day))
            let first =
                switch grain {
                case .hour, .day: CivilDate(daysSinceEpoch: Int(day) - count)
                case .week: CivilDate(daysSinceEpoch: Int(day) - 7 * count)
                case .month: date.adding(months: -count)
                case .quarter: date.adding(months: -3 * count)
                case .year: date.adding(months: -12 * count)
                }
            let local =
                Int64(first.daysSinceEpoch) * Period.microsecondsPerDay + (end - day * Period.microsecondsPerDay)
            return (zone.utcMicroseconds(local: local), period.to)
        }
    }
}
