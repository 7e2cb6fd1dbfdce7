import Analyzers
import Columnar
import QueryPlan

extension FigureAssembler {
    /// What fills the cells of a column.
    private enum Filling {
        /// The values of a column of the data.
        case values(index: Int, text: ValueText)
        /// Lines from another table.
        case trends(TableTrends, by: Int)
    }

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
        var fillings: [Filling] = []
        var totals: [DataTable.Cell?] = []
        for column in wanted {
            if let trend = column.trend {
                guard let by = table.schema.index(of: trend.by) else { continue }
                let other = try tables.table(self.table(named: trend.from, for: cell))
                columns.append(
                    DataTable.Column(
                        name: column.name, label: column.label ?? ValueText.words(column.name), unit: column.unit,
                        alignment: column.alignment ?? .leading, showsBar: false))
                fillings.append(.trends(TableTrends(trend, in: other, zone: zone), by: by))
                totals.append(nil)
                continue
            }
            guard let index = table.schema.index(of: column.name) else { continue }
            let field = table.schema.fields[index]
            let known = description?.columns.first { $0.name.lowercased() == column.name.lowercased() }
            columns.append(
                DataTable.Column(
                    name: field.name, label: column.label ?? known?.label ?? ValueText.words(field.name),
                    unit: column.unit ?? known?.unit,
                    alignment: column.alignment ?? (field.type.isNumeric ? .trailing : .leading),
                    showsBar: column.showsBar && field.type.isNumeric, heat: field.type.isNumeric ? column.heat : nil))
            let format = column.format ?? known?.format
            fillings.append(.values(index: index, text: ValueText(field.type, format: format, zone: zone)))
            totals.append(column.total.map { total($0, of: table, column: index, format: format) })
        }
        let rows = table.firstRows(body.limit ?? FigureAssembler.defaultRowLimit).map { row in
            fillings.map { filling in
                switch filling {
                case .values(let index, let text): DataTable.Cell(row[index], text: text.text(row[index]))
                case .trends(let trends, let by): trends.cell(for: row[by])
                }
            }
        }
        let hasTotals = totals.contains { $0 != nil }
        return DataTable(
            id: cell.id, title: body.title, caption: body.caption, columns: columns, rows: rows,
            totals: hasTotals ? DataTable.Totals(label: body.totalLabel ?? "Total", cells: totals) : nil,
            totalRows: table.rowCount, dataName: dataName(key), width: body.width)
    }

    private func total(
        _ total: TableCell.Total, of table: Table, column: Int, format: String?
    ) -> DataTable.Cell {
        let value = ColumnTotal.value(total, of: table, column: column)
        // A count is a number whatever the column holds, and so not in the column's format.
        return DataTable.Cell(value, text: ValueText.text(value, format: total == .count ? nil : format, zone: zone))
    }

    /// `CELL` for a query, `CELL-TABLE` for a table of an analyzer.
    private func dataName(_ key: QueryKey) -> String? {
        guard key.part != ReportCatalog.wholeSource, let cell = report.cell(key.cell) else { return nil }
        if case .query = cell.kind { return cell.id }
        return "\(cell.id)-\(key.part)"
    }
}
