extension Syntax where Node == ExpressionSyntax {
    /// The same expression with columns replaced where `replacement` gives something; sub-queries stay as they are.
    ///
    /// `replacement` gets the column's name, and whether it stands in an argument of a call that `isInner` picks.
    func mappingColumns(
        inside: Bool = false, isInner: (CallSyntax) -> Bool,
        _ replacement: ([Syntax<String>], _ isInside: Bool) -> SyntaxExpression?
    ) -> SyntaxExpression {
        func map(_ syntax: SyntaxExpression) -> SyntaxExpression {
            syntax.mappingColumns(inside: inside, isInner: isInner, replacement)
        }
        var copy = self
        switch node {
        case .column(let parts): return replacement(parts, inside) ?? self
        case .unary(let symbol, let operand): copy.node = .unary(symbol, map(operand))
        case .isState(let operand, let state): copy.node = .isState(map(operand), state)
        case .cast(let operand, let type, let orNull): copy.node = .cast(map(operand), type, orNull: orNull)
        case .binary(let symbol, let left, let right): copy.node = .binary(symbol, map(left), map(right))
        case .like(let operand, let pattern, let insensitive):
            copy.node = .like(map(operand), map(pattern), caseInsensitive: insensitive)
        case .between(let operand, let low, let high): copy.node = .between(map(operand), map(low), map(high))
        case .inList(let operand, let list): copy.node = .inList(map(operand), list.map(map))
        case .conditional(let subject, let branches, let otherwise):
            copy.node = .conditional(
                subject: subject.map(map), branches.map { (map($0.when), map($0.then)) }, otherwise.map(map))
        case .call(var call):
            let isInside = inside || isInner(call)
            call.arguments = call.arguments.map {
                $0.mappingColumns(inside: isInside, isInner: isInner, replacement)
            }
            copy.node = .call(call)
        case .inQuery(let operand, let query): copy.node = .inQuery(map(operand), query)
        case .interval(let parts):
            copy.node = .interval(parts.map { IntervalSyntax(amount: map($0.amount), unit: $0.unit) })
        case .null, .boolean, .number, .string, .typed, .parameter, .star, .subquery, .exists: break
        }
        return copy
    }
}
