/// Text made safe for GitHub-flavoured Markdown.
enum MarkdownText {
    /// Plain text that shows as itself: whatever could start markup or HTML is escaped, control characters become U+FFFD, and
    /// newlines become spaces.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t": result.append(" ")
            case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "~", "#", "&", "!", "$", "@":
                // An entity where a backslash does not help; backslashes elsewhere keep the text readable.
                switch scalar {
                case "<": result.append(contentsOf: "&lt;".unicodeScalars)
                case ">": result.append(contentsOf: "&gt;".unicodeScalars)
                case "&": result.append(contentsOf: "&amp;".unicodeScalars)
                case "$", "@": result.append(scalar)
                default:
                    result.append("\\")
                    result.append(scalar)
                }
            case _ where isControl(scalar): result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Text at the start of a line: what would start a list or heading there is escaped as well.
    static func line(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return text }
        if "-+=".unicodeScalars.contains(first) { return "\\" + text }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        if !digits.isEmpty, let next = text.dropFirst(digits.count).first, next == "." || next == ")" {
            return digits + "\\" + text.dropFirst(digits.count)
        }
        return text
    }

    /// A code span that holds the text whatever backticks are in it (CommonMark 0.31, 6.1).
    static func code(_ text: String) -> String {
        let clean = String(
            String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) || $0 == "\n" ? " " : $0 }))
        var longest = 0
        var run = 0
        for character in clean.utf8 {
            run = character == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        // By bytes: a combining mark behind a backtick does not make it another character to Markdown.
        let backtick = UInt8(ascii: "`")
        let isPadded = clean.utf8.first == backtick || clean.utf8.last == backtick || clean.utf8.isEmpty
        let pad = isPadded ? " " : ""
        return fence + pad + clean + pad + fence
    }

    /// A link's destination with what could end it or start markup percent-encoded (RFC 3986), and `&` as an entity, which Markdown
    /// would otherwise read as the start of one.
    static func destination(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var result = String.UnicodeScalarView()
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if scalar == "&" {
                result.append(contentsOf: "&amp;".unicodeScalars)
                continue
            }
            if byte > 0x20, byte < 0x7F, !"<>()[]\\`|\"*_!".unicodeScalars.contains(scalar) {
                result.append(scalar)
            } else if byte == UInt8(ascii: "_") {
                result.append(scalar)
            } else {
                result.append("%")
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            }
        }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
