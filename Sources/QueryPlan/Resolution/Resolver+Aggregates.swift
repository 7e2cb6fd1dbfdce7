import Columnar
import Diagnostics

extension Resolver {
    /// Whether a function takes the clauses that its call has besides arguments; recorded where it does not.
    func acceptsModifiers(_ function: FunctionDescription, _ call: CallSyntax, _ range: Range<Int>) -> Bool {
        let name = function.name
        if !call.withinGroup.isEmpty, name != "percentile_cont", name != "string_agg" {
            report(
                "sql-syntax", "WITHIN GROUP belongs to percentile_cont and string_agg; \(name)() takes none", range)
            return false
        }
        if !call.orderBy.isEmpty, name != "string_agg" || !call.withinGroup.isEmpty {
            report(
                "sql-syntax",
                name == "string_agg"
                    ? "string_agg() takes one order: ORDER BY in its brackets, or WITHIN GROUP"
                    : "ORDER BY inside a call belongs to string_agg; \(name)() takes none", range)
            return false
        }
        let seesNulls: Set<String> = ["first", "last", "lag", "lead", "nth_value"]
        if call.ignoresNulls != nil, !seesNulls.contains(name) {
            report(
                "sql-syntax", "\(name)() takes no IGNORE NULLS or RESPECT NULLS", range,
                notes: ["first_value, last_value, nth_value, lag and lead do"])
            return false
        }
        if call.window != nil, call.isDistinct,
            ["sum", "avg", "string_agg"].contains(name) || name.hasPrefix("stddev") || name.hasPrefix("var_")
                || name.hasPrefix("percentile") || name == "median" || name == "approx_percentile"
        {
            report(
                "sql-syntax", "\(name)(DISTINCT …) takes no OVER", range,
                help: "select the distinct rows in a sub-query first")
            return false
        }
        return true
    }

    func aggregate(
        _ aggregate: AggregateFunction, _ function: FunctionDescription, _ call: CallSyntax, _ arguments: [Expression],
        _ range: Range<Int>, _ inner: inout Environment
    ) -> AggregateExpression? {
        var filter: Expression?
        if let clause = call.filter {
            filter = condition(clause, &inner, "FILTER")
            if filter == nil { return nil }
        }
        if call.isStar {
            guard aggregate == .count else {
                report("wrong-arguments", "only count takes *", range, notes: [function.signature])
                return nil
            }
            return AggregateExpression(.countAll, [], filter: filter, type: .int64)
        }
        if aggregate == .count, arguments.isEmpty {
            return AggregateExpression(.countAll, [], filter: filter, type: .int64)
        }
        if function.name == "percentile_cont" {
            guard call.withinGroup.count == 1, arguments.count == 1,
                let value = resolve(call.withinGroup[0].expression, &inner), value.type.isNumeric
            else {
                report(
                    "wrong-arguments", "write percentile_cont(0.95) WITHIN GROUP (ORDER BY x), x a number", range)
                return nil
            }
            let fraction =
                call.withinGroup[0].isDescending ? fraction(arguments[0]).map { 1 - $0 } : fraction(arguments[0])
            return percentile(value, fraction, call, filter, range)
        }
        guard var typed = checked(function, call, arguments, range) else { return nil }
        if aggregate == .string_agg { return joinedTexts(typed, call, filter, range, &inner) }
        if call.isDistinct, typed.count > 1, aggregate != .percentile, aggregate != .approx_percentile {
            report(
                "sql-syntax", "\(function.name)() takes no DISTINCT", range,
                help: "select the distinct rows in a sub-query first")
            return nil
        }
        if aggregate == .percentile {
            return percentile(typed[0], function.name == "median" ? 0.5 : fraction(typed[1]), call, filter, range)
        }
        if aggregate == .approx_percentile {
            guard let fraction = fraction(typed[1]) else {
                report("type-mismatch", "the fraction of a percentile must be a constant from 0 to 1", range)
                return nil
            }
            // The sketch keeps numbers of 64 bits.
            if let decimal = typed[0].type.decimalType, decimal.precision > 18 {
                typed[0] = cast(typed[0], to: .double)
            }
            return AggregateExpression(
                aggregate, [typed[0], .literal(.double(fraction), .double)], isDistinct: call.isDistinct,
                filter: filter, type: typed[0].type)
        }
        if aggregate == .first || aggregate == .last, call.ignoresNulls == true {
            let isValue = Expression.unary(.not, .isNull(typed[0]))
            filter = filter.map { .binary(.and, $0, isValue) } ?? isValue
        }
        // DISTINCT changes nothing where only the set of values counts.
        let ignoresDuplicates: Set<AggregateFunction> = [
            .min, .max, .bool_and, .bool_or, .first, .last, .approx_count_distinct,
        ]
        return AggregateExpression(
            aggregate, typed, isDistinct: call.isDistinct && !ignoresDuplicates.contains(aggregate), filter: filter,
            type: decimalType(aggregate, of: typed.first?.type) ?? resultType(function, typed))
    }

    /// string_agg: the separator is a constant, nothing when it is left out or null.
    private func joinedTexts(
        _ typed: [Expression], _ call: CallSyntax, _ filter: Expression?, _ range: Range<Int>,
        _ inner: inout Environment
    ) -> AggregateExpression? {
        var separator = ""
        if typed.count > 1 {
            switch ConstantFolding.fold(typed[1]) {
            case .literal(.string(let text), _): separator = text
            case .literal(.null, _): break
            default:
                report("type-mismatch", "the separator of string_agg() must be a constant", call.arguments[1].range)
                return nil
            }
        }
        guard let order = sortKeys(call.orderBy + call.withinGroup, &inner) else { return nil }
        if call.isDistinct, let key = order.first, order.count > 1 || key.expression != typed[0] {
            report(
                "sql-syntax", "with DISTINCT, string_agg() can only be ordered by the texts that it joins",
                (call.orderBy + call.withinGroup)[0].expression.range)
            return nil
        }
        return AggregateExpression(
            .string_agg, [typed[0], .literal(.string(separator), .string)], isDistinct: call.isDistinct,
            orderBy: order, filter: filter, type: .string)
    }

    private func fraction(_ expression: Expression) -> Double? {
        guard case .literal(let scalar, _) = ConstantFolding.fold(expression), let value = scalar.asDouble,
            (0...1).contains(value)
        else { return nil }
        return value
    }

    private func percentile(
        _ value: Expression, _ fraction: Double?, _ call: CallSyntax, _ filter: Expression?, _ range: Range<Int>
    ) -> AggregateExpression? {
        guard let fraction else {
            report("type-mismatch", "the fraction of a percentile must be a constant from 0 to 1", range)
            return nil
        }
        return AggregateExpression(
            .percentile, [cast(value, to: .double), .literal(.double(fraction), .double)], isDistinct: call.isDistinct,
            filter: filter, type: .double)
    }
}
