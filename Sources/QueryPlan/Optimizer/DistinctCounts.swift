import Columnar

/// `count(DISTINCT x)` without GROUP BY becomes the number of groups by x: grouping spreads over all workers, goes to files when memory is
/// tight, and is shared with queries that group the same rows by x anyway.
enum DistinctCounts {
    /// The plan with all such counts replaced. Complexity: O(plan).
    static func apply(_ plan: LogicalPlan) -> LogicalPlan {
        let plan = plan.mappingInputs(apply)
        guard case .aggregate(let keys, let aggregates, let rows) = plan, keys.isEmpty,
            aggregates.contains(where: isReplaced)
        else { return plan }
        let input = aggregates.count > 1 ? rows.forSharing : rows
        // Each part has exactly one row; side by side they are that row.
        var parts: [LogicalPlan] = []
        var places = [Int](repeating: 0, count: aggregates.count)
        var width = 0
        let kept = aggregates.indices.filter { !isReplaced(aggregates[$0]) }
        if !kept.isEmpty {
            parts.append(.aggregate(keys: [], aggregates: kept.map { aggregates[$0] }, input))
            for index in kept {
                places[index] = width
                width += 1
            }
        }
        for index in aggregates.indices where isReplaced(aggregates[index]) {
            parts.append(count(aggregates[index], of: input))
            places[index] = width
            width += 1
        }
        let joined = parts.dropFirst().reduce(parts[0]) { .join(.inner, $0, $1, keys: [], condition: nil) }
        let columns = zip(aggregates, places).map { aggregate, place in
            Named(
                aggregate.name,
                Expression.column(index: place, name: aggregate.name, type: aggregate.value.type))
        }
        return .project(columns, joined)
    }

    private static func isReplaced(_ aggregate: Named<AggregateExpression>) -> Bool {
        aggregate.value.function == .count && aggregate.value.isDistinct && aggregate.value.arguments.count == 1
    }

    private static func count(_ aggregate: Named<AggregateExpression>, of input: LogicalPlan) -> LogicalPlan {
        let argument = aggregate.value.arguments[0]
        let rows = aggregate.value.filter.map { LogicalPlan.filter($0, input) } ?? input
        let values = LogicalPlan.aggregate(keys: [Named(aggregate.name, argument)], aggregates: [], rows)
        let value = Expression.column(index: 0, name: aggregate.name, type: argument.type)
        return .aggregate(
            keys: [], aggregates: [Named(aggregate.name, AggregateExpression(.count, [value], type: .int64))], values)
    }
}
