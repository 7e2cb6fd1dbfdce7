import Diagnostics

/// GROUP BY: keys, ROLLUP, CUBE, GROUPING SETS, and WITH ROLLUP or WITH CUBE behind plain keys.
extension Parser {
    /// One GROUP BY names at most this many sets: each is an aggregation of its own.
    static let groupingSetLimit = 1024

    mutating func groupingElements() throws -> [GroupingSyntax] {
        let start = token.range.lowerBound
        if isWord("ALL") {
            throw fail("GROUP BY names its keys", help: "name columns, or places such as GROUP BY 1, 2")
        }
        var elements: [GroupingSyntax] = []
        repeat { elements.append(try groupingElement()) } while skip(",")
        if isWord("WITH"), isWord("ROLLUP", ahead: 1) || isWord("CUBE", ahead: 1) {
            position += 1
            let isCube = isWord("CUBE")
            position += 1
            var keys: [[SyntaxExpression]] = []
            for element in elements {
                guard case .key(let key) = element else {
                    throw fail(
                        "WITH \(isCube ? "CUBE" : "ROLLUP") stands behind plain keys only", at: start..<previousEnd,
                        help: "write \(isCube ? "CUBE" : "ROLLUP") (…) among the keys")
                }
                keys.append([key])
            }
            elements = [.sets(isCube ? try cube(keys) : rollup(keys))]
        }
        let count = elements.reduce(1) { min($0 * $1.sets.count, Parser.groupingSetLimit + 1) }
        guard count <= Parser.groupingSetLimit else {
            throw fail(
                "this GROUP BY has more than \(Parser.groupingSetLimit) grouping sets", at: start..<previousEnd,
                help: "name the sets that are needed with GROUPING SETS")
        }
        return elements
    }

    private mutating func groupingElement() throws -> GroupingSyntax {
        if let sets = try groupingSets() { return .sets(sets) }
        if isSymbol("("), isSymbol(")", ahead: 1) {
            position += 2
            return .sets([[]])
        }
        return .key(try expression())
    }

    /// `ROLLUP (…)`, `CUBE (…)` or `GROUPING SETS (…)`; nil when something else stands here.
    private mutating func groupingSets() throws -> [[SyntaxExpression]]? {
        if isWord("ROLLUP"), isSymbol("(", ahead: 1) {
            position += 1
            return rollup(try keyLists())
        }
        if isWord("CUBE"), isSymbol("(", ahead: 1) {
            position += 1
            return try cube(try keyLists())
        }
        guard isWord("GROUPING"), isWord("SETS", ahead: 1) else { return nil }
        position += 2
        try expect("(")
        var sets: [[SyntaxExpression]] = []
        repeat {
            if let inner = try nested({ parser in try parser.groupingSets() }) {
                sets += inner
            } else {
                sets.append(try keyList())
            }
        } while skip(",")
        try expect(")")
        return sets
    }

    /// `(a, (b, c))`: each element is a list of keys that stay together.
    private mutating func keyLists() throws -> [[SyntaxExpression]] {
        try expect("(")
        var lists: [[SyntaxExpression]] = []
        repeat { lists.append(try keyList()) } while skip(",")
        try expect(")")
        return lists
    }

    /// `a`, `(a, b)` or `()`.
    private mutating func keyList() throws -> [SyntaxExpression] {
        guard isSymbol("("), isListHere else { return [try expression()] }
        position += 1
        if skip(")") { return [] }
        let keys = try expressions()
        try expect(")")
        return keys
    }

    /// True when the bracket here encloses a whole list and not the start of an expression such as `(a + b) * c`.
    private var isListHere: Bool {
        var level = 0
        for index in position..<tokens.count {
            if tokens[index].kind == .symbol("(") { level += 1 }
            if tokens[index].kind == .symbol(")") {
                level -= 1
                if level == 0 {
                    return index + 1 < tokens.count
                        && [.symbol(","), .symbol(")")].contains(tokens[index + 1].kind)
                }
            }
        }
        return false
    }

    private func rollup(_ lists: [[SyntaxExpression]]) -> [[SyntaxExpression]] {
        (0...lists.count).reversed().map { Array(lists[..<$0].joined()) }
    }

    /// All subsets, those with the first lists first.
    private mutating func cube(_ lists: [[SyntaxExpression]]) throws -> [[SyntaxExpression]] {
        guard lists.count <= 10 else {
            throw fail("CUBE takes at most 10 keys, found \(lists.count)", help: "name the sets with GROUPING SETS")
        }
        return (0..<(1 << lists.count)).map { absent in
            Array(
                lists.enumerated().filter { absent >> (lists.count - 1 - $0.offset) & 1 == 0 }.map(\.element).joined())
        }
    }
}
