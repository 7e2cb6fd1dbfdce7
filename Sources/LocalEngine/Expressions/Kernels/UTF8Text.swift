import Columnar

/// Positions and lengths in UTF-8 counted in Unicode scalars.
enum UTF8Text {
    /// Whether every byte is ASCII.
    @inline(__always)
    static func isASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var all: UInt8 = 0
        for byte in text { all |= byte }
        return all < 0x80
    }

    /// The number of scalars.
    @inline(__always)
    static func length(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        for byte in text { count &+= isContinuation(byte) ? 0 : 1 }
        return count
    }

    /// The byte offset of the scalar with that number; the text's end when it has fewer.
    @inline(__always)
    static func offset(ofScalar number: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        if number <= 0 { return 0 }
        var seen = 0
        for position in 0..<text.count where !isContinuation(text[position]) {
            if seen == number { return position }
            seen &+= 1
        }
        return text.count
    }

    /// The byte range of the scalars `start ..< end`, which may lie outside the text.
    @inline(__always)
    static func range(_ start: Int, _ end: Int, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        guard end > start, end > 0 else { return 0..<0 }
        if isASCII(text) {
            let low = min(max(start, 0), text.count)
            return low..<max(low, min(end, text.count))
        }
        let low = offset(ofScalar: start, in: text)
        let rest = UnsafeBufferPointer(rebasing: text[low...])
        return low..<low + offset(ofScalar: end - max(start, 0), in: rest)
    }

    /// The scalar that starts at a byte; U+FFFD where the bytes are no UTF-8.
    @inline(__always)
    static func scalar(at position: Int, in text: UnsafeBufferPointer<UInt8>) -> Unicode.Scalar {
        decode(at: position, in: text).scalar
    }

    /// The scalar that starts at a byte, and where the next one does; U+FFFD and the next byte where the bytes are no UTF-8.
    @inline(__always)
    static func decode(
        at position: Int, in text: UnsafeBufferPointer<UInt8>
    ) -> (scalar: Unicode.Scalar, next: Int) {
        let first = text[position]
        if first < 0x80 { return (Unicode.Scalar(first), position + 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard first >= 0xC2, first < 0xF5, position + length <= text.count else { return ("\u{FFFD}", position + 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for index in position + 1..<position + length {
            guard isContinuation(text[index]) else { return ("\u{FFFD}", position + 1) }
            value = value << 6 | UInt32(text[index] & 0x3F)
        }
        guard let scalar = Unicode.Scalar(value) else { return ("\u{FFFD}", position + 1) }
        return (scalar, position + length)
    }
}
