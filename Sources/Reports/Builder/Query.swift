/// A query whose rows charts, tables and text read by its id.
public struct Query: ReportItem {
    private let cell: Cell

    /// A query in SQL.
    public init(_ id: String, _ sql: String, window: CellWindow? = nil) {
        cell = Cell(id: id, kind: .query(CellSQL(sql, name: "query '\(id)'")), window: window)
    }

    /// Adds the part to a report under construction.
    public func add(to content: inout ReportContent) { content.add(cell) }
}
