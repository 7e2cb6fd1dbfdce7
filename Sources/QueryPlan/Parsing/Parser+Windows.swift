import Diagnostics

/// Windows: what stands behind OVER and WINDOW.
extension Parser {
    /// `name` or `(…)`, behind OVER.
    mutating func overClause() throws -> WindowSyntax {
        if peek("(") { return try window() }
        return WindowSyntax(base: try name("a window in brackets or the name of one"))
    }

    /// `name AS (…), …`, behind WINDOW.
    mutating func namedWindows() throws -> [(name: Syntax<String>, window: WindowSyntax)] {
        var windows: [(name: Syntax<String>, window: WindowSyntax)] = []
        repeat {
            let name = try name("a name for the window")
            try expect(word: "AS", "AS and a window")
            windows.append((name, try window()))
        } while skip(",")
        return windows
    }

    /// `IGNORE NULLS` (true), `RESPECT NULLS` (false), or nothing.
    mutating func nullTreatment() throws -> Bool? {
        guard isWord("IGNORE") || isWord("RESPECT"), isWord("NULLS", ahead: 1) else { return nil }
        defer { position += 2 }
        return isWord("IGNORE")
    }

    private mutating func window() throws -> WindowSyntax {
        try expect("(")
        var window = WindowSyntax()
        let clauses = ["PARTITION", "ORDER", "ROWS", "RANGE", "GROUPS"]
        if !peek(")"), !clauses.contains(where: { isWord($0) }) {
            window.base = try name("PARTITION BY, ORDER BY, a frame or the name of a window")
        }
        if skip(word: "PARTITION") {
            try expect(word: "BY", "BY")
            window.partitionBy = try expressions()
        }
        if skip(word: "ORDER") {
            try expect(word: "BY", "BY")
            window.orderBy = try orderKeys()
        }
        window.frame = try frame()
        try expect(")")
        return window
    }

    private mutating func frame() throws -> FrameSyntax? {
        let start = token.range.lowerBound
        if isWord("GROUPS") {
            throw fail("GROUPS frames are not part of the SQL subset", help: "write ROWS or RANGE")
        }
        guard isWord("ROWS") || isWord("RANGE") else { return nil }
        let unit: WindowFrame.Unit = isWord("ROWS") ? .rows : .range
        position += 1
        let first: Syntax<FrameSyntax.Bound>
        let last: Syntax<FrameSyntax.Bound>
        if skip(word: "BETWEEN") {
            first = try bound()
            try expect(word: "AND", "AND and the frame's end")
            last = try bound()
        } else {
            first = try bound()
            last = Syntax(node: .currentRow, range: first.range)
        }
        if isWord("EXCLUDE") { throw fail("EXCLUDE is not part of the SQL subset") }
        return FrameSyntax(unit: unit, start: first, end: last, range: start..<previousEnd)
    }

    private mutating func bound() throws -> Syntax<FrameSyntax.Bound> {
        let start = token.range.lowerBound
        let node: FrameSyntax.Bound
        if skip(word: "CURRENT") {
            try expect(word: "ROW", "ROW")
            node = .currentRow
        } else if skip(word: "UNBOUNDED") {
            if skip(word: "PRECEDING") {
                node = .unboundedPreceding
            } else {
                try expect(word: "FOLLOWING", "PRECEDING or FOLLOWING")
                node = .unboundedFollowing
            }
        } else {
            let amount = try expression()
            if skip(word: "PRECEDING") {
                node = .preceding(amount)
            } else {
                try expect(word: "FOLLOWING", "PRECEDING or FOLLOWING")
                node = .following(amount)
            }
        }
        return Syntax(node: node, range: start..<previousEnd)
    }
}
