import Columnar
import Diagnostics

/// Text with expressions in braces: `users/{page.user_id}`, `{page.name}, {page.total as ,.0f}`.
public struct TextTemplate: Hashable, Sendable {
    /// A piece of the text.
    public enum Part: Hashable, Sendable {
        /// Text as it is.
        case text(String)
        /// A value and how it reads.
        case value(ValueExpression, format: String?)
    }

    /// The pieces in order.
    public var parts: [Part]

    /// A text by its pieces.
    public init(_ parts: [Part]) { self.parts = parts }

    /// The expressions in order.
    var expressions: [(expression: ValueExpression, format: String?)] {
        parts.compactMap { if case .value(let expression, let format) = $0 { (expression, format) } else { nil } }
    }

    /// Reads a text. What is wrong with an expression, and a brace without its partner, are told with their places.
    static func parse(_ text: MappedText) -> (template: TextTemplate, diagnostics: [Diagnostic]) {
        var parts: [Part] = []
        var found: [Diagnostic] = []
        var start = 0
        func report(_ message: String, _ range: Range<Int>, help: String? = nil) {
            found.append(
                Diagnostic(
                    "bad-expression", .error, message, file: text.source.path, range: text.range(range), help: help))
        }
        while start < text.count {
            guard let open = text.bytes[start...].firstIndex(of: UInt8(ascii: "{")) else { break }
            if open > start { parts.append(.text(text.text(start..<open))) }
            guard let close = text.bytes[open...].firstIndex(of: UInt8(ascii: "}")) else {
                report("this '{' is never closed", open..<(open + 1))
                return (TextTemplate(parts), found)
            }
            let inside = text.trimmed((open + 1)..<close)
            if inside.isEmpty {
                report("there is no value between these braces", open..<(close + 1), help: "write {page.COLUMN}")
            } else {
                switch ExpressionParser.parse(text, inside) {
                case .success(let (expression, format)): parts.append(.value(expression, format: format))
                case .failure(let error): found += error.diagnostics
                }
            }
            start = close + 1
        }
        if start < text.count { parts.append(.text(text.text(start..<text.count))) }
        return (TextTemplate(parts), found)
    }
}
