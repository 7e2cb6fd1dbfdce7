public import Columnar

/// The aggregate functions. Nulls are skipped; over no rows all give null but the counts, which give 0.
public enum AggregateFunction: String, Hashable, Sendable, CaseIterable {
    /// count(*) → int64: rows; no argument
    case countAll = "count_all"
    /// count(x) → int64: rows where x is not null
    case count
    /// sum(num) → num; an int64 sum that overflows is an error
    case sum
    /// avg(double) → double
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
    /// first(x) → x of the first row in input order, nulls included
    case first
}

/// One aggregate call of an aggregation.
public struct AggregateExpression: Hashable, Sendable {
    /// What is computed.
    public var function: AggregateFunction
    /// Its arguments over the aggregation's input, coerced as `AggregateFunction` says.
    public var arguments: [Expression]
    /// Whether equal argument values count once.
    public var isDistinct: Bool
    /// `FILTER (WHERE …)`: only rows where this is true are seen.
    public var filter: Expression?
    /// The type of the result.
    public var type: DataType

    /// An aggregate call.
    public init(
        _ function: AggregateFunction, _ arguments: [Expression], isDistinct: Bool = false, filter: Expression? = nil,
        type: DataType
    ) {
        self.function = function
        self.arguments = arguments
        self.isDistinct = isDistinct
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

/// What a window expression computes.
public enum WindowFunction: Hashable, Sendable {
    /// 1, 2, 3 … in order within the partition.
    case rowNumber
    /// The rank with gaps.
    case rank
    /// The rank without gaps.
    case denseRank
    /// The expression's value `offset` rows before (negative: behind) in the partition; `fallback` where there is no such row.
    case lag(Expression, offset: Int, fallback: Expression)
    /// An aggregate over the frame: rows from the partition's start to the current row's peers when there is an order, else the whole partition.
    case aggregate(AggregateExpression)
}

/// One `function OVER (PARTITION BY … ORDER BY …)`. `lead` is `lag` with a negative offset.
public struct WindowExpression: Hashable, Sendable {
    /// What is computed.
    public var function: WindowFunction
    /// Rows with equal values belong together; nulls are equal here.
    public var partitionBy: [Expression]
    /// The order within a partition.
    public var orderBy: [SortKey]
    /// The type of the result.
    public var type: DataType

    /// A window expression.
    public init(_ function: WindowFunction, partitionBy: [Expression], orderBy: [SortKey], type: DataType) {
        self.function = function
        self.partitionBy = partitionBy
        self.orderBy = orderBy
        self.type = type
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
