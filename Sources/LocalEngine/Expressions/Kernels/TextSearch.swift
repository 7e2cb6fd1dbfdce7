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

    /// All before so many delimiters, or all after so many from the end when `count` is negative; the whole text when it has
    /// fewer. As in Spark delimiters may overlap, and an empty one leaves nothing.
    static func range(
        ofParts count: Int, of text: UnsafeBufferPointer<UInt8>, delimiter: UnsafeBufferPointer<UInt8>
    ) -> Range<Int> {
        if delimiter.isEmpty || count == 0 { return 0..<0 }
        var remaining = count.magnitude
        if count > 0 {
            var position = -1
            while remaining > 0 {
                guard let found = findBytes(delimiter, in: text, from: position + 1) else { return 0..<text.count }
                position = found
                remaining -= 1
            }
            return 0..<position
        }
        var position = text.count - delimiter.count + 1
        while remaining > 0 {
            position -= 1
            while position >= 0,
                !equalBytes(UnsafeBufferPointer(rebasing: text[position..<position + delimiter.count]), delimiter)
            { position -= 1 }
            if position < 0 { return 0..<text.count }
            remaining -= 1
        }
        return position + delimiter.count..<text.count
    }

    /// The 1-based place of a text among comma-separated ones; 0 when absent, and for a text with a comma in it.
    static func place(of text: UnsafeBufferPointer<UInt8>, inSet set: UnsafeBufferPointer<UInt8>) -> Int {
        if text.contains(UInt8(ascii: ",")) { return 0 }
        var place = 1
        var start = 0
        for position in 0...set.count where position == set.count || set[position] == UInt8(ascii: ",") {
            if equalBytes(UnsafeBufferPointer(rebasing: set[start..<position]), text) { return place }
            place += 1
            start = position + 1
        }
        return 0
    }

    /// Some characters from a 1-based start, as SQL's `substring` counts.
    static func substring(
        _ text: UnsafeBufferPointer<UInt8>, _ position: Int, length: Int
    ) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: text[range(from: position, length: length, in: text)])
    }

    /// The byte range of some characters from a 1-based start; from the end when negative. The end is counted from the start
    /// before that is clamped, so that `substring('abc', -5, 3)` is `a`.
    @inline(__always)
    static func range(from position: Int, length: Int?, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        var start = max(position, 1) - 1
        if position < 0 {
            let (sum, overflow) = UTF8Text.length(text).addingReportingOverflow(position)
            start = overflow ? .min / 2 : sum
        }
        guard let length else { return UTF8Text.range(start, .max, in: text) }
        let (end, overflow) = start.addingReportingOverflow(length)
        return UTF8Text.range(start, overflow ? (length > 0 ? .max : .min) : end, in: text)
    }
}
