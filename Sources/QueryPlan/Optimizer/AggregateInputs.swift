/// Lets an aggregation read its input directly instead of through a projection, so that aggregations over the same rows can be
/// seen to share them.
enum AggregateInputs {
    static func apply(_ plan: LogicalPlan) -> LogicalPlan {
        guard case .aggregate(let keys, let aggregates, .project(let columns, let input)) = plan else { return plan }
        var uses: [Int: Int] = [:]
        func count(_ expression: Expression) {
            if case .column(let index, _, _) = expression { uses[index, default: 0] += 1 }
            for operand in expression.operands { count(operand) }
        }
        for key in keys { count(key.value) }
        for aggregate in aggregates {
            for expression in aggregate.value.expressions { count(expression) }
        }
        // What may raise an error must be evaluated for every row even where a FILTER would hide it; and what is used twice
        // should not be computed twice.
        let isSafe = columns.indices.allSatisfy { index in
            switch columns[index].value {
            case .column, .literal: true
            default: columns[index].value.isTotal && uses[index, default: 0] <= 1
            }
        }
        guard isSafe else { return plan }
        return .aggregate(
            keys: keys.map { Named($0.name, $0.value.replacingColumns { columns[$0].value }) },
            aggregates: aggregates.map {
                Named($0.name, $0.value.mapping { $0.replacingColumns { columns[$0].value } })
            }, input)
    }
}
