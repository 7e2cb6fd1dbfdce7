/// Text made safe for HTML.
package enum HTMLText {
    /// Text for element content and for attribute values in double quotes.
    ///
    /// Works on Unicode scalars, so that a combining character cannot hide what must be escaped. Control characters become
    /// U+FFFD; controls of writing direction, which could turn the surrounding text around, too.
    package static func escaped(_ text: String) -> String {
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

    /// The longest stretch of a text in a table that is not broken: about what a column of a phone's width can hold.
    private static let longestWord = 28

    /// Text for a cell of a table: escaped, and with places to break (`wbr`) in words that are so long that they would widen the table beyond
    /// the page. A place to break is no character: what is copied from the page is the text. Complexity: O(bytes).
    static func breakable(_ text: String) -> String {
        guard text.utf8.count > longestWord else { return escaped(text) }
        var result = ""
        var part = ""
        var length = 0
        for character in text {
            length = character.isWhitespace || character == "-" ? 0 : length + 1
            part.append(character)
            guard length >= longestWord else { continue }
            result += escaped(part) + "<wbr>"
            part = ""
            length = 0
        }
        return result + escaped(part)
    }

    private static func needsCare(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x22, 0x26, 0x27, 0x3C, 0x3E, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    /// A link's destination when following it is safe: http, https, mailto, a relative path or a fragment; else nil.
    ///
    /// Works on Unicode scalars, so that a combining character cannot hide a colon. Control characters, which browsers skip, are left out;
    /// a backslash counts as a slash, as it does in browsers (WHATWG URL, 4.4); blanks become `%20`.
    static func safeDestination(_ destination: String) -> String? {
        let visible = destination.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
            .map { $0 == "\\" ? "/" : $0 }
        let trimmed = visible.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
        let head = trimmed.filter { $0 != " " }.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let colon = head.firstIndex(of: ":") {
            let scheme = String(String.UnicodeScalarView(head[..<colon])).lowercased()
            guard ["http", "https", "mailto"].contains(scheme) else { return nil }
        } else if trimmed.starts(with: ["/", "/"]) {
            return nil
        }
        return String(String.UnicodeScalarView(trimmed.flatMap { $0 == " " ? ["%", "2", "0"] : [$0] }))
    }

    /// The same, and the destination is on this site: what an image may show.
    static func safeImage(_ destination: String) -> String? {
        guard let safe = safeDestination(destination), !safe.unicodeScalars.contains(":") else { return nil }
        return safe
    }
}
