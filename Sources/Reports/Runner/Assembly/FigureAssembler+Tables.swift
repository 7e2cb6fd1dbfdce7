import Analyzers
import Columnar

extension FigureAssembler {
    /// A table with its cells formatted.
    func dataTable(_ cell: Cell, _ body: TableCell) throws(ValueFailure) -> DataTable {
        let key = try table(named: body.from, for: cell)
        let table = try tables.table(key)
        let description = catalog.description(ofTable: body.from)
        // The column by which a page finds its rows has one value there, which the page is about.
        let own = tables.page == nil ? nil : catalog.pageColumns[key]
        let wanted =
            body.columns.isEmpty
            ? table.schema.names.filter { $0.lowercased() != own?.lowercased() }.map { TableCell.Column($0) }
            : body.columns
        var columns: [DataTable.Column] = []
        var readers: [(index: Int, text: ValueText)] = []
        for column in wanted {
            guard let index = table.schema.index(of: column.name) else { continue }
            let field = table.schema.fields[index]
            let known = description?.columns.first { $0.name.lowercased() == column.name.lowercased() }
            columns.append(
                DataTable.Column(
                    name: field.name, label: column.label ?? known?.label ?? ValueText.words(field.name),
                    unit: column.unit ?? known?.unit,
                    alignment: column.alignment ?? (field.type.isNumeric ? .trailing : .leading),
                    showsBar: column.showsBar && field.type.isNumeric))
            readers.append((index, ValueText(field.type, format: column.format ?? known?.format, zone: zone)))
        }
        let rows = table.firstRows(body.limit ?? FigureAssembler.defaultRowLimit).map { row in
            readers.map { DataTable.Cell(row[$0.index], text: $0.text.text(row[$0.index])) }
        }
        return DataTable(
            id: cell.id, title: body.title, caption: body.caption, columns: columns, rows: rows,
            totalRows: table.rowCount, width: body.width)
    }
}
