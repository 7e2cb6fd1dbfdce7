import Columnar
import Diagnostics

extension NotebookParser {
    /// An HTML block: control comments, comments that vanish, or HTML that is shown as text.
    mutating func controlOrHTML(
        _ node: MarkdownNode, in notebook: NotebookText, quotes: Int, _ control: inout ControlStack
    ) {
        let text = source(of: node, in: notebook, quotes: quotes)
        let whole = text.trimmed(0..<text.count)
        guard text.bytes[whole].starts(with: "<!--".utf8) else {
            report(
                "raw-html", "HTML is shown as text, not as HTML", text, firstLine(text, whole), severity: .warning)
            control.append([.paragraph([.text(NotebookText.verbatim(text.text(whole)))])])
            return
        }
        var index = whole.lowerBound
        while index < whole.upperBound {
            let rest = text.trimmed(index..<whole.upperBound)
            guard !rest.isEmpty else { return }
            guard text.bytes[rest].starts(with: "<!--".utf8) else {
                report(
                    "misplaced-control", "nothing may stand behind a comment on its line", text,
                    firstLine(text, rest))
                return
            }
            guard let close = text.firstIndex(of: "-->", from: rest.lowerBound + 4) else {
                report(
                    "unterminated-comment", "this comment is never closed", text,
                    rest.lowerBound..<(rest.lowerBound + 4))
                return
            }
            let range = rest.lowerBound..<(close + 3)
            var didYouMean: ControlComment.Word?
            if let comment = ControlComment(
                text, (rest.lowerBound + 4)..<close, whole: range, didYouMean: &didYouMean)
            {
                apply(comment, text, &control)
            } else if let didYouMean {
                report(
                    "unknown-control", "'\(text.text(range))' is a comment, not control", text, range,
                    severity: .warning, help: "did you mean '\(ControlComment.form(didYouMean))'?")
            }
            index = range.upperBound
        }
    }

    private mutating func apply(_ comment: ControlComment, _ text: MappedText, _ control: inout ControlStack) {
        let place = text.place(comment.range)
        switch comment.word {
        case .end: if let found = control.end(at: place) { diagnostics.append(found) }
        case .else: if let found = control.otherwise(nil, at: place) { diagnostics.append(found) }
        case .elseIf:
            let condition = condition(comment, text)
            if let found = control.otherwise(condition, at: place) { diagnostics.append(found) }
        case .if:
            guard checkDepth(control, place) else { return }
            control.openIf(condition(comment, text), at: place)
        case .each:
            guard checkDepth(control, place) else { return }
            each(comment, text, &control)
        case .include: control.append(include(comment, text))
        }
    }

    private mutating func checkDepth(_ control: ControlStack, _ place: SourcePlace) -> Bool {
        if control.depth < ControlStack.deepest { return true }
        report(
            "too-deep", "'if' and 'each' are nested more than \(ControlStack.deepest) deep", at: place)
        return false
    }

    /// The condition, or null for one that cannot be read, so that what follows is still read as its branch.
    private mutating func condition(_ comment: ControlComment, _ text: MappedText) -> ValueExpression {
        let unread = ValueExpression(.literal(.null), place: text.place(comment.range))
        guard !comment.argument.isEmpty else {
            report(
                "bad-control", "'\(comment.word.rawValue)' has no condition", text, comment.range,
                help: "write \(ControlComment.form(comment.word))")
            return unread
        }
        switch ExpressionParser.parseAlone(text, comment.argument) {
        case .success(let expression): return expression
        case .failure(let error):
            diagnostics += error.diagnostics
            return unread
        }
    }

    private mutating func each(_ comment: ControlComment, _ text: MappedText, _ control: inout ControlStack) {
        let place = text.place(comment.range)
        // What follows is still read, as the body of something that is never shown.
        let nothing = ValueExpression(.literal(.null), place: place)
        var lexer = ExpressionLexer(text, comment.argument)
        let variable = lexer.next()
        let between = lexer.next()
        guard case .name(let name) = variable.kind, case .name("in") = between.kind else {
            report(
                "bad-control", "an 'each' names a variable and a table", text,
                comment.argument.isEmpty ? comment.range : comment.argument,
                help: "write \(ControlComment.form(.each))")
            control.openIf(nothing, at: place)
            return
        }
        if ["param", "period", "run"].contains(name.lowercased()) {
            report("reserved-name", "'\(name)' means something else in every report", text, variable.range)
        }
        switch ExpressionParser.parseAlone(text, text.trimmed(between.range.upperBound..<comment.argument.upperBound)) {
        case .success(let table): control.openEach(name, in: table, at: place)
        case .failure(let error):
            diagnostics += error.diagnostics
            control.openIf(nothing, at: place)
        }
    }

    private mutating func include(_ comment: ControlComment, _ text: MappedText) -> [DocumentNode] {
        guard !comment.argument.isEmpty else {
            report(
                "bad-control", "'include' names no file", text, comment.range,
                help: "write \(ControlComment.form(.include))")
            return []
        }
        let written = text.text(comment.argument)
        guard let path = NotebookParser.resolve(written, from: text.source.path) else {
            report(
                "include-outside", "'\(written)' lies outside the workspace", text, comment.argument,
                help: "an included file's path starts from the folder of the file that includes it")
            return []
        }
        if openFiles.contains(path) {
            let circle = (openFiles.drop { $0 != path } + [path]).map { "'\($0)'" }.joined(separator: " includes ")
            report("circular-include", "files include each other in a circle: \(circle)", text, comment.argument)
            return []
        }
        includeCount += 1
        guard includeCount <= NotebookParser.mostIncludes else {
            report(
                "too-many-includes", "a report includes at most \(NotebookParser.mostIncludes) files", text,
                comment.argument)
            return []
        }
        guard let file = includes(path) else {
            report("missing-include", "there is no file '\(path)' to include", text, comment.argument)
            return []
        }
        guard checkText(file) else { return [] }
        if !files.contains(where: { $0.path == file.path }) { files.append(file) }
        openFiles.append(path)
        defer { openFiles.removeLast() }
        // An included file is text; front matter that makes it a report of its own does not matter here.
        let start = file.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let body = FrontMatter.bodyStart(file, from: start)
        return parse(MappedText(file, body..<file.utf8.count))
    }

    /// The path of an included file; nil when it leads out of the folder that paths start from.
    static func resolve(_ path: String, from file: String) -> String? {
        guard !path.hasPrefix("/"), !path.hasPrefix("~"), !path.contains("://") else { return nil }
        let folder = file.hasPrefix("/") ? "/" : ""
        var parts = file.split(separator: "/").dropLast().map(String.init)
        for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
            if part == ".." {
                if parts.isEmpty || parts.last == ".." { return nil }
                parts.removeLast()
            } else {
                parts.append(String(part))
            }
        }
        return folder + parts.joined(separator: "/")
    }

    private func firstLine(_ text: MappedText, _ range: Range<Int>) -> Range<Int> {
        let end = text.bytes[range].firstIndex(of: UInt8(ascii: "\n")) ?? range.upperBound
        return range.lowerBound..<end
    }
}

extension MappedText {
    /// The first place of some ASCII text at or behind an offset.
    func firstIndex(of wanted: String, from start: Int) -> Int? {
        let wanted = Array(wanted.utf8)
        guard let first = wanted.first, start >= 0 else { return nil }
        var index = start
        while index + wanted.count <= bytes.count {
            if bytes[index] == first, bytes[index..<(index + wanted.count)].elementsEqual(wanted) { return index }
            index += 1
        }
        return nil
    }
}
