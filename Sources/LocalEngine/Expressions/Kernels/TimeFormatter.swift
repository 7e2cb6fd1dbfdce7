import Columnar
import QueryPlan

/// Writes wall-clock times by a pattern; the last day's calendar fields are kept for the next row.
struct TimeFormatter {
    private let pattern: TimePattern
    private let zone: ZoneRules
    /// Whether the pattern has an era; its years then are those of the era, and have no sign.
    private let hasEra: Bool
    private var clock: LocalClock
    private var knownDay = Int64.min
    private var date = CivilDate(1970, 1, 1)

    init(_ pattern: TimePattern, zone: ZoneRules) {
        self.pattern = pattern
        self.zone = zone
        hasEra = pattern.fields.contains(.era)
        clock = LocalClock(zone)
    }

    /// Appends an instant.
    mutating func append(_ instant: Int64, to writer: inout TextWriter) {
        let local = clock.local(instant)
        let day = local.flooredDivision(by: 86_400_000_000)
        if day != knownDay {
            knownDay = day
            date = CivilDate(daysSinceEpoch: Int(day))
        }
        let micros = Int(local &- day &* 86_400_000_000)
        let seconds = micros / 1_000_000
        for field in pattern.fields {
            switch field {
            case .literal(let bytes): bytes.withUnsafeBufferPointer { writer.append($0) }
            case .era: writer.append(date.year > 0 ? "AD" : "BC")
            case .year(let count): appendYear(count, to: &writer)
            case .month(let count): writer.append(date.month, width: count)
            case .monthName(let isFull):
                writer.append(isFull ? Self.months[date.month - 1] : Self.shortMonths[date.month - 1])
            case .dayOfMonth(let count): writer.append(date.day, width: count)
            case .dayOfYear(let count): writer.append(date.dayOfYear, width: count)
            case .quarter(let count): writer.append((date.month + 2) / 3, width: count)
            case .quarterName(let isFull):
                let quarter = (date.month + 2) / 3
                writer.append(isFull ? Self.quarters[quarter - 1] : "Q\(quarter)")
            case .weekdayName(let isFull):
                let name = Self.weekdays[date.isoWeekday - 1]
                writer.append(isFull ? name : String(name.prefix(3)))
            case .weekOfMonth: writer.append((date.day - 1) % 7 + 1, width: 1)
            case .halfDay: writer.append(seconds < 43_200 ? "AM" : "PM")
            case .hour(let count): writer.append(seconds / 3600, width: count)
            case .hourFromOne(let count): writer.append(seconds < 3600 ? 24 : seconds / 3600, width: count)
            case .halfDayHour(let count): writer.append((seconds / 3600 + 11) % 12 + 1, width: count)
            case .halfDayHourFromZero(let count): writer.append(seconds / 3600 % 12, width: count)
            case .minute(let count): writer.append(seconds / 60 % 60, width: count)
            case .second(let count): writer.append(seconds % 60, width: count)
            case .fraction(let count): appendFraction(micros % 1_000_000, count, to: &writer)
            case .zoneName: writer.append(zone.identifier)
            case .offset(let count, let zeroIsZ):
                appendOffset(Int(clock.offset / 1_000_000), count, zeroIsZ: zeroIsZ, to: &writer)
            case .zoneOffset(let isFull): appendZoneOffset(Int(clock.offset / 1_000_000), isFull, to: &writer)
            case .optionalStart, .optionalEnd: break
            }
        }
    }

    /// The year of its era, 1 BC being year 1 there, where the pattern tells the era; else 1 BC is year 0 and years before it have a
    /// minus. From five digits on, four asked for, with a plus.
    private func appendYear(_ count: Int, to writer: inout TextWriter) {
        let signed = hasEra && date.year <= 0 ? 1 - date.year : date.year
        let year = abs(signed)
        if count == 2 { return writer.appendTwoDigits(year % 100) }
        if signed < 0 {
            writer.append(UInt8(ascii: "-"))
        } else if count >= 4, year >= (count == 4 ? 10_000 : count == 5 ? 100_000 : 1_000_000) {
            writer.append(UInt8(ascii: "+"))
        }
        writer.append(year, width: count)
    }

    private func appendFraction(_ micros: Int, _ count: Int, to writer: inout TextWriter) {
        var value = micros * 1000
        var divisor = 1
        for _ in count..<9 { divisor *= 10 }
        value /= divisor
        writer.append(value, width: count)
    }

    private func appendOffset(_ seconds: Int, _ count: Int, zeroIsZ: Bool, to writer: inout TextWriter) {
        if seconds == 0 && zeroIsZ { return writer.append(UInt8(ascii: "Z")) }
        let magnitude = abs(seconds)
        writer.append(seconds < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        writer.appendTwoDigits(magnitude / 3600)
        let (minutes, rest) = (magnitude / 60 % 60, magnitude % 60)
        if count == 1 && minutes == 0 { return }
        if count == 3 || count == 5 { writer.append(UInt8(ascii: ":")) }
        writer.appendTwoDigits(minutes)
        guard count >= 4, rest > 0 else { return }
        if count == 5 { writer.append(UInt8(ascii: ":")) }
        writer.appendTwoDigits(rest)
    }

    private func appendZoneOffset(_ seconds: Int, _ isFull: Bool, to writer: inout TextWriter) {
        writer.append("GMT")
        if seconds == 0 { return }
        let magnitude = abs(seconds)
        writer.append(seconds < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        writer.append(magnitude / 3600, width: isFull ? 2 : 1)
        if !isFull && magnitude % 3600 == 0 { return }
        writer.append(UInt8(ascii: ":"))
        writer.appendTwoDigits(magnitude / 60 % 60)
        guard magnitude % 60 > 0 else { return }
        writer.append(UInt8(ascii: ":"))
        writer.appendTwoDigits(magnitude % 60)
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let shortMonths = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let quarters = ["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"]
}
