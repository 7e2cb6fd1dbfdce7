import Columnar
import QueryPlan

/// One distinct sub-expression of a program; children are indices of earlier nodes.
struct ExpressionNode {
    /// What the node computes from its children.
    enum Operation {
        /// A one-row column.
        case literal(Column)
        case column(Int)
        case negate(Int)
        case not(Int)
        case arithmetic(BinaryOperator, Int, Int)
        /// `&`, `|`, `^`.
        case bitwise(BinaryOperator, Int, Int)
        /// With `orNull`, null where the operator would fail.
        case decimalArithmetic(DecimalArithmetic, Int, Int, orNull: Bool = false)
        /// `div` of decimals.
        case decimalDivision(Int, Int)
        case comparison(BinaryOperator, Int, Int)
        case and(Int, Int)
        case or(Int, Int)
        case isNull(Int)
        /// Membership in literals; `hasNull` when a null literal is among them.
        case inLiterals(Int, LiteralSet)
        case like(Int, LikePattern)
        case likeDynamic(Int, pattern: Int)
        /// The value of the first true condition; one value more than conditions.
        case choose(conditions: [Int], values: [Int])
        case coalesce([Int])
        case cast(Int, orNull: Bool)
        /// `date_trunc` and `trunc`.
        case truncate(Int, CalendarUnit)
        case addUnits(CalendarUnit, count: Int, to: Int)
        case unitsBetween(CalendarUnit, Int, Int)
        case call(ScalarFunction, [Int])
    }

    var operation: Operation
    var type: DataType
    /// The expression in SQL words, for errors.
    var label: String
    /// Whether some row's values can make it, or what it is made of, fail.
    var canFail: Bool
    /// Whether it costs so little a row, all children included, that computing unselected rows too is cheaper than choosing.
    /// Then, and if it cannot fail, it is computed for all rows whatever the selection.
    var isCheap: Bool

    var isDense: Bool { isCheap && !canFail }

    var literal: Column? {
        if case .literal(let column) = operation { column } else { nil }
    }
}
