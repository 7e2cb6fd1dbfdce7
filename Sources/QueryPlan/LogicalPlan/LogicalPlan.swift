public import Columnar

/// What a query computes, as a tree of relational operators: resolved, typed, and independent of any engine.
///
/// A plan is a value. Equal plans compute equal results over equal data, which is what sharing and fingerprints rest on.
public indirect enum LogicalPlan: Hashable, Sendable {
    /// The rows of a source, in file order; only `schema`'s columns, found by name.
    case scan(source: String, schema: Schema)
    /// Literal rows.
    case values([[Scalar]], schema: Schema)
    /// The rows for which the predicate is true.
    case filter(Expression, LogicalPlan)
    /// One output column for each expression.
    case project([Named<Expression>], LogicalPlan)
    /// One row for each distinct key (nulls are equal); keys first, then aggregates. Without keys exactly one row.
    /// The order of the rows is unspecified.
    case aggregate(keys: [Named<Expression>], aggregates: [Named<AggregateExpression>], LogicalPlan)
    /// The input's columns, then one column for each window expression. The order of the rows is unspecified.
    case window([Named<WindowExpression>], LogicalPlan)
    /// Left columns then right columns, for pairs of rows whose keys are equal (null equals nothing) and for which `condition`
    /// over the joined row is true. No keys and no condition: the cross product.
    case join(JoinKind, LogicalPlan, LogicalPlan, keys: [JoinKey], condition: Expression?)
    /// The input in order; ties keep their input order, which is file order for a scan and unspecified for an aggregate.
    case sort([SortKey], LogicalPlan)
    /// At most `count` rows (nil: all) after skipping `offset`.
    case limit(count: Int?, offset: Int, LogicalPlan)
    /// Each distinct row once; nulls are equal.
    case distinct(LogicalPlan)
    /// The rows of all inputs, one after the other; the schemas have equal types.
    case union([LogicalPlan])
    /// The rows of a plan that other places read too, in its order.
    case shared(SharedPlan)

    /// The output's columns. Complexity: O(plan).
    public var schema: Schema {
        switch self {
        case .scan(_, let schema), .values(_, let schema): schema
        case .filter(_, let input), .sort(_, let input), .limit(_, _, let input), .distinct(let input): input.schema
        case .project(let columns, _): Schema(columns.map { Field($0.name, $0.value.type) })
        case .aggregate(let keys, let aggregates, _):
            Schema(keys.map { Field($0.name, $0.value.type) } + aggregates.map { Field($0.name, $0.value.type) })
        case .window(let windows, let input):
            Schema(input.schema.fields + windows.map { Field($0.name, $0.value.type) })
        case .join(let kind, let left, let right, _, _):
            kind.keepsRightColumns ? Schema(left.schema.fields + right.schema.fields) : left.schema
        case .union(let inputs): inputs.first?.schema ?? Schema([])
        case .shared(let plan): plan.schema
        }
    }

    /// The plans this one reads, in order; none for a shared one, which is a world of its own.
    public var inputs: [LogicalPlan] {
        switch self {
        case .scan, .values, .shared: []
        case .filter(_, let input), .project(_, let input), .aggregate(_, _, let input), .window(_, let input),
            .sort(_, let input), .limit(_, _, let input), .distinct(let input):
            [input]
        case .join(_, let left, let right, _, _): [left, right]
        case .union(let inputs): inputs
        }
    }

    /// The sources read, each once, in order of first appearance.
    public var sources: [String] {
        if case .scan(let source, _) = self { return [source] }
        if case .shared(let plan) = self { return plan.sources }
        var seen: [String] = []
        for name in inputs.flatMap(\.sources) where !seen.contains(name) { seen.append(name) }
        return seen
    }
}

/// How rows without a partner are treated.
public enum JoinKind: String, Hashable, Sendable {
    /// Only pairs.
    case inner
    /// Every left row, with nulls on the right when it has no partner.
    case left
    /// Left rows that have a partner; left columns only.
    case semi
    /// Left rows that have no partner; left columns only.
    case anti

    /// True when the output has the right side's columns too.
    public var keepsRightColumns: Bool { self == .inner || self == .left }
}

/// A pair of expressions of one type that must be equal: one over the left input, one over the right.
public struct JoinKey: Hashable, Sendable {
    /// Over the left input's columns.
    public var left: Expression
    /// Over the right input's columns.
    public var right: Expression

    /// An equality between the two sides of a join.
    public init(_ left: Expression, _ right: Expression) {
        self.left = left
        self.right = right
    }
}
