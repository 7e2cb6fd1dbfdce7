import Columnar

/// American Soundex: the first letter and three digits for the sounds behind it.
enum Soundex {
    /// Digits of the letters A to Z; 0 for vowels, 7 for H and W, which do not part equal sounds.
    private static let digits: [UInt8] = Array("01230127022455012623017202".utf8)

    /// Appends the code; a text that does not start with an ASCII letter stays as it is.
    static func append(_ text: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter) {
        guard let first = text.first.map({ $0 & 0xDF }), first &- UInt8(ascii: "A") < 26 else {
            return writer.append(text)
        }
        writer.append(first)
        let digits = Soundex.digits
        var last = digits[Int(first - UInt8(ascii: "A"))]
        var length = 1
        for byte in text.dropFirst() {
            let letter = byte & 0xDF
            guard byte < 0x80, letter &- UInt8(ascii: "A") < 26 else {
                last = UInt8(ascii: "0")
                continue
            }
            let digit = digits[Int(letter - UInt8(ascii: "A"))]
            if digit == UInt8(ascii: "7") { continue }
            if digit != UInt8(ascii: "0"), digit != last {
                writer.append(digit)
                length += 1
                if length == 4 { return }
            }
            last = digit
        }
        for _ in length..<4 { writer.append(UInt8(ascii: "0")) }
    }
}
