import Columnar

extension Expression {
    /// The expression as SQL, with as many brackets as it takes to read it back the same.
    public var sql: String { sql(above: 0) }

    /// Binding strength of the weakest operator; higher binds tighter.
    private var precedence: Int {
        switch self {
        case .binary(.or, _, _): 1
        case .binary(.and, _, _): 2
        case .unary(.not, _): 3
        case .binary(let op, _, _) where op.isPredicate: 4
        case .isNull, .inList, .like: 4
        case .binary(.bitOr, _, _): 5
        case .binary(.bitXor, _, _): 6
        case .binary(.bitAnd, _, _): 7
        case .binary(.concatenate, _, _): 8
        case .binary(.add, _, _), .binary(.subtract, _, _): 9
        case .binary: 10
        case .unary(.negate, _): 11
        default: 12
        }
    }

    private func sql(above: Int) -> String { precedence <= above ? "(\(text))" : text }

    private var text: String {
        let level = precedence
        switch self {
        case .literal(let scalar, let type): return Expression.literalText(scalar, type)
        case .column(_, let name, _): return name
        case .unary(.negate, let operand): return "-\(operand.sql(above: level - 1))"
        case .unary(.not, .isNull(let operand)): return "\(operand.sql(above: 4)) IS NOT NULL"
        case .unary(.not, let operand): return "NOT \(operand.sql(above: level - 1))"
        case .binary(let op, let left, let right):
            return "\(left.sql(above: level - 1)) \(op.rawValue) \(right.sql(above: level))"
        case .isNull(let operand): return "\(operand.sql(above: level)) IS NULL"
        case .inList(let operand, let list):
            return "\(operand.sql(above: level)) IN (\(list.map(\.sql).joined(separator: ", ")))"
        case .like(let operand, let pattern, let insensitive):
            return "\(operand.sql(above: level)) \(insensitive ? "ILIKE" : "LIKE") \(pattern.sql(above: level))"
        case .conditional(let branches, let otherwise):
            let whens = branches.map { "WHEN \($0.condition.sql) THEN \($0.value.sql)" }.joined(separator: " ")
            if case .literal(.null, _) = otherwise { return "CASE \(whens) END" }
            return "CASE \(whens) ELSE \(otherwise.sql) END"
        case .cast(let operand, let type, let orNull):
            return "\(orNull ? "TRY_CAST" : "CAST")(\(operand.sql) AS \(type.name))"
        case .call(let function, let arguments, _) where arguments.count == 2 && Expression.trims[function] != nil:
            return "trim(\(Expression.trims[function] ?? "BOTH") \(arguments[1].sql) FROM \(arguments[0].sql))"
        case .call(let function, let arguments, _):
            return "\(function.rawValue)(\(arguments.map(\.sql).joined(separator: ", ")))"
        }
    }

    /// The side that a trimming function with characters of its own names.
    private static let trims: [ScalarFunction: String] = [.trim: "BOTH", .ltrim: "LEADING", .rtrim: "TRAILING"]

    /// With the suffix of decimals; with its type where the digits do not tell it.
    private static func decimalText(_ value: DecimalNumber, _ type: DataType) -> String {
        let text = value.text + "BD"
        return type == .decimal(precision: value.precision, scale: value.scale) ? text : "CAST(\(text) AS \(type.name))"
    }

    private static func literalText(_ scalar: Scalar, _ type: DataType) -> String {
        switch scalar {
        case .null: type == .null ? "NULL" : "CAST(NULL AS \(type.name))"
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .int64(let value): String(value)
        case .double(let value): value.isFinite ? value.description : "CAST('\(value)' AS double)"
        case .decimal(let value): decimalText(value, type)
        case .string(let value):
            "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        case .date: "DATE '\(scalar.text)'"
        case .timestamp: "TIMESTAMP '\(scalar.text)'"
        }
    }
}

extension SortKey {
    /// The key as SQL; the order of nulls only when it is not the default.
    package var sql: String {
        expression.sql + (isDescending ? " DESC" : "")
            + (nullsFirst == !isDescending ? "" : nullsFirst ? " NULLS FIRST" : " NULLS LAST")
    }
}

extension AggregateExpression {
    /// The call as SQL.
    package var sql: String {
        let name = function == .countAll ? "count" : function.rawValue
        let inside = function == .countAll ? "*" : arguments.map(\.sql).joined(separator: ", ")
        let order = orderBy.isEmpty ? "" : " ORDER BY " + orderBy.map(\.sql).joined(separator: ", ")
        return "\(name)(\(isDistinct ? "DISTINCT " : "")\(inside)\(order))"
            + (filter.map { " FILTER (WHERE \($0.sql))" } ?? "")
    }
}
