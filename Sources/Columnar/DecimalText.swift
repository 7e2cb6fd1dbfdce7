/// A decimal numeral in ASCII bytes: `-12.50`, `.5`, `7.`, `1.5e3`.
///
/// Of any length; how many digits it takes shows when it is read at a scale.
package struct DecimalText {
    private let isNegative: Bool
    /// Digits, and a point somewhere among them or not.
    private let digits: UnsafeBufferPointer<UInt8>
    private let digitCount: Int
    /// How many digits stand before the point once the exponent has moved it; may be negative or beyond all digits.
    private let pointPlace: Int

    /// Exponents are not counted beyond this: such a number is too large at any scale, or zero.
    private static let exponentBound = 1 << 40

    /// Nil when the bytes are no numeral. The bytes must live as long as the value. Complexity: O(bytes).
    @inline(__always)
    package init?(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        let first = index
        var point: Int?
        while index < text.count {
            if text[index] == UInt8(ascii: "."), point == nil {
                point = index
            } else if text[index] &- UInt8(ascii: "0") >= 10 {
                break
            }
            index += 1
        }
        digitCount = index - first - (point == nil ? 0 : 1)
        guard digitCount > 0 else { return nil }
        digits = UnsafeBufferPointer(rebasing: text[first..<index])
        self.isNegative = isNegative
        var place = point.map { $0 - first } ?? digitCount
        if index < text.count {
            guard text[index] | 0x20 == UInt8(ascii: "e"),
                let exponent = DecimalText.exponent(UnsafeBufferPointer(rebasing: text[(index + 1)...]))
            else { return nil }
            place += exponent
        }
        pointPlace = place
    }

    private static func exponent(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        var isNegative = false
        if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            index = 1
        }
        guard index < text.count else { return nil }
        var exponent = 0
        while index < text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            exponent = min(exponentBound, exponent * 10 + Int(digit))
            index += 1
        }
        return isNegative ? -exponent : exponent
    }

    /// The unscaled number at a scale, rounded half away from zero; nil when it has more than 38 digits. Complexity: O(bytes).
    package func unscaled(scale: Int) -> Int128? {
        let wanted = pointPlace + scale
        if digitCount <= 18, wanted >= digitCount, wanted - digitCount <= 18 {
            // The usual case: few digits, none of them to be rounded off, and no doubt that they fit.
            var value: UInt64 = 0
            for byte in digits where byte != UInt8(ascii: ".") {
                value = value &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
            }
            let number = Int128(value) &* DecimalNumber.powers[wanted - digitCount]
            return isNegative ? 0 &- number : number
        }
        return slowUnscaled(wanted: wanted)
    }

    /// The number that the first `wanted` digits make, zeros added where there are fewer.
    @inline(never)
    private func slowUnscaled(wanted: Int) -> Int128? {
        let limit = DecimalNumber.powers[38]
        var value: Int128 = 0
        var seen = 0
        for byte in digits where byte != UInt8(ascii: ".") {
            let digit = Int128(byte &- UInt8(ascii: "0"))
            if seen >= wanted {
                if seen == wanted, digit >= 5 { value += 1 }
                break
            }
            // Still within the type: the value is less than 10^37 · 10 here, or the numeral has too many digits.
            guard value < DecimalNumber.powers[37] else { return nil }
            value = value * 10 + digit
            seen += 1
        }
        if value != 0, wanted > digitCount {
            guard wanted - digitCount < 38 else { return nil }
            let (moved, overflow) = value.multipliedReportingOverflow(by: DecimalNumber.powers[wanted - digitCount])
            guard !overflow else { return nil }
            value = moved
        }
        guard value < limit else { return nil }
        return isNegative ? -value : value
    }

    /// The number with the scale that it is written with; nil when that takes more than 38 digits, zeros at the end aside.
    package var number: DecimalNumber? {
        let most = DecimalNumber.maximumPrecision
        let written = digitCount - pointPlace
        let scale = min(max(written, 0), most)
        if written > most {
            // Only zeros may stand behind the last digit that is kept.
            let kept = pointPlace + most
            var seen = 0
            for byte in digits where byte != UInt8(ascii: ".") {
                if seen >= kept, byte != UInt8(ascii: "0") { return nil }
                seen += 1
            }
        }
        return unscaled(scale: scale).map { DecimalNumber(unscaled: $0, scale: scale) }
    }
}
