import Columnar

/// Operators and functions of expressions, on values.
enum ValueArithmetic {
    /// The value of an operator; null where it has none. `and` and `or` are three-valued, as in SQL.
    static func apply(_ op: ValueOperator, _ left: Scalar, _ right: Scalar) -> Scalar {
        switch op {
        case .and:
            if left == .boolean(false) || right == .boolean(false) { return .boolean(false) }
            return left == .boolean(true) && right == .boolean(true) ? .boolean(true) : .null
        case .or:
            if left == .boolean(true) || right == .boolean(true) { return .boolean(true) }
            return left == .boolean(false) && right == .boolean(false) ? .boolean(false) : .null
        case .equal: return compare(left, right).map { .boolean($0 == 0) } ?? .null
        case .notEqual: return compare(left, right).map { .boolean($0 != 0) } ?? .null
        case .less: return compare(left, right).map { .boolean($0 < 0) } ?? .null
        case .lessOrEqual: return compare(left, right).map { .boolean($0 <= 0) } ?? .null
        case .greater: return compare(left, right).map { .boolean($0 > 0) } ?? .null
        case .greaterOrEqual: return compare(left, right).map { .boolean($0 >= 0) } ?? .null
        case .add: return arithmetic(op, left, right, { $0.addingReportingOverflow($1) }, +)
        case .subtract: return arithmetic(op, left, right, { $0.subtractingReportingOverflow($1) }, -)
        case .multiply: return arithmetic(op, left, right, { $0.multipliedReportingOverflow(by: $1) }, *)
        case .modulo:
            return arithmetic(op, left, right, { $0.remainderReportingOverflow(dividingBy: $1) }) {
                $0.truncatingRemainder(dividingBy: $1)
            }
        case .divide:
            guard let a = left.asDouble, let b = right.asDouble, b != 0 else { return .null }
            return finite(a / b)
        }
    }

    /// The value of a function whose arguments are all values.
    static func apply(_ function: ValueFunction, _ values: [Scalar]) -> Scalar {
        guard let first = values.first else { return .null }
        switch function {
        case .coalesce: return values.first { !$0.isNull } ?? .null
        case .plural: return first.asDouble.map { values[abs($0) == 1 ? 1 : 2] } ?? .null
        case .abs:
            if case .int64(let value) = first, value != .min { return .int64(Swift.abs(value)) }
            if case .decimal(let value) = first { return .decimal(value.unscaled < 0 ? value.negated : value) }
            return first.asDouble.map { .double(Swift.abs($0)) } ?? .null
        case .round: return round(first, digits: values.count > 1 ? values[1] : .int64(0))
        case .min, .max:
            return values.filter { !$0.isNull }.reduce(Scalar.null) { best, value in
                guard !best.isNull else { return value }
                guard let order = compare(value, best) else { return best }
                return (function == .min ? order < 0 : order > 0) ? value : best
            }
        case .upper: return first.asString.map { .string($0.uppercased()) } ?? .null
        case .lower: return first.asString.map { .string($0.lowercased()) } ?? .null
        case .capitalize: return first.asString.map { .string($0.prefix(1).uppercased() + $0.dropFirst()) } ?? .null
        case .concat: return .string(values.map(\.text).joined())
        case .count, .prior, .delta, .change, .if: return .null
        }
    }

    /// Negative, zero or positive as the left value comes before, with or behind the right one; nil when either is missing or they
    /// are of types that do not compare.
    static func compare(_ left: Scalar, _ right: Scalar) -> Int? {
        switch (left, right) {
        case (.int64(let a), .int64(let b)): return a < b ? -1 : a > b ? 1 : 0
        case (.string(let a), .string(let b)):
            return a == b ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
        case (.boolean(let a), .boolean(let b)): return a == b ? 0 : b ? -1 : 1
        case (.date(let a), .date(let b)): return a < b ? -1 : a > b ? 1 : 0
        case (.timestamp(let a), .timestamp(let b)): return a < b ? -1 : a > b ? 1 : 0
        default:
            if let order = ExactArithmetic.compare(left, right) { return order }
            guard let a = left.asDouble, let b = right.asDouble, !a.isNaN, !b.isNaN else { return nil }
            return a < b ? -1 : a > b ? 1 : 0
        }
    }

    private static func arithmetic(
        _ op: ValueOperator, _ left: Scalar, _ right: Scalar,
        _ whole: (Int64, Int64) -> (partialValue: Int64, overflow: Bool),
        _ binary: (Double, Double) -> Double
    ) -> Scalar {
        if case .int64(let a) = left, case .int64(let b) = right {
            let result = whole(a, b)
            return result.overflow ? .null : .int64(result.partialValue)
        }
        if let exact = ExactArithmetic.apply(op, left, right) { return exact }
        guard let a = left.asDouble, let b = right.asDouble else { return .null }
        return finite(binary(a, b))
    }

    private static func round(_ value: Scalar, digits: Scalar) -> Scalar {
        if case .int64 = value { return value }
        if case .decimal(let number) = value, let digits = digits.asInt64,
            let rounded = number.rescaled(to: min(number.scale, Int(clamping: digits)))
        {
            return .decimal(rounded)
        }
        guard let number = value.asDouble, let digits = digits.asInt64, (-15...15).contains(digits) else {
            return .null
        }
        var scale = 1.0
        for _ in 0..<Swift.abs(digits) { scale *= 10 }
        return finite(digits < 0 ? (number / scale).rounded() * scale : (number * scale).rounded() / scale)
    }

    private static func finite(_ value: Double) -> Scalar { value.isFinite ? .double(value) : .null }
}
