public import Columnar

/// The aggregate functions. Nulls are skipped; over no rows all give null but the counts, which give 0.
public enum AggregateFunction: String, Hashable, Sendable, CaseIterable {
    /// count(*) → int64: rows; no argument
    case countAll = "count_all"
    /// count(x) → int64: rows where x is not null
    case count
    /// sum(num) → num; decimal(p, s) → decimal(p + 10, s); an int64 or decimal sum that overflows is an error
    case sum
    /// avg(double) → double; decimal(p, s) → decimal(p + 4, s + 4), each at most 38
    case avg
    /// min(x), max(x) → x
    case min, max
    /// Sample and population forms over doubles → double; the sample form of one row is null
    case stddev_samp, stddev_pop, var_samp, var_pop
    /// corr(double, double) → double: Pearson; pairs with a null are skipped; null below two pairs or without variance
    case corr
    case covar_samp, covar_pop
    /// percentile(double, fraction literal 0…1) → double: exact, linear interpolation between closest ranks; median(x) is this with 0.5
    case percentile
    /// min_by(x, y) → x at the smallest y; ties keep the first row in input order
    case min_by, max_by
    /// bool_and(boolean) → boolean
    case bool_and, bool_or
    /// first(x), last(x) → x of the first or last row in input order, nulls included; in a window, in the frame's order
    case first, last
    /// single(x) → x of the only row, nulls included; more than one row is an error: the value of a sub-query
    case single
    /// string_agg(string, separator literal) → string: the texts one after the other, in `orderBy` order, else in input order
    case string_agg
    /// approx_count_distinct(x) → int64: within about 1.6 % (one standard error); exact up to 256 values
    case approx_count_distinct
    /// approx_percentile(num, fraction literal 0…1) → num: one of the values, whose rank is near fraction·n; exact up to 4096 values
    case approx_percentile
}

/// One aggregate call of an aggregation.
public struct AggregateExpression: Hashable, Sendable {
    /// What is computed.
    public var function: AggregateFunction
    /// Its arguments over the aggregation's input, coerced as `AggregateFunction` says.
    public var arguments: [Expression]
    /// Whether equal argument values count once.
    public var isDistinct: Bool
    /// The order in which values are taken, for aggregates that depend on it; empty: input order.
    public var orderBy: [SortKey]
    /// `FILTER (WHERE …)`: only rows where this is true are seen.
    public var filter: Expression?
    /// The type of the result.
    public var type: DataType

    /// An aggregate call.
    public init(
        _ function: AggregateFunction, _ arguments: [Expression], isDistinct: Bool = false,
        orderBy: [SortKey] = [], filter: Expression? = nil, type: DataType
    ) {
        self.function = function
        self.arguments = arguments
        self.isDistinct = isDistinct
        self.orderBy = orderBy
        self.filter = filter
        self.type = type
    }
}

/// One key of an order.
public struct SortKey: Hashable, Sendable {
    /// The value sorted by.
    public var expression: Expression
    /// Largest first.
    public var isDescending: Bool
    /// Whether nulls come before all values. SQL's default here is Spark's: first when ascending, last when descending.
    public var nullsFirst: Bool

    /// A key of an order.
    public init(_ expression: Expression, isDescending: Bool = false, nullsFirst: Bool? = nil) {
        self.expression = expression
        self.isDescending = isDescending
        self.nullsFirst = nullsFirst ?? !isDescending
    }
}

extension SortKey {
    /// The same key over another expression.
    package func mapping(_ transform: (Expression) -> Expression) -> SortKey {
        SortKey(transform(expression), isDescending: isDescending, nullsFirst: nullsFirst)
    }
}

extension AggregateExpression {
    /// The same aggregate over other expressions.
    package func mapping(_ transform: (Expression) -> Expression) -> AggregateExpression {
        var aggregate = self
        aggregate.arguments = arguments.map(transform)
        aggregate.orderBy = orderBy.map { $0.mapping(transform) }
        aggregate.filter = filter.map(transform)
        return aggregate
    }

    /// Every expression that is evaluated for a row: arguments, the keys of its order, the filter.
    package var expressions: [Expression] {
        arguments + orderBy.map(\.expression) + [filter].compactMap { $0 }
    }
}

/// A value with the name it has in the output.
public struct Named<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The output column's name.
    public var name: String
    /// What is in it.
    public var value: Value

    /// A named value.
    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}
