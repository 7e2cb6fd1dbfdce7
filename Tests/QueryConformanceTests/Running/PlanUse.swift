import QueryPlan

/// What of the language resolved plans are made of.
struct PlanUse {
    var operators: Set<BinaryOperator> = []
    var signs: Set<UnaryOperator> = []
    var functions: Set<ScalarFunction> = []
    var aggregates: Set<AggregateFunction> = []
    var joins: Set<JoinKind> = []

    /// Adds all that a plan and what is below it uses.
    mutating func add(_ plan: LogicalPlan) {
        switch plan {
        case .scan, .values, .limit, .distinct, .union: break
        case .filter(let condition, _): add(condition)
        case .project(let columns, _): for column in columns { add(column.value) }
        case .aggregate(let keys, let aggregates, _):
            for key in keys { add(key.value) }
            for aggregate in aggregates { add(aggregate.value) }
        case .window(let windows, _):
            for window in windows {
                if case .aggregate(let aggregate) = window.value.function { aggregates.insert(aggregate.function) }
                for expression in window.value.expressions { add(expression) }
            }
        case .join(let kind, _, _, let keys, let condition):
            joins.insert(kind)
            for key in keys {
                add(key.left)
                add(key.right)
            }
            if let condition { add(condition) }
        case .sort(let keys, _): for key in keys { add(key.expression) }
        case .shared(let shared): add(shared.plan)
        }
        for input in plan.inputs { add(input) }
    }

    private mutating func add(_ aggregate: AggregateExpression) {
        aggregates.insert(aggregate.function)
        for expression in aggregate.expressions { add(expression) }
    }

    private mutating func add(_ expression: Expression) {
        switch expression {
        case .unary(let sign, _): signs.insert(sign)
        case .binary(let op, _, _): operators.insert(op)
        case .call(let function, _, _): functions.insert(function)
        default: break
        }
        for operand in expression.operands { add(operand) }
    }
}
