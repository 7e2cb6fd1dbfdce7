/// The part of Java's regular expressions that PCRE2 can follow, written as PCRE2 wants it.
///
/// What both spell alike passes through. `\u00E9`, `\0101`, `\S` and classes such as `\p{Alpha}` or `\p{IsLatin}` are spelt
/// anew.
/// What would mean one thing in Java and another in PCRE2 is refused: classes within classes, `&&`, PCRE2's own groups and
/// escapes, the flags `d`, `u` and `U`. What remains different: a line ends with LF, CR or both (Java: U+0085, U+2028 and
/// U+2029 too), `(?i)` knows all letters (Java: those of ASCII), and `\b` those of ASCII (Java before 19: all).
struct JavaPattern {
    /// The pattern for PCRE2.
    private(set) var bytes: [UInt8] = []
    /// For each byte of it, and the end, where it comes from.
    private var origins: [Int] = []
    private let source: [UInt8]
    private var position = 0

    static func translated(_ pattern: UnsafeBufferPointer<UInt8>) throws(RegularExpression.Fault) -> JavaPattern {
        var translation = JavaPattern(source: Array(pattern))
        try translation.translate()
        return translation
    }

    private init(source: [UInt8]) { self.source = source }

    /// The offset in the pattern as written of an offset in the translated one.
    func origin(of offset: Int) -> Int { offset < origins.count ? origins[offset] : source.count }

    private func peek(_ ahead: Int = 0) -> UInt8 {
        position + ahead < source.count ? source[position + ahead] : 0
    }

    private func fault(_ message: String, at offset: Int) -> RegularExpression.Fault {
        RegularExpression.Fault(offset: offset, message: message)
    }

    private mutating func emit(_ text: String, from origin: Int) {
        for byte in text.utf8 {
            bytes.append(byte)
            origins.append(origin)
        }
    }

    private mutating func copy(_ count: Int = 1) {
        for _ in 0..<min(count, source.count - position) {
            bytes.append(source[position])
            origins.append(position)
            position += 1
        }
    }

    private mutating func translate() throws(RegularExpression.Fault) {
        var isInClass = false
        var classStart = 0
        while position < source.count {
            switch peek() {
            case UInt8(ascii: "\\"): try escape(isInClass: isInClass)
            case UInt8(ascii: "[") where isInClass:
                throw fault("a class cannot stand inside a class; write \\[ for the bracket itself", at: position)
            case UInt8(ascii: "["):
                isInClass = true
                classStart = position
                copy()
                if peek() == UInt8(ascii: "^") { copy() }
                if peek() == UInt8(ascii: "]") { copy() }
            case UInt8(ascii: "]") where isInClass:
                isInClass = false
                copy()
            case UInt8(ascii: "&") where isInClass && peek(1) == UInt8(ascii: "&"):
                throw fault("classes cannot be intersected with &&", at: position)
            case UInt8(ascii: "(") where !isInClass: try group()
            default: copy()
            }
        }
        if isInClass { throw fault("this class has no closing ]", at: classStart) }
    }

    private mutating func group() throws(RegularExpression.Fault) {
        if peek(1) == UInt8(ascii: "*") { throw fault("there is nothing to repeat before *", at: position + 1) }
        guard peek(1) == UInt8(ascii: "?") else { return copy() }
        let start = position
        switch peek(2) {
        case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: ">"): copy(3)
        case UInt8(ascii: "<"): copy(3)
        default:
            var end = position + 2
            while end < source.count, "imsx-".utf8.contains(source[end]) { end += 1 }
            guard end > position + 2, end < source.count,
                source[end] == UInt8(ascii: ")") || source[end] == UInt8(ascii: ":")
            else {
                throw fault(
                    "there is no such group; (?: ) (?= ) (?! ) (?<= ) (?<! ) (?> ) (?<name> ) and the flags imsx there are",
                    at: start)
            }
            copy(end + 1 - position)
        }
    }

    private mutating func escape(isInClass: Bool) throws(RegularExpression.Fault) {
        let start = position
        guard position + 1 < source.count else { throw fault("the last \\ has nothing to escape", at: start) }
        switch peek(1) {
        case UInt8(ascii: "Q"):
            copy(2)
            while position < source.count, !(peek() == UInt8(ascii: "\\") && peek(1) == UInt8(ascii: "E")) { copy() }
            copy(2)
        case UInt8(ascii: "u"):
            guard var unit = codeUnit() else { throw fault("\\u takes four hexadecimal digits", at: start) }
            if unit & 0xFC00 == 0xD800, peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u"),
                let low = codeUnit(), low & 0xFC00 == 0xDC00
            {
                unit = 0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF
            }
            emit("\\x{" + String(unit, radix: 16) + "}", from: start)
        case UInt8(ascii: "0"): try octal()
        case UInt8(ascii: "p"), UInt8(ascii: "P"): property(isInClass: isInClass)
        case UInt8(ascii: "D") where !isInClass: negated("d")
        case UInt8(ascii: "S") where !isInClass: negated("s")
        case UInt8(ascii: "W") where !isInClass: negated("w")
        case let letter where (letter | 0x20) &- UInt8(ascii: "a") < 26:
            guard "tnrfaecdDhHsSvVwWbBAGZzRXkxE".utf8.contains(letter) else {
                throw fault("there is no escape \\\(Character(Unicode.Scalar(letter)))", at: start)
            }
            copy(2)
        default:
            copy(2)
            while position < source.count, source[position] & 0xC0 == 0x80 { copy() }
        }
    }

    /// `\D`, `\S` or `\W` as `[^\d]` and so on.
    ///
    /// Where texts need not be UTF-8, the machine code of PCRE2 10.42 has the escapes themselves match nothing beyond ASCII.
    private mutating func negated(_ letter: String) {
        emit("[^\\" + letter + "]", from: position)
        position += 2
    }

    /// The four digits behind `\u`; nil, standing still, when they are not there.
    private mutating func codeUnit() -> UInt32? {
        guard position + 6 <= source.count,
            let unit = UInt32(String(decoding: source[position + 2..<position + 6], as: UTF8.self), radix: 16),
            source[position + 2] != UInt8(ascii: "+")
        else { return nil }
        position += 6
        return unit
    }

    /// `\0` and up to three octal digits, no more than 377.
    private mutating func octal() throws(RegularExpression.Fault) {
        let start = position
        position += 2
        var value = 0
        var digits = 0
        while digits < 3, peek() &- UInt8(ascii: "0") < 8, value * 8 + Int(peek() - UInt8(ascii: "0")) <= 255 {
            value = value * 8 + Int(peek() - UInt8(ascii: "0"))
            digits += 1
            position += 1
        }
        guard digits > 0 else { throw fault("\\0 takes an octal number", at: start) }
        emit("\\x{" + String(value, radix: 16) + "}", from: start)
    }

    private static let posixClasses: Set<String> = [
        "Lower", "Upper", "ASCII", "Alpha", "Digit", "Alnum", "Punct", "Graph", "Print", "Blank", "Cntrl", "XDigit",
        "Space",
    ]

    /// `\p{Alpha}` is ASCII's class, `\p{IsLatin}` a script or category without its `Is`; others pass through.
    private mutating func property(isInClass: Bool) {
        let start = position
        let isNegated = peek(1) == UInt8(ascii: "P")
        guard peek(2) == UInt8(ascii: "{"), let end = source[position...].firstIndex(of: UInt8(ascii: "}")) else {
            return copy(min(3, source.count - position))
        }
        let name = String(decoding: source[position + 3..<end], as: UTF8.self)
        position = end + 1
        if JavaPattern.posixClasses.contains(name) {
            let posix = "[:" + (isNegated ? "^" : "") + name.lowercased() + ":]"
            emit(isInClass ? posix : "[" + posix + "]", from: start)
        } else {
            emit(
                (isNegated ? "\\P{" : "\\p{") + (name.hasPrefix("Is") ? String(name.dropFirst(2)) : name) + "}",
                from: start)
        }
    }
}
