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
        let size: ChartSize = figure.width == .full ? .wide : .half
        switch style.charts {
        case .inline:
            html += caption(figure.title, figure.caption)
            html += "<div class=\"chart wide\">"
            html += ChartRenderer.svg(
                figure.specification, input: figure.input, id: "\(figure.id)-w", size: size, usage: .styledByPage)
            html += "</div>\n<div class=\"chart narrow\">"
            html += ChartRenderer.svg(
                figure.specification, input: figure.input, id: "\(figure.id)-n", size: .narrow, usage: .styledByPage)
            html += "</div>\n"
        case .image:
            // Title and caption are part of the picture, and the title part of its description.
            html += ChartPicture(figure).picture(narrow: ChartPicture(narrow: figure))
        }
        return html + (style.showsData ? data(behind: figure) : "") + "</figure>\n"
    }

    static func caption(_ title: String?, _ caption: String?) -> String {
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
        var html =
            "<details><summary>Data behind this chart</summary>\n\(TableHTML.scroll("Data behind \(figure.title ?? figure.id)"))<table>\n<thead><tr>"
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
                html += "<bdi>\(HTMLText.breakable(text))</bdi></td>"
            }
            html += "</tr>\n"
        }
        html += "</tbody></table></div>\n"
        if table.rowCount > dataRows {
            let rest = table.rowCount - dataRows
            html +=
                "<p class=\"more\">and \(PageHTML.grouped(rest)) more \(rest == 1 ? "row" : "rows") in <a href=\"report.json\">report.json</a></p>\n"
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
