import Columnar

/// Bytes and numbers in base 16.
enum Hexadecimal {
    @inline(__always)
    private static func digit(_ value: UInt8, _ letter: Unicode.Scalar) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: letter) &+ value &- 10
    }

    /// Two digits a byte.
    static func append(
        _ bytes: UnsafeBufferPointer<UInt8>, letter: Unicode.Scalar = "A", to writer: inout TextWriter
    ) {
        writer.reserve(bytes.count * 2)
        for byte in bytes {
            writer.append(digit(byte >> 4, letter))
            writer.append(digit(byte & 15, letter))
        }
    }

    /// A number without leading zeros.
    static func append(_ number: UInt64, to writer: inout TextWriter) {
        let digits = max(1, (64 - number.leadingZeroBitCount + 3) / 4)
        for place in (0..<digits).reversed() {
            writer.append(digit(UInt8(truncatingIfNeeded: number >> UInt64(4 * place)) & 15, "A"))
        }
    }

    /// Appends the bytes that digits stand for, the first of an odd number alone; false where something else stands.
    static func decode(_ text: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter) -> Bool {
        var pending: UInt8 = 0
        var isHalf = text.count % 2 == 1
        for byte in text {
            guard let value = value(byte) else { return false }
            if isHalf { writer.append(pending << 4 | value) } else { pending = value }
            if isHalf { pending = 0 }
            isHalf.toggle()
        }
        return true
    }

    /// What a digit stands for; nil for what is none.
    @inline(__always)
    static func value(_ byte: UInt8) -> UInt8? {
        if byte &- UInt8(ascii: "0") < 10 { return byte &- UInt8(ascii: "0") }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? letter + 10 : nil
    }
}
