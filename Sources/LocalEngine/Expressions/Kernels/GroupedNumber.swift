import Columnar
import Glibc

/// Numbers as `format_number` writes them: commas between thousands and a fixed number of decimals, as Java's
/// `DecimalFormat` does; ties go to the even digit, by a double's exact value.
enum GroupedNumber {
    static func append(_ number: Int64, decimals: Int, to writer: inout TextWriter) {
        if number < 0 { writer.append(UInt8(ascii: "-")) }
        appendGrouped(number.magnitude, to: &writer)
        guard decimals > 0 else { return }
        writer.append(UInt8(ascii: "."))
        for _ in 0..<decimals { writer.append(UInt8(ascii: "0")) }
    }

    static func append(_ number: Double, decimals: Int, to writer: inout TextWriter) {
        guard number.isFinite else {
            return writer.append(number.isNaN ? "NaN" : number < 0 ? "-∞" : "∞")
        }
        if appendQuickly(number, decimals: decimals, to: &writer) { return }
        // 309 digits before the point, the sign, the point, the decimals and the closing zero.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: decimals + 320) { text in
            let length = withVaList([Int32(decimals), number.magnitude]) {
                vsnprintf(text.baseAddress, text.count, "%.*f", $0)
            }
            let written = UnsafeRawBufferPointer(text).bindMemory(to: UInt8.self)
            let integers = Int(length) - (decimals > 0 ? decimals + 1 : 0)
            if number.sign == .minus { writer.append(UInt8(ascii: "-")) }
            appendGrouped(UnsafeBufferPointer(rebasing: written[..<integers]), to: &writer)
            writer.append(UnsafeBufferPointer(rebasing: written[integers..<Int(length)]))
        }
    }

    /// A decimal of so many digits behind the point, by its exact value; the sign stays where all digits are rounded off.
    static func append(_ unscaled: Int128, scale: Int, decimals: Int, to writer: inout TextWriter) {
        var digits = unscaled.magnitude
        if decimals < scale {
            let power = UInt128(DecimalNumber.powers[scale - decimals])
            let (quotient, rest) = digits.quotientAndRemainder(dividingBy: power)
            let isOdd = !quotient.isMultiple(of: 2)
            digits = rest > power - rest || (rest == power - rest && isOdd) ? quotient + 1 : quotient
        }
        let kept = min(scale, decimals)
        // 38 digits, one more where rounding carries, and a zero before the point.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { text in
            var start = text.count
            while digits > 0 || text.count - start <= kept {
                start -= 1
                text[start] = UInt8(ascii: "0") + UInt8(digits % 10)
                digits /= 10
            }
            let written = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(text)[start...])
            let integers = written.count - kept
            if unscaled < 0 { writer.append(UInt8(ascii: "-")) }
            appendGrouped(UnsafeBufferPointer(rebasing: written[..<integers]), to: &writer)
            if decimals > 0 { writer.append(UInt8(ascii: ".")) }
            writer.append(UnsafeBufferPointer(rebasing: written[integers...]))
        }
        for _ in 0..<max(0, decimals - kept) { writer.append(UInt8(ascii: "0")) }
    }

    /// Rounds in registers where that is sure to be right: few enough digits, and farther from a tie than multiplying can be
    /// wrong. False, with nothing written, elsewhere.
    private static func appendQuickly(_ number: Double, decimals: Int, to writer: inout TextWriter) -> Bool {
        guard decimals <= 15, number.magnitude < 1e15 else { return false }
        let power = SQLText.powersOfTen[decimals]
        let scaled = number.magnitude * power
        let lower = scaled.rounded(.down)
        guard scaled < 9e15, (scaled - lower - 0.5).magnitude > scaled * 0x1p-52 else { return false }
        let digits = UInt64(scaled - lower > 0.5 ? lower + 1 : lower)
        let unit = UInt64(power)
        if number.sign == .minus { writer.append(UInt8(ascii: "-")) }
        appendGrouped(digits / unit, to: &writer)
        if decimals > 0 {
            writer.append(UInt8(ascii: "."))
            writer.append(Int(digits % unit), width: decimals)
        }
        return true
    }

    /// A number's groups of three digits.
    private static func appendGrouped(_ number: UInt64, to writer: inout TextWriter) {
        var unit: UInt64 = 1
        while number / unit >= 1000 { unit *= 1000 }
        writer.append(Int(number / unit), width: 1)
        while unit > 1 {
            let rest = number % unit
            unit /= 1000
            writer.append(UInt8(ascii: ","))
            writer.append(Int(rest / unit), width: 3)
        }
    }

    private static func appendGrouped(_ digits: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter) {
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { writer.append(UInt8(ascii: ",")) }
            writer.append(digit)
        }
    }
}
