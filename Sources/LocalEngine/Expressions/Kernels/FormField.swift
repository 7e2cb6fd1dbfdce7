import Columnar

/// Text as a field of `application/x-www-form-urlencoded` (URL Standard, 5): blanks as `+`, other bytes as `%41`.
enum FormField {
    static func append(_ text: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter) {
        for byte in text {
            let isLetter = (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
            if isLetter || byte == 0x2D || byte == 0x2E || byte == 0x5F || byte == 0x2A {
                writer.append(byte)
            } else if byte == 0x20 {
                writer.append(UInt8(ascii: "+"))
            } else {
                writer.append(UInt8(ascii: "%"))
                withUnsafePointer(to: byte) {
                    Hexadecimal.append(UnsafeBufferPointer(start: $0, count: 1), to: &writer)
                }
            }
        }
    }

    /// Appends the bytes that a field stands for; false when a `%` has no two digits behind it.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter) -> Bool {
        var position = 0
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte == UInt8(ascii: "+") {
                writer.append(0x20)
            } else if byte == UInt8(ascii: "%") {
                guard position + 1 < text.count, let high = Hexadecimal.value(text[position]),
                    let low = Hexadecimal.value(text[position + 1])
                else { return false }
                writer.append(high << 4 | low)
                position += 2
            } else {
                writer.append(byte)
            }
        }
        return true
    }
}
