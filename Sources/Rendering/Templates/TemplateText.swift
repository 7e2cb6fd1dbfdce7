import Mustache

/// Text of pages, escaped as `HTMLText` does it: the library's own escaping looks at whole characters and misses what a combining
/// mark hides.
struct PageText: MustacheContentType {
    /// What stands before a layout so that its variables are escaped so: one line, of which nothing is left.
    static let pragma: String = {
        MustacheContentTypes.register(PageText(), named: "PAGE")
        return "{{% CONTENT_TYPE:PAGE}}\n"
    }()

    func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
}

/// Text of style sheets: whatever is no letter, digit or plain sign is escaped (CSS Syntax 3, section 4.3.7), so that no option's value
/// can end a declaration or the style sheet.
struct StyleText: MustacheContentType {
    /// What stands before a style sheet so that its variables are escaped so: one line, of which nothing is left.
    static let pragma: String = {
        MustacheContentTypes.register(StyleText(), named: "STYLE")
        return "{{% CONTENT_TYPE:STYLE}}\n"
    }()

    func escapeText(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            let isPlain =
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || " #%.,_-+".unicodeScalars.contains(scalar)
            return isPlain ? String(scalar) : "\\\(String(scalar.value, radix: 16)) "
        }.joined()
    }
}
