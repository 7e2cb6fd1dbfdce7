import Diagnostics

/// The front matter's `pages:`: one report, and one page for each row of a cell.
///
/// ```yaml
/// pages: {each: users, path: "users/{page.user_id}", title: "{page.name}"}
/// ```
/// On a page, `page.column` is a value of its row, everywhere that the notebook language has expressions. A query cell with the attribute
/// `page=column` is seen through the page: only the rows whose `column` equals the page's own. Its query knows nothing of that; it runs once
/// for all pages and brings the column. All other cells are the same on every page.
public struct PageSettings: Sendable {
    /// The name by which expressions read the page's row.
    static let name = "page"

    /// The query cell whose rows are the pages.
    public var each: String
    /// Where a page stands below the run's folder: a folder, which holds its `index.html`.
    public var path: TextTemplate
    /// The page's title; nil for the report's with the values of the path.
    public var title: TextTemplate?
    /// Where `each` is written.
    public var eachPlace: SourcePlace?
    /// Where `path` is written.
    public var pathPlace: SourcePlace?

    /// A page for each row of a cell.
    public init(
        each: String, path: TextTemplate, title: TextTemplate? = nil, eachPlace: SourcePlace? = nil,
        pathPlace: SourcePlace? = nil
    ) {
        self.each = each
        self.path = path
        self.title = title
        self.eachPlace = eachPlace
        self.pathPlace = pathPlace
    }

    /// A page for each row of a cell, for reports written in Swift; `path` and `title` are written as in a notebook.
    ///
    /// - Throws: `DiagnosticsError` with what is wrong with an expression, or with the path.
    public init(each: String, path: String, title: String? = nil) throws {
        func read(_ text: String) throws -> TextTemplate {
            let source = SourceText(path: "pages", text: text)
            let (template, found) = TextTemplate.parse(MappedText(source, 0..<source.utf8.count))
            if found.hasErrors { throw DiagnosticsError(found) }
            return template
        }
        self.init(each: each, path: try read(path), title: try title.map(read))
        if let problem = PagePath.problem(self.path) {
            throw DiagnosticsError(Diagnostic("bad-path", .error, problem.message, help: problem.help))
        }
    }

    /// The expressions of path and title, with their formats.
    var expressions: [(expression: ValueExpression, format: String?)] { path.expressions + (title?.expressions ?? []) }
}
