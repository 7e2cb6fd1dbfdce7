import Columnar

/// Upper, lower and title case by the full Unicode mappings: `ß` becomes `SS`, a sigma that ends its word `ς`.
enum TextCase {
    /// Appends the text in one case: ASCII by its bytes, anything else scalar by scalar.
    static func append(_ text: UnsafeBufferPointer<UInt8>, upper: Bool, to writer: inout TextWriter) {
        guard UTF8Text.isASCII(text) else {
            var position = 0
            while position < text.count {
                position = append(scalarAt: position, of: text, upper ? .upper : .lower, to: &writer)
            }
            return
        }
        let first = upper ? UInt8(ascii: "a") : UInt8(ascii: "A")
        writer.append(text) { $0 &- first < 26 ? $0 ^ 0x20 : $0 }
    }

    /// Appends the text with each word's first character in title case and all others in lower case. Words are what spaces
    /// (U+0020) separate.
    static func appendTitle(_ text: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter) {
        var position = 0
        var startsWord = true
        while position < text.count {
            let byte = text[position]
            if byte < 0x80 {
                let isLower = byte &- UInt8(ascii: "a") < 26
                let isUpper = byte &- UInt8(ascii: "A") < 26
                writer.append((startsWord && isLower) || (!startsWord && isUpper) ? byte ^ 0x20 : byte)
                position += 1
            } else {
                position = append(scalarAt: position, of: text, startsWord ? .title : .lower, to: &writer)
            }
            startsWord = byte == 0x20
        }
    }

    private enum Mapping { case upper, lower, title }

    /// Appends one scalar's mapping; returns where the next one starts.
    private static func append(
        scalarAt position: Int, of text: UnsafeBufferPointer<UInt8>, _ mapping: Mapping, to writer: inout TextWriter
    ) -> Int {
        let byte = text[position]
        if byte < 0x80 {
            let first = mapping == .lower ? UInt8(ascii: "A") : UInt8(ascii: "a")
            writer.append(byte &- first < 26 ? byte ^ 0x20 : byte)
            return position + 1
        }
        let (scalar, next) = UTF8Text.decode(at: position, in: text)
        let mapped: String
        switch mapping {
        case .upper: mapped = scalar.properties.uppercaseMapping
        case .title: mapped = scalar.properties.titlecaseMapping
        case .lower where scalar == "\u{3A3}":
            mapped = endsWord(position, next, text) ? "\u{3C2}" : "\u{3C3}"
        case .lower: mapped = scalar.properties.lowercaseMapping
        }
        for byte in mapped.utf8 { writer.append(byte) }
        return next
    }

    /// Whether a letter follows a cased letter and comes before none (Unicode, 3.13, Final_Sigma).
    private static func endsWord(_ start: Int, _ end: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = start
        var followsLetter = false
        while position > 0 {
            position -= 1
            while position > 0 && isContinuation(text[position]) { position -= 1 }
            let properties = UTF8Text.decode(at: position, in: text).scalar.properties
            if properties.isCaseIgnorable { continue }
            followsLetter = properties.isCased
            break
        }
        guard followsLetter else { return false }
        position = end
        while position < text.count {
            let (scalar, next) = UTF8Text.decode(at: position, in: text)
            position = next
            if scalar.properties.isCaseIgnorable { continue }
            return !scalar.properties.isCased
        }
        return true
    }
}
