import Diagnostics

/// Expressions, by precedence: OR, AND, NOT, comparison, `|`, `^`, `&`, `<< >> >>>`, `||`, `+ -`, `* / % div`, unary, `::`.
extension Parser {
    mutating func expression() throws -> SyntaxExpression {
        try nested { parser in try parser.disjunction() }
    }

    mutating func expressions() throws -> [SyntaxExpression] {
        var list = [try expression()]
        while skip(",") { list.append(try expression()) }
        return list
    }

    private mutating func disjunction() throws -> SyntaxExpression {
        var left = try conjunction()
        while skip(word: "OR") { left = try binary("OR", left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws -> SyntaxExpression {
        var left = try negation()
        while skip(word: "AND") { left = try binary("AND", left, try negation()) }
        return left
    }

    private mutating func negation() throws -> SyntaxExpression {
        let start = token.range.lowerBound
        guard skip(word: "NOT") else { return try comparison() }
        let operand = try nested { parser in try parser.negation() }
        return try higher(Syntax(node: .unary("NOT", operand), range: start..<previousEnd), than: [operand])
    }

    private mutating func comparison() throws -> SyntaxExpression {
        var left = try bits()
        while true {
            if case .symbol(let symbol) = token.kind,
                ["=", "==", "<>", "!=", "<", "<=", ">", ">=", "<=>"].contains(symbol)
            {
                position += 1
                try refuseQuantified(symbol)
                let canonical = symbol == "==" ? "=" : symbol == "!=" ? "<>" : symbol
                left = try binary(canonical, left, try bits())
                continue
            }
            if skip(word: "IS") {
                left = try higher(try state(of: left), than: [left])
                continue
            }
            let negated =
                isWord("NOT")
                && ["BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE", "REGEXP"].contains { isWord($0, ahead: 1) }
            if negated { position += 1 }
            guard let predicate = try predicate(left) else { return left }
            let whole = negated ? Syntax(node: .unary("NOT", predicate), range: predicate.range) : predicate
            left = try higher(whole, than: [left])
        }
    }

    /// `= ANY (SELECT …)` and its like are told what to write instead.
    private mutating func refuseQuantified(_ symbol: String) throws {
        guard let word = ["ANY", "SOME", "ALL"].first(where: { isWord($0) }), isSymbol("(", ahead: 1),
            ["SELECT", "WITH", "VALUES"].contains(where: { isWord($0, ahead: 2) })
        else { return }
        let isEqual = ["=", "=="].contains(symbol)
        throw fail(
            "'\(symbol) \(word)' does not take a sub-query",
            help: isEqual && word != "ALL"
                ? "write IN (SELECT …)"
                : ["<>", "!="].contains(symbol) && word == "ALL"
                    ? "write NOT IN (SELECT …)" : "compare with (SELECT min(…) …) or (SELECT max(…) …)")
    }

    private mutating func state(of operand: SyntaxExpression) throws -> SyntaxExpression {
        let negated = skip(word: "NOT")
        let start = operand.range.lowerBound
        var result: SyntaxExpression
        if skip(word: "DISTINCT") {
            try expect(word: "FROM", "FROM")
            let equal = try binary("<=>", operand, try bits())
            return negated ? equal : Syntax(node: .unary("NOT", equal), range: equal.range)
        } else if skip(word: "NULL") {
            result = Syntax(node: .isState(operand, "NULL"), range: start..<previousEnd)
        } else if skip(word: "TRUE") {
            result = Syntax(node: .isState(operand, "TRUE"), range: start..<previousEnd)
        } else if skip(word: "FALSE") {
            result = Syntax(node: .isState(operand, "FALSE"), range: start..<previousEnd)
        } else {
            throw unexpected("NULL, TRUE, FALSE or DISTINCT FROM")
        }
        if negated { result = Syntax(node: .unary("NOT", result), range: start..<previousEnd) }
        return result
    }

    /// BETWEEN, IN, LIKE behind an operand; nil when none follows.
    private mutating func predicate(_ operand: SyntaxExpression) throws -> SyntaxExpression? {
        let start = operand.range.lowerBound
        if skip(word: "BETWEEN") {
            let low = try bits()
            try expect(word: "AND", "AND")
            let high = try bits()
            return Syntax(node: .between(operand, low, high), range: start..<previousEnd)
        }
        if skip(word: "IN") {
            try expect("(")
            if isQueryHere {
                let query = try query()
                try expect(")")
                return Syntax(node: .inQuery(operand, query), range: start..<previousEnd)
            }
            let list = try expressions()
            try expect(")")
            return Syntax(node: .inList(operand, list), range: start..<previousEnd)
        }
        let isNegated = position > 0 && isWord("NOT", ahead: -1)
        for word in ["LIKE", "ILIKE"] where skip(word: word) {
            if let several = try severalPatterns(operand, caseInsensitive: word == "ILIKE", isNegated: isNegated) {
                return several
            }
            var pattern = try bits()
            if skip(word: "ESCAPE") { pattern = try escaped(pattern) }
            return Syntax(
                node: .like(operand, pattern, caseInsensitive: word == "ILIKE"), range: start..<previousEnd)
        }
        for word in ["RLIKE", "REGEXP"] where skip(word: word) {
            let name = Syntax(node: "regexp_like", range: operand.range)
            let call = CallSyntax(name: name, arguments: [operand, try bits()])
            return Syntax(node: .call(call), range: start..<previousEnd)
        }
        return nil
    }

    mutating func concatenation() throws -> SyntaxExpression {
        var left = try sum()
        while skip("||") { left = try binary("||", left, try sum()) }
        return left
    }

    private mutating func sum() throws -> SyntaxExpression {
        var left = try product()
        while case .symbol(let symbol) = token.kind, symbol == "+" || symbol == "-" {
            position += 1
            left = try binary(symbol, left, try product())
        }
        return left
    }

    private mutating func product() throws -> SyntaxExpression {
        var left = try prefix()
        while true {
            if case .symbol(let symbol) = token.kind, ["*", "/", "%"].contains(symbol) {
                position += 1
                left = try binary(symbol, left, try prefix())
            } else if skip(word: "DIV") {
                left = try binary("div", left, try prefix())
            } else {
                return left
            }
        }
    }

    private mutating func prefix() throws -> SyntaxExpression {
        let start = token.range.lowerBound
        if skip("-") {
            if case .number(let digits) = token.kind {
                position += 1
                return try casts(Syntax(node: .number("-" + digits), range: start..<previousEnd))
            }
            let operand = try nested { parser in try parser.prefix() }
            return try higher(Syntax(node: .unary("-", operand), range: start..<previousEnd), than: [operand])
        }
        if skip("~") {
            let operand = try nested { parser in try parser.prefix() }
            let all = Syntax(node: ExpressionSyntax.number("-1"), range: start..<start + 1)
            return try higher(
                Syntax(node: .binary("^", operand, all), range: start..<previousEnd), than: [operand])
        }
        if skip("+") { return try nested { parser in try parser.prefix() } }
        return try casts(try primary())
    }

    private mutating func casts(_ operand: SyntaxExpression) throws -> SyntaxExpression {
        var operand = operand
        while skip("::") {
            let type = try typeName()
            operand = try higher(
                Syntax(node: .cast(operand, type, orNull: false), range: operand.range.lowerBound..<previousEnd),
                than: [operand])
        }
        return operand
    }

    mutating func binary(
        _ symbol: String, _ left: SyntaxExpression, _ right: SyntaxExpression
    ) throws -> SyntaxExpression {
        let height = max(left.height, right.height) + 1
        guard height <= Parser.chainLimit else {
            throw fail(
                "this expression chains more than \(Parser.chainLimit) operators", help: "use IN, or split it with WITH"
            )
        }
        return Syntax(
            node: .binary(symbol, left, right), range: left.range.lowerBound..<right.range.upperBound, height: height)
    }

    mutating func primary() throws -> SyntaxExpression {
        let start = token.range.lowerBound
        switch token.kind {
        case .number(let digits): return literal(.number(digits))
        case .string(let text): return literal(.string(text))
        case .parameter(let name): return literal(.parameter(name))
        case .symbol("("):
            position += 1
            if isQueryHere {
                let query = try query()
                try expect(")")
                return Syntax(node: .subquery(query), range: start..<previousEnd)
            }
            var inner = try expression()
            if peek(",") {
                throw fail(
                    "expected ')', found ','",
                    help: "compare values one by one, or join with ON a.x = b.x AND a.y = b.y")
            }
            try expect(")")
            // The brackets belong to what is written, and so to its place and its name.
            inner.range = start..<previousEnd
            return inner
        case .word(let word): return try self.word(word.uppercased())
        case .quotedName: return try columnOrCall()
        default: throw unexpected("an expression")
        }
    }

    private mutating func literal(_ node: ExpressionSyntax) -> SyntaxExpression {
        position += 1
        return Syntax(node: node, range: tokens[position - 1].range)
    }

    private mutating func word(_ word: String) throws -> SyntaxExpression {
        let start = token.range.lowerBound
        switch word {
        case "NULL": return literal(.null)
        case "TRUE": return literal(.boolean(true))
        case "FALSE": return literal(.boolean(false))
        case "CASE": return try conditional()
        case "CAST", "TRY_CAST":
            position += 1
            try expect("(")
            let operand = try expression()
            try expect(word: "AS", "AS and a type")
            let type = try typeName()
            try expect(")")
            return Syntax(node: .cast(operand, type, orNull: word == "TRY_CAST"), range: start..<previousEnd)
        case "DATE", "TIMESTAMP":
            if position + 1 < tokens.count, case .string(let text) = tokens[position + 1].kind {
                position += 2
                return Syntax(node: .typed(word, text), range: start..<previousEnd)
            }
            return try columnOrCall()
        case "INTERVAL": return try interval()
        case "EXTRACT" where isSymbol("(", ahead: 1):
            position += 2
            let unit = try name("a unit such as YEAR or HOUR")
            try expect(word: "FROM", "FROM")
            let operand = try expression()
            try expect(")")
            let call = CallSyntax(
                name: Syntax(node: "date_part", range: start..<start + 7),
                arguments: [Syntax(node: .string(unit.node), range: unit.range), operand])
            return Syntax(node: .call(call), range: start..<previousEnd)
        case "EXISTS":
            position += 1
            try expect("(")
            if !isQueryHere { throw unexpected("a query") }
            let query = try query()
            try expect(")")
            return Syntax(node: .exists(query), range: start..<previousEnd)
        case "LEFT" where isSymbol("(", ahead: 1), "RIGHT" where isSymbol("(", ahead: 1):
            return try columnOrCall(allowReserved: true)
        default: return try columnOrCall()
        }
    }

    private mutating func conditional() throws -> SyntaxExpression {
        let start = token.range.lowerBound
        position += 1
        let subject = isWord("WHEN") ? nil : try expression()
        var branches: [(when: SyntaxExpression, then: SyntaxExpression)] = []
        while skip(word: "WHEN") {
            let when = try expression()
            try expect(word: "THEN", "THEN")
            branches.append((when, try expression()))
        }
        if branches.isEmpty { throw unexpected("WHEN") }
        let otherwise = skip(word: "ELSE") ? try expression() : nil
        try expect(word: "END", "WHEN, ELSE or END")
        return try higher(
            Syntax(node: .conditional(subject: subject, branches, otherwise), range: start..<previousEnd),
            than: branches.flatMap { [$0.when, $0.then] } + [subject, otherwise].compactMap { $0 })
    }

    private mutating func typeName() throws -> Syntax<String> {
        var type = try name("a type")
        if type.node.uppercased() == "DOUBLE", skip(word: "PRECISION") {
            type.range = type.range.lowerBound..<previousEnd
        }
        guard skip("(") else { return type }
        var arguments = ""
        while !peek(")"), token.kind != .end {
            switch token.kind {
            case .number(let text), .symbol(let text), .word(let text): arguments += text
            default: arguments += "?"
            }
            position += 1
        }
        try expect(")")
        // The digits of a decimal; lengths of texts mean nothing here.
        if ["DECIMAL", "NUMERIC", "DEC"].contains(type.node.uppercased()) {
            type = Syntax(node: "\(type.node)(\(arguments))", range: type.range.lowerBound..<previousEnd)
        }
        return type
    }

    private mutating func columnOrCall(allowReserved: Bool = false) throws -> SyntaxExpression {
        let start = token.range.lowerBound
        let first = try name("an expression", allowReserved: allowReserved)
        if peek("(") { return try call(first) }
        var parts = [first]
        while skip(".") { parts.append(try name("a column name", allowReserved: true)) }
        return Syntax(node: .column(parts), range: start..<previousEnd)
    }

    private mutating func call(_ name: Syntax<String>) throws -> SyntaxExpression {
        try expect("(")
        var call = CallSyntax(name: name, arguments: [])
        if skip("*") {
            call.isStar = true
        } else if !peek(")") {
            call.isDistinct = skip(word: "DISTINCT")
            if !call.isDistinct { _ = skip(word: "ALL") }
            try arguments(of: &call)
            call.ignoresNulls = try nullTreatment()
            if skip(word: "ORDER") {
                try expect(word: "BY", "BY")
                call.orderBy = try orderKeys()
            }
            if call.ignoresNulls == nil { call.ignoresNulls = try nullTreatment() }
        }
        try expect(")")
        if call.ignoresNulls == nil { call.ignoresNulls = try nullTreatment() }
        if skip(word: "WITHIN") {
            try expect(word: "GROUP", "GROUP")
            try expect("(")
            try expect(word: "ORDER", "ORDER BY")
            try expect(word: "BY", "BY")
            call.withinGroup = try orderKeys()
            try expect(")")
        }
        if isWord("FILTER"), isSymbol("(", ahead: 1) {
            position += 2
            try expect(word: "WHERE", "WHERE")
            call.filter = try expression()
            try expect(")")
        }
        if call.ignoresNulls == nil { call.ignoresNulls = try nullTreatment() }
        if skip(word: "OVER") {
            call.window = try overClause()
        }
        return try higher(Syntax(node: .call(call), range: name.range.lowerBound..<previousEnd), than: call.arguments)
    }

    /// The node one level above its parts; refused where the chain grows so long that walking it could exhaust the stack.
    mutating func higher(_ syntax: SyntaxExpression, than parts: [SyntaxExpression]) throws -> SyntaxExpression {
        var syntax = syntax
        syntax.height = (parts.map(\.height).max() ?? 0) + 1
        guard syntax.height <= Parser.chainLimit else {
            throw fail(
                "this expression chains more than \(Parser.chainLimit) operators", help: "use IN, or split it with WITH"
            )
        }
        return syntax
    }
}
