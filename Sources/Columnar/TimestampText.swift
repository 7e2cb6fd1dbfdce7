/// Timestamps and dates as text: RFC 3339 out, the forms that real exports use in.
public enum TimestampText {
    /// An instant as RFC 3339 in UTC, with as many fraction digits as it needs: `2026-11-09T13:00:00Z`.
    public static func rfc3339(microseconds: Int64) -> String {
        let days = microseconds.flooredDivision(by: 86_400_000_000)
        // The first day of all begins before the first instant: its start wraps, the difference does not.
        let time = Int(microseconds &- days &* 86_400_000_000)
        let seconds = time / 1_000_000
        let date = CivilDate(daysSinceEpoch: Int(days))
        var text = "\(date)T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        var fraction = time % 1_000_000
        if fraction > 0 {
            var digits = 6
            while fraction % 10 == 0 {
                fraction /= 10
                digits -= 1
            }
            text += "." + padded(fraction, digits)
        }
        return text + "Z"
    }

    /// What a timestamp's text says before a zone is applied.
    package struct Parsed: Hashable, Sendable {
        /// Microseconds since 1970-01-01T00:00:00 on the clock the text shows.
        package var localMicroseconds: Int64
        /// The offset written in the text, in seconds east of UTC; nil when the text has none.
        package var offsetSeconds: Int?
    }

    /// Reads `YYYY-MM-DD`, optionally followed by `T` or a space and `HH:MM[:SS[.fraction]]`, optionally by `Z`, `±HH`,
    /// `±HHMM` or `±HH:MM` (a space may come before it). Fraction digits past six are cut. Returns nil for anything else, for days
    /// that do not exist, for hours past 23 and for offsets past 18 hours. Blanks around the text are not skipped.
    package static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Parsed? {
        var cursor = Cursor(text: text)
        guard let year = cursor.digits(4), cursor.take("-"), let month = cursor.digits(2), cursor.take("-"),
            let day = cursor.digits(2), let date = CivilDate(validating: year, month, day)
        else { return nil }
        var micros = Int64(date.daysSinceEpoch) * 86_400_000_000
        guard !cursor.atEnd else { return Parsed(localMicroseconds: micros, offsetSeconds: nil) }
        guard cursor.take("T") || cursor.take("t") || cursor.take(" "), let hour = cursor.digits(2), hour < 24,
            cursor.take(":"), let minute = cursor.digits(2), minute < 60
        else { return nil }
        var second = 0
        if cursor.take(":") {
            guard let value = cursor.digits(2), value < 60 else { return nil }
            second = value
            if cursor.take(".") || cursor.take(",") {
                guard let fraction = cursor.fraction() else { return nil }
                micros += Int64(fraction)
            }
        }
        micros += Int64(hour * 3600 + minute * 60 + second) * 1_000_000
        if cursor.atEnd { return Parsed(localMicroseconds: micros, offsetSeconds: nil) }
        _ = cursor.take(" ")
        guard let offset = cursor.offset(), cursor.atEnd else { return nil }
        return Parsed(localMicroseconds: micros, offsetSeconds: offset)
    }

    /// Reads an instant; text without an offset is local time in `zone`. See `parse(_:)` for the forms.
    package static func microseconds(_ text: UnsafeBufferPointer<UInt8>, zone: ZoneRules) -> Int64? {
        guard let parsed = parse(text) else { return nil }
        if let offset = parsed.offsetSeconds { return parsed.localMicroseconds - Int64(offset) * 1_000_000 }
        return zone.utcMicroseconds(local: parsed.localMicroseconds)
    }

    /// Reads an instant from a string; see `microseconds(_:zone:)`.
    package static func microseconds(_ text: String, zone: ZoneRules) -> Int64? {
        var text = text
        return text.withUTF8 { microseconds($0, zone: zone) }
    }

    /// Reads `YYYY-MM-DD` as days since the epoch, or nil.
    package static func days(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
        guard text.count == 10, let parsed = parse(text) else { return nil }
        return Int32(parsed.localMicroseconds / 86_400_000_000)
    }

    private struct Cursor {
        var text: UnsafeBufferPointer<UInt8>
        var position = 0

        var atEnd: Bool { position == text.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func digits(_ count: Int) -> Int? {
            guard position + count <= text.count else { return nil }
            var value = 0
            for index in position..<position + count {
                let digit = text[index] &- UInt8(ascii: "0")
                guard digit < 10 else { return nil }
                value = value * 10 + Int(digit)
            }
            position += count
            return value
        }

        mutating func fraction() -> Int? {
            var value = 0
            var count = 0
            while position < text.count, text[position] &- UInt8(ascii: "0") < 10 {
                if count < 6 { value = value * 10 + Int(text[position] - UInt8(ascii: "0")) }
                count += 1
                position += 1
            }
            guard count > 0 else { return nil }
            for _ in min(count, 6)..<6 { value *= 10 }
            return value
        }

        mutating func offset() -> Int? {
            if take("Z") || take("z") { return 0 }
            let sign: Int
            if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
            guard let hours = digits(2) else { return nil }
            var minutes = 0
            if take(":") {
                guard let value = digits(2) else { return nil }
                minutes = value
            } else if !atEnd {
                guard let value = digits(2) else { return nil }
                minutes = value
            }
            // No clock is farther from UTC, for Java neither.
            guard minutes < 60, hours * 60 + minutes <= 18 * 60 else { return nil }
            return sign * (hours * 3600 + minutes * 60)
        }
    }
}
