/// Collects the tables that a syntax tree names, without those that its own WITH defines.
struct TableNames {
    var names: [String] = []
    /// How often each name stands there, in small letters; those that WITH defines too.
    var counts: [String: Int] = [:]
    private var hidden: [String] = []

    mutating func collect(_ query: QuerySyntax) {
        let before = hidden.count
        for item in query.with {
            collect(item.query)
            hidden.append(item.name.node.lowercased())
        }
        collect(query.body)
        for order in query.orderBy { collect(order.expression) }
        hidden.removeSubrange(before...)
    }

    private mutating func collect(_ body: SetSyntax) {
        switch body {
        case .select(let select):
            if let from = select.from { collect(from) }
            for item in select.items { collect(item.expression) }
            let keys = select.groupBy.flatMap { $0.sets.joined() }
            for expression in [select.whereClause, select.having].compactMap({ $0 }) + keys { collect(expression) }
        case .values: break
        case .operation(_, let left, let right, _, _):
            collect(left)
            collect(right)
        case .query(let query): collect(query)
        }
    }

    private mutating func collect(_ from: FromSyntax) {
        switch from {
        case .table(let name, _):
            counts[name.node.lowercased(), default: 0] += 1
            if !hidden.contains(name.node.lowercased()), !names.contains(name.node) { names.append(name.node) }
        case .subquery(let query, _, _): collect(query)
        case .join(let join):
            collect(join.left)
            collect(join.right)
            if let on = join.on { collect(on) }
        }
    }

    /// Sub-queries may stand anywhere in an expression.
    private mutating func collect(_ expression: SyntaxExpression) {
        switch expression.node {
        case .subquery(let query), .exists(let query): collect(query)
        case .inQuery(let operand, let query):
            collect(operand)
            collect(query)
        case .unary(_, let operand), .isState(let operand, _), .cast(let operand, _, _): collect(operand)
        case .binary(_, let left, let right), .like(let left, let right, _):
            collect(left)
            collect(right)
        case .between(let operand, let low, let high): for part in [operand, low, high] { collect(part) }
        case .inList(let operand, let list): for part in [operand] + list { collect(part) }
        case .conditional(let subject, let branches, let otherwise):
            for part in [subject, otherwise].compactMap({ $0 }) + branches.flatMap({ [$0.when, $0.then] }) {
                collect(part)
            }
        case .call(let call):
            let window = (call.window?.partitionBy ?? []) + (call.window?.orderBy.map(\.expression) ?? [])
            for part in call.arguments + [call.filter].compactMap({ $0 }) + call.withinGroup.map(\.expression) + window
            {
                collect(part)
            }
        case .interval(let parts): for part in parts { collect(part.amount) }
        case .null, .boolean, .number, .string, .typed, .parameter, .column, .star: break
        }
    }
}
