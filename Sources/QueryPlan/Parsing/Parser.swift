import Diagnostics

/// Parses one SELECT into a syntax tree by recursive descent.
///
/// The first thing that cannot be read ends the parse: behind it, everything would be a guess.
struct Parser {
    /// Ends the parse; its diagnostic has been recorded.
    struct Stop: Error {}

    /// Nested expressions and queries beyond this are refused, so that no input can exhaust the stack.
    static let depthLimit = 200
    /// Longer chains of operators (`a OR b OR …`) are refused for the same reason.
    static let chainLimit = 1000
    /// More set operations of one level are refused for the same reason.
    static let setLimit = 2000

    let source: SourceText
    let tokens: [Token]
    var position = 0
    var depth = 0
    var diagnostics: [Diagnostic] = []

    init(_ source: SourceText, tokens: [Token]) {
        self.source = source
        self.tokens = tokens
    }

    /// The whole text as one query, or nil with a diagnostic.
    mutating func parse() -> QuerySyntax? {
        do {
            if token.kind == .end { throw fail("expected a SELECT, found nothing") }
            if case .word(let word) = token.kind, Keywords.statements.contains(word.uppercased()) {
                throw fail(
                    "'\(word)' is not a query: a report only reads", help: "write a SELECT")
            }
            let query = try query()
            if skip(";"), token.kind != .end { throw fail("expected one query, found a second statement") }
            if token.kind != .end { throw unexpected("the end of the query") }
            return query
        } catch {
            return nil
        }
    }

    // MARK: - Queries

    mutating func query() throws -> QuerySyntax { try nested { parser in try parser.queryBody() } }

    private mutating func queryBody() throws -> QuerySyntax {
        let start = token.range.lowerBound
        var with: [(name: Syntax<String>, columns: [Syntax<String>], query: QuerySyntax)] = []
        if skip(word: "WITH") {
            repeat {
                let name = try self.name("a name for the sub-query")
                let columns = peek("(") ? try columnNames() : []
                try expect(word: "AS", "the sub-query's AS")
                try expect("(")
                with.append((name, columns, try self.query()))
                try expect(")")
            } while skip(",")
        }
        let body = try setOperation()
        var orderBy: [OrderSyntax] = []
        if skip(word: "ORDER") {
            try expect(word: "BY", "BY")
            orderBy = try orderKeys()
        }
        var limit: SyntaxExpression?
        var offset: SyntaxExpression?
        while true {
            if limit == nil, skip(word: "LIMIT") {
                if !skip(word: "ALL") { limit = try expression() }
            } else if offset == nil, skip(word: "OFFSET") {
                offset = try expression()
                _ = skip(word: "ROWS") || skip(word: "ROW")
            } else {
                break
            }
        }
        return QuerySyntax(
            with: with, body: body, orderBy: orderBy, limit: limit, offset: offset, range: start..<previousEnd)
    }

    /// UNION and EXCEPT from the left; INTERSECT binds tighter.
    private mutating func setOperation() throws -> SetSyntax {
        let start = token.range.lowerBound
        var left = try intersection()
        var count = 0
        while true {
            count += 1
            guard count <= Parser.setLimit else {
                throw fail(
                    "this query chains more than \(Parser.setLimit) set operations",
                    help: "write VALUES for literal rows, or split it with WITH")
            }
            let symbol: SetSyntax.Operator
            if skip(word: "UNION") {
                symbol = .union
            } else if skip(word: "EXCEPT") || skip(word: "MINUS") {
                symbol = .except
            } else {
                return left
            }
            let all = setQuantifier()
            left = .operation(symbol, left, try intersection(), all: all, range: start..<previousEnd)
        }
    }

    private mutating func intersection() throws -> SetSyntax {
        let start = token.range.lowerBound
        var left = try setOperand()
        var count = 0
        while skip(word: "INTERSECT") {
            count += 1
            guard count <= Parser.setLimit else {
                throw fail("this query chains more than \(Parser.setLimit) set operations", help: "split it with WITH")
            }
            let all = setQuantifier()
            left = .operation(.intersect, left, try setOperand(), all: all, range: start..<previousEnd)
        }
        return left
    }

    /// True for ALL; nothing and DISTINCT mean the same.
    private mutating func setQuantifier() -> Bool {
        if skip(word: "ALL") { return true }
        _ = skip(word: "DISTINCT")
        return false
    }

    private mutating func setOperand() throws -> SetSyntax {
        if skip("(") {
            let query = try query()
            try expect(")")
            return .query(query)
        }
        if skip(word: "VALUES") {
            var rows: [Syntax<[SyntaxExpression]>] = []
            repeat {
                let start = token.range.lowerBound
                let cells: [SyntaxExpression]
                if skip("(") {
                    cells = try expressions()
                    try expect(")")
                } else {
                    cells = [try expression()]
                }
                rows.append(Syntax(node: cells, range: start..<previousEnd))
            } while skip(",")
            return .values(rows)
        }
        return .select(try select())
    }

    private mutating func select() throws -> SelectSyntax {
        let start = token.range.lowerBound
        guard skip(word: "SELECT") else { throw unexpected("SELECT") }
        var select = SelectSyntax(range: start..<start)
        select.isDistinct = skip(word: "DISTINCT")
        if !select.isDistinct { _ = skip(word: "ALL") }
        repeat {
            if token.kind == .end || isWord("FROM") { throw unexpected("an expression to select") }
            let item = try selectItem()
            var alias: Syntax<String>?
            if skip(word: "AS") {
                alias = try name("a name after AS", allowReserved: true)
            } else if isNameHere {
                alias = try name("a name")
            }
            select.items.append((item, alias))
        } while skip(",")
        if skip(word: "FROM") { select.from = try from() }
        if skip(word: "WHERE") { select.whereClause = try expression() }
        if skip(word: "GROUP") {
            try expect(word: "BY", "BY")
            select.groupBy = try groupingElements()
        }
        if skip(word: "HAVING") { select.having = try expression() }
        if skip(word: "WINDOW") { select.windows = try namedWindows() }
        select.range = start..<previousEnd
        return select
    }

    private mutating func selectItem() throws -> SyntaxExpression {
        let start = token.range
        if skip("*") { return Syntax(node: .star(table: nil), range: start) }
        if isNameHere, isSymbol(".", ahead: 1), isSymbol("*", ahead: 2) {
            let table = try name("a table")
            position += 2
            return Syntax(node: .star(table: table), range: start.lowerBound..<previousEnd)
        }
        return try expression()
    }

    /// True where a query starts.
    var isQueryHere: Bool { isWord("SELECT") || isWord("WITH") || isWord("VALUES") }

    mutating func columnNames() throws -> [Syntax<String>] {
        try expect("(")
        var names: [Syntax<String>] = []
        repeat { names.append(try name("a column name")) } while skip(",")
        try expect(")")
        return names
    }

    mutating func orderKeys() throws -> [OrderSyntax] {
        var keys: [OrderSyntax] = []
        repeat {
            let expression = try expression()
            let descending = skip(word: "DESC")
            if !descending { _ = skip(word: "ASC") }
            var nullsFirst: Bool?
            if skip(word: "NULLS") {
                if skip(word: "FIRST") {
                    nullsFirst = true
                } else if skip(word: "LAST") {
                    nullsFirst = false
                } else {
                    throw unexpected("FIRST or LAST")
                }
            }
            keys.append(OrderSyntax(expression: expression, isDescending: descending, nullsFirst: nullsFirst))
        } while skip(",")
        return keys
    }

    // MARK: - Tokens

    var token: Token { tokens[position] }

    /// The end of the token before the current one.
    var previousEnd: Int { position > 0 ? tokens[position - 1].range.upperBound : token.range.lowerBound }

    func isSymbol(_ symbol: String, ahead: Int = 0) -> Bool {
        tokens.indices.contains(position + ahead) && tokens[position + ahead].kind == .symbol(symbol)
    }

    func peek(_ symbol: String, ahead: Int = 0) -> Bool { isSymbol(symbol, ahead: ahead) }

    func isWord(_ keyword: String, ahead: Int = 0) -> Bool {
        guard position + ahead < tokens.count, case .word(let word) = tokens[position + ahead].kind else {
            return false
        }
        return word.uppercased() == keyword
    }

    mutating func skip(_ symbol: String) -> Bool {
        guard isSymbol(symbol) else { return false }
        position += 1
        return true
    }

    mutating func skip(word keyword: String) -> Bool {
        guard isWord(keyword) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ symbol: String) throws {
        guard skip(symbol) else { throw unexpected("'\(symbol)'") }
    }

    mutating func expect(word keyword: String, _ what: String) throws {
        guard skip(word: keyword) else { throw unexpected(what) }
    }

    /// True when the current token can be a name: a quoted one, or a word that is not reserved.
    var isNameHere: Bool {
        switch token.kind {
        case .quotedName: true
        case .word(let word): !Keywords.reserved.contains(word.uppercased())
        default: false
        }
    }

    mutating func name(_ what: String, allowReserved: Bool = false) throws -> Syntax<String> {
        let current = token
        switch current.kind {
        case .quotedName(let name):
            position += 1
            return Syntax(node: name, range: current.range)
        case .word(let word) where allowReserved || !Keywords.reserved.contains(word.uppercased()):
            position += 1
            return Syntax(node: word, range: current.range)
        case .word(let word):
            throw fail(
                "'\(word)' is a reserved word; expected \(what)",
                help: isQueryHere && peek("(", ahead: -1)
                    ? "a sub-query for a value has brackets of its own: (\(word) …)" : "quote it: \"\(word)\"")
        default: throw unexpected(what)
        }
    }

    // MARK: - Failures

    mutating func nested<Value>(_ body: (inout Parser) throws -> Value) throws -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Parser.depthLimit else {
            throw fail("this nests deeper than \(Parser.depthLimit) levels", help: "split it with WITH")
        }
        return try body(&self)
    }

    mutating func unexpected(_ expected: String) -> Stop {
        let found = token.kind == .end ? "the end of the query" : "'\(token.text)'"
        return fail("expected \(expected), found \(found)", help: help)
    }

    mutating func fail(_ message: String, at range: Range<Int>? = nil, help: String? = nil) -> Stop {
        diagnostics.append(
            Diagnostic(
                "sql-syntax", .error, message, file: source.path, range: source.range(range ?? token.range), help: help)
        )
        return Stop()
    }
}

extension Token {
    /// The token roughly as written, for messages.
    var text: String {
        switch kind {
        case .word(let text), .number(let text), .symbol(let text): text
        case .quotedName(let text): "\"\(text)\""
        case .string(let text): "'\(text)'"
        case .parameter(let text): ":\(text)"
        case .end: ""
        }
    }
}
