import Diagnostics
import Mustache

/// The layout, partials and style sheet of pages: Mustache files and plain CSS.
///
/// Files of a workspace's own `templates/trinity/` win over the ones inside the binary, one by one.
struct PageTemplates {
    private let library: MustacheLibrary
    /// The page's whole style sheet, charts excluded.
    let style: String

    private static let names = ["page", "index", "head", "foot"]

    /// Loads the templates.
    ///
    /// - Throws: `DiagnosticsError` with `bad-template` at the file and line that Mustache cannot read.
    init(folder: String?) throws {
        MustacheContentTypes.register(PageText(), named: "PAGE")
        var templates: [String: MustacheTemplate] = [:]
        for name in PageTemplates.names {
            let (text, path) = PageTemplates.text("\(name).mustache", folder)
            do {
                // The library's own escaping looks at whole characters and misses what a combining mark hides.
                templates[name] = try MustacheTemplate(string: "{{% CONTENT_TYPE:PAGE}}" + text)
            } catch let error as MustacheTemplate.ParserError {
                let place = SourceLocation(
                    line: error.context.lineNumber, column: max(1, error.context.columnNumber), offset: 0)
                throw DiagnosticsError(
                    Diagnostic(
                        "bad-template", .error, "this template cannot be read: \(error.error)", file: path,
                        range: SourceRange(place, place)))
            }
        }
        library = MustacheLibrary(templates: templates)
        style = PageTemplates.text("page.css", folder).text
    }

    /// A page from its template and values; `{{name}}` escapes, `{{{name}}}` is HTML already.
    func render(_ values: [String: Any], with template: String) -> String {
        library.render(values, withTemplate: template) ?? ""
    }

    private static func text(_ name: String, _ folder: String?) -> (text: String, path: String) {
        if let folder {
            let path = "\(folder)/trinity/\(name)"
            if let bytes = FileTree.read(path) { return (String(decoding: bytes, as: UTF8.self), path) }
        }
        return (EmbeddedTemplates.files[name] ?? "", "templates/trinity/\(name)")
    }
}

/// Text of pages, escaped as `HTMLText` does it.
private struct PageText: MustacheContentType {
    func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
}
