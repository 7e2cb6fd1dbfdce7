import Columnar
import QueryPlan

/// Plans around plans: the rows counted, or only some columns kept.
enum PlanShaping {
    /// One row with the number of rows of `plan`, in a column `name`.
    static func count(_ plan: LogicalPlan, as name: String = "failing_rows") -> LogicalPlan {
        .aggregate(
            keys: [], aggregates: [Named(name, AggregateExpression(.countAll, [], type: .int64))],
            RowOrder.unordered(plan))
    }

    /// Only the named columns, in that order; names that the plan does not have are left out. An engine's optimizer drops what
    /// then nobody needs, so that a value's history costs its own aggregates and nothing else.
    static func columns(_ names: [String], of plan: LogicalPlan) -> LogicalPlan {
        let schema = plan.schema
        return .project(
            names.compactMap { name in
                schema.index(of: name).map { index in
                    let field = schema.fields[index]
                    return Named(field.name, .column(index: index, name: field.name, type: field.type))
                }
            }, plan)
    }
}
