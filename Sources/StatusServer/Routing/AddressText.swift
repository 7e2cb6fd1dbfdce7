/// Percent-encoded parts of addresses (RFC 3986, WHATWG URL).
enum AddressText {
    /// The segments of a path, decoded; nil when one is malformed, is no UTF-8, or would leave its folder. An empty last segment stands for the
    /// slash at the end.
    static func segments(of path: String) -> [String]? {
        var segments: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let bytes = decoded(part.utf8), let text = String(validating: bytes, as: UTF8.self),
                !text.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }),
                text != ".", text != ".."
            else { return nil }
            segments.append(text)
        }
        return segments
    }

    /// `name=value` pairs of a query or a form, decoded, in order; nil when one is malformed.
    static func pairs(of text: some StringProtocol) -> [(name: String, value: String)]? {
        var pairs: [(name: String, value: String)] = []
        for part in text.split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let texts = halves.map { half in
                decoded(half.utf8.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }).flatMap {
                    String(validating: $0, as: UTF8.self)
                }
            }
            guard let name = texts[0], let value = texts.count == 2 ? texts[1] : "" else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }

    /// A text as one segment of a path.
    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }

    private static func decoded(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
