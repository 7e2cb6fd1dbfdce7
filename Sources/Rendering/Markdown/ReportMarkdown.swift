import QueryPlan
import Reports

/// `report.md`: the report as GitHub-flavoured Markdown, with charts as images.
enum ReportMarkdown {
    static func text(_ result: ReportResult) -> String {
        var text = "# \(MarkdownText.escaped(result.title))\n\n*\(MarkdownText.escaped(result.period.label))*\n\n"
        for assertion in result.asserts where !assertion.passed {
            let count = assertion.failingRows.map { "\($0) \($0 == 1 ? "row" : "rows")" } ?? "it could not run"
            text += "> [!WARNING]\n> The check \(MarkdownText.code(assertion.id)) failed: \(count).\n\n"
        }
        text += blocks(result.blocks)
        for (index, note) in result.footnotes.enumerated() {
            text += "[^\(index + 1)]: " + indented(blocks(note.blocks), by: "    ").drop { $0 == " " } + "\n"
        }
        var notes: [String] = []
        for source in result.sources {
            let rows = source.description.files.reduce(0) { $0 + ($1.rows ?? 0) }
            let files = source.description.files.count
            var note = "\(source.description.name): \(PageHTML.grouped(files)) \(files == 1 ? "file" : "files"), "
            note += "\(PageHTML.grouped(rows)) \(rows == 1 ? "row" : "rows")"
            if !source.rejected.isEmpty { note += ", \(PageHTML.grouped(source.rejected.count)) rejected" }
            notes.append(MarkdownText.escaped(note))
        }
        text += "---\n\n" + (notes.isEmpty ? "" : "Sources: \(notes.joined(separator: "; ")). ")
        if let notice = result.notice { text += "This run \(MarkdownText.escaped(notice)). " }
        return text + "Plan \(MarkdownText.code(String(result.planFingerprint.prefix(12)))).\n"
    }

    private static func blocks(_ blocks: [Block]) -> String { blocks.map { block($0) + "\n" }.joined() }

    private static func block(_ block: Block) -> String {
        switch block {
        case .heading(let level, _, let inlines):
            return String(repeating: "#", count: min(6, max(2, level))) + " \(inline(inlines))\n"
        case .paragraph(let inlines): return MarkdownText.line(inline(inlines)) + "\n"
        case .list(let start, let isTight, let items): return list(start, isTight, items)
        case .quote(let inner): return indented(blocks(inner), by: "> ")
        case .alert(let kind, let inner):
            return "> [!\(kind.rawValue.uppercased())]\n" + indented(blocks(inner), by: "> ")
        case .code(let language, let code): return fenced(code, language ?? "")
        case .proseTable(let table):
            return pipeTable(
                table.header.map(cell), alignments: table.alignments, rows: table.rows.map { $0.map(cell) })
        case .rule: return "---\n"
        case .keyFigures(let figures): return keyFigures(figures)
        case .chart(let figure):
            let title = figure.title ?? figure.id
            var text = "**\(MarkdownText.escaped(title))**"
            if let caption = figure.caption { text += "<br>\(MarkdownText.escaped(caption))" }
            return text + "\n\n![\(MarkdownText.escaped(title))](charts/\(SVGIdentifier.make(figure.id)).svg)\n"
        case .dataTable(let table): return dataTable(table)
        case .failure(let cell, let message, let help):
            var text = "> [!CAUTION]\n> The cell \(MarkdownText.code(cell)) failed: \(MarkdownText.escaped(message))\n"
            if let help { text += "> \(MarkdownText.escaped(help))\n" }
            return text
        }
    }

    private static func list(_ start: Int?, _ isTight: Bool, _ items: [[Block]]) -> String {
        var text = ""
        for (index, item) in items.enumerated() {
            let marker = start.map { "\($0 + index). " } ?? "- "
            let body = indented(blocks(item), by: String(repeating: " ", count: marker.count))
            text += marker + body.drop { $0 == " " }
            if isTight, text.hasSuffix("\n\n") { text.removeLast() }
        }
        return text
    }

    private static func keyFigures(_ figures: [KeyFigure]) -> String {
        pipeTable(
            figures.map { MarkdownText.escaped($0.label) }, alignments: figures.map { _ in .trailing },
            rows: [
                figures.map {
                    "**\(MarkdownText.escaped($0.value))**\($0.unit.map { " " + MarkdownText.escaped($0) } ?? "")"
                },
                figures.map { figure in figure.change.map { MarkdownText.escaped("\($0.text) \($0.basis)") } ?? "" },
            ])
    }

    private static func dataTable(_ table: DataTable) -> String {
        var text = ""
        if let title = table.title { text += "**\(MarkdownText.escaped(title))**" }
        if let caption = table.caption { text += (text.isEmpty ? "" : "<br>") + MarkdownText.escaped(caption) }
        if !text.isEmpty { text += "\n\n" }
        if table.rows.isEmpty { return text + "No rows in this period.\n" }
        text += pipeTable(
            table.columns.map { MarkdownText.escaped($0.label + ($0.unit.map { ", \($0)" } ?? "")) },
            alignments: table.columns.map(\.alignment),
            rows: table.rows.map { $0.map { MarkdownText.escaped($0.text) } } + totals(table))
        if table.totalRows > table.rows.count { text += "\nand \(table.totalRows - table.rows.count) more\n" }
        return text
    }

    /// The row of totals, if there is one, in bold; its name stands in the first column without a total.
    private static func totals(_ table: DataTable) -> [[String]] {
        guard let totals = table.totals else { return [] }
        let place = totals.cells.firstIndex { $0 == nil }
        return [
            totals.cells.enumerated().map { index, cell in
                let label = index == place || place == nil && index == 0 ? totals.label : ""
                let text = [label, cell?.text ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
                return text.isEmpty ? "" : "**\(MarkdownText.escaped(text))**"
            }
        ]
    }

    private static func pipeTable(_ header: [String], alignments: [ColumnAlignment], rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        let marks = alignments.map { $0 == .leading ? ":--" : $0 == .center ? ":-:" : "--:" }
        return line(header) + line(marks) + rows.map(line).joined()
    }

    private static func fenced(_ code: String, _ language: String) -> String {
        var fence = "```"
        while code.contains(fence) { fence += "`" }
        let name = language.unicodeScalars.filter {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-"
        }
        return "\(fence)\(String(String.UnicodeScalarView(name)))\n\(code)\(code.hasSuffix("\n") ? "" : "\n")\(fence)\n"
    }

    /// Every line with a prefix; trailing blank lines go.
    private static func indented(_ text: String, by prefix: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines.map { ($0.isEmpty ? String(prefix.reversed().drop { $0 == " " }.reversed()) : prefix + $0) + "\n" }
            .joined()
    }

    private static func inline(_ inlines: [Inline]) -> String { inlines.map(inline).joined() }

    /// Inline content of a prose table's cell: on one line, and no pipe that would start another cell (GFM, 4.10: a pipe is
    /// escaped inside code spans too).
    private static func cell(_ inlines: [Inline]) -> String {
        inlines.map { item in
            switch item {
            case .code(let code): MarkdownText.code(code).replacing("|", with: "\\|")
            case .softBreak: " "
            case .emphasis(let inner): "*\(cell(inner))*"
            case .strong(let inner): "**\(cell(inner))**"
            case .strikethrough(let inner): "~~\(cell(inner))~~"
            case .link(let inner, let destination, _):
                HTMLText.safeDestination(destination).map { "[\(cell(inner))](\(MarkdownText.destination($0)))" }
                    ?? cell(inner)
            default: inline(item)
            }
        }.joined()
    }

    private static func inline(_ item: Inline) -> String {
        switch item {
        case .text(let text), .value(let text): return MarkdownText.escaped(text)
        case .problem(let text): return "**\(MarkdownText.escaped(text))**"
        case .emphasis(let inner): return "*\(inline(inner))*"
        case .strong(let inner): return "**\(inline(inner))**"
        case .strikethrough(let inner): return "~~\(inline(inner))~~"
        case .code(let code): return MarkdownText.code(code)
        case .link(let inner, let destination, _):
            guard let safe = HTMLText.safeDestination(destination) else { return inline(inner) }
            return "[\(inline(inner))](\(MarkdownText.destination(safe)))"
        case .image(let alternative, let destination, _):
            guard let safe = HTMLText.safeImage(destination) else {
                return MarkdownText.escaped(alternative)
            }
            return "![\(MarkdownText.escaped(alternative))](\(MarkdownText.destination(safe)))"
        case .footnote(let number, _): return "[^\(number)]"
        case .lineBreak: return "<br>"
        case .softBreak: return "\n"
        }
    }
}
