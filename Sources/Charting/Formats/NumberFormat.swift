/// A number format as d3-format writes it: `[[fill]align][sign][symbol][0][width][,][.precision][~][type]`.
///
/// Numbers read exactly as d3's default locale (en-US) prints them: U+2212 as minus, `,` for thousands, SI prefixes with `s`.
/// Unlike d3, an unknown type is an error instead of an alias for none. Source: d3-format's documentation.
package struct NumberFormat: Hashable, Sendable {
    /// Where padding goes.
    package enum Alignment: Character, Hashable, Sendable {
        case leading = "<"
        case trailing = ">"
        case center = "^"
        /// Between sign and digits.
        case afterSign = "="
    }

    /// The padding character.
    package var fill: Character = " "
    /// Where padding goes.
    package var alignment = Alignment.trailing
    /// `-` nothing for zero and above, `+` a plus, `(` parentheses for negatives, a space for a space.
    package var sign: Character = "-"
    /// `$` currency, `#` the base's prefix, nil for none.
    package var symbol: Character?
    /// Whether zeros pad behind the sign.
    package var zero = false
    /// The least number of characters; nil for no padding.
    package var width: Int?
    /// Whether thousands are grouped.
    package var comma = false
    /// Digits behind the point, or significant digits; nil for the type's default.
    package var precision: Int?
    /// Whether trailing zeros go.
    package var trim = false
    /// `e f g r s % p b o d x X c n`, or nil.
    package var type: Character?

    /// The types there are.
    static let types: [Character] = ["e", "f", "g", "r", "s", "%", "p", "b", "o", "d", "x", "X", "c", "n"]

    /// A format that prints up to twelve significant digits.
    package init() {}

    /// Reads a specifier. Empty is the default format.
    package init(_ specifier: String) throws(FormatError) {
        var rest = Array(specifier)[...]
        func take(_ matches: (Character) -> Bool) -> Character? {
            guard let first = rest.first, matches(first) else { return nil }
            rest.removeFirst()
            return first
        }
        func number() -> Int? {
            var text = ""
            while let digit = take({ $0.isASCII && $0.isNumber }) { text.append(digit) }
            return text.isEmpty ? nil : min(Int(text) ?? 1000, 1000)
        }
        if rest.count >= 2, let found = Alignment(rawValue: rest[rest.startIndex + 1]) {
            fill = rest.removeFirst()
            alignment = found
            rest.removeFirst()
        } else if let first = rest.first, let found = Alignment(rawValue: first) {
            alignment = found
            rest.removeFirst()
        }
        if let found = take({ "+-( ".contains($0) }) { sign = found }
        symbol = take { "$#".contains($0) }
        if take({ $0 == "0" }) != nil { zero = true }
        width = number()
        if take({ $0 == "," }) != nil { comma = true }
        if take({ $0 == "." }) != nil {
            guard let digits = number() else {
                throw FormatError("the format '\(specifier)' has no digits behind its point", help: Self.help)
            }
            precision = digits
        }
        if take({ $0 == "~" }) != nil { trim = true }
        if let found = rest.first, rest.count == 1, Self.types.contains(found) {
            type = found
            rest.removeFirst()
        }
        if let wrong = rest.first {
            let isType = rest.count == 1 && wrong.isASCII && wrong.isLetter
            throw FormatError(
                isType
                    ? "the number format '\(specifier)' has no type '\(wrong)'"
                    : "'\(specifier)' is no number format: '\(String(rest))' is not understood", help: Self.help)
        }
    }

    private static let help = "number formats are d3's, such as '.3f', ',d', '+.1%' or '~s'"

    /// A format from parts, for code that knows what it wants.
    package init(
        type: Character?, precision: Int? = nil, comma: Bool = false, trim: Bool = false, sign: Character = "-"
    ) {
        self.type = type
        self.precision = precision
        self.comma = comma
        self.trim = trim
        self.sign = sign
    }
}
