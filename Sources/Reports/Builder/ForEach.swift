/// Parts that a run shows once for each row of a table.
public struct ForEach: ReportItem {
    private let variable: String
    private let table: String
    private let body: [any ReportItem]

    /// A loop; inside, `variable.column` is a value of the row. `table` is a query's id or `section.table`.
    public init(_ variable: String, in table: String, @ReportBuilder content body: () -> [any ReportItem]) {
        self.variable = variable
        self.table = table
        self.body = body()
    }

    /// Adds the part to a report under construction.
    public func add(to content: inout ReportContent) {
        let body = content.nodes(of: body)
        guard let table = content.expression(table) else { return }
        content.nodes.append(.each(variable: variable, table: table, body))
    }
}
