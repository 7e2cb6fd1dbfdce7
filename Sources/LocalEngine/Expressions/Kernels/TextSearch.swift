import Columnar

/// What text functions do to one text.
enum TextSearch {
    @inline(__always)
    static func hasPrefix(_ text: UnsafeBufferPointer<UInt8>, _ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count >= prefix.count && equalBytes(UnsafeBufferPointer(rebasing: text[..<prefix.count]), prefix)
    }

    @inline(__always)
    static func hasSuffix(_ text: UnsafeBufferPointer<UInt8>, _ suffix: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count >= suffix.count
            && equalBytes(UnsafeBufferPointer(rebasing: text[(text.count - suffix.count)...]), suffix)
    }

    /// The range of the text without spaces (U+0020 only) at the chosen ends.
    @inline(__always)
    static func trim(_ text: UnsafeBufferPointer<UInt8>, start: Bool, end: Bool) -> Range<Int> {
        var low = 0
        var high = text.count
        if start { while low < high && text[low] == 0x20 { low += 1 } }
        if end { while high > low && text[high - 1] == 0x20 { high -= 1 } }
        return low..<high
    }

    /// The first scalars of a text.
    static func prefix(_ count: Int, of text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: text[UTF8Text.range(0, count, in: text)])
    }

    /// The range of a part between delimiters: 1-based, from the end when negative, empty when there is none such. An empty
    /// delimiter does not split. `number` is not 0.
    static func part(
        _ number: Int, of text: UnsafeBufferPointer<UInt8>, delimiter: UnsafeBufferPointer<UInt8>
    ) -> Range<Int> {
        if delimiter.isEmpty { return number == 1 || number == -1 ? 0..<text.count : 0..<0 }
        var wanted = number
        if number < 0 {
            var parts = 1
            var position = 0
            while let found = findBytes(delimiter, in: text, from: position) {
                parts += 1
                position = found + delimiter.count
            }
            guard number >= -parts else { return 0..<0 }
            wanted = parts + 1 + number
        }
        var start = 0
        var current = 1
        while let found = findBytes(delimiter, in: text, from: start) {
            if current == wanted { return start..<found }
            current += 1
            start = found + delimiter.count
        }
        return current == wanted ? start..<text.count : 0..<0
    }

    /// The scalars in reverse order.
    static func appendReversed(_ text: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter) {
        var end = text.count
        while end > 0 {
            var start = end - 1
            while start > 0 && isContinuation(text[start]) { start -= 1 }
            writer.append(UnsafeBufferPointer(rebasing: text[start..<end]))
            end = start
        }
    }

    /// The text with every occurrence of `search`, from the left, replaced; an empty search changes nothing.
    static func appendReplacing(
        _ text: UnsafeBufferPointer<UInt8>, _ search: UnsafeBufferPointer<UInt8>,
        _ replacement: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter
    ) {
        var position = 0
        if !search.isEmpty {
            while let found = findBytes(search, in: text, from: position) {
                writer.append(UnsafeBufferPointer(rebasing: text[position..<found]))
                writer.append(replacement)
                position = found + search.count
            }
        }
        writer.append(UnsafeBufferPointer(rebasing: text[position...]))
    }
}

/// Upper and lower case.
enum TextCase {
    /// Appends the text in one case: ASCII by its bytes, anything else by the full Unicode mappings (ß becomes SS).
    static func append(_ text: UnsafeBufferPointer<UInt8>, upper: Bool, to writer: inout TextWriter) {
        guard UTF8Text.isASCII(text) else {
            let string = String(decoding: text, as: UTF8.self)
            return writer.append(upper ? string.uppercased() : string.lowercased())
        }
        let first = upper ? UInt8(ascii: "a") : UInt8(ascii: "A")
        writer.append(text) { $0 &- first < 26 ? $0 ^ 0x20 : $0 }
    }
}
