import Charting
import Columnar
import Reports

/// Tables of data as HTML.
struct TableHTML {
    /// How figures are shown.
    let style: BodyStyle
    /// The table.
    let table: DataTable
    /// What each column's bars and tints are measured by.
    private let ranges: [ColumnRange]

    init(_ table: DataTable, style: BodyStyle) {
        self.table = table
        self.style = style
        ranges = table.columns.indices.map { index in ColumnRange(table.rows.map { $0[index].scalar.asDouble }) }
    }

    /// A frame that scrolls sideways where a table is wider than the window; its name tells readers of screens what they are in.
    static func scroll(_ name: String) -> String {
        "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"\(HTMLText.escaped(name))\">"
    }

    /// The table with its title, caption, totals and what a limit left out.
    var text: String {
        var html = "<figure class=\"\(table.width.rawValue) table\" id=\"\(SVGIdentifier.make(table.id))\">\n"
        html += FigureHTML.caption(table.title, table.caption)
        if table.rows.isEmpty { return html + "<p class=\"empty\">No rows in this period.</p>\n</figure>\n" }
        html += "\(TableHTML.scroll(table.title ?? table.id))<table>\n<thead><tr>"
        for column in table.columns {
            let unit = column.unit.map { ", \(HTMLText.escaped($0))" } ?? ""
            html += "<th scope=\"col\"\(attribute([name(column)]))>\(HTMLText.escaped(column.label))\(unit)</th>"
            if column.showsBar { html += "<td class=\"bar\"></td>" }
        }
        html += "</tr></thead>\n<tbody>\n"
        for (number, row) in table.rows.enumerated() {
            html += "<tr>"
            for (index, cell) in row.enumerated() { html += self.cell(cell, row: number, column: index) }
            html += "</tr>\n"
        }
        html += "</tbody>\n" + totals + "</table></div>\n" + rest
        return html + "</figure>\n"
    }

    private func cell(_ cell: DataTable.Cell, row: Int, column index: Int) -> String {
        let column = table.columns[index]
        if let trend = cell.trend {
            let line = ChartRenderer.sparkline(
                trend.values, labels: trend.labels, name: column.label, id: "trend-\(table.id)-\(row)-\(index)",
                usage: .styledByPage)
            return "<td\(attribute([name(column), "trend"]))>\(line)</td>"
        }
        var classes = [name(column)]
        switch cell.scalar {
        case .date, .timestamp: classes.append("time")
        default: break
        }
        if let heat = column.heat, let value = cell.scalar.asDouble { classes += ranges[index].tint(value, heat) }
        var html = "<td\(attribute(classes))><bdi>\(HTMLText.breakable(cell.text))</bdi></td>"
        if column.showsBar { html += ranges[index].bar(cell.scalar.asDouble) }
        return html
    }

    /// The row of totals: its name stands in the first column without a total, or before all of them.
    private var totals: String {
        guard let totals = table.totals else { return "" }
        let place = totals.cells.firstIndex { $0 == nil }
        var html = "<tfoot><tr>"
        for (index, cell) in totals.cells.enumerated() {
            let column = table.columns[index]
            if let cell {
                // Where every column has a total, the row's name has no cell of its own.
                let label =
                    place == nil && index == 0 ? "<span class=\"total\">\(HTMLText.escaped(totals.label))</span> " : ""
                html += "<td\(attribute([name(column)]))>\(label)<bdi>\(HTMLText.escaped(cell.text))</bdi></td>"
            } else if index == place {
                html += "<th scope=\"row\">\(HTMLText.escaped(totals.label))</th>"
            } else {
                html += "<td></td>"
            }
            if column.showsBar { html += "<td class=\"bar\"></td>" }
        }
        return html + "</tr></tfoot>\n"
    }

    /// What a limit left out, and where it is.
    private var rest: String {
        let count = table.totalRows - table.rows.count
        guard count > 0 else { return "" }
        let text = "\(PageHTML.grouped(count)) more"
        guard let name = table.dataName else { return "<p class=\"more\">and \(text)</p>\n" }
        let file = style.hasTableFiles ? "tables/\(SVGIdentifier.make(name)).csv" : "report.json"
        return "<p class=\"more\">and <a href=\"\(file)\">\(text)</a></p>\n"
    }

    private func name(_ column: DataTable.Column) -> String {
        switch column.alignment {
        case .leading: ""
        case .center: "center"
        case .trailing: "number"
        }
    }

    private func attribute(_ classes: [String]) -> String {
        let text = classes.filter { !$0.isEmpty }.joined(separator: " ")
        return text.isEmpty ? "" : " class=\"\(text)\""
    }
}
