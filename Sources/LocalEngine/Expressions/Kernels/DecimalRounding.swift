/// Rounding of doubles as people read them: of the shortest decimal that stands for the double, half away from zero.
///
/// That is Spark's `round` (`BigDecimal` of the printed double, `HALF_UP`): `round(2.675, 2)` is 2.68 although the double
/// lies a little below 2.675.
enum DecimalRounding {
    /// `value` rounded to `digits` places after the point; before it when negative. NaN and infinities stay.
    static func round(_ value: Double, digits: Int64, toEven: Bool = false) -> Double {
        guard value.isFinite, value != 0 else { return value }
        if digits == 0 { return value.rounded(toEven ? .toNearestOrEven : .toNearestOrAwayFromZero) }
        if digits > 340 { return value }
        if digits < -310 { return value < 0 ? -0.0 : 0 }
        let places = Int(digits)
        if places.magnitude <= 22 {
            let power = SQLText.powersOfTen[Int(places.magnitude)]
            let scaled = places > 0 ? value * power : value / power
            let fraction = (scaled.magnitude - scaled.magnitude.rounded(.down))
            // Away from a tie, and with few enough digits for both steps to round once, arithmetic is exact.
            if scaled.magnitude < 1e15, (fraction - 0.5).magnitude > 1e-15 * max(1, scaled.magnitude) {
                let rounded = scaled.rounded(.toNearestOrAwayFromZero)
                return places > 0 ? rounded / power : rounded * power
            }
        }
        return roundText(value, places: places, toEven: toEven)
    }

    /// By the digits of the printed double.
    private static func roundText(_ value: Double, places: Int, toEven: Bool) -> Double {
        // digits and exponent such that value = 0.d1d2d3… × 10^point
        var digits: [UInt8] = []
        var point = 0
        var exponent = 0
        var seenPoint = false
        var text = Substring(value.magnitude.description)
        if let mark = text.firstIndex(of: "e") {
            exponent = Int(text[text.index(after: mark)...]) ?? 0
            text = text[..<mark]
        }
        for byte in text.utf8 {
            if byte == UInt8(ascii: ".") {
                seenPoint = true
            } else {
                digits.append(byte - UInt8(ascii: "0"))
                if !seenPoint { point += 1 }
            }
        }
        point += exponent
        let kept = point + places
        if kept >= digits.count { return value }
        var result: [UInt8] = kept > 0 ? [0] + digits[..<kept] : [0]
        let isTie = kept >= 0 && digits[kept] == 5 && digits[(kept + 1)...].allSatisfy { $0 == 0 }
        if kept >= 0 && digits[kept] >= 5, !(toEven && isTie && result[result.count - 1] % 2 == 0) {
            var position = result.count - 1
            while result[position] == 9 {
                result[position] = 0
                position -= 1
            }
            result[position] += 1
        }
        let number = String(decoding: result.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
        let rounded = Double("\(number)e\(-places)") ?? value
        return value < 0 ? -rounded : rounded
    }
}
