import Analyzers
import Diagnostics

extension NotebookParser {
    static let kinds = ["query", "assert", "analyze", "chart", "table", "kpi"]
    static let languages = ["sql", "yaml", "json"]

    /// Reads an executed fence; gives the places of what it shows.
    mutating func cell(
        _ info: FenceInfo, _ fence: Fence, in notebook: NotebookText, extent: SourcePlace
    ) -> [DocumentNode] {
        let count = cells.count
        let nodes = readCell(info, fence, in: notebook)
        for index in count..<cells.count { cells[index].extent = extent }
        if cells.count == count, let id = info.id { unreadCells.insert(id.text) }
        return nodes
    }

    private mutating func readCell(_ info: FenceInfo, _ fence: Fence, in notebook: NotebookText) -> [DocumentNode] {
        let text = notebook.text
        let language = info.language.text.lowercased()
        guard NotebookParser.languages.contains(language) else {
            if info.language.text.isEmpty {
                report(
                    "unknown-language", "an executed cell names its language first", text, info.range,
                    help: "write ```sql {#id} or ```yaml {chart #id}")
            } else {
                report(
                    "unknown-language", "'\(info.language.text)' cells cannot be executed", text, info.language.range,
                    notes: ["there are sql, yaml and json"],
                    help: NearMatch.help(info.language.text, among: NotebookParser.languages)
                        ?? "leave the braces out to show code without running it")
            }
            return []
        }
        let kind: String
        if let written = info.kind {
            kind = written.text
            guard NotebookParser.kinds.contains(kind) else {
                report(
                    "unknown-kind", "there is no cell kind '\(kind)'", text, written.range,
                    notes: ["there are \(NotebookParser.kinds.joined(separator: ", "))"],
                    help: NearMatch.help(kind, among: NotebookParser.kinds))
                return []
            }
        } else if language == "sql" {
            kind = "query"
        } else {
            report(
                "missing-kind", "a \(language) cell says what it is", text, info.range,
                help: "write one of \(NotebookParser.kinds.dropFirst(2).joined(separator: ", ")) behind '{'")
            return []
        }
        let isSQL = ["query", "assert"].contains(kind)
        if isSQL != (language == "sql") {
            report(
                "wrong-language",
                "a cell of kind '\(kind)' is written in \(isSQL ? "sql" : "yaml"), not in \(language)",
                text, info.language.range)
            return []
        }
        let attributes = CellAttributes(info, kind: kind, text, &diagnostics)
        guard let id = identifier(info, kind: kind, fence, attributes, text) else { return [] }
        var cell = Cell(
            id: id, kind: .keyFigures([]), window: attributes.window, pageColumn: attributes.page,
            place: text.place(info.range))
        cell.options = attributes.places
        let nodes =
            isSQL ? sqlCell(cell, kind: kind, fence, attributes) : yamlCell(cell, kind: kind, fence, attributes)
        guard attributes.echo, !nodes.isEmpty else { return nodes }
        let written = fence.source.utf8[fence.body].filter { $0 != UInt8(ascii: "\r") }
        return [.code(language: language, String(decoding: written, as: UTF8.self))] + nodes
    }

    /// The cell's id, checked; made up when the author gave none and needs none.
    private mutating func identifier(
        _ info: FenceInfo, kind: String, _ fence: Fence, _ attributes: CellAttributes, _ text: MappedText
    ) -> String? {
        guard let written = info.id else {
            if kind == "query", attributes.show != true {
                report(
                    "missing-id", "a query needs an id by which charts and text can read it", text, info.range,
                    help: "write {#id}, or show=table to show its rows here")
                return nil
            }
            var number = 1
            while taken(id: "\(kind)_\(number)") != nil { number += 1 }
            return "\(kind)_\(number)"
        }
        guard SourceName.isValid(written.text) else {
            let repaired = String(
                written.text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
            report(
                "bad-id", "'#\(written.text)' is no id; use letters, digits and '_', a letter first", text,
                written.range, help: SourceName.isValid(repaired) ? "write '#\(repaired)'" : nil)
            return nil
        }
        if ["param", "period", "run", "and", "or", "not", "as", "true", "false", "null"].contains(
            written.text.lowercased())
        {
            report(
                "reserved-name", "'\(written.text)' means something else in expressions and cannot be an id", text,
                written.range)
            return nil
        }
        if let other = taken(id: written.text) {
            let line = other.place?.range.lowerBound.line
            report(
                "duplicate-id",
                other.id == written.text
                    ? "another cell has the id '\(written.text)'"
                    : "the id '\(written.text)' differs from '\(other.id)' only in case", text, written.range,
                notes: line.map { ["the other stands on line \($0) of \(other.place?.file ?? "")"] } ?? [])
            return nil
        }
        return written.text
    }

    private func taken(id: String) -> Cell? { cells.first { $0.id.lowercased() == id.lowercased() } }

    private mutating func sqlCell(
        _ cell: Cell, kind: String, _ fence: Fence, _ attributes: CellAttributes
    ) -> [DocumentNode] {
        var cell = cell
        let sql = CellSQL(source: fence.source, offsets: fence.body)
        if sql.text.allSatisfy(\.isWhitespace) {
            if let place = cell.place {
                report("empty-cell", "this cell has no SQL", at: place)
            }
            return []
        }
        if kind == "assert" {
            cell.kind = .assertion(sql, message: attributes.message)
            cells.append(cell)
            return [.cell(id: cell.id)]
        }
        cell.kind = .query(sql)
        cells.append(cell)
        guard attributes.show == true else { return [.cell(id: cell.id)] }
        let table = Cell(
            id: "\(cell.id)-table", kind: .table(TableCell(from: cell.id)), place: cell.place, options: cell.options)
        cells.append(table)
        return [.cell(id: cell.id), .cell(id: table.id)]
    }

    private mutating func yamlCell(
        _ cell: Cell, kind: String, _ fence: Fence, _ attributes: CellAttributes
    ) -> [DocumentNode] {
        let firstLine = fence.source.location(at: fence.body.lowerBound).line
        let start = fence.source.startOfLine(firstLine)
        let yaml = String(decoding: fence.source.utf8[start..<max(start, fence.body.upperBound)], as: UTF8.self)
        var body = CellBody(cell: cell, from: attributes.from)
        let found = YAMLBody.read(fence.source, text: yaml, firstLine: firstLine) { node, document in
            body.read(node, in: document, kind: kind)
        }
        guard let found else {
            if let place = cell.place { report("empty-cell", "this cell has no content", at: place) }
            return []
        }
        diagnostics += found
        guard body.isComplete else { return [] }
        if kind != "analyze", kind != "kpi", attributes.from == nil {
            if let place = cell.place {
                report(
                    "missing-from", "a \(kind) names the table it shows", at: place,
                    help: "write {\(kind) #\(cell.id) from=QUERY}")
            }
            return []
        }
        cells.append(body.cell)
        return [.cell(id: cell.id)]
    }
}
