import Diagnostics

extension NotebookParser {
    /// Inline content: values, footnotes and struck-through text found in what libcmark made of it.
    mutating func spans(_ nodes: [MarkdownNode], in block: inout BlockText) -> [DocumentSpan] {
        var pieces: [StrikethroughPairs.Piece] = []
        for node in nodes {
            switch node.kind {
            case .text: text(node.literal, in: &block, into: &pieces)
            case .softBreak: pieces.append(.span(.softBreak))
            case .lineBreak: pieces.append(.span(.lineBreak))
            case .codeSpan: pieces.append(.span(code(node.literal, in: &block)))
            case .emphasis: pieces.append(.span(.emphasis(spans(node.children, in: &block))))
            case .strong: pieces.append(.span(.strong(spans(node.children, in: &block))))
            case .link:
                let inner = spans(node.children, in: &block)
                note(node, in: &block)
                pieces.append(
                    .span(
                        .link(
                            inner, destination: NotebookText.verbatim(node.destination),
                            title: node.title.isEmpty ? nil : NotebookText.verbatim(node.title))))
            case .image:
                let alternative = spans(node.children, in: &block).map(\.plainText).joined()
                note(node, in: &block)
                pieces.append(
                    .span(
                        .image(
                            alternative: alternative, destination: NotebookText.verbatim(node.destination),
                            title: node.title.isEmpty ? nil : NotebookText.verbatim(node.title))))
            case .inlineHTML: inlineHTML(node.literal, in: &block, into: &pieces)
            default: break
            }
        }
        return StrikethroughPairs.spans(pieces)
    }

    /// Keeps where a link or image leads, for `trinity check`.
    private mutating func note(_ node: MarkdownNode, in block: inout BlockText) {
        destinations.append(
            ReportDestination(
                isImage: node.kind == .image, text: NotebookText.verbatim(node.destination),
                place: block.text.place(block.findDestination(node.destination))))
    }

    private mutating func code(_ literal: String, in block: inout BlockText) -> DocumentSpan {
        let found = block.nextSpan(literal)
        guard literal.hasPrefix("= ") || literal == "=", let found else { return .code(NotebookText.verbatim(literal)) }
        // The content starts with the equals sign, behind a blank at most.
        let content = block.text.trimmed(found.range)
        switch ExpressionParser.parse(block.text, (content.lowerBound + 1)..<content.upperBound) {
        case .success(let value): return .value(value.expression, format: value.format)
        case .failure(let error):
            diagnostics += error.diagnostics
            return .unread(NotebookText.verbatim(literal), block.text.place(found.range))
        }
    }

    /// Text, cut at footnote references and at the markers of struck-through text.
    private mutating func text(
        _ literal: String, in block: inout BlockText, into pieces: inout [StrikethroughPairs.Piece]
    ) {
        guard literal.contains("[^") || literal.contains("~~") else {
            pieces.append(.span(.text(NotebookText.prose(literal))))
            return
        }
        var plain = ""
        func flush(_ pieces: inout [StrikethroughPairs.Piece]) {
            if !plain.isEmpty { pieces.append(.span(.text(NotebookText.prose(plain)))) }
            plain = ""
        }
        var rest = Substring(literal)
        var previous: Character = " "
        while let character = rest.first {
            if character == "[", rest.dropFirst().first == "^",
                let close = rest.firstIndex(of: "]"),
                case let label = rest[rest.index(rest.startIndex, offsetBy: 2)..<close],
                !label.isEmpty, !label.contains(where: { $0.isWhitespace || $0 == "[" })
            {
                flush(&pieces)
                let label = String(label)
                let range = block.find("[^\(label)]")
                references.append((label, block.text.place(range)))
                pieces.append(.span(.footnote(label: label)))
                rest = rest[rest.index(after: close)...]
                previous = "]"
            } else if character == "~" {
                let run = rest.prefix { $0 == "~" }
                let after = rest[run.endIndex...].first
                if run.count == 2 {
                    flush(&pieces)
                    pieces.append(
                        .marker(opens: !(after?.isWhitespace ?? true), closes: !previous.isWhitespace))
                } else {
                    plain += run
                }
                previous = "~"
                rest = rest[run.endIndex...]
            } else {
                plain.append(character)
                previous = character
                rest.removeFirst()
            }
        }
        flush(&pieces)
    }

    private mutating func inlineHTML(
        _ literal: String, in block: inout BlockText, into pieces: inout [StrikethroughPairs.Piece]
    ) {
        let range = block.find(literal)
        if literal.hasPrefix("<!--") {
            if ControlComment.isControl(literal) {
                report(
                    "misplaced-control", "a control comment stands on a line of its own, not inside text", block.text,
                    range)
            }
            return
        }
        report(
            "raw-html", "HTML is shown as text, not as HTML", block.text, range, severity: .warning)
        pieces.append(.span(.text(NotebookText.verbatim(literal))))
    }
}

/// Pairs the `~~` markers among spans.
enum StrikethroughPairs {
    /// A span, or a marker between spans.
    enum Piece {
        case span(DocumentSpan)
        case marker(opens: Bool, closes: Bool)
    }

    /// The spans with what lies between an opening and the next closing marker struck through; markers without a partner are text.
    static func spans(_ pieces: [Piece]) -> [DocumentSpan] {
        var result: [DocumentSpan] = []
        var opening: Int?
        for piece in pieces {
            switch piece {
            case .span(let span): append(span, to: &result)
            case .marker(let opens, let closes):
                if closes, let start = opening, start + 1 < result.count {
                    let inner = Array(result[(start + 1)...])
                    result.removeSubrange(start...)
                    result.append(.strikethrough(inner))
                    opening = nil
                } else if opens, opening == nil {
                    opening = result.count
                    result.append(.text("~~"))
                } else {
                    append(.text("~~"), to: &result)
                }
            }
        }
        return result
    }

    private static func append(_ span: DocumentSpan, to spans: inout [DocumentSpan]) {
        if case .text(let text) = span, case .text(let before)? = spans.last, before != "~~" {
            spans[spans.count - 1] = .text(before + text)
        } else {
            spans.append(span)
        }
    }
}
