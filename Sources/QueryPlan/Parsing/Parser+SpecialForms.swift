import Diagnostics

/// Calls that the standard spells with words instead of commas, and `ESCAPE`.
extension Parser {
    /// The arguments of a call, up to but without its closing parenthesis. `trim(x FROM y)`, `substring(x FROM y FOR z)`,
    /// `overlay(x PLACING y FROM z FOR n)` and `position(x IN y)` become calls with commas.
    mutating func arguments(of call: inout CallSyntax) throws {
        switch call.name.node.lowercased() {
        case "position":
            // Not an expression, which would take IN for its own.
            call.arguments = [try bits()]
            if skip(word: "IN") {
                call.arguments.append(try expression())
            } else if skip(",") {
                call.arguments += try expressions()
            }
        case "trim": try trimArguments(of: &call)
        case "substring", "substr":
            call.arguments = try expressions()
            if call.arguments.count == 1, skip(word: "FROM") {
                call.arguments.append(try expression())
                if skip(word: "FOR") { call.arguments.append(try expression()) }
            }
        case "overlay":
            call.arguments = try expressions()
            if call.arguments.count == 1, skip(word: "PLACING") {
                call.arguments.append(try expression())
                try expect(word: "FROM", "FROM and a position")
                call.arguments.append(try expression())
                if skip(word: "FOR") { call.arguments.append(try expression()) }
            }
        default: call.arguments = try expressions()
        }
    }

    /// `[BOTH | LEADING | TRAILING] [characters] FROM text`, which become `btrim`, `ltrim` and `rtrim` with two arguments.
    private mutating func trimArguments(of call: inout CallSyntax) throws {
        let names = ["BOTH": "trim", "LEADING": "ltrim", "TRAILING": "rtrim"]
        let side = names.keys.first { isWord($0) && !isSymbol(")", ahead: 1) && !isSymbol(",", ahead: 1) }
        if let side {
            position += 1
            call.name.node = names[side] ?? "trim"
            if skip(word: "FROM") {
                call.arguments = [try expression()]
                return
            }
        }
        call.arguments = try expressions()
        guard side != nil || isWord("FROM"), call.arguments.count == 1 else { return }
        try expect(word: "FROM", "FROM")
        call.arguments.insert(try expression(), at: 0)
        call.hasTrimCharacters = true
    }

    /// `LIKE ANY (…)`, `LIKE SOME (…)` and `LIKE ALL (…)`; nil when none of these words follows LIKE. Behind NOT, which the caller
    /// puts around it, ANY and ALL change places: `NOT LIKE ANY` is true where some pattern does not match.
    mutating func severalPatterns(
        _ operand: SyntaxExpression, caseInsensitive: Bool, isNegated: Bool
    ) throws -> SyntaxExpression? {
        guard let word = ["ANY", "SOME", "ALL"].first(where: { isWord($0) }), isSymbol("(", ahead: 1) else {
            return nil
        }
        position += 2
        let patterns = try expressions()
        try expect(")")
        let range = operand.range.lowerBound..<previousEnd
        let likes = patterns.map {
            SyntaxExpression(node: .like(operand, $0, caseInsensitive: caseInsensitive), range: range)
        }
        var result = likes[0]
        for like in likes.dropFirst() { result = try binary((word == "ALL") == isNegated ? "OR" : "AND", result, like) }
        return result
    }

    /// A LIKE pattern with the escape character behind it, as the same pattern with the usual backslash.
    mutating func escaped(_ pattern: SyntaxExpression) throws -> SyntaxExpression {
        let place = token.range
        guard case .string(let escape) = token.kind, escape.unicodeScalars.count == 1,
            let mark = escape.unicodeScalars.first
        else { throw unexpected("one character in quotes behind ESCAPE") }
        position += 1
        guard case .string(let text) = pattern.node else {
            throw fail("ESCAPE needs a pattern written in quotes", at: pattern.range, help: "escape with \\ instead")
        }
        var result = ""
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == mark else {
                if scalar == "\\" { result += "\\" }
                result.unicodeScalars.append(scalar)
                continue
            }
            guard let next = scalars.next(), next == "%" || next == "_" || next == mark else {
                throw fail(
                    "the escape character '\(escape)' may only stand before '%', '_' or itself", at: pattern.range)
            }
            if next == "%" || next == "_" || next == "\\" { result += "\\" }
            result.unicodeScalars.append(next)
        }
        return Syntax(node: .string(result), range: pattern.range.lowerBound..<place.upperBound)
    }
}
