import Columnar

/// How values of each type are written as text in SQL casts, in both directions.
enum SQLText {
    /// The text without blanks and control characters at either end, as Spark's casts see it.
    @inline(__always)
    static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var start = 0
        var end = text.count
        while start < end && isBlank(text[start]) { start += 1 }
        while end > start && isBlank(text[end - 1]) { end -= 1 }
        return UnsafeBufferPointer(rebasing: text[start..<end])
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x7F }

    /// `true`, `t`, `yes`, `y`, `1` and their opposites, whatever their case.
    static func boolean(_ text: UnsafeBufferPointer<UInt8>) -> UInt8? {
        guard text.count <= 5 else { return nil }
        switch String(decoding: text, as: UTF8.self).lowercased() {
        case "true", "t", "yes", "y", "1": return 1
        case "false", "f", "no", "n", "0": return 0
        default: return nil
        }
    }

    /// An optional sign and decimal digits, nothing else, within range.
    @inline(__always)
    static func int64(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard let first = text.first else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        var position = isNegative || first == UInt8(ascii: "+") ? 1 : 0
        guard position < text.count else { return nil }
        // Collected as a negative number, because that range is the larger one.
        var value: Int64 = 0
        while position < text.count {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (scaled, over) = value.multipliedReportingOverflow(by: 10)
            let (next, under) = scaled.subtractingReportingOverflow(Int64(digit))
            if over || under { return nil }
            value = next
            position += 1
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// Decimal digits with an optional sign, fraction and exponent, or `Infinity`, `inf`, `NaN` whatever their case.
    ///
    /// Correctly rounded: up to 19 digits and small powers of ten in registers (both exact as doubles, so one rounding),
    /// anything else by the standard library.
    static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        var position = 0
        var isNegative = false
        if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            position = 1
        }
        var mantissa: UInt64 = 0
        var digits = 0
        var significant = 0
        var exponent = 0
        var seenPoint = false
        while position < text.count {
            let byte = text[position]
            let digit = byte &- UInt8(ascii: "0")
            if digit < 10 {
                digits += 1
                if significant > 0 || digit > 0 { significant += 1 }
                if significant <= 19 { mantissa = mantissa &* 10 &+ UInt64(digit) }
                if seenPoint { exponent -= 1 }
            } else if byte == UInt8(ascii: "."), !seenPoint {
                seenPoint = true
            } else {
                break
            }
            position += 1
        }
        guard digits > 0 else { return special(text) }
        if position < text.count {
            guard text[position] | 0x20 == UInt8(ascii: "e") else { return nil }
            guard let written = int64(UnsafeBufferPointer(rebasing: text[(position + 1)...])) else {
                return exponentOutOfRange(text, position)
            }
            guard written.magnitude < 100_000 else { return exponentOutOfRange(text, position) }
            exponent += Int(written)
        }
        if significant <= 19, mantissa <= 1 << 53, exponent.magnitude <= 22 {
            let value =
                exponent < 0 ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
            return isNegative ? -value : value
        }
        return Double(String(decoding: text, as: UTF8.self))
    }

    /// A well-formed exponent too long to count: the standard library knows whether that is zero or infinity.
    private static func exponentOutOfRange(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Double? {
        var digits = text[(position + 1)...]
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            digits = digits.dropFirst()
        }
        guard !digits.isEmpty, digits.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        return Double(String(decoding: text, as: UTF8.self))
    }

    private static func special(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text.count <= 9 else { return nil }
        switch String(decoding: text, as: UTF8.self).lowercased() {
        case "infinity", "inf", "+infinity", "+inf": return .infinity
        case "-infinity", "-inf": return -.infinity
        case "nan": return .nan
        default: return nil
        }
    }

    /// Shortest round-trip; `Infinity`, `-Infinity` and `NaN` as Spark writes them.
    static func text(_ value: Double) -> String {
        if value.isFinite { return value.description }
        return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    }

    /// The day of a date or timestamp text; what follows the day must be a time of day.
    static func days(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
        TimestampText.parse(text).map { Int32($0.localMicroseconds.flooredDivision(by: 86_400_000_000)) }
    }

    /// `2026-11-09`.
    static func append(day: Int, to writer: inout TextWriter) {
        let date = CivilDate(daysSinceEpoch: day)
        guard (0...9999).contains(date.year) else { return writer.append(date.description) }
        writer.appendTwoDigits(date.year / 100)
        writer.appendTwoDigits(date.year % 100)
        writer.append(UInt8(ascii: "-"))
        writer.appendTwoDigits(date.month)
        writer.append(UInt8(ascii: "-"))
        writer.appendTwoDigits(date.day)
    }

    /// `2026-11-09 13:00:00[.ffffff]`, the fraction without trailing zeros, as Spark writes timestamps.
    static func append(localMicroseconds local: Int64, to writer: inout TextWriter) {
        let day = local.flooredDivision(by: 86_400_000_000)
        let time = Int(local &- day &* 86_400_000_000)
        append(day: Int(day), to: &writer)
        let seconds = time / 1_000_000
        writer.append(UInt8(ascii: " "))
        writer.appendTwoDigits(seconds / 3600)
        writer.append(UInt8(ascii: ":"))
        writer.appendTwoDigits(seconds / 60 % 60)
        writer.append(UInt8(ascii: ":"))
        writer.appendTwoDigits(seconds % 60)
        var fraction = time % 1_000_000
        guard fraction > 0 else { return }
        var width = 6
        while fraction % 10 == 0 {
            fraction /= 10
            width -= 1
        }
        writer.append(UInt8(ascii: "."))
        writer.append(fraction, width: width)
    }

    /// Powers of ten that are exact as doubles.
    static let powersOfTen: [Double] = (0...22).map { exponent in (0..<exponent).reduce(1.0) { value, _ in value * 10 }
    }
}
