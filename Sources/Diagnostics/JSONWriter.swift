/// Writes RFC 8259 JSON text, compact or indented, without building a tree.
///
/// Doubles print as the shortest text that reads back to the same value; non-finite numbers print as `null`.
/// The caller keeps begin/end calls balanced and gives every object member a key first.
public struct JSONWriter: Sendable {
    /// The text so far.
    public private(set) var text = ""
    private let indented: Bool
    private var depth = 0
    private var needsComma = false
    private var afterKey = false

    /// An empty writer; `indented` puts each member on a line of its own, two spaces a level.
    public init(indented: Bool = false) { self.indented = indented }

    /// Opens `{`.
    public mutating func beginObject() { open("{") }
    /// Closes `}`.
    public mutating func endObject() { close("}") }
    /// Opens `[`.
    public mutating func beginArray() { open("[") }
    /// Closes `]`.
    public mutating func endArray() { close("]") }

    /// Writes a member's key; the next call writes its value.
    public mutating func key(_ name: String) {
        separate()
        text += JSONWriter.quoted(name)
        text += indented ? ": " : ":"
        afterKey = true
    }

    /// Writes a string.
    public mutating func value(_ string: String) { atom(JSONWriter.quoted(string)) }
    /// Writes an integer.
    public mutating func value(_ integer: Int64) { atom(String(integer)) }
    /// Writes an integer.
    public mutating func value(_ integer: Int) { atom(String(integer)) }
    /// Writes a boolean.
    public mutating func value(_ boolean: Bool) { atom(boolean ? "true" : "false") }
    /// Writes a double; non-finite values become `null`.
    public mutating func value(_ double: Double) { atom(JSONWriter.number(double)) }
    /// Writes a number that is spelled out already, such as an exact decimal; the caller sees to it that JSON can read it.
    public mutating func value(literal number: String) { atom(number) }
    /// Gives the text so far away, so that a long document need not be in memory whole.
    public mutating func takeText() -> String {
        defer { text = "" }
        return text
    }

    /// Writes `null`.
    public mutating func null() { atom("null") }

    /// The shortest round-trip text of a double: integral values without a fraction, non-finite ones as `null`.
    public static func number(_ double: Double) -> String {
        guard double.isFinite else { return "null" }
        if double == double.rounded(), abs(double) < 1e15 { return String(Int64(double)) }
        return double.description
    }

    /// A JSON string literal. Control characters, `"` and `\` are escaped, and so are `<`, `>`, `&`, U+2028 and U+2029, so
    /// that the text may stand inside HTML unharmed.
    public static func quoted(_ string: String) -> String {
        guard string.utf8.contains(where: mayNeedEscape) else { return "\"" + string + "\"" }
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}", "\u{7F}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Whether a byte of UTF-8 is a character that is escaped, or the first of U+2028 and U+2029.
    private static func mayNeedEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case ..<0x20, 0x7F, 0xE2, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "&"):
            true
        default: false
        }
    }

    private mutating func open(_ bracket: String) {
        separate()
        text += bracket
        depth += 1
        needsComma = false
    }

    private mutating func close(_ bracket: String) {
        depth -= 1
        if needsComma { newline() }
        text += bracket
        needsComma = true
    }

    private mutating func atom(_ string: String) {
        separate()
        text += string
    }

    private mutating func separate() {
        if afterKey {
            afterKey = false
        } else {
            if needsComma { text += "," }
            if depth > 0 { newline() }
        }
        needsComma = true
    }

    private mutating func newline() {
        guard indented else { return }
        text += "\n" + String(repeating: "  ", count: depth)
    }
}
