/// Data and prose made safe to stand in SVG as text or attribute.
enum SVGText {
    /// Escaped for XML text and quoted attributes. Characters XML forbids become U+FFFD; a text with right-to-left or
    /// direction-changing characters is isolated, so that it cannot reorder what stands around it.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count + 8)
        var turnsDirection = false
        var depth = 0
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: result += "&amp;"
            case 0x3C: result += "&lt;"
            case 0x3E: result += "&gt;"
            case 0x22: result += "&quot;"
            case 0x27: result += "&#39;"
            case 0x9, 0xA, 0xD: result += " "
            case 0..<0x20, 0x7F...0x9F, 0xFFFE, 0xFFFF: result += "\u{FFFD}"
            case 0x2066...0x2068:
                turnsDirection = true
                depth += 1
                result.unicodeScalars.append(scalar)
            case 0x2069:
                // A closing isolate without its opening one would close ours.
                if depth > 0 {
                    depth -= 1
                    result.unicodeScalars.append(scalar)
                } else {
                    result += "\u{FFFD}"
                }
            default:
                if isDirectional(scalar.value) { turnsDirection = true }
                result.unicodeScalars.append(scalar)
            }
        }
        guard turnsDirection else { return result }
        return "\u{2068}" + result + String(repeating: "\u{2069}", count: depth + 1)
    }

    /// A name to stand among other text: isolated where it has right-to-left or direction-changing characters, so that what follows,
    /// such as its number, stays where it is.
    static func isolated(_ name: String) -> String {
        var result = ""
        var turnsDirection = false
        var depth = 0
        for scalar in name.unicodeScalars {
            switch scalar.value {
            case 0x2066...0x2068: (turnsDirection, depth) = (true, depth + 1)
            case 0x2069 where depth > 0: depth -= 1
            case 0x2069:
                // A closing isolate without its opening one would close ours.
                result += "\u{FFFD}"
                continue
            default: if isDirectional(scalar.value) { turnsDirection = true }
            }
            result.unicodeScalars.append(scalar)
        }
        guard turnsDirection else { return name }
        return "\u{2068}" + result + String(repeating: "\u{2069}", count: depth + 1)
    }

    private static func isDirectional(_ value: UInt32) -> Bool {
        switch value {
        case 0x590...0x8FF, 0x200E, 0x200F, 0x202A...0x202E, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF,
            0x1E800...0x1EFFF:
            true
        default: false
        }
    }

    /// An id that is valid in XML and CSS without escapes; at least one letter.
    static func identifier(_ id: String) -> String {
        var result = ""
        for scalar in id.unicodeScalars {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || (48...57).contains(scalar.value))
            result += isPlain || scalar == "_" || scalar == "-" ? String(scalar) : "-"
        }
        guard let first = result.unicodeScalars.first, first.properties.isAlphabetic else { return "c" + result }
        return result
    }

    /// A coordinate: at most two decimals, no negative zero, never an exponent or NaN.
    static func coordinate(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let hundredths = Int((max(-1e9, min(1e9, value)) * 100).rounded())
        let magnitude = abs(hundredths)
        var text = hundredths < 0 ? "-" : ""
        text += String(magnitude / 100)
        let fraction = magnitude % 100
        if fraction == 0 { return text }
        return text + (fraction % 10 == 0 ? ".\(fraction / 10)" : fraction < 10 ? ".0\(fraction)" : ".\(fraction)")
    }
}
