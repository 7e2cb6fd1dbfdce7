import Reports

/// Inline content as HTML.
enum InlineHTML {
    static func text(_ inlines: [Inline]) -> String { inlines.map(text).joined() }

    private static func text(_ inline: Inline) -> String {
        switch inline {
        case .text(let text): HTMLText.escaped(text)
        // Data may be written from right to left: it must not turn the sentence around.
        case .value(let text): "<bdi>\(HTMLText.escaped(text))</bdi>"
        case .problem(let text): "<mark>\(HTMLText.escaped(text))</mark>"
        case .emphasis(let inner): "<em>\(text(inner))</em>"
        case .strong(let inner): "<strong>\(text(inner))</strong>"
        case .strikethrough(let inner): "<del>\(text(inner))</del>"
        case .code(let code): "<code>\(HTMLText.escaped(code))</code>"
        case .link(let inner, let destination, let title): link(inner, destination, title)
        case .image(let alternative, let destination, let title): image(alternative, destination, title)
        case .footnote(let number, let occurrence):
            "<sup><a class=\"noteref\" id=\"noteref-\(number)-\(occurrence)\" href=\"#note-\(number)\" "
                + "aria-label=\"Footnote \(number)\">\(number)</a></sup>"
        case .lineBreak: "<br>"
        case .softBreak: "\n"
        }
    }

    private static func link(_ inner: [Inline], _ destination: String, _ title: String?) -> String {
        guard let safe = HTMLText.safeDestination(destination) else { return text(inner) }
        let tooltip = title.map { " title=\"\(HTMLText.escaped($0))\"" } ?? ""
        return "<a href=\"\(HTMLText.escaped(safe))\"\(tooltip) rel=\"noreferrer\">\(text(inner))</a>"
    }

    /// Only relative images are shown: the page loads nothing from elsewhere.
    private static func image(_ alternative: String, _ destination: String, _ title: String?) -> String {
        guard let safe = HTMLText.safeImage(destination) else {
            return HTMLText.escaped(alternative)
        }
        let tooltip = title.map { " title=\"\(HTMLText.escaped($0))\"" } ?? ""
        return "<img src=\"\(HTMLText.escaped(safe))\" alt=\"\(HTMLText.escaped(alternative))\"\(tooltip)>"
    }
}
