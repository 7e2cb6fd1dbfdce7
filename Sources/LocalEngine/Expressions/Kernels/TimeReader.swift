import Columnar
import QueryPlan

/// Reads times by a pattern: all of the text must fit, letters in either case.
///
/// What the pattern does not ask for is 1970, January, the 1st, midnight. As in Spark a fraction may have fewer digits than the
/// pattern, and numbers that stand next to each other have the widths of their fields.
struct TimeReader {
    private let pattern: TimePattern
    private let zone: ZoneRules

    init(_ pattern: TimePattern, zone: ZoneRules) {
        self.pattern = pattern
        self.zone = zone
    }

    private struct Parts {
        var year: Int?
        var era = 1
        var month: Int?
        var day: Int?
        var dayOfYear: Int?
        var quarter: Int?
        var hour: Int?
        var halfDayHour: Int?
        var isAfternoon: Bool?
        var minute = 0
        var second = 0
        var micros = 0
        var offset: Int?
        var zone: ZoneRules?
    }

    /// The instant that a text means; nil when it does not fit, or there is no such time.
    func instant(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        var parts = Parts()
        var position = 0
        guard read(pattern.fields[...], text, &position, &parts), position == text.count else { return nil }
        return instant(parts)
    }

    private func instant(_ parts: Parts) -> Int64? {
        var year = parts.year ?? 1970
        if parts.era == 0 { year = 1 - year }
        let date: CivilDate
        if let dayOfYear = parts.dayOfYear {
            date = CivilDate(daysSinceEpoch: CivilDate(year, 1, 1).daysSinceEpoch + dayOfYear - 1)
            guard dayOfYear >= 1, date.year == year, parts.month == nil || parts.month == date.month,
                parts.day == nil || parts.day == date.day
            else { return nil }
        } else {
            let month = parts.month ?? parts.quarter.map { $0 * 3 - 2 } ?? 1
            guard let valid = CivilDate(validating: year, month, parts.day ?? 1) else { return nil }
            date = valid
        }
        if let quarter = parts.quarter, (date.month + 2) / 3 != quarter { return nil }
        var hour = parts.hour ?? 0
        if let halfDayHour = parts.halfDayHour {
            hour = halfDayHour + (parts.isAfternoon == true ? 12 : 0)
            if let written = parts.hour, written != hour { return nil }
        } else if let isAfternoon = parts.isAfternoon, let written = parts.hour, (written >= 12) != isAfternoon {
            return nil
        }
        guard year.magnitude <= 280_000 else { return nil }
        let local =
            Int64(date.daysSinceEpoch) * 86_400_000_000
            + Int64(hour * 3600 + parts.minute * 60 + parts.second) * 1_000_000 + Int64(parts.micros)
        if let offset = parts.offset { return local - Int64(offset) * 1_000_000 }
        return (parts.zone ?? zone).utcMicroseconds(local: local)
    }

    private func read(
        _ fields: ArraySlice<TimePattern.Field>, _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int,
        _ parts: inout Parts
    ) -> Bool {
        var index = fields.startIndex
        while index < fields.endIndex {
            if fields[index] == .optionalStart {
                var depth = 0
                var end = index
                repeat {
                    if fields[end] == .optionalStart { depth += 1 }
                    if fields[end] == .optionalEnd { depth -= 1 }
                    end += 1
                } while depth > 0 && end < fields.endIndex
                let (before, partsBefore) = (position, parts)
                if !read(fields[index + 1..<end - 1], text, &position, &parts) {
                    (position, parts) = (before, partsBefore)
                }
                index = end
                continue
            }
            guard read(fields[index], followedBy: fields[(index + 1)...], text, &position, &parts) else { return false }
            index += 1
        }
        return true
    }

    private func read(
        _ field: TimePattern.Field, followedBy rest: ArraySlice<TimePattern.Field>, _ text: UnsafeBufferPointer<UInt8>,
        _ position: inout Int, _ parts: inout Parts
    ) -> Bool {
        func number(_ count: Int, _ range: ClosedRange<Int>, variable: Bool) -> Int? {
            let most = variable ? max(count, digits(text, position) - reserved(rest)) : count
            guard let value = TimeReader.number(text, &position, least: count, most: most), range.contains(value) else {
                return nil
            }
            return value
        }
        switch field {
        case .literal(let bytes):
            guard position + bytes.count <= text.count else { return false }
            for (index, byte) in bytes.enumerated() where !Self.sameLetter(text[position + index], byte) {
                return false
            }
            position += bytes.count
            return true
        case .era:
            guard let era = word(["BC", "AD"], text, &position) else { return false }
            parts.era = era
            return true
        case .year(2): return Self.set(&parts.year, number(2, 0...99, variable: false).map { 2000 + $0 })
        case .year(let count):
            if count >= 4, position < text.count, text[position] == UInt8(ascii: "+") {
                position += 1
                return Self.set(&parts.year, number(count + 1, 0...280_000, variable: true))
            }
            return Self.set(&parts.year, number(count, 0...280_000, variable: count != 4))
        case .month(let count): return Self.set(&parts.month, number(count, 1...12, variable: count == 1))
        case .monthName(let isFull):
            return Self.set(
                &parts.month,
                word(isFull ? TimeFormatter.months : TimeFormatter.shortMonths, text, &position).map { $0 + 1 })
        case .dayOfMonth(let count): return Self.set(&parts.day, number(count, 1...31, variable: count == 1))
        case .dayOfYear(let count): return Self.set(&parts.dayOfYear, number(count, 1...366, variable: count < 3))
        case .quarter(let count): return Self.set(&parts.quarter, number(count, 1...4, variable: count == 1))
        case .halfDay:
            guard let half = word(["AM", "PM"], text, &position) else { return false }
            parts.isAfternoon = half == 1
            return true
        case .hour(let count): return Self.set(&parts.hour, number(count, 0...23, variable: count == 1))
        case .hourFromOne(let count):
            return Self.set(&parts.hour, number(count, 1...24, variable: count == 1).map { $0 % 24 })
        case .halfDayHour(let count):
            return Self.set(&parts.halfDayHour, number(count, 1...12, variable: count == 1).map { $0 % 12 })
        case .halfDayHourFromZero(let count):
            return Self.set(&parts.halfDayHour, number(count, 0...11, variable: count == 1))
        case .minute(let count):
            guard let value = number(count, 0...59, variable: count == 1) else { return false }
            parts.minute = value
            return true
        case .second(let count):
            guard let value = number(count, 0...59, variable: count == 1) else { return false }
            parts.second = value
            return true
        case .fraction(let count):
            let start = position
            guard var value = TimeReader.number(text, &position, least: 1, most: count) else { return false }
            for _ in (position - start)..<9 { value *= 10 }
            parts.micros = value / 1000
            return true
        case .zoneName:
            let start = position
            while position < text.count, Self.isZoneLetter(text[position]) { position += 1 }
            parts.zone = ZoneRules(sqlName: String(decoding: text[start..<position], as: UTF8.self))
            return parts.zone != nil
        case .offset(let count, let zeroIsZ):
            guard let offset = self.offset(count, zeroIsZ, text, &position) else { return false }
            parts.offset = offset
            return true
        case .zoneOffset:
            guard word(["GMT"], text, &position) != nil else { return false }
            parts.offset = 0
            let start = position
            guard position < text.count, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-")
            else {
                return true
            }
            while position < text.count, Self.isZoneLetter(text[position]) { position += 1 }
            let name = String(decoding: text[start..<position], as: UTF8.self)
            parts.zone = ZoneRules(sqlName: name)
            parts.offset = parts.zone.map { Int($0.offset(atSeconds: 0)) }
            return parts.zone != nil
        // Spark reads none of these either.
        case .quarterName, .weekdayName, .weekOfMonth, .optionalStart, .optionalEnd: return false
        }
    }

    /// Sets a part that is not set yet, or equal; false for none.
    private static func set(_ part: inout Int?, _ value: Int?) -> Bool {
        guard let value, part == nil || part == value else { return false }
        part = value
        return true
    }

    private static func sameLetter(_ a: UInt8, _ b: UInt8) -> Bool {
        a == b || ((a ^ b) == 0x20 && (a | 0x20) &- UInt8(ascii: "a") < 26)
    }

    private static func isZoneLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || "/_+-:".utf8.contains(byte)
    }

    /// Digits from a position on.
    private func digits(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int {
        var end = position
        while end < text.count, text[end] &- UInt8(ascii: "0") < 10 { end += 1 }
        return end - position
    }

    /// Digits that the numbers of fixed width right behind a field need.
    private func reserved(_ fields: ArraySlice<TimePattern.Field>) -> Int {
        var total = 0
        for field in fields {
            switch field {
            case .month(2), .dayOfMonth(2), .hour(2), .hourFromOne(2), .halfDayHour(2), .halfDayHourFromZero(2),
                .minute(2), .second(2), .quarter(2), .year(2):
                total += 2
            case .dayOfYear(3): total += 3
            case .year(4): total += 4
            default: return total
            }
        }
        return total
    }

    private static func number(
        _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int, least: Int, most: Int
    ) -> Int? {
        var value = 0
        var count = 0
        while count < most, position < text.count, text[position] &- UInt8(ascii: "0") < 10 {
            guard value < 1_000_000_000 else { return nil }
            value = value * 10 + Int(text[position] - UInt8(ascii: "0"))
            position += 1
            count += 1
        }
        return count >= least ? value : nil
    }

    /// Which of some words stands at a position, in either case; the longest first where one starts another.
    private func word(_ words: [String], _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Int? {
        for (index, word) in words.enumerated() {
            let bytes = word.utf8
            guard position + bytes.count <= text.count,
                zip(text[position...], bytes).allSatisfy({ Self.sameLetter($0, $1) })
            else { continue }
            position += bytes.count
            return index
        }
        return nil
    }

    /// `Z` where it may stand for zero, else a sign, two digits of hours, and minutes and seconds as the letters' count asks.
    private func offset(
        _ count: Int, _ zeroIsZ: Bool, _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int
    ) -> Int? {
        guard position < text.count else { return nil }
        if zeroIsZ, text[position] | 0x20 == UInt8(ascii: "z") {
            position += 1
            return 0
        }
        guard text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") else { return nil }
        let sign = text[position] == UInt8(ascii: "-") ? -1 : 1
        position += 1
        func pair(colon: Bool, required: Bool) -> Int? {
            let start = position
            if colon {
                guard position < text.count, text[position] == UInt8(ascii: ":") else { return required ? nil : 0 }
                position += 1
            }
            if let value = TimeReader.number(text, &position, least: 2, most: 2) { return value < 60 ? value : nil }
            position = start
            return required ? nil : 0
        }
        guard let hours = TimeReader.number(text, &position, least: 2, most: 2),
            let minutes = pair(colon: count == 3 || count == 5, required: count > 1)
        else { return nil }
        var seconds = 0
        if count >= 4 {
            guard let value = pair(colon: count == 5, required: false) else { return nil }
            seconds = value
        }
        let offset = hours * 3600 + minutes * 60 + seconds
        return offset <= 18 * 3600 ? sign * offset : nil
    }
}
