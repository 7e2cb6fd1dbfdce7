import Diagnostics
import Yams

/// YAML text inside a file, parsed, with every node's place in that file.
struct YAMLDocument {
    /// The file.
    let source: SourceText
    /// The root node; nil when the text is empty or holds only comments.
    let root: Node?
    private let firstLine: Int

    /// Parses whole lines of a file. Anchors and aliases are followed; a key that stands twice is an error.
    ///
    /// - Parameter firstLine: the 1-based line of the file on which `text` starts.
    /// - Throws: `DiagnosticsError` with the place where YAML's syntax is broken.
    init(source: SourceText, text: String, firstLine: Int = 1) throws {
        self.source = source
        self.firstLine = firstLine
        do {
            root = try Yams.compose(yaml: text, .basic, YAMLDocument.constructor, .utf8)
        } catch let error as YamlError {
            throw DiagnosticsError(YAMLDocument.diagnostic(error, source: source, firstLine: firstLine))
        }
    }

    /// A tag for nodes that no file has written.
    static var tag: Tag { Tag(.implicit, .basic, constructor) }

    /// Builds nothing: what a scalar is, its reader decides by its text. The library's own would compile the regular expressions of YAML's types
    /// first, and match every key against them.
    private static var constructor: Constructor { Constructor([:], [:], [:]) }

    /// Where a node stands: all of a scalar on one line, else the node's first character.
    func range(of node: Node) -> SourceRange {
        guard let mark = node.mark else { return source.range(0..<0) }
        let start = source.offset(line: firstLine + mark.line - 1, column: mark.column)
        guard case .scalar(let scalar) = node else { return source.range(start..<min(start + 1, source.utf8.count)) }
        let quotes = scalar.style == .singleQuoted || scalar.style == .doubleQuoted ? 2 : 0
        let lineEnd = start + (source.utf8[start...].firstIndex(of: UInt8(ascii: "\n")) ?? source.utf8.count) - start
        return source.range(start..<min(lineEnd, start + max(1, scalar.string.utf8.count + quotes)))
    }

    private static func diagnostic(_ error: YamlError, source: SourceText, firstLine: Int) -> Diagnostic {
        func place(_ mark: Mark) -> SourceRange {
            let offset = source.offset(line: firstLine + mark.line - 1, column: mark.column)
            return source.range(offset..<offset)
        }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let prefix = context.map { "\($0.text.trimmingSuffix(" ")): " } ?? ""
            return Diagnostic(
                "bad-yaml", .error, "this is not YAML: \(prefix)\(problem)", file: source.path, range: place(mark))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
            return Diagnostic(
                "duplicate-key", .error, "the key \(keys) stands here more than once", file: source.path,
                range: place(context.mark))
        case .reader(let problem, _, _, _):
            return Diagnostic("bad-yaml", .error, "this is not YAML: \(problem)", file: source.path)
        default:
            return Diagnostic("bad-yaml", .error, "this is not YAML", file: source.path)
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }
}
