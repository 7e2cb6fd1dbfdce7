import Columnar

/// Text to values of each type, shared by all text formats.
///
/// Blanks (spaces and tabs) around numbers, booleans, dates and timestamps are skipped, as Spark's casts do. Numbers are
/// `Numeral`s; doubles may also be `nan`, `inf` and `infinity` with a sign, in any case. A `bigint` may be written with a
/// fraction of zeros or an exponent as long as its value is an integer. Booleans are `true`, `t`, `yes`, `y`, `1` and
/// `false`, `f`, `no`, `n`, `0` in any case. Sixteen bytes behind the text must be readable.
enum ValueText {
    /// Why a text is no value.
    enum Failure {
        case notA
        case outOfRange
    }

    typealias Bytes = UnsafePointer<UInt8>

    /// A double in the common shape, up to eight digits on each side of the point, in at most sixteen bytes.
    @inline(__always)
    static func quickDouble(_ start: Bytes, _ count: Int, _ powers: PowersOfTen) -> Double? {
        let isNegative = start[0] == 0x2D
        let digits = start + (isNegative ? 1 : 0)
        let length = count &- (isNegative ? 1 : 0)
        if length <= 8, length > 0, let magnitude = Digits.shortDouble(digits, length, powers) {
            return isNegative ? -magnitude : magnitude
        }
        guard length < 16 else { return nil }
        let others = ByteBlock(digits).nonDigits | 0x10000
        let point = others.trailingZeroBitCount
        guard point > 0, point <= 8 else { return nil }
        let whole = Digits.upToEight(digits, point)
        if point == length {
            return isNegative ? -Double(Int64(truncatingIfNeeded: whole)) : Double(Int64(truncatingIfNeeded: whole))
        }
        let decimals = length &- point &- 1
        guard digits[point] == 0x2E, (others & (others &- 1)).trailingZeroBitCount == length, decimals > 0,
            decimals <= 8
        else { return nil }
        let fraction = Digits.upToEight(digits + point + 1, decimals)
        // Up to sixteen digits are below 2^63, so a signed conversion does.
        let mantissa = whole &* powers.integers[decimals] &+ fraction
        guard mantissa < 1 << 53 else {
            let value = Numeral.quotient(mantissa, powers.integers[decimals])
            return isNegative ? -value : value
        }
        let value = Double(Int64(truncatingIfNeeded: mantissa)) / powers.doubles[decimals]
        return isNegative ? -value : value
    }

    /// Any double.
    @inline(never)
    static func double(_ start: Bytes, _ count: Int, into value: inout Double) -> Failure? {
        let (start, count) = trimmed(start, count)
        if let numeral = Numeral(start, count) {
            value = numeral.double(start, count)
            return value.isFinite ? nil : .outOfRange
        }
        var word = start
        var length = count
        if length > 0, start[0] == 0x2B || start[0] == 0x2D {
            word += 1
            length -= 1
        }
        let isNegative = count > length && start[0] == 0x2D
        if equals(word, length, "nan") {
            value = .nan
            return nil
        }
        if equals(word, length, "inf") || equals(word, length, "infinity") {
            value = isNegative ? -.infinity : .infinity
            return nil
        }
        return .notA
    }

    /// A `bigint` of one to eight digits with an optional minus sign.
    @inline(__always)
    static func quickInt64(_ start: Bytes, _ count: Int) -> Int64? {
        let isNegative = start[0] == 0x2D
        let digits = start + (isNegative ? 1 : 0)
        let length = count &- (isNegative ? 1 : 0)
        guard length > 0, length <= 8, (ByteBlock(digits).nonDigits | 0x10000).trailingZeroBitCount >= length else {
            return nil
        }
        let value = Int64(truncatingIfNeeded: Digits.upToEight(digits, length))
        return isNegative ? 0 &- value : value
    }

    /// Any `bigint`.
    @inline(never)
    static func int64(_ start: Bytes, _ count: Int, into value: inout Int64) -> Failure? {
        let (start, count) = trimmed(start, count)
        guard let numeral = Numeral(start, count) else { return .notA }
        switch numeral.int64 {
        case .value(let integer):
            value = integer
            return nil
        case .notAnInteger: return .notA
        case .outOfRange: return .outOfRange
        }
    }

    /// A boolean as 0 or 1.
    @inline(never)
    static func boolean(_ start: Bytes, _ count: Int, into value: inout UInt8) -> Failure? {
        let (start, count) = trimmed(start, count)
        for word in ["true", "t", "yes", "y", "1"] as [StaticString] where equals(start, count, word) {
            value = 1
            return nil
        }
        for word in ["false", "f", "no", "n", "0"] as [StaticString] where equals(start, count, word) {
            value = 0
            return nil
        }
        return .notA
    }

    /// A decimal as its unscaled number; digits behind the scale are rounded half away from zero, as a cast does.
    @inline(never)
    static func decimal(
        _ start: Bytes, _ count: Int, precision: Int, scale: Int, into value: inout Int128
    ) -> Failure? {
        let (start, count) = trimmed(start, count)
        let text = UnsafeBufferPointer(start: start, count: count)
        guard let numeral = DecimalText(text) else { return .notA }
        guard let number = numeral.unscaled(scale: scale),
            DecimalNumber.digits(number.magnitude) <= precision
        else { return .outOfRange }
        value = number
        return nil
    }

    /// A day, `YYYY-MM-DD`.
    static func date(_ start: Bytes, _ count: Int, into value: inout Int32) -> Failure? {
        let (start, count) = trimmed(start, count)
        guard let days = TimestampText.days(UnsafeBufferPointer(start: start, count: count)) else { return .notA }
        value = days
        return nil
    }

    /// The text without blanks around it.
    @inline(__always)
    static func trimmed(_ start: Bytes, _ count: Int) -> (Bytes, Int) {
        var start = start
        var count = count
        while count > 0, start[0] == 0x20 || start[0] == 0x09 {
            start += 1
            count -= 1
        }
        while count > 0, start[count - 1] == 0x20 || start[count - 1] == 0x09 { count -= 1 }
        return (start, count)
    }

    /// True when the text is an ASCII word, without regard to case; the word is in lower case.
    static func equals(_ start: Bytes, _ count: Int, _ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        return (0..<count).allSatisfy { lowercased(start[$0]) == word.utf8Start[$0] }
    }

    /// An ASCII letter in lower case; any other byte as it is.
    @inline(__always)
    private static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
