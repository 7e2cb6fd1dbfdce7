/// The exact decimal expansion of a finite double, for rounding as ECMAScript's `toFixed`, `toExponential` and `toPrecision`
/// do: to nearest on the exact value, ties to the larger number.
struct ExactDecimal {
    /// Digits 0 to 9 without leading or trailing zeros; empty for zero.
    private(set) var digits: [UInt8]
    /// How many digits stand before the decimal point; negative for zeros behind it.
    private(set) var point: Int

    /// The exact value of a finite double's magnitude.
    ///
    /// m·2^−k is m·5^k / 10^k, so multiplying in base 10⁹ is all it takes. Complexity: O(exponent²), small in practice.
    init(_ value: Double) {
        let value = abs(value)
        guard value != 0, value.isFinite else {
            digits = []
            point = 0
            return
        }
        var mantissa = value.significandBitPattern
        var exponent = Int(value.exponentBitPattern) - 1075
        if value.isNormal { mantissa |= 1 << 52 } else { exponent = -1074 }
        let shift = mantissa.trailingZeroBitCount
        mantissa >>= UInt64(shift)
        exponent += shift
        var limbs: [UInt32] = []
        while mantissa > 0 {
            limbs.append(UInt32(mantissa % 1_000_000_000))
            mantissa /= 1_000_000_000
        }
        // 2²⁹ and 5¹³ are the largest powers whose product with a limb and a carry stays far inside 64 bits.
        let (factor, step): (UInt64, Int) = exponent >= 0 ? (2, 29) : (5, 13)
        var remaining = abs(exponent)
        while remaining > 0 {
            let count = min(step, remaining)
            ExactDecimal.multiply(&limbs, by: (0..<count).reduce(1) { power, _ in power * factor })
            remaining -= count
        }
        var text: [UInt8] = []
        for limb in limbs {
            var limb = limb
            for _ in 0..<9 {
                text.append(UInt8(limb % 10))
                limb /= 10
            }
        }
        while text.last == 0 { text.removeLast() }
        text.reverse()
        point = text.count + min(0, exponent)
        while text.last == 0 { text.removeLast() }
        digits = text
    }

    /// The exact magnitude of `unscaled` / 10^`scale`. Complexity: O(digits).
    init(_ unscaled: Int128, scale: Int) {
        var text = unscaled == 0 ? [] : Array(String(unscaled.magnitude).utf8.map { $0 - UInt8(ascii: "0") })
        point = text.isEmpty ? 0 : text.count - scale
        while text.last == 0 { text.removeLast() }
        digits = text
    }

    /// The number with its decimal point moved to the right.
    func moved(_ places: Int) -> ExactDecimal {
        digits.isEmpty ? self : ExactDecimal(digits: digits, point: point + places)
    }

    private init(digits: [UInt8], point: Int) {
        self.digits = digits
        self.point = point
    }

    /// The shortest digits that read back to the same finite double, as ECMAScript prints numbers.
    init(shortest value: Double) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var bytes = Array(abs(value).description.utf8)[...]
        if let e = bytes.firstIndex(where: { $0 == UInt8(ascii: "e") }) {
            exponent = Int(String(decoding: bytes[(e + 1)...], as: UTF8.self)) ?? 0
            bytes = bytes[..<e]
        }
        for byte in bytes {
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte &- UInt8(ascii: "0")) }
        }
        var position = (point ?? digits.count) + exponent
        while digits.first == 0 {
            digits.removeFirst()
            position -= 1
        }
        while digits.last == 0 { digits.removeLast() }
        self.digits = digits
        self.point = digits.isEmpty ? 0 : position
    }

    /// The decimal exponent of the first digit; 0 for zero.
    var exponent: Int { digits.isEmpty ? 0 : point - 1 }

    /// Rounded to the first `count` digits, ties away from zero. A count of 0 may carry into one digit; below 0 it is zero.
    func rounded(toDigits count: Int) -> ExactDecimal {
        guard count < digits.count else { return self }
        guard count >= 0 else { return ExactDecimal(digits: [], point: 0) }
        let up = digits[count] >= 5
        var kept = Array(digits[..<count])
        var position = point
        if up {
            var index = count - 1
            while index >= 0, kept[index] == 9 {
                kept[index] = 0
                index -= 1
            }
            if index >= 0 {
                kept[index] += 1
            } else {
                kept.insert(1, at: 0)
                position += 1
            }
        }
        while kept.last == 0 { kept.removeLast() }
        return ExactDecimal(digits: kept, point: kept.isEmpty ? 0 : position)
    }

    /// With `count` digits after the decimal point.
    func fixed(_ count: Int) -> String {
        let rounded = rounded(toDigits: point + count)
        var text = ""
        if rounded.point <= 0 { text = "0" }
        for position in 0..<max(0, rounded.point) { text.append(rounded.character(position)) }
        guard count > 0 else { return text }
        text += "."
        for position in rounded.point..<rounded.point + count { text.append(rounded.character(position)) }
        return text
    }

    /// As `d.ddde+x` with `count` digits after the point; nil for as many as there are.
    func exponential(_ count: Int?) -> String {
        let rounded = count.map { self.rounded(toDigits: $0 + 1) } ?? self
        let places = count ?? max(0, rounded.digits.count - 1)
        var text = String(rounded.character(0))
        if places > 0 { text += "." + String((1...places).map(rounded.character)) }
        return text + "e" + (rounded.exponent < 0 ? "-" : "+") + String(abs(rounded.exponent))
    }

    /// With `count` significant digits, in exponential form outside 10⁻⁷ < x < 10^count.
    func precise(_ count: Int) -> String {
        let exponent = rounded(toDigits: count).exponent
        return exponent < -6 || exponent >= count ? exponential(count - 1) : fixed(count - 1 - exponent)
    }

    /// The digits as text, padded with zeros to `count`.
    func coefficient(_ count: Int) -> String { String((0..<max(1, count)).map(character)) }

    private func character(_ position: Int) -> Character {
        Character(Unicode.Scalar(digits.indices.contains(position) ? digits[position] + 48 : 48))
    }

    private static func multiply(_ limbs: inout [UInt32], by factor: UInt64) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = UInt64(limbs[index]) * factor + carry
            limbs[index] = UInt32(product % 1_000_000_000)
            carry = product / 1_000_000_000
        }
        while carry > 0 {
            limbs.append(UInt32(carry % 1_000_000_000))
            carry /= 1_000_000_000
        }
    }
}
