/// A document's text made ready for libcmark: footnote definitions taken out, escapes that only GitHub knows made recognisable.
///
/// libcmark joins text and forgets which characters were escaped, so `\~` and `\[^` are replaced by two private-use characters
/// of plane 15 before it reads, and turned back behind it.
struct NotebookText {
    /// `\~`
    static let escapedTilde = "\u{F5E70}"
    /// Stands between `\[` and `^`.
    static let escapedReference = "\u{F5E71}"

    /// A footnote's definition.
    struct Footnote {
        var label: String
        /// Its text without indentation.
        var body: MappedText
        /// Where `[^label]` stands.
        var place: SourcePlace
    }

    /// What libcmark reads.
    private(set) var text: MappedText
    /// The lines of `text` without their ends, by number from 0.
    private(set) var lines: [Range<Int>] = []
    /// The definitions taken out.
    private(set) var footnotes: [Footnote] = []
    /// Link reference definitions, for text that is read apart from the document.
    private(set) var linkDefinitions: [UInt8] = []

    init(_ original: MappedText) {
        text = MappedText(original.source, at: original.offset(0))
        let lines = original.lines()
        var isCode = [Bool](repeating: false, count: lines.count + 1)
        NotebookText.markCode(CommonMark.parse(original.bytes).document, in: &isCode)
        var number = 0
        while number < lines.count {
            let line = lines[number]
            if !isCode[number], let label = NotebookText.definitionLabel(original, line) {
                let end = NotebookText.definitionEnd(original, lines, from: number)
                var body = MappedText(original.source, at: original.offset(label.bodyStart))
                body.append(original[label.bodyStart..<NotebookText.next(lines, number, original.count)])
                for continued in (number + 1)..<max(number + 1, end) {
                    let indent = NotebookText.indent(original, lines[continued], atMost: 4)
                    body.append(original[indent..<NotebookText.next(lines, continued, original.count)])
                }
                footnotes.append(
                    Footnote(label: label.label, body: body, place: original.place(label.range)))
                for removed in number..<end {
                    text.append(UInt8(ascii: "\n"), from: original.offset(lines[removed].lowerBound))
                }
                number = end
                continue
            }
            let whole = line.lowerBound..<NotebookText.next(lines, number, original.count)
            if isCode[number] {
                text.append(original[whole])
            } else {
                appendEscaped(original, whole)
                if NotebookText.isLinkDefinition(original, line) {
                    linkDefinitions += [0x0A] + original.bytes[line] + [0x0A]
                }
            }
            number += 1
        }
        self.lines = text.lines()
    }

    /// Text as an author meant it, in prose.
    static func prose(_ text: String) -> String {
        guard text.utf8.contains(0xF3) else { return text }
        return text.replacing(escapedTilde, with: "~").replacing(escapedReference, with: "")
    }

    /// Text as an author wrote it, where backslashes stand for themselves.
    static func verbatim(_ text: String) -> String {
        guard text.utf8.contains(0xF3) else { return text }
        return text.replacing(escapedTilde, with: "\\~").replacing(escapedReference, with: "")
    }

    private mutating func appendEscaped(_ original: MappedText, _ range: Range<Int>) {
        var index = range.lowerBound
        var copied = index
        while index < range.upperBound {
            guard original.bytes[index] == UInt8(ascii: "\\"), index + 1 < range.upperBound else {
                index += 1
                continue
            }
            if original.bytes[index + 1] == UInt8(ascii: "~") {
                text.append(original[copied..<index])
                text.append(NotebookText.escapedTilde, standingFor: original.offset(index))
                copied = index + 2
            } else if original.bytes[index + 1] == UInt8(ascii: "["), index + 2 < range.upperBound,
                original.bytes[index + 2] == UInt8(ascii: "^")
            {
                text.append(original[copied..<(index + 2)])
                text.append(NotebookText.escapedReference, standingFor: original.offset(index))
                copied = index + 2
            }
            index += 2
        }
        text.append(original[copied..<range.upperBound])
    }

    private static func markCode(_ node: MarkdownNode, in lines: inout [Bool]) {
        if node.kind == .code || node.kind == .html {
            for line in max(1, node.startLine)...max(1, node.startLine, node.endLine) where line <= lines.count {
                lines[line - 1] = true
            }
        }
        for child in node.children where child.startLine > 0 { markCode(child, in: &lines) }
    }

    /// The offset of the line after `number`, or the end.
    private static func next(_ lines: [Range<Int>], _ number: Int, _ end: Int) -> Int {
        number + 1 < lines.count ? lines[number + 1].lowerBound : end
    }

    /// The offset behind at most so many spaces.
    private static func indent(_ text: MappedText, _ line: Range<Int>, atMost limit: Int) -> Int {
        var index = line.lowerBound
        var columns = 0
        while index < line.upperBound, columns < limit {
            if text.bytes[index] == 0x20 {
                columns += 1
            } else if text.bytes[index] == 0x09 {
                columns = limit
            } else {
                break
            }
            index += 1
        }
        return index
    }

    /// `[^label]:` at the start of a line, up to three spaces in.
    private static func definitionLabel(
        _ text: MappedText, _ line: Range<Int>
    ) -> (label: String, range: Range<Int>, bodyStart: Int)? {
        let start = indent(text, line, atMost: 3)
        guard start + 3 < line.upperBound, text.bytes[start] == UInt8(ascii: "["),
            text.bytes[start + 1] == UInt8(ascii: "^")
        else { return nil }
        var index = start + 2
        while index < line.upperBound, text.bytes[index] != UInt8(ascii: "]"), !MappedText.isBlank(text.bytes[index]) {
            index += 1
        }
        guard index > start + 2, index + 1 < line.upperBound, text.bytes[index] == UInt8(ascii: "]"),
            text.bytes[index + 1] == UInt8(ascii: ":")
        else { return nil }
        var body = index + 2
        while body < line.upperBound, text.bytes[body] == 0x20 || text.bytes[body] == 0x09 { body += 1 }
        return (text.text((start + 2)..<index), start..<(index + 1), body)
    }

    /// The first line behind a definition: it goes on over lines indented by four, blank lines between such lines, and the plain lines
    /// that directly follow a line of its text.
    private static func definitionEnd(_ text: MappedText, _ lines: [Range<Int>], from number: Int) -> Int {
        var end = number + 1
        var next = number + 1
        var afterBlank = false
        while next < lines.count {
            let line = lines[next]
            if text.trimmed(line).isEmpty {
                afterBlank = true
                next += 1
                continue
            }
            let isIndented = indent(text, line, atMost: 4) - line.lowerBound >= 4 || text.bytes[line.lowerBound] == 0x09
            if !isIndented {
                let first = text.bytes[indent(text, line, atMost: 3)]
                if afterBlank || "[#`~<>-*+|".utf8.contains(first) { break }
            }
            next += 1
            end = next
            afterBlank = false
        }
        return end
    }

    private static func isLinkDefinition(_ text: MappedText, _ line: Range<Int>) -> Bool {
        let start = indent(text, line, atMost: 3)
        guard start < line.upperBound, text.bytes[start] == UInt8(ascii: "["),
            let close = text.bytes[start..<line.upperBound].firstIndex(of: UInt8(ascii: "]"))
        else { return false }
        return close + 1 < line.upperBound && text.bytes[close + 1] == UInt8(ascii: ":")
    }
}
