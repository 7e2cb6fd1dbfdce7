import Columnar
import Diagnostics

/// Functions and aggregates whose results over decimals have types of their own.
extension Resolver {
    /// A scalar function whose first argument is a decimal; `result` is its type by the catalogue.
    func decimal(
        _ function: ScalarFunction, _ decimal: DecimalType, _ typed: [Expression], _ result: DataType,
        _ call: CallSyntax, _ range: Range<Int>
    ) -> Expression? {
        switch function {
        case .ceil, .floor: return .call(function, typed, type: decimal.whole.dataType)
        case .round, .bround:
            let written = typed.count > 1 ? ConstantFolding.fold(typed[1]) : .literal(.int64(0), .int64)
            guard case .literal(let scalar, _) = written else {
                report(
                    "type-mismatch", "the digits that a decimal is rounded to must be a constant",
                    call.arguments[1].range, help: "cast the decimal to double")
                return nil
            }
            guard let digits = scalar.asInt64 else { return .literal(.null, decimal.rounded(to: 0).dataType) }
            return .call(
                function, [typed[0], .literal(scalar, .int64)], type: decimal.rounded(to: digits).dataType)
        default: return .call(function, typed, type: result)
        }
    }

    /// `round` or `bround` of a bigint, which only negative digits change: exact as a decimal.
    func roundedWhole(_ function: ScalarFunction, _ typed: [Expression], _ call: CallSyntax) -> Expression? {
        guard typed.count > 1 else { return typed[0] }
        guard case .literal(let scalar, _) = ConstantFolding.fold(typed[1]) else {
            report(
                "type-mismatch", "the digits that a bigint is rounded to must be a constant",
                call.arguments[1].range, help: "cast the bigint to double")
            return nil
        }
        guard let digits = scalar.asInt64 else { return .literal(.null, .int64) }
        if digits >= 0 { return typed[0] }
        let value = cast(typed[0], to: DecimalType.bigint.dataType)
        let rounded = Expression.call(
            function, [value, .literal(.int64(digits), .int64)],
            type: DecimalType.bigint.rounded(to: digits).dataType)
        return .cast(rounded, to: .int64, orNull: false)
    }

    /// A function of two numbers that are to be decimals; nil when they are not.
    func decimalPair(_ function: ScalarFunction, _ first: Expression, _ second: Expression) -> Expression? {
        guard first.type.isDecimal || second.type.isDecimal, first.type != .double, second.type != .double else {
            return nil
        }
        let (a, b) = (decimalOperand(first, beside: second), decimalOperand(second, beside: first))
        guard function == .pmod else {
            let type = function.checkedOperator?.resultType(a.type, b.type) ?? a.type
            return .call(function, [a, b], type: type)
        }
        return .call(.pmod, [a, b], type: BinaryOperator.modulo.resultType(a.type, b.type))
    }

    /// nullif of two types: it has the first one's, and the second only decides.
    func nullif(_ call: CallSyntax, _ value: Expression, _ other: Expression) -> Expression? {
        unifiedOperands(value, other, "nullif", call.arguments[1].range).map { a, b in
            .conditional(
                [ConditionalBranch(condition: .binary(.equal, a, b), value: .literal(.null, value.type))],
                otherwise: value)
        }
    }

    /// The type of an aggregate over a decimal; nil where the catalogue tells it.
    func decimalType(_ aggregate: AggregateFunction, of argument: DataType?) -> DataType? {
        guard let decimal = argument?.decimalType else { return nil }
        switch aggregate {
        case .sum: return decimal.sum.dataType
        case .avg: return decimal.average.dataType
        default: return nil
        }
    }
}
