extension LogicalPlan {
    /// The same operator over other inputs.
    package func mappingInputs(_ transform: (LogicalPlan) -> LogicalPlan) -> LogicalPlan {
        switch self {
        case .scan, .values, .shared: self
        case .filter(let predicate, let input): .filter(predicate, transform(input))
        case .project(let columns, let input): .project(columns, transform(input))
        case .aggregate(let keys, let aggregates, let input):
            .aggregate(keys: keys, aggregates: aggregates, transform(input))
        case .window(let windows, let input): .window(windows, transform(input))
        case .join(let kind, let left, let right, let keys, let condition):
            .join(kind, transform(left), transform(right), keys: keys, condition: condition)
        case .sort(let keys, let input): .sort(keys, transform(input))
        case .limit(let count, let offset, let input): .limit(count: count, offset: offset, transform(input))
        case .distinct(let input): .distinct(transform(input))
        case .union(let inputs): .union(inputs.map(transform))
        }
    }

    /// The plan with a rewrite applied to every operator, inputs first.
    package func transformed(_ rewrite: (LogicalPlan) -> LogicalPlan) -> LogicalPlan {
        rewrite(mappingInputs { $0.transformed(rewrite) })
    }

    /// The same operator with its own expressions rewritten; its inputs stay.
    package func mappingExpressions(_ transform: (Expression) -> Expression) -> LogicalPlan {
        switch self {
        case .scan, .values, .limit, .distinct, .union, .shared: self
        case .filter(let predicate, let input): .filter(transform(predicate), input)
        case .project(let columns, let input): .project(columns.map { Named($0.name, transform($0.value)) }, input)
        case .aggregate(let keys, let aggregates, let input):
            .aggregate(
                keys: keys.map { Named($0.name, transform($0.value)) },
                aggregates: aggregates.map { Named($0.name, $0.value.mapping(transform)) }, input)
        case .window(let windows, let input):
            .window(windows.map { Named($0.name, $0.value.mapping(transform)) }, input)
        case .join(let kind, let left, let right, let keys, let condition):
            .join(
                kind, left, right, keys: keys.map { JoinKey(transform($0.left), transform($0.right)) },
                condition: condition.map(transform))
        case .sort(let keys, let input):
            .sort(
                keys.map {
                    SortKey(transform($0.expression), isDescending: $0.isDescending, nullsFirst: $0.nullsFirst)
                },
                input)
        }
    }
}

extension LogicalPlan {
    /// True when the plan gives one row whatever the data.
    package var hasExactlyOneRow: Bool {
        switch self {
        case .aggregate(let keys, _, _): keys.isEmpty
        case .values(let rows, _): rows.count == 1
        case .shared(let shared): shared.plan.hasExactlyOneRow
        case .project(_, let input), .window(_, let input), .sort(_, let input): input.hasExactlyOneRow
        case .join(.inner, let left, let right, let keys, let condition):
            keys.isEmpty && condition == nil && left.hasExactlyOneRow && right.hasExactlyOneRow
        default: false
        }
    }
}
