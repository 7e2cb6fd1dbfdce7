import Columnar
import Diagnostics

/// Checks what a report says about its pages: the cell that they come from, what path and title read, and the cells that pages see in parts.
struct PageChecker {
    let report: Report
    /// The columns of queries that have a plan.
    let schemas: [QueryKey: Schema]
    private(set) var diagnostics: [Diagnostic] = []

    init(report: Report, schemas: [QueryKey: Schema]) {
        self.report = report
        self.schemas = schemas
    }

    /// Everything that is wrong; expressions are left to `checker`.
    mutating func check(_ checker: inout ExpressionChecker) {
        guard let settings = report.pages else {
            for cell in report.cells where cell.pageColumn != nil {
                say(
                    "no-pages", "'page' is for reports with pages", at: cell.place(of: "page"),
                    help: "write pages: {each: CELL, path: \"{page.COLUMN}\"} in the front matter")
            }
            return
        }
        for cell in report.cells where cell.id.lowercased() == PageSettings.name {
            say(
                "reserved-name", "'\(cell.id)' is the row of a page in expressions and cannot be an id here",
                at: cell.place)
        }
        let queries = report.cells.filter { if case .query = $0.kind { true } else { false } }.map(\.id)
        guard queries.contains(settings.each) else {
            let kind = report.cell(settings.each)?.kindName
            say(
                "unknown-cell",
                kind.map { "'\(settings.each)' is a cell of kind '\($0)'; pages come from a query" }
                    ?? "there is no query cell '\(settings.each)'",
                at: settings.eachPlace, help: NearMatch.help(settings.each, among: queries))
            return
        }
        for (expression, format) in settings.expressions { checker.checkValue(expression, format: format) }
        for cell in report.cells { check(cell, settings) }
    }

    private mutating func check(_ cell: Cell, _ settings: PageSettings) {
        guard let column = cell.pageColumn else { return }
        let place = cell.place(of: "page")
        if cell.id == settings.each {
            say("circular-pages", "the pages are the rows of '\(cell.id)', so it cannot be seen by page", at: place)
            return
        }
        guard let own = schemas[QueryKey(cell.id)], let pages = schemas[QueryKey(settings.each)] else { return }
        guard let index = own.index(of: column) else {
            unknown(column, of: cell.id, own, at: place)
            return
        }
        guard let page = pages.index(of: column) else {
            unknown(column, of: settings.each, pages, at: place)
            return
        }
        let (type, wanted) = (own.fields[index].type, pages.fields[page].type)
        if type != wanted, type != .null, wanted != .null {
            say(
                "wrong-column-type",
                "'\(column)' is \(type.name) here and \(wanted.name) in '\(settings.each)': no row would be found",
                at: place, help: "cast one of them: CAST(\(column) AS \(wanted.name))")
        }
    }

    private mutating func unknown(_ column: String, of table: String, _ schema: Schema, at place: SourcePlace?) {
        say(
            "unknown-column", "'\(table)' has no column '\(column)'", at: place,
            notes: ["it has \(schema.names.joined(separator: ", "))"],
            help: NearMatch.help(column, among: schema.names))
    }

    private mutating func say(
        _ id: String, _ message: String, at place: SourcePlace?, notes: [String] = [], help: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(id, .error, message, file: place?.file, range: place?.range, notes: notes, help: help))
    }
}
