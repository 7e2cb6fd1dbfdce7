/// Text made safe for HTML.
enum HTMLText {
    /// Text for element content and for attribute values in double quotes.
    ///
    /// Works on Unicode scalars, so that a combining character cannot hide what must be escaped. Control characters become
    /// U+FFFD; controls of writing direction, which could turn the surrounding text around, too.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: needsCare) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "\t", "\n": result.append(scalar)
            case _ where needsCare(scalar): result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static func needsCare(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x22, 0x26, 0x27, 0x3C, 0x3E, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    /// A link's destination when following it is safe: http, https, mailto, a relative path or a fragment; else nil.
    static func safeDestination(_ destination: String) -> String? {
        let cleaned = String(
            String.UnicodeScalarView(destination.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }))
        // Browsers skip control characters inside a scheme, so the check sees the text without them.
        let head = cleaned.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let colon = head.firstIndex(of: ":") {
            let scheme = head[..<colon].lowercased()
            return ["http", "https", "mailto"].contains(scheme) ? cleaned : nil
        }
        return cleaned.hasPrefix("//") ? nil : cleaned
    }
}
