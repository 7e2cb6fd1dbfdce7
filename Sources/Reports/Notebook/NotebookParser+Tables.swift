import Diagnostics

extension NotebookParser {
    /// A paragraph read as a pipe table (GitHub Flavored Markdown 4.10), with the text before it as a paragraph; nil when it is none.
    mutating func pipeTable(_ source: MappedText, links: [UInt8]) -> [DocumentNode]? {
        let lines = source.lines()
        guard lines.count > 1 else { return nil }
        var found: (header: Int, cells: [MappedText], alignments: [ColumnAlignment])?
        for number in 1..<lines.count {
            guard let alignments = NotebookParser.alignments(source, lines[number]) else { continue }
            let cells = NotebookParser.cells(source, lines[number - 1])
            if cells.count == alignments.count { found = (number - 1, cells, alignments) }
            break
        }
        guard let found else { return nil }
        var nodes: [DocumentNode] = []
        if found.header > 0 {
            nodes.append(.paragraph(inline(source[0..<lines[found.header - 1].upperBound], links: links)))
        }
        let header = found.cells.map { inline($0, links: links) }
        var rows: [[[DocumentSpan]]] = []
        for line in lines.dropFirst(found.header + 2) {
            let cells = NotebookParser.cells(source, line).prefix(header.count)
            var row: [[DocumentSpan]] = []
            for cell in cells { row.append(inline(cell, links: links)) }
            // Missing cells are empty, as the rule for rows says.
            while row.count < header.count { row.append([]) }
            rows.append(row)
        }
        nodes.append(.proseTable(alignments: found.alignments, header: header, rows: rows))
        return nodes
    }

    /// The alignments of a delimiter row such as `|:--|--:|`; nil for any other line.
    private static func alignments(_ text: MappedText, _ line: Range<Int>) -> [ColumnAlignment]? {
        guard text.bytes[line].allSatisfy({ "|:- \t".utf8.contains($0) }), text.bytes[line].contains(UInt8(ascii: "|")),
            text.bytes[line].contains(UInt8(ascii: "-"))
        else { return nil }
        var alignments: [ColumnAlignment] = []
        for cell in cells(text, line) {
            let bytes = cell.bytes
            guard !bytes.isEmpty else { return nil }
            let leads = bytes.first == UInt8(ascii: ":")
            let trails = bytes.last == UInt8(ascii: ":")
            let dashes = bytes.dropFirst(leads ? 1 : 0).dropLast(trails && bytes.count > 1 ? 1 : 0)
            guard !dashes.isEmpty, dashes.allSatisfy({ $0 == UInt8(ascii: "-") }) else { return nil }
            alignments.append(leads && trails ? .center : trails ? .trailing : .leading)
        }
        return alignments.isEmpty ? nil : alignments
    }

    /// The cells of a row: cut at pipes without a backslash, a pipe at either end left out, blanks trimmed.
    private static func cells(_ text: MappedText, _ line: Range<Int>) -> [MappedText] {
        var line = text.trimmed(line)
        if line.lowerBound < line.upperBound, text.bytes[line.lowerBound] == UInt8(ascii: "|") {
            line = (line.lowerBound + 1)..<line.upperBound
        }
        var cells: [MappedText] = []
        var cell = MappedText(text.source, at: text.offset(line.lowerBound))
        var index = line.lowerBound
        var endsWithPipe = false
        while index < line.upperBound {
            let byte = text.bytes[index]
            endsWithPipe = false
            if byte == UInt8(ascii: "\\"), index + 1 < line.upperBound, text.bytes[index + 1] == UInt8(ascii: "|") {
                cell.append(UInt8(ascii: "|"), from: text.offset(index + 1))
                index += 2
                continue
            }
            if byte == UInt8(ascii: "|") {
                cells.append(cell[cell.trimmed(0..<cell.count)])
                cell = MappedText(text.source, at: text.offset(index) + 1)
                endsWithPipe = true
            } else {
                cell.append(byte, from: text.offset(index))
            }
            index += 1
        }
        if !endsWithPipe { cells.append(cell[cell.trimmed(0..<cell.count)]) }
        return cells
    }

    /// Text read on its own as the content of one paragraph.
    mutating func inline(_ text: MappedText, links: [UInt8]) -> [DocumentSpan] {
        guard text.count > 0 else { return [] }
        // A punctuation mark in front keeps `# x` or `- x` from starting a block, and leaves emphasis as it is.
        let guardMark: Character = "‖"
        let (document, _) = CommonMark.parse(Array(String(guardMark).utf8) + text.bytes + [0x0A] + links)
        guard var first = document.children.first, first.kind == .paragraph, !first.children.isEmpty,
            first.children[0].literal.first == guardMark
        else { return [.text(NotebookText.prose(text.text))] }
        first.children[0].literal.removeFirst()
        if first.children[0].literal.isEmpty { first.children.removeFirst() }
        var block = BlockText(text)
        return spans(first.children, in: &block)
    }
}
