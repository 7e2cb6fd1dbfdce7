package import Columnar

extension NumberFormat {
    /// The number as text. NaN reads `NaN`, infinities `Infinity`.
    package func format(_ value: Double) -> String { format(value, exact: nil) }

    /// The number as text, all its digits kept however many there are.
    package func format(_ value: Int64) -> String {
        format(Double(value), exact: ExactDecimal(Int128(value), scale: 0))
    }

    /// The number as text, all its digits kept however many there are; the format's own precision rounds half away from zero.
    package func format(_ value: DecimalNumber) -> String {
        format(value.doubleValue, exact: ExactDecimal(value.unscaled, scale: value.scale))
    }

    /// The number as text; `exact` are its digits where a double might not hold them.
    private func format(_ value: Double, exact: ExactDecimal?) -> String {
        if type == "c" {
            let plain = exact.map { Self.plain($0) } ?? Self.plain(abs(value))
            return pad(prefix: "", body: "", suffix: (value < 0 ? "-" : "") + plain)
        }
        var isNegative = value.sign == .minus && !value.isNaN
        var (body, unit) = magnitude(abs(value), exact)
        if trims { body = Self.trimmed(body) }
        if isNegative, Self.readsAsZero(body), sign != "+" { isNegative = false }
        var prefix = isNegative ? (sign == "(" ? "(" : "\u{2212}") : sign == "-" || sign == "(" ? "" : String(sign)
        if symbol == "$" { prefix += "$" }
        if symbol == "#", let type, "boxX".contains(type) { prefix += "0" + type.lowercased() }
        var suffix = (type == "%" || type == "p" ? "%" : "") + ""
        suffix = unit + suffix + (isNegative && sign == "(" ? ")" : "")
        if type.map({ "defgprsn%".contains($0) }) ?? true {
            // Only the whole part is grouped; what follows the first non-digit is suffix.
            let whole = body.prefix { $0.isASCII && $0.isNumber }
            suffix = body.dropFirst(whole.count) + suffix
            body = String(whole)
        }
        return pad(prefix: prefix, body: body, suffix: suffix)
    }

    private var trims: Bool { trim || type == nil }

    private var groups: Bool { comma || type == "n" }

    /// The digits of a number that is not negative, and its SI prefix.
    private func magnitude(_ value: Double, _ exact: ExactDecimal?) -> (String, unit: String) {
        if value.isNaN { return ("NaN", "") }
        let wanted = precision ?? (type == nil ? 12 : 6)
        let significant = max(1, min(21, wanted))
        // d3's limit is that of a double's digits; a decimal may have as many as it has.
        let places = max(0, min(exact == nil ? 20 : DecimalNumber.maximumPrecision, wanted))
        switch type {
        case "b": return (Self.based(value, 2), "")
        case "o": return (Self.based(value, 8), "")
        case "x": return (Self.based(value, 16), "")
        case "X": return (Self.based(value, 16).uppercased(), "")
        case "d": return (exact?.fixed(0) ?? (value.isFinite ? Self.whole(value) : "∞"), "")
        case "f": return (exact?.fixed(places) ?? Self.fixed(value, places), "")
        case "%": return (exact?.moved(2).fixed(places) ?? Self.fixed(value * 100, places), "")
        default: break
        }
        let number = type == "p" && exact == nil ? value * 100 : value
        guard exact != nil || number.isFinite else { return ("Infinity", "") }
        let decimal = type == "p" ? exact?.moved(2) ?? ExactDecimal(number) : exact ?? ExactDecimal(number)
        switch type {
        case "e": return (decimal.exponential(places), "")
        case "p", "r": return (Self.rounded(decimal, significant), "")
        case "s": return Self.prefixed(decimal, shortest: exact ?? ExactDecimal(shortest: value), significant)
        default: return (decimal.precise(significant), "")
        }
    }

    private func pad(prefix: String, body: String, suffix: String) -> String {
        var body = body
        let fillsZero = zero || (fill == "0" && alignment == .afterSign)
        if groups, !fillsZero { body = Self.grouped(body, width: .max) }
        let length = prefix.count + body.count + suffix.count
        let missing = max(0, (width ?? 0) - length)
        var padding = String(repeating: fillsZero ? "0" : fill, count: missing)
        if groups, fillsZero {
            body = Self.grouped(padding + body, width: missing > 0 ? (width ?? 0) - suffix.count : .max)
            padding = ""
        }
        switch fillsZero ? .afterSign : alignment {
        case .leading: return prefix + body + suffix + padding
        case .afterSign: return prefix + padding + body + suffix
        case .center:
            return padding.prefix(missing / 2) + prefix + body + suffix + padding.dropFirst(missing / 2)
        case .trailing: return padding + prefix + body + suffix
        }
    }

    /// Digits in groups of three, as many as fit into `width`.
    private static func grouped(_ digits: String, width: Int) -> String {
        let characters = Array(digits)
        var groups: [String] = []
        var index = characters.count
        var length = 0
        while index > 0 {
            var size = 3
            if width != .max, length + size + 1 > width { size = max(1, width - length) }
            groups.append(String(characters[max(0, index - size)..<index]))
            index -= size
            length += size + 1
            if length > width { break }
        }
        return groups.reversed().joined(separator: ",")
    }

    /// ECMAScript's `toFixed`, which gives up on 10²¹ and above.
    private static func fixed(_ value: Double, _ places: Int) -> String {
        value < 1e21 ? ExactDecimal(value).fixed(places) : plain(value)
    }

    /// ECMAScript's number to string for a number that is not negative.
    private static func plain(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : "Infinity" }
        return plain(ExactDecimal(shortest: value))
    }

    private static func plain(_ decimal: ExactDecimal) -> String {
        if decimal.digits.isEmpty { return "0" }
        guard decimal.point > -6, decimal.point <= 21 else { return decimal.exponential(nil) }
        return decimal.fixed(max(0, decimal.digits.count - decimal.point))
    }

    private static func whole(_ value: Double) -> String {
        ExactDecimal(shortest: value.rounded(.toNearestOrAwayFromZero)).fixed(0)
    }

    private static func based(_ value: Double, _ radix: Int) -> String {
        let rounded = value.rounded(.toNearestOrAwayFromZero)
        guard rounded.isFinite else { return "Infinity" }
        if let small = UInt64(exactly: rounded) { return String(small, radix: radix) }
        // Above 2^64: the significand's bits with zeros behind, in groups of the radix' bits.
        let width = radix.trailingZeroBitCount
        let shift = Int(rounded.exponent) - 52
        let low = shift % width
        let head = String((rounded.significandBitPattern | 1 << 52) << UInt64(low), radix: radix)
        return head + String(repeating: "0", count: (shift - low) / width)
    }

    /// Significant digits without an exponent.
    private static func rounded(_ value: ExactDecimal, _ count: Int) -> String {
        if value.digits.isEmpty { return value.fixed(count - 1) }
        let decimal = value.rounded(toDigits: count)
        return decimal.fixed(max(0, count - decimal.point))
    }

    private static let prefixes = ["y", "z", "a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"]

    private static func prefixed(
        _ value: ExactDecimal, shortest: ExactDecimal, _ count: Int
    ) -> (String, unit: String) {
        guard !value.digits.isEmpty else { return (value.precise(count), "") }
        let decimal = value.rounded(toDigits: count)
        let step = max(-8, min(8, Int((Double(decimal.exponent) / 3).rounded(.down))))
        let whole = decimal.exponent - step * 3 + 1
        let text: String
        if whole >= count {
            text = decimal.coefficient(count) + String(repeating: "0", count: whole - count)
        } else if whole > 0 {
            let digits = decimal.coefficient(count)
            text = digits.prefix(whole) + "." + digits.dropFirst(whole)
        } else {
            // Below 1 y: as many digits as `count` leaves, and all there are when it leaves none (as d3).
            let places = count + whole - 1
            let digits = places > 0 ? value.rounded(toDigits: places) : shortest
            text =
                "0." + String(repeating: "0", count: -whole)
                + digits.coefficient(places > 0 ? places : digits.digits.count)
        }
        return (text, prefixes[8 + step])
    }

    /// Without zeros that mean nothing behind the point, before an exponent too.
    private static func trimmed(_ text: String) -> String {
        let characters = Array(text)
        guard let point = characters.firstIndex(of: ".") else { return text }
        let end = characters[point...].dropFirst().firstIndex { !$0.isNumber } ?? characters.count
        var keep = end
        while keep > point + 1, characters[keep - 1] == "0" { keep -= 1 }
        if keep == point + 1 { keep = point }
        return String(characters[..<keep]) + String(characters[end...])
    }

    private static func readsAsZero(_ text: String) -> Bool {
        let digits = text.prefix { $0 != "e" }
        return !digits.isEmpty && digits.allSatisfy { $0 == "0" || $0 == "." }
    }
}
