import Columnar
import Glibc

/// Numbers as `format_number` writes them: commas between thousands and a fixed number of decimals, as Java's
/// `DecimalFormat` does; ties go to the even digit, by the double's exact value.
enum GroupedNumber {
    static func append(_ number: Int64, decimals: Int, to writer: inout TextWriter) {
        if number < 0 { writer.append(UInt8(ascii: "-")) }
        var digits = String(number.magnitude)
        digits.withUTF8 { appendGrouped($0, to: &writer) }
        guard decimals > 0 else { return }
        writer.append(UInt8(ascii: "."))
        for _ in 0..<decimals { writer.append(UInt8(ascii: "0")) }
    }

    static func append(_ number: Double, decimals: Int, to writer: inout TextWriter) {
        guard number.isFinite else {
            return writer.append(number.isNaN ? "NaN" : number < 0 ? "-∞" : "∞")
        }
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

    private static func appendGrouped(_ digits: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter) {
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { writer.append(UInt8(ascii: ",")) }
            writer.append(digit)
        }
    }
}
