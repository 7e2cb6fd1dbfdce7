/// Something that must hold: a query that returns no row.
public struct Assert: ReportItem {
    private let cell: Cell

    /// An assertion by the query for what contradicts it; `message` says in one sentence what is asserted.
    public init(_ id: String, _ sql: String, message: String? = nil, window: CellWindow? = nil) {
        cell = Cell(
            id: id, kind: .assertion(CellSQL(sql, name: "assert '\(id)'"), message: message), window: window)
    }

    /// Adds the part to a report under construction.
    public func add(to content: inout ReportContent) { content.add(cell) }
}
