import Diagnostics

extension NotebookParser {
    /// Reads a document, or a footnote's text.
    mutating func parse(_ original: MappedText) -> [DocumentNode] {
        let text = NotebookText(original)
        let (document, isTooDeep) = CommonMark.parse(text.text.bytes)
        if isTooDeep {
            diagnostics.append(
                Diagnostic(
                    "too-deep", .error, "lists, quotes or emphasis are nested more than \(CommonMark.deepest) deep",
                    file: original.source.path))
        }
        let body = blocks(document.children, in: text, quotes: 0)
        for footnote in text.footnotes {
            if footnotePlaces[footnote.label] != nil {
                report("duplicate-footnote", "the footnote '\(footnote.label)' stands here again", at: footnote.place)
                continue
            }
            footnotePlaces[footnote.label] = footnote.place
            let index = footnotes.count
            footnotes.append(FootnoteDefinition(label: footnote.label, body: []))
            footnotes[index].body = parse(footnote.body)
        }
        return body
    }

    /// The blocks of one container, control comments decided into branches and loops.
    mutating func blocks(_ nodes: [MarkdownNode], in text: NotebookText, quotes: Int) -> [DocumentNode] {
        var control = ControlStack()
        for node in nodes {
            let before = (diagnostics.count, destinations.count)
            // What is inside a quote or list is told there.
            defer {
                if ![.quote, .list].contains(node.kind), before != (diagnostics.count, destinations.count) {
                    control.append([.place(place(of: node, in: text))])
                }
            }
            switch node.kind {
            case .html: controlOrHTML(node, in: text, quotes: quotes, &control)
            case .code: control.append(code(node, in: text, quotes: quotes))
            case .paragraph: control.append(paragraph(node, in: text, quotes: quotes))
            case .heading:
                var block = BlockText(source(of: node, in: text, quotes: quotes))
                control.append([.heading(level: node.number, spans(node.children, in: &block))])
            case .rule: control.append([.rule])
            case .quote: control.append(quote(node, in: text, quotes: quotes))
            case .list:
                var items: [[DocumentNode]] = []
                for item in node.children { items.append(listItem(item, in: text, quotes: quotes)) }
                control.append(
                    [.list(start: node.number < 0 ? nil : node.number, isTight: node.isTight, items: items)])
            default: break
            }
        }
        diagnostics += control.close()
        return control.nodes
    }

    /// The lines of a block.
    private func place(of node: MarkdownNode, in text: NotebookText) -> SourcePlace {
        let last = max(0, text.lines.count - 1)
        let (first, end) = (min(max(0, node.startLine - 1), last), min(max(0, node.endLine - 1), last))
        guard first <= end, first < text.lines.count else { return text.text.place(0..<0) }
        return text.text.place(
            text.lines[first].lowerBound..<max(text.lines[first].lowerBound, text.lines[end].upperBound))
    }

    /// A block's lines without the prefixes of the containers around it.
    func source(of node: MarkdownNode, in text: NotebookText, quotes: Int) -> MappedText {
        let first = node.startLine - 1
        guard first >= 0, first < text.lines.count else { return MappedText(text.text.source) }
        var result = MappedText(text.text.source, at: text.text.offset(text.lines[first].lowerBound))
        for number in first...max(first, min(node.endLine, text.lines.count) - 1) {
            let line = text.lines[number]
            var start: Int
            if number == first {
                start = min(line.lowerBound + max(0, node.startColumn - 1), line.upperBound)
            } else {
                result.append(UInt8(ascii: "\n"), from: result.end)
                start = NotebookParser.contentStart(text.text, line, quotes: quotes)
            }
            while start < line.upperBound, text.text.bytes[start] == 0x20 || text.text.bytes[start] == 0x09 {
                start += 1
            }
            result.append(text.text[start..<line.upperBound])
        }
        return result
    }

    /// The offset in a line behind the markers of so many quotes.
    static func contentStart(_ text: MappedText, _ line: Range<Int>, quotes: Int) -> Int {
        var index = line.lowerBound
        var left = quotes
        while left > 0 {
            var next = index
            while next < line.upperBound, text.bytes[next] == 0x20 || text.bytes[next] == 0x09 { next += 1 }
            guard next < line.upperBound, text.bytes[next] == UInt8(ascii: ">") else { break }
            index = next + 1
            left -= 1
        }
        return index
    }

    private mutating func paragraph(_ node: MarkdownNode, in text: NotebookText, quotes: Int) -> [DocumentNode] {
        let source = source(of: node, in: text, quotes: quotes)
        if let table = pipeTable(source, links: text.linkDefinitions) { return table }
        var block = BlockText(source)
        return [.paragraph(spans(node.children, in: &block))]
    }

    private mutating func quote(_ node: MarkdownNode, in text: NotebookText, quotes: Int) -> [DocumentNode] {
        var children = node.children
        guard let first = children.first, first.kind == .paragraph else {
            return [.quote(blocks(children, in: text, quotes: quotes + 1))]
        }
        let source = source(of: first, in: text, quotes: quotes + 1)
        let line = source.trimmed(source.lines().first ?? 0..<0)
        let marker = source.text(line)
        guard marker.hasPrefix("[!"), marker.hasSuffix("]"), marker.utf8.count > 3,
            marker.dropFirst(2).dropLast().allSatisfy({ $0.isLetter })
        else { return [.quote(blocks(children, in: text, quotes: quotes + 1))] }
        let name = marker.dropFirst(2).dropLast().lowercased()
        guard let kind = AlertKind(rawValue: name) else {
            let names = AlertKind.allCases.map { $0.rawValue.uppercased() }
            report(
                "unknown-alert", "there is no alert '\(marker)'", source, line,
                notes: ["there are \(names.map { "[!\($0)]" }.joined(separator: ", "))"],
                help: NearMatch.find(name, among: names).map { "did you mean '[!\($0)]'?" })
            return [.quote(blocks(children, in: text, quotes: quotes + 1))]
        }
        // The marker is the paragraph's first line: its text goes up to the first line break.
        if let end = first.children.firstIndex(where: { $0.kind == .softBreak || $0.kind == .lineBreak }) {
            children[0].children.removeSubrange(...end)
        } else {
            children.removeFirst()
        }
        return [.alert(kind, blocks(children, in: text, quotes: quotes + 1))]
    }

    private mutating func listItem(_ node: MarkdownNode, in text: NotebookText, quotes: Int) -> [DocumentNode] {
        var node = node
        if let first = node.children.first, first.kind == .paragraph, let start = first.children.first,
            start.kind == .text
        {
            for (marker, box) in [("[ ] ", "☐ "), ("[x] ", "☑ "), ("[X] ", "☑ ")] where start.literal.hasPrefix(marker)
            {
                node.children[0].children[0].literal = box + start.literal.dropFirst(4)
            }
        }
        return blocks(node.children, in: text, quotes: quotes)
    }

    private mutating func code(_ node: MarkdownNode, in text: NotebookText, quotes: Int) -> [DocumentNode] {
        guard let fence = Fence(node, in: text, quotes: quotes) else { return [.code(language: nil, node.literal)] }
        var found: [Diagnostic] = []
        let info = FenceInfo(text.text, fence.info) { found.append($0) }
        diagnostics += found
        if !fence.isClosed {
            report(
                "unterminated-fence", "this fence is never closed", text.text, fence.opening,
                severity: info == nil ? .warning : .error)
        }
        if let info { return cell(info, fence, in: text, extent: place(of: node, in: text)) }
        if !found.isEmpty { return [] }
        let language = text.text.text(text.text.trimmed(fence.info)).split(separator: " ").first.map(String.init)
        return [.code(language: language, node.literal)]
    }
}
