import struct Foundation.Date
import struct Foundation.TimeZone

/// A time zone's offsets from UTC over time, as a flat table that is quick to search.
///
/// The rules come from Foundation's time zone database. Offsets hold whole seconds east of UTC. Instants before the first change that the
/// database knows have the zone's local mean time; from 2090 on, each year is like the year before 2090 that starts on the same weekday and
/// is as long, since by then a zone has the rules that it keeps.
public struct ZoneRules: Hashable, Sendable {
    /// The IANA name, such as `Europe/Berlin`.
    public let identifier: String
    /// Offsets from each instant on; the first entry starts at `Int64.min`. Ascending by `start` (seconds since 1970 in UTC).
    private let periods: [Period]

    private struct Period: Hashable, Sendable {
        var start: Int64
        var offset: Int64
    }

    /// Where the table ends and the years repeat: 2090-01-01, in seconds since 1970. The 28 years before it have no other rules.
    private static let repeatedFrom: Int64 = 3_786_912_000

    /// UTC, which needs no database.
    public static let utc = ZoneRules(identifier: "UTC", periods: [Period(start: .min, offset: 0)])

    private init(identifier: String, periods: [Period]) {
        self.identifier = identifier
        self.periods = periods
    }

    /// The rules of an IANA zone name, or nil when the database has no such zone. Complexity: O(transitions), once.
    public init?(identifier: String) {
        if identifier == "UTC" || identifier == "Etc/UTC" || identifier == "Z" {
            self = ZoneRules(identifier: identifier, periods: ZoneRules.utc.periods)
            return
        }
        guard identifier.contains("/") || ["GMT", "CET", "EET", "MET", "WET"].contains(identifier),
            let zone = TimeZone(identifier: identifier)
        else { return nil }
        var instant = Date(timeIntervalSince1970: -5_364_662_400)  // 1800-01-01
        // Somewhat further than where the years start to repeat, so that a repeated year's last stretch has its end.
        let end = Date(timeIntervalSince1970: Double(ZoneRules.repeatedFrom) + 366 * 86_400)
        var periods = [Period(start: .min, offset: Int64(zone.secondsFromGMT(for: instant)))]
        while let next = zone.nextDaylightSavingTimeTransition(after: instant), next < end, next > instant {
            let offset = Int64(zone.secondsFromGMT(for: next.addingTimeInterval(1)))
            if offset != periods[periods.count - 1].offset {
                periods.append(Period(start: Int64(next.timeIntervalSince1970), offset: offset))
            }
            instant = next
        }
        self.init(identifier: identifier, periods: periods)
    }

    /// A zone as SQL names it: an IANA name, `UTC`, `Z`, or an offset such as `+01:00`, `-8`, `UTC+1`, `GMT-03:30`; nil for other
    /// texts and for offsets beyond 18 hours.
    package init?(sqlName name: String) {
        if let zone = ZoneRules(identifier: name) {
            self = zone
            return
        }
        var text = Substring(name)
        for prefix in ["UTC", "GMT", "UT"] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
            break
        }
        guard let sign = text.first, sign == "+" || sign == "-" else {
            // Without an offset it is the prefix itself.
            guard text.isEmpty, !name.isEmpty else { return nil }
            self = .utc
            return
        }
        var parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 1, parts[0].utf8.count == 4 { parts = [parts[0].prefix(2), parts[0].suffix(2)] }
        guard parts.count <= 3,
            parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy { $0 &- 0x30 < 10 } })
        else { return nil }
        let numbers = parts.compactMap { Int64($0) } + [0, 0]
        let seconds = numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
        guard numbers[1] < 60, numbers[2] < 60, seconds <= 64_800 else { return nil }
        self.init(identifier: name, periods: [Period(start: .min, offset: sign == "-" ? -seconds : seconds)])
    }

    /// True when every instant has offset 0, so that local time is UTC.
    public var isUTC: Bool { periods.count == 1 && periods[0].offset == 0 }

    /// Seconds east of UTC in force at an instant given in seconds since 1970. Complexity: O(log transitions).
    public func offset(atSeconds seconds: Int64) -> Int64 {
        periods[index(atSeconds: seconds - shift(atSeconds: seconds))].offset
    }

    /// The stretch of instants around `seconds` that share one offset, or a part of it: kernels reuse it from row to row.
    package func stretch(atSeconds seconds: Int64) -> (start: Int64, end: Int64, offset: Int64) {
        let shift = shift(atSeconds: seconds)
        let index = index(atSeconds: seconds - shift)
        let start = periods[index].start
        let end = index + 1 < periods.count ? periods[index + 1].start : .max
        if shift == 0 { return (start, repeats ? min(end, ZoneRules.repeatedFrom) : end, periods[index].offset) }
        // Other years are like other ones: the stretch ends with the year.
        let year = CivilDate(daysSinceEpoch: Int(seconds.flooredDivision(by: 86_400))).year
        let first = Int64(CivilDate(year, 1, 1).daysSinceEpoch) * 86_400
        let last = Int64(CivilDate(year + 1, 1, 1).daysSinceEpoch) * 86_400
        return (max(start + shift, first), min(end == .max ? .max : end + shift, last), periods[index].offset)
    }

    /// Whether the zone still changes its offset when the years start to repeat.
    private var repeats: Bool { periods.count > 1 && periods[periods.count - 1].start >= ZoneRules.repeatedFrom }

    /// How far behind the year lies that the instant's year is like, in seconds; 0 before the years repeat.
    private func shift(atSeconds seconds: Int64) -> Int64 {
        guard seconds >= ZoneRules.repeatedFrom, repeats else { return 0 }
        let year = CivilDate(daysSinceEpoch: Int(seconds.flooredDivision(by: 86_400))).year
        let first = CivilDate(year, 1, 1)
        let length = CivilDate(year + 1, 1, 1).daysSinceEpoch - first.daysSinceEpoch
        // Any 28 years without a skipped leap day have years of both lengths for every weekday.
        for like in (2062...2089).reversed() {
            let start = CivilDate(like, 1, 1)
            guard start.isoWeekday == first.isoWeekday,
                CivilDate(like + 1, 1, 1).daysSinceEpoch - start.daysSinceEpoch == length
            else { continue }
            return Int64(first.daysSinceEpoch - start.daysSinceEpoch) * 86_400
        }
        return 0
    }

    /// The wall clock of an instant, both in microseconds since 1970-01-01T00:00:00 of their own clock.
    public func localMicroseconds(utc: Int64) -> Int64 {
        utc &+ offset(atSeconds: utc.flooredDivision(by: 1_000_000)) &* 1_000_000
    }

    /// The instant at which the wall clock shows `local`. A time that a spring change skips moves forward by the gap; a time
    /// that an autumn change repeats means its first occurrence (as in Java and Spark SQL).
    public func utcMicroseconds(local: Int64) -> Int64 {
        if isUTC { return local }
        let seconds = local.flooredDivision(by: 1_000_000)
        let before = offset(atSeconds: seconds - 86_400)
        let after = offset(atSeconds: seconds + 86_400)
        let early = local &- before &* 1_000_000
        if before == after { return early }
        if offset(atSeconds: early.flooredDivision(by: 1_000_000)) == before { return early }
        let late = local &- after &* 1_000_000
        if offset(atSeconds: late.flooredDivision(by: 1_000_000)) == after { return late }
        return early
    }

    private func index(atSeconds seconds: Int64) -> Int {
        var low = 0
        var high = periods.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if periods[middle].start <= seconds { low = middle } else { high = middle }
        }
        return low
    }
}
