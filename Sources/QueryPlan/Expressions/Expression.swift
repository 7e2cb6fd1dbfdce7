public import Columnar

/// A resolved scalar expression over the rows of one input.
///
/// Every name is an index, every type is known, and coercions are explicit casts: operands of an arithmetic or comparison
/// operator have one type, but for decimals, whose precision and scale may differ in arithmetic. Three-valued logic throughout: a null operand gives null unless the case says otherwise.
public indirect enum Expression: Hashable, Sendable {
    /// A constant; the type is told apart because a null may be of any type.
    case literal(Scalar, DataType)
    /// A column of the input by position; the name is for printing.
    case column(index: Int, name: String, type: DataType)
    /// `-x`, `NOT x`.
    case unary(UnaryOperator, Expression)
    /// `x op y`; both operands have one type (but see `BinaryOperator`).
    case binary(BinaryOperator, Expression, Expression)
    /// `x IS NULL`; never null itself.
    case isNull(Expression)
    /// `x IN (a, b, …)`: true on a match, else null when x or any element is null, else false. All have one type.
    case inList(Expression, [Expression])
    /// `x LIKE pattern ESCAPE '\'`: `%` any run, `_` one character. Matches the whole text.
    case like(Expression, pattern: Expression, caseInsensitive: Bool)
    /// `CASE WHEN c THEN v … ELSE e END`; the first true condition wins; without ELSE a null literal stands there.
    /// All values have one type.
    case conditional([ConditionalBranch], otherwise: Expression)
    /// `CAST(x AS type)`: an error when a value does not fit. `TRY_CAST` (`orNull`): null instead.
    case cast(Expression, to: DataType, orNull: Bool)
    /// A scalar function; argument types and `type` are as its signature in `ScalarFunction` says.
    case call(ScalarFunction, [Expression], type: DataType)

    /// The type of the value.
    public var type: DataType {
        switch self {
        case .literal(_, let type), .column(_, _, let type), .cast(_, let type, _), .call(_, _, let type): type
        case .unary(.not, _), .isNull, .inList, .like: .boolean
        case .unary(.negate, let operand): operand.type
        case .binary(let op, let left, let right):
            op.isPredicate ? .boolean : op == .concatenate ? .string : op.resultType(left.type, right.type)
        case .conditional(_, let otherwise): otherwise.type
        }
    }
}

/// One `WHEN condition THEN value`.
public struct ConditionalBranch: Hashable, Sendable {
    /// A boolean; null counts as false.
    public var condition: Expression
    /// The value when the condition is the first true one.
    public var value: Expression

    /// A branch of a conditional.
    public init(condition: Expression, value: Expression) {
        self.condition = condition
        self.value = value
    }
}

/// Operators with one operand.
public enum UnaryOperator: String, Hashable, Sendable {
    /// Arithmetic negation of an int64 (overflow is an error), decimal or double.
    case negate = "-"
    /// Logical negation; NOT NULL is NULL.
    case not = "NOT"
}

/// Operators with two operands of one type.
public enum BinaryOperator: String, Hashable, Sendable {
    /// int64, decimal (overflow is an error) or double.
    case add = "+"
    /// int64, decimal (overflow is an error) or double.
    case subtract = "-"
    /// int64, decimal (overflow is an error) or double.
    case multiply = "*"
    /// Decimals or doubles (`/` casts integers first); division by zero is an error, as in Spark's ANSI mode.
    case divide = "/"
    /// `%`: the sign of the dividend; a zero divisor is an error.
    case modulo = "%"
    /// `div`: int64 or decimals, an int64 truncated towards zero; a zero divisor is an error.
    case integerDivide = "div"
    /// Doubles compare with NaN equal to itself and greater than all else (Spark's order); strings compare by bytes.
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    /// `IS NOT DISTINCT FROM`, `<=>`: null-safe equality, never null.
    case isNotDistinct = "<=>"
    /// Three-valued: false AND NULL is false.
    case and = "AND"
    /// Three-valued: true OR NULL is true.
    case or = "OR"
    /// Strings: `||`.
    case concatenate = "||"
    /// int64 only, bit by bit; `~x` is written `x ^ -1`.
    case bitAnd = "&"
    case bitOr = "|"
    case bitXor = "^"

    /// True when the result is a boolean.
    public var isPredicate: Bool {
        switch self {
        case .add, .subtract, .multiply, .divide, .modulo, .integerDivide, .concatenate, .bitAnd, .bitOr, .bitXor: false
        default: true
        }
    }
}

extension BinaryOperator {
    /// The operator between decimals; nil for those that have none, and for `div`, whose result is an int64.
    package var decimalOperator: DecimalArithmetic.Operator? {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .modulo: .modulo
        default: nil
        }
    }

    /// The type of an arithmetic operator's result.
    func resultType(_ left: DataType, _ right: DataType) -> DataType {
        guard let a = left.decimalType, let b = right.decimalType else { return left }
        switch self {
        case .multiply: return DecimalType.product(a, b).dataType
        case .divide: return DecimalType.quotient(a, b).dataType
        case .modulo: return DecimalType.remainder(a, b).dataType
        case .integerDivide: return .int64
        default: return DecimalType.sum(a, b).dataType
        }
    }
}
