import Diagnostics

/// FROM: tables, sub-queries and joins.
extension Parser {
    mutating func from() throws -> FromSyntax {
        var left = try joined()
        while skip(",") {
            let right = try joined()
            left = .join(JoinSyntax(kind: .cross, left: left, right: right, using: [], range: token.range))
        }
        return left
    }

    private mutating func joined() throws -> FromSyntax {
        var left = try relation()
        while true {
            let start = token.range
            let isNatural = skip(word: "NATURAL")
            let kind: JoinSyntax.Kind
            if !isNatural, skip(word: "CROSS") {
                kind = .cross
            } else if skip(word: "INNER") || isWord("JOIN") {
                kind = .inner
            } else if skip(word: "LEFT") {
                if skip(word: "SEMI") {
                    kind = .semi
                } else if skip(word: "ANTI") {
                    kind = .anti
                } else {
                    _ = skip(word: "OUTER")
                    kind = .left
                }
            } else if skip(word: "RIGHT") {
                _ = skip(word: "OUTER")
                kind = .right
            } else if skip(word: "FULL") {
                _ = skip(word: "OUTER")
                kind = .full
            } else if skip(word: "SEMI") {
                kind = .semi
            } else if skip(word: "ANTI") {
                kind = .anti
            } else if isNatural {
                throw unexpected("JOIN")
            } else {
                return left
            }
            try expect(word: "JOIN", "JOIN")
            var join = JoinSyntax(kind: kind, left: left, right: try relation(), using: [], range: start)
            join.isNatural = isNatural
            if isNatural {
                for word in ["ON", "USING"] where isWord(word) {
                    throw fail("a NATURAL join takes no \(word)", help: "leave out one of the two")
                }
            } else if skip(word: "ON") {
                join.on = try expression()
            } else if skip(word: "USING") {
                join.using = try columnNames()
            } else if kind != .cross {
                throw unexpected("ON or USING")
            }
            join.range = start.lowerBound..<previousEnd
            left = .join(join)
        }
    }

    private mutating func relation() throws -> FromSyntax {
        if skip("(") {
            if isQueryHere || peek("(") {
                let query = try query()
                try expect(")")
                let (alias, columns) = try tableAlias()
                return .subquery(query, alias: alias, columns: columns)
            }
            let inner = try nested { parser in try parser.from() }
            try expect(")")
            return inner
        }
        if case .string = token.kind {
            throw fail(
                "expected a source or cell after FROM, found a text",
                help: "give the file a name, with --source NAME=PATH or under 'sources:' in trinity.yaml")
        }
        let table = try name("a source or cell after FROM")
        let (alias, columns) = try tableAlias()
        if let first = columns.first {
            throw fail("only a sub-query's columns can be renamed", at: first.range)
        }
        return .table(table, alias: alias)
    }

    private mutating func tableAlias() throws -> (Syntax<String>?, [Syntax<String>]) {
        var alias: Syntax<String>?
        if skip(word: "AS") {
            alias = try name("a name after AS")
        } else if isNameHere {
            alias = try name("a name")
        }
        return (alias, alias != nil && peek("(") ? try columnNames() : [])
    }
}
