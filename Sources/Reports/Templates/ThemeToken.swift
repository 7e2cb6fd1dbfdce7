/// A token of a template's theme: a named colour, font or length, and a CSS variable of the same name on every page.
public struct ThemeToken: Sendable {
    /// What values a token takes.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A CSS colour: `#1a2033`, a name, or `rgb()`, `hsl()`, `oklch()` and their like with plain numbers.
        case color
        /// A list of font families.
        case font
        /// A CSS length: `0`, `16px`, `1.5rem`.
        case length
    }

    /// The name without the CSS variable's dashes.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// The value on light grounds, and on dark ones when `dark` is nil; nil leaves the choice to whoever uses the variable.
    public var light: String?
    /// The value on dark grounds.
    public var dark: String?
    /// One sentence about it.
    public var description: String
}

extension ThemeToken.Kind {
    /// What a value should have been, in words; nil when `value` suits.
    ///
    /// The test is also what keeps a value inside its declaration: none that passes can end it or load anything.
    package func problem(with value: String) -> String? {
        switch self {
        case .color: CSSValue.isColor(value) ? nil : "a colour such as \"#2a5db0\" or oklch(0.6 0.1 250)"
        case .font: CSSValue.isFontList(value) ? nil : "font families such as Georgia, serif"
        case .length: CSSValue.isLength(value) ? nil : "a length such as 16px, 1.5rem or 0"
        }
    }

    /// The kind that a value looks like.
    package static func guess(_ value: String) -> ThemeToken.Kind {
        CSSValue.isLength(value) ? .length : CSSValue.isColor(value) ? .color : .font
    }
}

/// Judges values of CSS properties (CSS Color 4, CSS Fonts 4, CSS Values 4) as far as themes need them.
enum CSSValue {
    private static let colorFunctions: Set<String> = [
        "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch",
    ]
    private static let units: Set<String> = [
        "px", "rem", "em", "ch", "ex", "lh", "rlh", "%", "vw", "vh", "vmin", "vmax", "pt", "pc", "mm", "cm", "in", "q",
    ]

    /// A hexadecimal colour, a colour's name, or one of the colour functions with nothing but numbers in it.
    static func isColor(_ text: String) -> Bool {
        let bytes = Array(text.lowercased().utf8)
        if bytes.first == UInt8(ascii: "#") {
            return [4, 5, 7, 9].contains(bytes.count) && bytes.dropFirst().allSatisfy(isHexadecimal)
        }
        guard let open = bytes.firstIndex(of: UInt8(ascii: "(")) else {
            return CSSColorNames.all.contains(text.lowercased())
        }
        guard bytes.last == UInt8(ascii: ")"), colorFunctions.contains(String(decoding: bytes[..<open], as: UTF8.self))
        else { return false }
        let inside = bytes[(open + 1)..<(bytes.count - 1)]
        return !inside.isEmpty
            && inside.allSatisfy { byte in
                isDigit(byte) || isLetter(byte) || " .,%/+-".utf8.contains(byte)
            }
    }

    /// Family names between commas, bare or in quotes.
    static func isFontList(_ text: String) -> Bool {
        let families = text.split(separator: ",", omittingEmptySubsequences: false)
        return families.allSatisfy { family in
            var name = Array(family.utf8.drop { $0 == 0x20 })
            while name.last == 0x20 { name.removeLast() }
            if let quote = name.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                guard name.count > 2, name.last == quote else { return false }
                name = Array(name[1..<(name.count - 1)])
            }
            return !name.isEmpty
                && name.allSatisfy { byte in
                    isDigit(byte) || isLetter(byte) || byte >= 0x80 || " -_.".utf8.contains(byte)
                }
        }
    }

    /// Zero, or a number with a unit.
    static func isLength(_ text: String) -> Bool {
        if text == "0" { return true }
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-" || $0 == "+") }
        return Double(number).map(\.isFinite) ?? false && units.contains(text.dropFirst(number.count).lowercased())
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
}
