import Analyzers
import Diagnostics
import Yams

/// The figures of an analyzer as cells, made from what it says about itself.
enum StandardFigures {
    /// What `show:` may list: the analyzer's standard items, its tables and its values.
    static func names(of analyzer: Analyzer) -> [String] {
        var names: [String] = []
        for name in analyzer.standard.map(\.id) + analyzer.tables.map(\.name) + analyzer.values.map(\.name)
        where !names.contains(name) { names.append(name) }
        return names
    }

    /// The cells that show an analysis, in order. An item of that name goes before a table, a table before a value; neighbouring values
    /// make one row of key figures.
    ///
    /// - Parameters:
    ///   - id: the analyze cell's id; the cells' ids are `<id>-<item>`.
    ///   - items: names to show; nil for the standard ones.
    static func cells(of analyzer: Analyzer, in id: String, place: SourcePlace?, items: [String]?) -> [Cell] {
        var cells: [Cell] = []
        var values: [KeyFigureCell] = []
        var firstValue = ""
        func flush() {
            if !values.isEmpty {
                cells.append(Cell(id: "\(id)-\(firstValue)", kind: .keyFigures(values), place: place))
            }
            values = []
        }
        for name in items ?? analyzer.standard.map(\.id) {
            if let item = analyzer.standard.first(where: { $0.id == name }) {
                flush()
                if let cell = cell(item, of: analyzer, in: id, place: place) { cells.append(cell) }
            } else if analyzer.tables.contains(where: { $0.name == name }) {
                flush()
                cells.append(Cell(id: "\(id)-\(name)", kind: .table(TableCell(from: "\(id).\(name)")), place: place))
            } else {
                if values.isEmpty { firstValue = name }
                values.append(
                    KeyFigureCell(value: ValueExpression(.path([.name(id), .name(name)]), place: place)))
            }
        }
        flush()
        return cells
    }

    private static func cell(_ item: StandardItem, of analyzer: Analyzer, in id: String, place: SourcePlace?) -> Cell? {
        let source = SourceText(path: "analyzer \(analyzer.name)", text: item.yaml)
        var cell = Cell(id: "\(id)-\(item.id)", kind: .keyFigures([]), place: place)
        let found = YAMLBody.read(source, text: item.yaml, firstLine: 1) { node, document in
            if item.kind == .keyFigures {
                var (figures, found) = CellBody.figures(node, in: document, prefix: id)
                for index in figures.indices { figures[index].value.place = place }
                cell.kind = .keyFigures(figures)
                return found
            }
            var body = CellBody(cell: cell, from: item.from.map { "\(id).\($0)" })
            let found = body.read(node, in: document, kind: item.kind.rawValue)
            cell.kind = body.cell.kind
            return found
        }
        return found?.hasErrors ?? true ? nil : cell
    }
}
