import Columnar
import Diagnostics

/// A piece of an expression.
struct ExpressionToken: Equatable {
    /// What it is.
    enum Kind: Equatable {
        case name(String)
        case number(Scalar)
        case string(String)
        /// An operator, bracket, comma or point.
        case symbol(String)
        /// A character that starts nothing, or a string without its end.
        case unknown(String)
        case end
    }

    var kind: Kind
    /// Its bytes in the text.
    var range: Range<Int>
}

/// Cuts an expression into tokens, one at a time, so that a format behind ` as ` is never looked at.
struct ExpressionLexer {
    let text: MappedText
    private(set) var position: Int
    private let limit: Int

    init(_ text: MappedText, _ range: Range<Int>) {
        self.text = text
        position = range.lowerBound
        limit = range.upperBound
    }

    /// The next token; `.end` at the end, again and again.
    mutating func next() -> ExpressionToken {
        while position < limit, MappedText.isBlank(text.bytes[position]) { position += 1 }
        guard position < limit else { return ExpressionToken(kind: .end, range: limit..<limit) }
        let start = position
        let byte = text.bytes[position]
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return number(start)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return string(start, quote: byte)
        default: break
        }
        if ExpressionLexer.startsName(byte) {
            while position < limit, ExpressionLexer.continuesName(text.bytes[position]) { position += 1 }
            return ExpressionToken(kind: .name(text.text(start..<position)), range: start..<position)
        }
        for symbol in ["==", "!=", "<>", "<=", ">=", "||", "&&"]
        where text.bytes[start..<limit].starts(with: symbol.utf8) {
            position += 2
            return ExpressionToken(kind: .symbol(symbol), range: start..<position)
        }
        position += 1
        if "+-*/%=<>()[],.!".utf8.contains(byte) {
            return ExpressionToken(kind: .symbol(text.text(start..<position)), range: start..<position)
        }
        while position < limit, text.bytes[position] & 0xC0 == 0x80 { position += 1 }
        return ExpressionToken(kind: .unknown(text.text(start..<position)), range: start..<position)
    }

    private mutating func number(_ start: Int) -> ExpressionToken {
        digits()
        var isWhole = true
        if position < limit, text.bytes[position] == UInt8(ascii: "."), isDigit(position + 1) {
            isWhole = false
            position += 1
            digits()
        }
        if position < limit, text.bytes[position] | 0x20 == UInt8(ascii: "e") {
            var next = position + 1
            if next < limit, "+-".utf8.contains(text.bytes[next]) { next += 1 }
            if isDigit(next) {
                isWhole = false
                position = next
                digits()
            }
        }
        let written = text.text(start..<position)
        let value: Scalar? = (isWhole ? Int64(written).map { .int64($0) } : nil) ?? ExpressionLexer.fraction(written)
        return ExpressionToken(kind: value.map { .number($0) } ?? .unknown(written), range: start..<position)
    }

    /// A double, or a decimal where the numeral has more digits than a double keeps.
    private static func fraction(_ written: String) -> Scalar? {
        guard let double = Double(written) else { return nil }
        if let decimal = DecimalNumber(written),
            let order = ExactArithmetic.compare(.decimal(decimal), .double(double)), order != 0
        {
            return .decimal(decimal)
        }
        return .double(double)
    }

    private mutating func digits() {
        while isDigit(position) { position += 1 }
    }

    private func isDigit(_ index: Int) -> Bool {
        index < limit && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text.bytes[index])
    }

    /// A quote inside a string is written twice.
    private mutating func string(_ start: Int, quote: UInt8) -> ExpressionToken {
        position += 1
        var content: [UInt8] = []
        while position < limit {
            let byte = text.bytes[position]
            position += 1
            guard byte == quote else {
                content.append(byte)
                continue
            }
            guard position < limit, text.bytes[position] == quote else {
                return ExpressionToken(kind: .string(String(decoding: content, as: UTF8.self)), range: start..<position)
            }
            content.append(quote)
            position += 1
        }
        return ExpressionToken(kind: .unknown(text.text(start..<position)), range: start..<position)
    }

    static func startsName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    static func continuesName(_ byte: UInt8) -> Bool {
        startsName(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
