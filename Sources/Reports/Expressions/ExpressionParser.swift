import Columnar
import Diagnostics

/// Reads expressions, by precedence climbing.
///
/// From loose to tight: `or`; `and`; `not`; one comparison (`=`, `==`, `!=`, `<>`, `<`, `<=`, `>`, `>=`); `||` (texts joined);
/// `+ -`; `* / %`; a sign; then literals, paths, calls and parentheses. Keywords may be written in any case.
struct ExpressionParser {
    /// The most operators and calls in one expression, and the deepest nesting: enough for people, and a bound for recursion.
    static let largest = 200
    static let deepest = 50

    private var lexer: ExpressionLexer
    private var token: ExpressionToken
    private let text: MappedText
    private var size = 0
    private var depth = 0

    private struct Failure: Error {
        var diagnostic: Diagnostic
    }

    private init(_ text: MappedText, _ range: Range<Int>) {
        self.text = text
        lexer = ExpressionLexer(text, range)
        token = lexer.next()
    }

    /// Reads `expression [ as format ]`, or a finding about why it cannot be read.
    static func parse(
        _ text: MappedText, _ range: Range<Int>
    ) -> Result<(expression: ValueExpression, format: String?), DiagnosticsError> {
        var parser = ExpressionParser(text, range)
        do {
            let expression = try parser.parseOr()
            guard parser.isKeyword("as") else {
                try parser.expectEnd()
                return .success((expression, nil))
            }
            let format = text.trimmed(parser.lexer.position..<range.upperBound)
            if format.isEmpty {
                throw parser.failure("'as' is followed by a format, such as ,.2f or %H:%M", at: parser.token.range)
            }
            return .success((expression, text.text(format)))
        } catch let failure as Failure {
            return .failure(DiagnosticsError(failure.diagnostic))
        } catch {
            return .failure(DiagnosticsError(Diagnostic("bad-expression", .error, "this is no expression")))
        }
    }

    /// Reads an expression without a format.
    static func parseAlone(_ text: MappedText, _ range: Range<Int>) -> Result<ValueExpression, DiagnosticsError> {
        var parser = ExpressionParser(text, range)
        do {
            let expression = try parser.parseOr()
            try parser.expectEnd()
            return .success(expression)
        } catch let failure as Failure {
            return .failure(DiagnosticsError(failure.diagnostic))
        } catch {
            return .failure(DiagnosticsError(Diagnostic("bad-expression", .error, "this is no expression")))
        }
    }

    // MARK: Operators

    private mutating func parseOr() throws -> ValueExpression {
        var left = try parseAnd()
        while isKeyword("or") { left = try binary(.or, left) { try $0.parseAnd() } }
        return left
    }

    private mutating func parseAnd() throws -> ValueExpression {
        var left = try parseNot()
        while isKeyword("and") || token.kind == .symbol("&&") { left = try binary(.and, left) { try $0.parseNot() } }
        return left
    }

    private mutating func parseNot() throws -> ValueExpression {
        guard isKeyword("not") || token.kind == .symbol("!") else { return try parseComparison() }
        let start = token.range.lowerBound
        advance()
        let operand = try nested { try $0.parseNot() }
        return ValueExpression(.not(operand), place: place(from: start))
    }

    private static let comparisons: [String: ValueOperator] = [
        "=": .equal, "==": .equal, "!=": .notEqual, "<>": .notEqual, "<": .less, "<=": .lessOrEqual, ">": .greater,
        ">=": .greaterOrEqual,
    ]

    private mutating func parseComparison() throws -> ValueExpression {
        let left = try parseJoin()
        guard case .symbol(let symbol) = token.kind, let op = Self.comparisons[symbol] else { return left }
        return try binary(op, left) { try $0.parseJoin() }
    }

    private mutating func parseJoin() throws -> ValueExpression {
        let first = try parseSum()
        var parts = [first]
        while token.kind == .symbol("||") {
            try grow()
            advance()
            parts.append(try parseSum())
        }
        guard parts.count > 1 else { return first }
        return ValueExpression(.call(.concat, parts), place: join(first, parts[parts.count - 1]))
    }

    private mutating func parseSum() throws -> ValueExpression {
        var left = try parseProduct()
        while case .symbol(let symbol) = token.kind, symbol == "+" || symbol == "-" {
            left = try binary(symbol == "+" ? .add : .subtract, left) { try $0.parseProduct() }
        }
        return left
    }

    private mutating func parseProduct() throws -> ValueExpression {
        var left = try parseSign()
        while case .symbol(let symbol) = token.kind, let op = ValueOperator(rawValue: symbol),
            [.multiply, .divide, .modulo].contains(op)
        {
            left = try binary(op, left) { try $0.parseSign() }
        }
        return left
    }

    private mutating func parseSign() throws -> ValueExpression {
        guard case .symbol(let symbol) = token.kind, symbol == "-" || symbol == "+" else { return try parsePrimary() }
        let start = token.range.lowerBound
        advance()
        let operand = try nested { try $0.parseSign() }
        if symbol == "+" { return operand }
        if case .literal(.int64(let value)) = operand.node, value != .min {
            return ValueExpression(.literal(.int64(-value)), place: place(from: start))
        }
        if case .literal(.double(let value)) = operand.node {
            return ValueExpression(.literal(.double(-value)), place: place(from: start))
        }
        return ValueExpression(.negate(operand), place: place(from: start))
    }

    private mutating func binary(
        _ op: ValueOperator, _ left: ValueExpression, _ right: (inout ExpressionParser) throws -> ValueExpression
    ) throws -> ValueExpression {
        try grow()
        advance()
        let operand = try right(&self)
        return ValueExpression(.binary(op, left, operand), place: join(left, operand))
    }

    // MARK: Operands

    private mutating func parsePrimary() throws -> ValueExpression {
        let start = token.range.lowerBound
        switch token.kind {
        case .number(let value):
            advance()
            return ValueExpression(.literal(value), place: place(from: start))
        case .string(let value):
            advance()
            return ValueExpression(.literal(.string(value)), place: place(from: start))
        case .symbol("("):
            advance()
            let inner = try nested { try $0.parseOr() }
            try expect(")", opened: start)
            return inner
        case .name(let name): return try parseName(name, start)
        case .unknown(let found) where found.first == "'" || found.first == "\"":
            throw failure("this text has no closing \(found.prefix(1))", at: start..<(start + 1))
        default: throw failure("expected a value, found \(found)", at: token.range)
        }
    }

    private mutating func parseName(_ name: String, _ start: Int) throws -> ValueExpression {
        let range = token.range
        let word = name.lowercased()
        let literal: Scalar? = ["true": .boolean(true), "false": .boolean(false), "null": .null][word]
        if ["and", "or", "not", "as"].contains(word) {
            throw failure("expected a value, found \(found)", at: range)
        }
        advance()
        if token.kind == .symbol("(") { return try parseCall(name, range) }
        if let literal { return ValueExpression(.literal(literal), place: place(from: start)) }
        var steps: [PathStep] = [.name(name)]
        var end = range.upperBound
        while true {
            if token.kind == .symbol(".") {
                advance()
                guard case .name(let next) = token.kind else {
                    throw failure("expected a name behind '\(steps.text).', found \(found)", at: token.range)
                }
                steps.append(.name(next))
                end = token.range.upperBound
                advance()
            } else if token.kind == .symbol("[") {
                let open = token.range.lowerBound
                advance()
                steps.append(try parseIndex())
                end = token.range.upperBound
                try expect("]", opened: open)
            } else {
                break
            }
            try grow()
        }
        return ValueExpression(.path(steps), place: text.place(start..<end))
    }

    /// A row number, negative from the end, or a column's name in quotes.
    private mutating func parseIndex() throws -> PathStep {
        if case .string(let name) = token.kind {
            advance()
            return .name(name)
        }
        let isNegative = token.kind == .symbol("-")
        if isNegative { advance() }
        guard case .number(.int64(let value)) = token.kind, let index = Int(exactly: value), index < 1_000_000_000
        else { throw failure("expected a row number from 0, found \(found)", at: token.range) }
        advance()
        return .index(isNegative ? -index : index)
    }

    private mutating func parseCall(_ name: String, _ range: Range<Int>) throws -> ValueExpression {
        try grow()
        let open = token.range.lowerBound
        advance()
        var arguments: [ValueExpression] = []
        if token.kind != .symbol(")") {
            arguments.append(try nested { try $0.parseOr() })
            while token.kind == .symbol(",") {
                try grow()
                advance()
                arguments.append(try nested { try $0.parseOr() })
            }
        }
        let end = token.range.upperBound
        try expect(")", opened: open)
        guard let function = ValueFunction(rawValue: name.lowercased()) else {
            let names = ValueFunction.allCases.map(\.rawValue)
            let help = NearMatch.help(name, among: names)
            throw Failure(
                diagnostic: Diagnostic(
                    "unknown-function", .error, "there is no function '\(name)'", file: text.source.path,
                    range: text.range(range),
                    notes: help == nil ? ["there are \(names.joined(separator: ", "))"] : [], help: help))
        }
        guard function.arity.contains(arguments.count) else {
            let arity = function.arity
            let wanted =
                arity.count == 1
                ? "\(arity.lowerBound)"
                : arity.upperBound == 100
                    ? "at least \(arity.lowerBound)" : "\(arity.lowerBound) or \(arity.upperBound)"
            throw failure(
                "\(function.rawValue)() takes \(wanted) \(arity == 1...1 ? "argument" : "arguments"), not \(arguments.count)",
                at: range.lowerBound..<end, id: "wrong-arguments")
        }
        return ValueExpression(.call(function, arguments), place: text.place(range.lowerBound..<end))
    }

    // MARK: Tokens

    private mutating func advance() { token = lexer.next() }

    private func isKeyword(_ word: String) -> Bool {
        if case .name(let name) = token.kind { return name.lowercased() == word }
        return false
    }

    private mutating func expect(_ symbol: String, opened: Int) throws {
        guard token.kind == .symbol(symbol) else {
            if token.kind == .end {
                throw failure(
                    "this '\(text.text(opened..<(opened + 1)))' is never closed", at: opened..<(opened + 1))
            }
            throw failure("expected '\(symbol)', found \(found)", at: token.range)
        }
        advance()
    }

    private func expectEnd() throws {
        guard token.kind != .end else { return }
        throw failure("expected an operator or the end, found \(found)", at: token.range)
    }

    private var found: String {
        switch token.kind {
        case .end: "the end"
        case .name, .number, .string, .symbol, .unknown:
            "'\(text.text(token.range.lowerBound..<min(token.range.upperBound, token.range.lowerBound + 40)))'"
        }
    }

    private mutating func grow() throws {
        size += 1
        if size > Self.largest {
            throw failure("this expression is too long; compute it in a query", at: token.range, id: "too-complex")
        }
    }

    private mutating func nested(
        _ parse: (inout ExpressionParser) throws -> ValueExpression
    ) throws -> ValueExpression {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.deepest {
            throw failure("this expression is nested too deeply", at: token.range, id: "too-complex")
        }
        return try parse(&self)
    }

    private func place(from start: Int) -> SourcePlace {
        // The lexer has already read one token past the expression.
        let end = text.trimmed(start..<max(start, token.range.lowerBound)).upperBound
        return text.place(start..<max(start, end))
    }

    private func join(_ left: ValueExpression, _ right: ValueExpression) -> SourcePlace? {
        guard let from = left.place, let to = right.place else { return nil }
        return SourcePlace(file: from.file, range: SourceRange(from.range.lowerBound, to.range.upperBound))
    }

    private func failure(_ message: String, at range: Range<Int>, id: String = "bad-expression") -> Failure {
        Failure(
            diagnostic: Diagnostic(id, .error, message, file: text.source.path, range: text.range(range)))
    }
}
