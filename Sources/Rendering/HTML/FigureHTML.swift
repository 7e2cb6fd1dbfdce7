import Charting
import Columnar
import Reports

/// Key figures, charts and data tables as HTML.
enum FigureHTML {
    /// Rows of the data behind a chart that the page shows; the rest is in report.json.
    private static let dataRows = 50

    // MARK: - Key figures

    static func keyFigures(_ figures: [KeyFigure]) -> String {
        "<dl class=\"figures\">\n" + figures.map(figure).joined() + "</dl>\n"
    }

    private static func figure(_ figure: KeyFigure) -> String {
        let hint = figure.description.map { " title=\"\(HTMLText.escaped($0))\"" } ?? ""
        let isLong = figure.value.unicodeScalars.count > 11 ? " class=\"long\"" : ""
        var html = "<div id=\"\(SVGIdentifier.make(figure.id))\"><dt\(hint)>\(HTMLText.escaped(figure.label))</dt>"
        html += "<dd\(isLong)><b><bdi>\(HTMLText.escaped(figure.value))</bdi></b>"
        if let unit = figure.unit { html += " <span class=\"unit\">\(HTMLText.escaped(unit))</span>" }
        html += "</dd>"
        if let change = figure.change {
            html +=
                "<dd class=\"change\"><span class=\"\(change.tone.rawValue)\">\(HTMLText.escaped(change.text))</span> "
            html += "\(HTMLText.escaped(change.basis))</dd>"
        } else {
            html += "<dd class=\"change\">&#8203;</dd>"
        }
        if figure.history.contains(where: { $0 != nil }), figure.history.count > 1 {
            html += "<dd class=\"spark\">"
            html += ChartRenderer.sparkline(
                figure.history, labels: figure.historyLabels, name: figure.label, id: "spark-\(figure.id)",
                usage: .styledByPage)
            html += "</dd>"
        }
        return html + "</div>\n"
    }

    // MARK: - Charts

    static func chart(_ figure: ChartFigure, style: BodyStyle = BodyStyle()) -> String {
        var html = "<figure class=\"\(figure.width.rawValue)\" id=\"\(SVGIdentifier.make(figure.id))\">\n"
        html += caption(figure.title, figure.caption)
        let size: ChartSize = figure.width == .full ? .wide : .half
        switch style.charts {
        case .inline:
            html += "<div class=\"chart wide\">"
            html += ChartRenderer.svg(
                figure.specification, input: figure.input, id: "\(figure.id)-w", size: size, usage: .styledByPage)
            html += "</div>\n<div class=\"chart narrow\">"
            html += ChartRenderer.svg(
                figure.specification, input: figure.input, id: "\(figure.id)-n", size: .narrow, usage: .styledByPage)
            html += "</div>\n"
        case .image:
            html += ChartPicture(figure).picture(narrow: ChartPicture(narrow: figure))
        }
        return html + (style.showsData ? data(behind: figure) : "") + "</figure>\n"
    }

    private static func caption(_ title: String?, _ caption: String?) -> String {
        guard title != nil || caption != nil else { return "" }
        var html = "<figcaption>"
        if let title { html += "<span class=\"title\">\(HTMLText.escaped(title))</span>" }
        if let caption { html += "<span class=\"caption\">\(HTMLText.escaped(caption))</span>" }
        return html + "</figcaption>\n"
    }

    private static func data(behind figure: ChartFigure) -> String {
        let table = figure.input.table
        guard table.rowCount > 0 else { return "" }
        let fields = table.schema.fields
        var html = "<details><summary>Data behind this chart</summary>\n<div class=\"scroll\"><table>\n<thead><tr>"
        for field in fields {
            html +=
                "<th scope=\"col\"\(field.type.isNumeric ? " class=\"number\"" : "")>\(HTMLText.escaped(field.name))</th>"
        }
        html += "</tr></thead>\n<tbody>\n"
        for row in table.rows.prefix(dataRows) {
            html += "<tr>"
            for (field, scalar) in zip(fields, row) {
                let text = scalar.isNull ? "–" : plain(scalar, zone: figure.input.zone)
                html += field.type.isNumeric ? "<td class=\"number\">" : "<td>"
                html += "<bdi>\(HTMLText.escaped(text))</bdi></td>"
            }
            html += "</tr>\n"
        }
        html += "</tbody></table></div>\n"
        if table.rowCount > dataRows {
            html +=
                "<p class=\"more\">and \(table.rowCount - dataRows) more rows in <a href=\"report.json\">report.json</a></p>\n"
        }
        return html + "</details>\n"
    }

    /// A value as a reader of the data wants it: six significant digits, times on the period's clock.
    private static func plain(_ scalar: Scalar, zone: ZoneRules) -> String {
        switch scalar {
        case .double(let value):
            guard let format = try? NumberFormat("~r"), value.isFinite else { return scalar.text }
            return format.format(value)
        case .timestamp(let micros):
            guard let format = try? TimeFormat("%Y-%m-%d %H:%M") else { return scalar.text }
            return format.format(microseconds: micros, zone: zone)
        default: return scalar.text
        }
    }

    // MARK: - Tables

    static func table(_ table: DataTable) -> String {
        var html = "<figure class=\"\(table.width.rawValue) table\" id=\"\(SVGIdentifier.make(table.id))\">\n"
        html += caption(table.title, table.caption)
        if table.rows.isEmpty {
            return html + "<p class=\"empty\">No rows in this period.</p>\n</figure>\n"
        }
        html += "<div class=\"scroll\"><table>\n<thead><tr>"
        for column in table.columns {
            let unit = column.unit.map { ", \(HTMLText.escaped($0))" } ?? ""
            html += "<th scope=\"col\"\(style(column))>\(HTMLText.escaped(column.label))\(unit)</th>"
            if column.showsBar { html += "<th class=\"bar\" aria-hidden=\"true\"></th>" }
        }
        html += "</tr></thead>\n<tbody>\n"
        let largest = table.columns.indices.map { index in
            table.rows.reduce(0.0) { max($0, abs($1[index].scalar.asDouble ?? 0)) }
        }
        for row in table.rows {
            html += "<tr>"
            for (index, cell) in row.enumerated() {
                html += "<td\(style(table.columns[index]))><bdi>\(HTMLText.escaped(cell.text))</bdi></td>"
                if table.columns[index].showsBar { html += bar(cell.scalar.asDouble, of: largest[index]) }
            }
            html += "</tr>\n"
        }
        html += "</tbody></table></div>\n"
        if table.totalRows > table.rows.count {
            html += "<p class=\"more\">and \(table.totalRows - table.rows.count) more</p>\n"
        }
        return html + "</figure>\n"
    }

    private static func style(_ column: DataTable.Column) -> String {
        switch column.alignment {
        case .leading: ""
        case .center: " class=\"center\""
        case .trailing: " class=\"number\""
        }
    }

    private static func bar(_ value: Double?, of largest: Double) -> String {
        guard let value, value.isFinite, largest > 0, largest.isFinite else { return "<td class=\"bar\"></td>" }
        let width = (abs(value) / largest * 1000).rounded() / 10
        return "<td class=\"bar\" aria-hidden=\"true\"><svg viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\">"
            + "<rect width=\"\(width)\" height=\"6\"\(value < 0 ? " class=\"negative\"" : "")/></svg></td>"
    }
}

/// Ids that suit HTML and URLs.
enum SVGIdentifier {
    /// The text with everything but ASCII letters, digits, `-` and `_` replaced by `-`.
    static func make(_ text: String) -> String {
        String(
            decoding: text.utf8.map { byte -> UInt8 in
                let isLetter = (byte | 0x20) &- UInt8(ascii: "a") < 26
                let isDigit = byte &- UInt8(ascii: "0") < 10
                return isLetter || isDigit || byte == UInt8(ascii: "_") ? byte : UInt8(ascii: "-")
            }, as: UTF8.self)
    }
}
