import Diagnostics

/// Cuts SQL text into tokens. Comments (`-- …`, `/* … */`, which nest) and blanks separate tokens and vanish.
struct Lexer {
    private let text: [UInt8]
    private var position: Int
    private let end: Int
    private(set) var diagnostics: [Diagnostic] = []
    private let source: SourceText

    init(_ source: SourceText, range: Range<Int>) {
        self.source = source
        text = source.utf8
        position = range.lowerBound
        end = range.upperBound
    }

    /// All tokens, the last of them `.end`. Characters that SQL has no use for become diagnostics. Complexity: O(bytes).
    mutating func tokens() -> [Token] {
        var tokens: [Token] = []
        while position < end {
            if let token = next() { tokens.append(token) }
            // One finding is enough to stop at; thousands would only bury it.
            if diagnostics.count >= 20 { break }
        }
        tokens.append(Token(kind: .end, range: end..<end))
        return tokens
    }

    private func byte(_ ahead: Int = 0) -> UInt8 { position + ahead < end ? text[position + ahead] : 0 }

    /// The next token; nil at the end and where a character had to be left out.
    private mutating func next() -> Token? {
        skipBlanks()
        guard position < end else { return nil }
        let start = position
        let first = byte()
        switch first {
        case _ where isNameStart(first):
            while position < end, isNameStart(byte()) || isDigit(byte()) { position += 1 }
            return Token(kind: .word(string(start..<position)), range: start..<position)
        case _ where isDigit(first), UInt8(ascii: ".") where isDigit(byte(1)):
            return number(from: start)
        case UInt8(ascii: "'"):
            return quoted("'", "text", start) { .string($0) }
        case UInt8(ascii: "\""), UInt8(ascii: "`"):
            return quoted(Unicode.Scalar(first), "name", start) { .quotedName($0) }
        case UInt8(ascii: ":") where isNameStart(byte(1)):
            position += 1
            while position < end, isNameStart(byte()) || isDigit(byte()) { position += 1 }
            return Token(kind: .parameter(string(start + 1..<position)), range: start..<position)
        default:
            for symbol in ["<=>", ">>>", "<<", ">>", "<=", ">=", "<>", "!=", "==", "||", "::"] where matches(symbol) {
                position += symbol.utf8.count
                return Token(kind: .symbol(symbol), range: start..<position)
            }
            if "()+-*/%,.<>=;[]&|^~".utf8.contains(first) {
                position += 1
                return Token(kind: .symbol(string(start..<position)), range: start..<position)
            }
            position += 1
            while position < end, byte() & 0xC0 == 0x80 { position += 1 }
            diagnostics.append(
                Diagnostic(
                    "sql-syntax", .error, "unexpected character '\(string(start..<position))'",
                    file: source.path, range: source.range(start..<position)))
            return nil
        }
    }

    private mutating func number(from start: Int) -> Token {
        while isDigit(byte()) { position += 1 }
        if byte() == UInt8(ascii: ".") {
            position += 1
            while isDigit(byte()) { position += 1 }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
            if isDigit(byte(1 + sign)) {
                position += 1 + sign
                while isDigit(byte()) { position += 1 }
            }
        }
        // The suffix of decimals, unless it is the start of a longer word.
        if byte() | 0x20 == UInt8(ascii: "b"), byte(1) | 0x20 == UInt8(ascii: "d"), !isNameStart(byte(2)),
            !isDigit(byte(2))
        {
            position += 2
        }
        let end = position
        while position < self.end, isNameStart(byte()) || isDigit(byte()) { position += 1 }
        if position > end { refuse(start..<position, digits: start..<end) }
        return Token(kind: .number(string(start..<end)), range: start..<position)
    }

    /// Letters directly behind a number would be taken for the name of its column.
    private mutating func refuse(_ range: Range<Int>, digits: Range<Int>) {
        let written = string(range)
        let rest = written.dropFirst(digits.count)
        let help: String
        if string(digits) == "0", rest.first == "x" || rest.first == "X", let value = Int64(rest.dropFirst(), radix: 16)
        {
            help = "write it in decimal, \(value)"
        } else if rest.first == "_" {
            help = "write it without \"_\", \(written.filter { $0 != "_" })"
        } else if ["l", "s", "y", "d", "f"].contains(rest.lowercased()) {
            let type = ["d", "f"].contains(rest.lowercased()) ? "double" : "bigint"
            help = "write CAST(\(string(digits)) AS \(type)); of the suffixes only BD, for decimals, is read"
        } else {
            help = "put a blank, or AS, between the number and a name"
        }
        diagnostics.append(
            Diagnostic(
                "sql-syntax", .error, "'\(written)' is no number", file: source.path, range: source.range(range),
                help: help))
    }

    private mutating func quoted(
        _ quote: Unicode.Scalar, _ what: String, _ start: Int, _ kind: (String) -> Token.Kind
    ) -> Token {
        let mark = UInt8(ascii: quote)
        var content: [UInt8] = []
        position += 1
        while position < end {
            if byte() == mark {
                if byte(1) == mark, position + 1 < end {
                    content.append(mark)
                    position += 2
                    continue
                }
                position += 1
                return Token(kind: kind(String(decoding: content, as: UTF8.self)), range: start..<position)
            }
            content.append(byte())
            position += 1
        }
        diagnostics.append(
            Diagnostic(
                "sql-syntax", .error, "this \(what) has no closing \(quote)", file: source.path,
                range: source.range(start..<start + 1), help: "close it with \(quote)"))
        return Token(kind: kind(String(decoding: content, as: UTF8.self)), range: start..<position)
    }

    private mutating func skipBlanks() {
        while position < end {
            switch byte() {
            case 0x09, 0x0A, 0x0C, 0x0D, 0x20: position += 1
            case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"):
                while position < end, byte() != 0x0A { position += 1 }
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"): skipComment()
            case 0xC2 where byte(1) == 0xA0: position += 2
            case 0xEF where byte(1) == 0xBB && byte(2) == 0xBF: position += 3
            default: return
            }
        }
    }

    private mutating func skipComment() {
        let start = position
        var depth = 0
        repeat {
            if matches("/*") {
                depth += 1
                position += 2
            } else if matches("*/") {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        } while depth > 0 && position < end
        if depth > 0 {
            diagnostics.append(
                Diagnostic(
                    "sql-syntax", .error, "this comment has no closing */", file: source.path,
                    range: source.range(start..<start + 2), help: "close it with */"))
        }
    }

    private func matches(_ symbol: String) -> Bool {
        position + symbol.utf8.count <= end && zip(symbol.utf8, text[position...]).allSatisfy(==)
    }

    private func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private func isNameStart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}
