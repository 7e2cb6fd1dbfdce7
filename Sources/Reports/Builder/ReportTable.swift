/// A table on the page. (`Table` itself is the rows of a result, in `Columnar`.)
public struct ReportTable: ReportItem {
    private let cell: Cell

    /// A table; `from` is a query's id, `section.table` or a source. Without columns it shows all.
    public init(
        _ id: String, from: String, title: String? = nil, caption: String? = nil, columns: [TableCell.Column] = [],
        limit: Int? = nil, width: FigureWidth = .full
    ) {
        cell = Cell(
            id: id,
            kind: .table(
                TableCell(from: from, title: title, caption: caption, columns: columns, limit: limit, width: width)))
    }

    /// Adds the part to a report under construction.
    public func add(to content: inout ReportContent) { content.add(cell) }
}
