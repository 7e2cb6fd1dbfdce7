import Diagnostics

/// The info string of an executed fence: `sql {query #by_day window="12 weeks"}`, each part with its place.
struct FenceInfo {
    /// A piece with its bytes in the text.
    struct Piece {
        var text: String
        var range: Range<Int>
    }

    /// One `key=value`.
    struct Attribute {
        var key: Piece
        var value: Piece
    }

    /// The language.
    var language: Piece
    /// The kind; nil when none is written.
    var kind: Piece?
    /// The id without its `#`; nil when none is written.
    var id: Piece?
    /// The attributes in order.
    var attributes: [Attribute] = []
    /// Everything between the braces, braces included.
    var range: Range<Int>

    /// Reads an info string; nil when it has no braces and so is plain code.
    init?(_ text: MappedText, _ info: Range<Int>, _ report: (Diagnostic) -> Void) {
        let bytes = text.bytes
        let info = text.trimmed(info)
        var index = info.lowerBound
        while index < info.upperBound, !MappedText.isBlank(bytes[index]), bytes[index] != UInt8(ascii: "{") {
            index += 1
        }
        language = Piece(text: text.text(info.lowerBound..<index), range: info.lowerBound..<index)
        while index < info.upperBound, MappedText.isBlank(bytes[index]) { index += 1 }
        guard index < info.upperBound, bytes[index] == UInt8(ascii: "{") else { return nil }
        let open = index
        range = open..<info.upperBound
        index += 1
        func fail(_ id: String, _ message: String, _ range: Range<Int>, help: String? = nil) {
            report(Diagnostic(id, .error, message, file: text.source.path, range: text.range(range), help: help))
        }
        var isClosed = false
        while index < info.upperBound {
            let byte = bytes[index]
            if MappedText.isBlank(byte) {
                index += 1
                continue
            }
            if byte == UInt8(ascii: "}") {
                isClosed = true
                index += 1
                break
            }
            let start = index
            var quote: UInt8?
            var equals: Int?
            while index < info.upperBound {
                let byte = bytes[index]
                if let open = quote {
                    if byte == open { quote = nil }
                } else if MappedText.isBlank(byte) || byte == UInt8(ascii: "}") {
                    break
                } else if (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")) && equals == index - 1 {
                    quote = byte
                } else if byte == UInt8(ascii: "="), equals == nil {
                    equals = index
                }
                index += 1
            }
            if let quote, let equals {
                fail(
                    "bad-fence", "this text has no closing \(String(UnicodeScalar(quote)))",
                    (equals + 1)..<(equals + 2))
                return nil
            }
            if bytes[start] == UInt8(ascii: "#") {
                let piece = Piece(text: text.text((start + 1)..<index), range: start..<index)
                if let id {
                    fail("bad-fence", "a cell has one id; this one is '\(id.text)' already", start..<index)
                } else {
                    id = piece
                }
            } else if let equals {
                var value = (equals + 1)..<index
                let isQuoted =
                    value.count >= 2
                    && (bytes[value.lowerBound] == UInt8(ascii: "\"") || bytes[value.lowerBound] == UInt8(ascii: "'"))
                if isQuoted { value = (value.lowerBound + 1)..<(value.upperBound - 1) }
                let key = Piece(text: text.text(start..<equals), range: start..<equals)
                if attributes.contains(where: { $0.key.text == key.text }) {
                    fail("duplicate-key", "'\(key.text)' stands here more than once", start..<equals)
                } else {
                    attributes.append(Attribute(key: key, value: Piece(text: text.text(value), range: value)))
                }
            } else if kind == nil, id == nil, attributes.isEmpty {
                kind = Piece(text: text.text(start..<index), range: start..<index)
            } else {
                let word = text.text(start..<index)
                fail(
                    "bad-fence", "expected key=value, found '\(word)'", start..<index,
                    help: id == nil ? "an id is written '#\(word)'" : nil)
            }
        }
        if !isClosed {
            fail("bad-fence", "this '{' is never closed", open..<(open + 1))
            return nil
        }
        if index < info.upperBound {
            fail("bad-fence", "nothing may stand behind '}'", text.trimmed(index..<info.upperBound))
        }
    }
}
