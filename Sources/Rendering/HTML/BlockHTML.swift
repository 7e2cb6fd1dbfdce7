import Reports

/// Blocks of a document as HTML.
struct BlockHTML {
    /// How figures are shown.
    var style = BodyStyle()

    /// The blocks in order; neighbouring figures of half width share a row, and so do a figure of half width and the code right
    /// before it.
    func text(_ blocks: [Block]) -> String {
        // Charts take most of the time of a page.
        let texts = ParallelMap.map(blocks.count, share: 1) { text(blocks[$0]) }
        var html = ""
        var row = ""
        for (index, block) in blocks.enumerated() {
            if BlockHTML.isHalf(block) {
                row += texts[index]
                continue
            }
            if case .code = block, index + 1 < blocks.count, BlockHTML.isHalf(blocks[index + 1]) {
                html += BlockHTML.flushed(&row)
                row = texts[index]
                continue
            }
            html += BlockHTML.flushed(&row) + texts[index]
        }
        return html + BlockHTML.flushed(&row)
    }

    private static func flushed(_ row: inout String) -> String {
        defer { row = "" }
        return row.isEmpty ? "" : "<div class=\"row\">\n\(row)</div>\n"
    }

    private static func isHalf(_ block: Block) -> Bool {
        switch block {
        case .chart(let figure): figure.width == .half
        case .dataTable(let table): table.width == .half
        default: false
        }
    }

    private func text(_ block: Block) -> String {
        switch block {
        case .heading(let level, let id, let inlines):
            // The page's title is its only h1.
            let level = min(6, max(2, level))
            return "<h\(level) id=\"\(SVGIdentifier.make(id))\">\(InlineHTML.text(inlines))</h\(level)>\n"
        case .paragraph(let inlines): return "<p>\(InlineHTML.text(inlines))</p>\n"
        case .list(let start, let isTight, let items): return list(start, isTight, items)
        case .quote(let inner): return "<blockquote>\n\(text(inner))</blockquote>\n"
        case .alert(let kind, let inner):
            return
                "<div class=\"alert \(kind.rawValue)\" role=\"note\">\n<p class=\"kind\">\(BlockHTML.title(of: kind))</p>\n"
                + "\(text(inner))</div>\n"
        case .code(let language, let code):
            // Long lines scroll, with the keyboard too.
            let name = language.map { " class=\"language-\(SVGIdentifier.make($0))\"" } ?? ""
            return "<pre tabindex=\"0\"><code\(name)>\(HTMLText.escaped(code))</code></pre>\n"
        case .proseTable(let table): return BlockHTML.proseTable(table)
        case .rule: return "<hr>\n"
        case .keyFigures(let figures): return FigureHTML.keyFigures(figures)
        case .chart(let figure): return FigureHTML.chart(figure, style: style)
        case .dataTable(let table): return TableHTML(table, style: style).text
        case .failure(let cell, let message, let help):
            let advice = help.map { "<p>\(HTMLText.escaped($0))</p>\n" } ?? ""
            return
                "<div class=\"failure\" role=\"note\">\n<p><strong>The cell ‘\(HTMLText.escaped(cell))’ failed.</strong> "
                + "\(HTMLText.escaped(message))</p>\n\(advice)</div>\n"
        }
    }

    private static func title(of kind: AlertKind) -> String {
        switch kind {
        case .note: "Note"
        case .tip: "Tip"
        case .important: "Important"
        case .warning: "Warning"
        case .caution: "Caution"
        }
    }

    private func list(_ start: Int?, _ isTight: Bool, _ items: [[Block]]) -> String {
        let tag = start == nil ? "ul" : "ol"
        let first = start.map { $0 == 1 ? "" : " start=\"\($0)\"" } ?? ""
        let body = items.map { item -> String in
            if isTight, case .paragraph(let inlines)? = item.first {
                return
                    "<li>\(InlineHTML.text(inlines))\(item.count > 1 ? "\n" + text(Array(item.dropFirst())) : "")</li>\n"
            }
            return "<li>\n\(text(item))</li>\n"
        }
        return "<\(tag)\(first)>\n\(body.joined())</\(tag)>\n"
    }

    private static func proseTable(_ table: ProseTable) -> String {
        func row(_ cells: [[Inline]], _ tag: String) -> String {
            "<tr>"
                + zip(table.alignments, cells).map { alignment, cell in
                    let name =
                        alignment == .trailing ? " class=\"number\"" : alignment == .center ? " class=\"center\"" : ""
                    return "<\(tag)\(tag == "th" ? " scope=\"col\"" : "")\(name)>\(InlineHTML.text(cell))</\(tag)>"
                }.joined() + "</tr>\n"
        }
        return TableHTML.scroll("Table")
            + "<table class=\"prose\">\n<thead>\(row(table.header, "th"))</thead>\n<tbody>\n"
            + table.rows.map { row($0, "td") }.joined() + "</tbody></table></div>\n"
    }

    /// The footnotes, each with links back to where it is referred to.
    func footnotes(_ notes: [Footnote]) -> String {
        guard !notes.isEmpty else { return "" }
        let items = notes.enumerated().map { index, note in
            let number = index + 1
            let back = (1...max(1, note.references)).map { occurrence in
                "<a class=\"back\" href=\"#noteref-\(number)-\(occurrence)\" aria-label=\"Back to the text\">↩</a>"
            }.joined(separator: " ")
            return "<li id=\"note-\(number)\">\n\(text(note.blocks))\(note.references > 0 ? back : "")</li>\n"
        }
        return "<section class=\"notes\" aria-label=\"Footnotes\">\n<ol>\n\(items.joined())</ol>\n</section>\n"
    }
}
