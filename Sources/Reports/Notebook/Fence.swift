import Diagnostics

/// A fenced code block in its file.
struct Fence {
    /// The opening backticks or tildes, as bytes of the notebook's text.
    let opening: Range<Int>
    /// The info string's bytes.
    let info: Range<Int>
    /// The lines between the fences: a stretch of whole lines of the file, from its offset on.
    let body: Range<Int>
    /// Whether a closing fence stands behind it.
    let isClosed: Bool
    /// The file, with the markers of quotes around the fence blanked.
    let source: SourceText

    /// Finds a code block's fence; nil when it is indented code.
    init?(_ node: MarkdownNode, in notebook: NotebookText, quotes: Int) {
        let text = notebook.text
        let first = node.startLine - 1
        guard first >= 0, first < notebook.lines.count else { return nil }
        let line = notebook.lines[first]
        let start = min(line.lowerBound + max(0, node.startColumn - 1), line.upperBound)
        guard start < line.upperBound, text.bytes[start] == UInt8(ascii: "`") || text.bytes[start] == UInt8(ascii: "~")
        else { return nil }
        let mark = text.bytes[start]
        var end = start
        while end < line.upperBound, text.bytes[end] == mark { end += 1 }
        guard end - start >= 3 else { return nil }
        opening = start..<end
        info = end..<line.upperBound
        let last = min(node.endLine, notebook.lines.count) - 1
        var closes = false
        if last > first {
            let closing = notebook.lines[last]
            let content = text.trimmed(
                NotebookParser.contentStart(text, closing, quotes: quotes)..<closing.upperBound)
            closes = content.count >= end - start && text.bytes[content].allSatisfy { $0 == mark }
        }
        isClosed = closes
        let bodyLines = (first + 1)..<max(first + 1, closes ? last : last + 1)
        let from = first + 1 < notebook.lines.count ? text.offset(notebook.lines[first + 1].lowerBound) : text.end
        let to =
            bodyLines.upperBound < notebook.lines.count
            ? text.offset(notebook.lines[bodyLines.upperBound].lowerBound) : text.end
        body = from..<max(from, to)
        guard quotes > 0 else {
            source = text.source
            return
        }
        var bytes = text.source.utf8
        for number in bodyLines where number < notebook.lines.count {
            let line = notebook.lines[number]
            for index in line.lowerBound..<NotebookParser.contentStart(text, line, quotes: quotes) {
                bytes[text.offset(index)] = 0x20
            }
        }
        source = SourceText(path: text.source.path, utf8: bytes)
    }
}
