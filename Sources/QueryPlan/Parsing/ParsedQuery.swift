public import Diagnostics

/// One SELECT, lexed and parsed: what planning it for several periods has in common.
public struct ParsedQuery: Sendable {
    /// The file that holds the query.
    let source: SourceText
    /// The tree; nil when the text is no query.
    let syntax: QuerySyntax?
    /// What lexer and parser found.
    let diagnostics: [Diagnostic]
    let names: TableNames

    /// Parses a query.
    ///
    /// - Parameters:
    ///   - source: the file that holds it.
    ///   - range: its UTF-8 offsets in the file; nil for all of it.
    /// - Complexity: O(bytes of the query).
    public init(_ source: SourceText, range: Range<Int>? = nil) {
        self.source = source
        var names = TableNames()
        var lexer = Lexer(source, range: range ?? 0..<source.utf8.count)
        let tokens = lexer.tokens()
        if lexer.diagnostics.hasErrors {
            syntax = nil
            diagnostics = lexer.diagnostics
        } else {
            var parser = Parser(source, tokens: tokens)
            let parsed = parser.parse()
            diagnostics = parser.diagnostics
            syntax = diagnostics.hasErrors ? nil : parsed
        }
        if let syntax { names.collect(syntax) }
        self.names = names
    }

    /// The tables that its FROM clauses name, as written, each once, in order; empty when the text does not parse.
    public var tables: [String] { names.names }
}
