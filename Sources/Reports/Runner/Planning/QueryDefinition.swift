import Columnar
import Diagnostics
import QueryPlan

/// A query of a report before it is planned: its text, parsed once for all periods, where it stands, and what it may read.
struct QueryDefinition: Sendable {
    /// The SELECT.
    let sql: CellSQL
    /// The SELECT, parsed.
    let query: ParsedQuery
    /// The window that the author gave the cell; nil to look through the reader's, which for the page is the period.
    let window: CellWindow?
    /// The tables it reads by other names than their own, as an analyzer's SQL reads its roles; nil when every table goes by its own.
    let roles: [AnalyzerBinding.Role]?
    /// The columns its result must have; those of another type are cast. Nil for whatever the SELECT gives.
    let output: [Field]?

    init(sql: CellSQL, window: CellWindow?, roles: [AnalyzerBinding.Role]? = nil, output: [Field]? = nil) {
        self.sql = sql
        query = ParsedQuery(sql.source, range: sql.offsets)
        self.window = window
        self.roles = roles
        self.output = output
    }
}
