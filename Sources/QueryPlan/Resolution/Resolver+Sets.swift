import Columnar
import Diagnostics

extension Resolver {
    /// A set operation over inputs of one list of types; rows are equal when all columns are, nulls included.
    func operation(_ symbol: SetSyntax.Operator, _ a: LogicalPlan, _ b: LogicalPlan, all: Bool) -> LogicalPlan {
        if symbol == .union {
            var inputs = [a, b]
            if all, case .union(let earlier) = a { inputs = earlier + [b] }
            return all ? .union(inputs) : .distinct(.union(inputs))
        }
        guard all else { return matched(symbol, a, b) }
        // With ALL a row's copies count: the n-th copy on one side meets the n-th on the other.
        let result = matched(symbol, numbered(a), numbered(b))
        return .project(
            a.schema.fields.indices.map { Named(a.schema.fields[$0].name, column($0, of: result.schema)) }, result)
    }

    /// The rows of both sides (INTERSECT) or of the left one alone (EXCEPT), each once.
    private func matched(_ symbol: SetSyntax.Operator, _ a: LogicalPlan, _ b: LogicalPlan) -> LogicalPlan {
        let width = a.schema.count
        let names = a.schema.names
        func marked(_ plan: LogicalPlan, isLeft: Bool) -> LogicalPlan {
            let columns = (0..<width).map { Named(names[$0], column($0, of: plan.schema)) }
            return .project(columns + [Named("is left", .literal(.boolean(isLeft), .boolean))], plan)
        }
        let both = LogicalPlan.union([marked(a, isLeft: true), marked(b, isLeft: false)])
        let isLeft = column(width, of: both.schema)
        let grouped = LogicalPlan.aggregate(
            keys: (0..<width).map { Named(names[$0], column($0, of: both.schema)) },
            aggregates: [
                Named("any left", AggregateExpression(.bool_or, [isLeft], type: .boolean)),
                Named("all left", AggregateExpression(.bool_and, [isLeft], type: .boolean)),
            ], both)
        let anyLeft = column(width, of: grouped.schema)
        let allLeft = column(width + 1, of: grouped.schema)
        let kept = symbol == .except ? allLeft : .binary(.and, anyLeft, .unary(.not, allLeft))
        return .project((0..<width).map { Named(names[$0], column($0, of: grouped.schema)) }, .filter(kept, grouped))
    }

    /// The rows with the number of each among its equals.
    private func numbered(_ plan: LogicalPlan) -> LogicalPlan {
        let columns = plan.schema.fields.indices.map { column($0, of: plan.schema) }
        let number = WindowExpression(.rowNumber, partitionBy: columns, orderBy: [], frame: nil, type: .int64)
        return .window([Named("copy", number)], plan)
    }

    /// Literal rows, and a SELECT without FROM for each row that cannot be computed beforehand.
    func values(_ rows: [Syntax<[SyntaxExpression]>]) -> LogicalPlan? {
        var table: [[Expression]] = []
        for row in rows {
            if let first = table.first, first.count != row.node.count {
                report(
                    "sql-syntax", "this row has \(row.node.count) values; the first has \(first.count)", row.range)
                return nil
            }
            var environment = Environment(scope: Scope(without: "VALUES"), plan: Resolver.oneRow)
            environment.subqueriesForbiddenIn = "VALUES"
            let cells = row.node.map { resolve($0, &environment) }
            guard !cells.contains(where: { $0 == nil }) else { return nil }
            table.append(cells.compactMap { $0 })
        }
        var types: [DataType] = []
        for column in table[0].indices {
            var type = DataType.null
            let cells = table.map { $0[column] }
            for (index, cellType) in choiceTypes(cells).enumerated() {
                guard let common = DataType.common(type, cellType) else {
                    report(
                        "type-mismatch",
                        "this is \(article(cells[index].type)), but the rows above have \(article(type))",
                        rows[index].node[column].range)
                    return nil
                }
                type = common
            }
            types.append(type)
        }
        let names = types.indices.map { "col\($0 + 1)" }
        let schema = Schema(zip(names, types).map { Field($0, $1) })
        var parts: [LogicalPlan] = []
        var literals: [[Scalar]] = []
        func close() {
            if !literals.isEmpty { parts.append(.values(literals, schema: schema)) }
            literals = []
        }
        for row in table {
            let cells = zip(row, types).map { ConstantFolding.fold(cast($0, to: $1)) }
            let scalars = cells.compactMap { if case .literal(let scalar, _) = $0 { scalar } else { nil } }
            if scalars.count == cells.count {
                literals.append(scalars)
            } else {
                close()
                parts.append(.project(zip(names, cells).map { Named($0, $1) }, Resolver.oneRow))
            }
        }
        close()
        return parts.count == 1 ? parts[0] : .union(parts)
    }

    /// What stands in a column: a literal where all rows have one that is written out and short, or a SELECT selects it; else the column.
    private func selected(_ index: Int, of plan: LogicalPlan) -> Expression {
        let column = column(index, of: plan.schema)
        switch plan {
        case .project(let items, let input):
            switch items[index].value {
            case .literal: return items[index].value
            case .column(let place, _, _):
                // Only what it is counts, not where it stands.
                if case let origin = selected(place, of: input), case .literal = origin { return origin }
            default: break
            }
        case .union(let parts):
            let found = parts.map { selected(index, of: $0) }
            if let first = found.first, found.allSatisfy(isShortLiteral) { return first }
        case .values(let rows, _):
            let found = rows.map { Expression.literal($0[index], column.type) }
            if let first = found.first, found.allSatisfy(isShortLiteral) { return first }
        case .sort(_, let input), .limit(_, _, let input), .distinct(let input): return selected(index, of: input)
        default: break
        }
        return column
    }

    /// Brings two inputs of a set operation to one list of types.
    func unified(
        _ a: LogicalPlan, _ b: LogicalPlan, _ symbol: SetSyntax.Operator, _ range: Range<Int>
    ) -> (LogicalPlan, LogicalPlan)? {
        guard a.schema.count == b.schema.count else {
            report(
                "type-mismatch",
                "the two sides of \(symbol.rawValue) have \(a.schema.count) and \(b.schema.count) columns; they must have as many",
                range)
            return nil
        }
        var types: [DataType] = []
        for (index, (left, right)) in zip(a.schema.fields, b.schema.fields).enumerated() {
            let meeting = choiceTypes([selected(index, of: a), selected(index, of: b)])
            guard let type = DataType.common(meeting[0], meeting[1]) else {
                report(
                    "type-mismatch",
                    "\(symbol.rawValue) cannot bring '\(left.name)' (\(left.type.name)) and '\(right.name)' (\(right.type.name)) together",
                    range, help: "cast one of them")
                return nil
            }
            types.append(type)
        }
        func coerced(_ plan: LogicalPlan) -> LogicalPlan {
            if plan.schema.fields.map(\.type) == types, plan.schema.names == a.schema.names { return plan }
            return .project(
                types.indices.map { index in
                    Named(a.schema.fields[index].name, cast(column(index, of: plan.schema), to: types[index]))
                }, plan)
        }
        return (coerced(a), coerced(b))
    }
}
