import Columnar

/// Base 64 (RFC 4648 without line breaks; decoding as MIME does, RFC 2045).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// The value of each byte as a digit; 64 for what is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 64, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    static func append(_ bytes: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter) {
        let alphabet = Base64.alphabet
        var position = 0
        while position < bytes.count {
            let length = min(3, bytes.count - position)
            var word = 0
            for index in 0..<3 { word = word << 8 | (index < length ? Int(bytes[position + index]) : 0) }
            for place in 0..<4 {
                writer.append(place <= length ? alphabet[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
            position += 3
        }
    }

    /// Appends the bytes that base 64 stands for, skipping what is no digit; false when the last group is incomplete.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter) -> Bool {
        let values = Base64.values
        var word: UInt32 = 0
        var digits = 0
        var position = 0
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte == UInt8(ascii: "=") { return finish(word, digits, text[position...], to: &writer) }
            let value = values[Int(byte)]
            if value == 64 { continue }
            word = word << 6 | UInt32(value)
            digits += 1
            if digits == 4 {
                writer.append(UInt8(truncatingIfNeeded: word >> 16))
                writer.append(UInt8(truncatingIfNeeded: word >> 8))
                writer.append(UInt8(truncatingIfNeeded: word))
                (word, digits) = (0, 0)
            }
        }
        return digits == 0 || finish(word, digits, nil, to: &writer)
    }

    /// The last group, of two or three digits; behind its first `=` comes one more after two digits, and no digit.
    private static func finish(
        _ word: UInt32, _ digits: Int, _ rest: Slice<UnsafeBufferPointer<UInt8>>?, to writer: inout TextWriter
    ) -> Bool {
        guard digits >= 2 else { return false }
        if let rest {
            guard !rest.contains(where: { Base64.values[Int($0)] < 64 }),
                digits == 3 || rest.first == UInt8(ascii: "=")
            else { return false }
        }
        writer.append(UInt8(truncatingIfNeeded: digits == 2 ? word >> 4 : word >> 10))
        if digits == 3 { writer.append(UInt8(truncatingIfNeeded: word >> 2)) }
        return true
    }
}
