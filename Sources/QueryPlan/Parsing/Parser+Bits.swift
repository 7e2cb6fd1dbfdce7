/// Operators on the bits of whole numbers, which bind tighter than comparisons: `|`, `^`, `&`, then shifts.
extension Parser {
    mutating func bits() throws -> SyntaxExpression {
        var left = try exclusiveBits()
        while skip("|") { left = try binary("|", left, try exclusiveBits()) }
        return left
    }

    private mutating func exclusiveBits() throws -> SyntaxExpression {
        var left = try commonBits()
        while skip("^") { left = try binary("^", left, try commonBits()) }
        return left
    }

    private mutating func commonBits() throws -> SyntaxExpression {
        var left = try shift()
        while skip("&") { left = try binary("&", left, try shift()) }
        return left
    }

    private mutating func shift() throws -> SyntaxExpression {
        let functions = ["<<": "shiftleft", ">>": "shiftright", ">>>": "shiftrightunsigned"]
        var left = try concatenation()
        while case .symbol(let symbol) = token.kind, let function = functions[symbol] {
            let name = Syntax(node: function, range: token.range)
            position += 1
            let right = try concatenation()
            left = try higher(
                Syntax(
                    node: .call(CallSyntax(name: name, arguments: [left, right])),
                    range: left.range.lowerBound..<right.range.upperBound), than: [left, right])
        }
        return left
    }
}
