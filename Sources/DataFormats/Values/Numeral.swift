import Columnar

/// Decimal numerals to `double` and `bigint`.
///
/// A numeral is `[+-] digits [. digits] [(e|E) [+-] digits]` with at least one digit before or behind the point. Doubles are
/// correctly rounded (IEEE 754, nearest, ties to even) whatever the number of digits:
/// - a mantissa below 2^53 and a power of ten up to 10^22 are both exact as doubles, so one multiplication or division rounds
///   once (W. D. Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990);
/// - up to nineteen digits with up to nineteen decimals are divided exactly in integers, with the remainder as sticky bit;
/// - everything else goes to the standard library's parser.
struct Numeral {
    /// The significant digits as an integer, when there are at most nineteen.
    private var mantissa: UInt64 = 0
    /// The digits without zeros in front and at the end, before and behind the point alike.
    private var significant = 0
    /// The value is mantissa × 10^exponent.
    private var exponent = 0
    private var negative = false

    /// Reads the text as a numeral; nil when it is not one. Complexity: O(count).
    init?(_ start: UnsafePointer<UInt8>, _ count: Int) {
        var index = 0
        if index < count, start[index] == 0x2D || start[index] == 0x2B {
            negative = start[index] == 0x2D
            index += 1
        }
        var digits = 0
        var decimals = 0
        // Zeros since the last other digit: they count when one follows, else they are a power of ten.
        var zeros = 0
        var seenPoint = false
        while index < count {
            let byte = start[index]
            if Digits.isDigit(byte) {
                digits += 1
                if seenPoint { decimals += 1 }
                if byte != 0x30 {
                    while zeros > 0 {
                        append(0)
                        zeros -= 1
                    }
                    append(UInt64(byte &- 0x30))
                } else if significant > 0 {
                    zeros += 1
                }
            } else if byte == 0x2E, !seenPoint {
                seenPoint = true
            } else {
                break
            }
            index += 1
        }
        guard digits > 0 else { return nil }
        if index < count {
            guard start[index] | 0x20 == 0x65 else { return nil }
            index += 1
            var exponentNegative = false
            if index < count, start[index] == 0x2D || start[index] == 0x2B {
                exponentNegative = start[index] == 0x2D
                index += 1
            }
            guard index < count else { return nil }
            while index < count {
                guard Digits.isDigit(start[index]) else { return nil }
                if exponent < 1_000_000 { exponent = exponent * 10 + Int(start[index] &- 0x30) }
                index += 1
            }
            if exponentNegative { exponent = -exponent }
        }
        exponent += zeros - decimals
    }

    @inline(__always)
    private mutating func append(_ digit: UInt64) {
        significant += 1
        if significant <= 19 { mantissa = mantissa &* 10 &+ digit }
    }

    /// The nearest double of a numeral's text; infinite when it is out of range. The text must be the one that was read.
    func double(_ start: UnsafePointer<UInt8>, _ count: Int) -> Double {
        if significant == 0 { return negative ? -0.0 : 0.0 }
        if significant <= 19 {
            if let magnitude = Numeral.exactDouble(mantissa, exponent) { return negative ? -magnitude : magnitude }
        }
        let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        if let value = Double(text) { return value }
        // The standard library gives nil for nothing that this type accepts; a range error would be one by magnitude.
        return negative ? -.infinity : .infinity
    }

    /// mantissa × 10^exponent, correctly rounded, where that is quick; nil elsewhere.
    @inline(__always)
    static func exactDouble(_ mantissa: UInt64, _ exponent: Int) -> Double? {
        if mantissa < 1 << 53 {
            if exponent == 0 { return Double(mantissa) }
            if exponent < 0, exponent >= -22 { return Double(mantissa) / Digits.exactPowers[-exponent] }
            if exponent > 0, exponent <= 22 { return Double(mantissa) * Digits.exactPowers[exponent] }
        }
        return exponent < 0 && exponent >= -19 ? quotient(mantissa, Digits.powers[-exponent]) : nil
    }

    /// mantissa / divisor, correctly rounded; both are positive.
    ///
    /// With both operands shifted up to bit 63 and the dividend halved, the quotient of the 128-bit division has 63 or 64
    /// significant bits, ten more than a double keeps, so that or-ing the remainder into its last bit makes the one
    /// rounding of the conversion right. The scale is a power of two in the normal range.
    @inline(never)
    static func quotient(_ mantissa: UInt64, _ divisor: UInt64) -> Double {
        let up = mantissa.leadingZeroBitCount
        let divisorUp = divisor.leadingZeroBitCount
        let dividend = mantissa &<< UInt64(up)
        let (quotient, remainder) = (divisor &<< UInt64(divisorUp))
            .dividingFullWidth((high: dividend &>> 1, low: dividend &<< 63))
        let sticky = Double(quotient | (remainder == 0 ? 0 : 1))
        return sticky * Double(sign: .plus, exponent: divisorUp - up - 63, significand: 1)
    }

    /// The numeral as an integer when its value is one and fits, `12`, `12.0` and `1.2e1` alike.
    var int64: IntegerResult {
        if significant == 0 { return .value(0) }
        guard significant <= 19 else {
            // The last digit is no zero: it stands behind the point, or there are more than nineteen digits before it.
            return exponent < 0 ? .notAnInteger : .outOfRange
        }
        var magnitude = mantissa
        var exponent = exponent
        while exponent < 0 {
            let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: 10)
            if remainder != 0 { return .notAnInteger }
            magnitude = quotient
            exponent += 1
        }
        while exponent > 0 {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            if overflow { return .outOfRange }
            magnitude = product
            exponent -= 1
        }
        if negative {
            return magnitude <= 1 << 63 ? .value(Int64(truncatingIfNeeded: 0 &- magnitude)) : .outOfRange
        }
        return magnitude <= UInt64(Int64.max) ? .value(Int64(magnitude)) : .outOfRange
    }

    /// What a numeral means as a `bigint`.
    enum IntegerResult: Equatable {
        /// It is one.
        case value(Int64)
        /// It has a fraction.
        case notAnInteger
        /// It is too large.
        case outOfRange
    }
}
