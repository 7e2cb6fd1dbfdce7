/// A row of key figures.
public struct KPI: ReportItem {
    private let id: String
    private let values: [String]
    private let figures: [KeyFigureCell]

    /// Key figures by their expressions, told as the analyzers that bring them describe them.
    public init(_ id: String, _ values: String...) {
        self.id = id
        self.values = values
        figures = []
    }

    /// Key figures in full.
    public init(_ id: String, figures: [KeyFigureCell]) {
        self.id = id
        values = []
        self.figures = figures
    }

    /// Adds the part to a report under construction.
    public func add(to content: inout ReportContent) {
        let read = values.compactMap { content.expression($0).map { KeyFigureCell(value: $0) } }
        content.add(Cell(id: id, kind: .keyFigures(figures + read)))
    }
}
