public import Charting

/// A chart of a query's rows, an analyzer's table or a source.
public struct Chart: ReportItem {
    private let cell: Cell

    /// A chart; `from` is a query's id, `section.table` or a source.
    public init(
        _ id: String, from: String, _ specification: ChartSpecification, comparesPrior: Bool = false,
        width: FigureWidth = .full
    ) {
        cell = Cell(
            id: id,
            kind: .chart(
                ChartCell(from: from, specification: specification, comparesPrior: comparesPrior, width: width)))
    }

    /// Adds the part to a report under construction.
    public func add(to content: inout ReportContent) { content.add(cell) }
}
