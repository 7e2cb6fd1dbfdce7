import Columnar

/// Computes what can be computed without data, as long as that cannot raise an error.
///
/// Folds arithmetic without overflow, comparisons of constants, three-valued AND, OR and NOT, and decided CASE branches. All
/// else stays as it is and is left to the engine.
enum ConstantFolding {
    static func apply(_ plan: LogicalPlan) -> LogicalPlan {
        let plan = plan.mappingExpressions(fold)
        if case .filter(.literal(.boolean(true), _), let input) = plan { return input }
        return plan
    }

    static func fold(_ expression: Expression) -> Expression {
        let expression = expression.mappingOperands(fold)
        switch expression {
        case .unary(.not, .literal(let scalar, _)):
            return .literal(scalar.asBoolean.map { .boolean(!$0) } ?? .null, .boolean)
        case .unary(.not, .unary(.not, let operand)): return operand
        case .unary(.negate, .literal(.int64(let value), _)) where value != .min:
            return .literal(.int64(-value), .int64)
        case .unary(.negate, .literal(.double(let value), _)): return .literal(.double(-value), .double)
        case .unary(.negate, .literal(.decimal(let value), let type)):
            return .literal(.decimal(DecimalNumber(unscaled: -value.unscaled, scale: value.scale)), type)
        case .isNull(.literal(let scalar, _)): return .literal(.boolean(scalar.isNull), .boolean)
        case .cast(.literal(.null, _), let type, _): return .literal(.null, type)
        case .cast(.literal(.int64(let value), _), .double, _): return .literal(.double(Double(value)), .double)
        case .cast(.literal(let scalar, _), .decimal(let precision, let scale), _):
            return decimal(scalar, precision: precision, scale: scale) ?? expression
        case .cast(.literal(.int64(let value), _), .string, _): return .literal(.string(String(value)), .string)
        case .binary(let op, let left, let right): return fold(op, left, right) ?? expression
        case .conditional(let branches, let otherwise): return fold(branches, otherwise)
        default: return expression
        }
    }

    private static func fold(_ op: BinaryOperator, _ left: Expression, _ right: Expression) -> Expression? {
        switch op {
        case .and: return logical(left, right, decisive: false)
        case .or: return logical(left, right, decisive: true)
        default: break
        }
        guard case .literal(let a, _) = left, case .literal(let b, _) = right else { return nil }
        if op == .isNotDistinct, a.isNull || b.isNull { return .literal(.boolean(a.isNull && b.isNull), .boolean) }
        if a.isNull || b.isNull {
            let result = op.resultType(left.type, right.type)
            return .literal(.null, op.isPredicate ? .boolean : op == .concatenate ? .string : result)
        }
        if let x = a.asInt64, let y = b.asInt64 {
            switch op {
            case .add: return exact(x.addingReportingOverflow(y))
            case .subtract: return exact(x.subtractingReportingOverflow(y))
            case .multiply: return exact(x.multipliedReportingOverflow(by: y))
            default: return compared(op, x == y, x < y)
            }
        }
        if case .double(let x) = a, case .double(let y) = b, !x.isNaN, !y.isNaN {
            switch op {
            case .add: return .literal(.double(x + y), .double)
            case .subtract: return .literal(.double(x - y), .double)
            case .multiply: return .literal(.double(x * y), .double)
            case .divide: return y == 0 ? nil : .literal(.double(x / y), .double)
            default: return compared(op, x == y, x < y)
            }
        }
        if case .decimal(let x) = a, case .decimal(let y) = b { return decimals(op, x, left.type, y, right.type) }
        if case .string(let x) = a, case .string(let y) = b {
            if op == .concatenate { return .literal(.string(x + y), .string) }
            let equal = x.utf8.elementsEqual(y.utf8)
            return compared(op, equal, x.utf8.lexicographicallyPrecedes(y.utf8))
        }
        if case .timestamp(let x) = a, case .timestamp(let y) = b { return compared(op, x == y, x < y) }
        if case .date(let x) = a, case .date(let y) = b { return compared(op, x == y, x < y) }
        return nil
    }

    private static func decimals(
        _ op: BinaryOperator, _ x: DecimalNumber, _ left: DataType, _ y: DecimalNumber, _ right: DataType
    ) -> Expression? {
        guard let operation = op.decimalOperator else {
            return x.scale == y.scale ? compared(op, x.unscaled == y.unscaled, x.unscaled < y.unscaled) : nil
        }
        guard let a = left.decimalType, let b = right.decimalType,
            y.unscaled != 0 || (operation != .divide && operation != .modulo)
        else { return nil }
        let arithmetic = DecimalArithmetic(operation, a, b)
        let result = arithmetic.result
        return arithmetic.value(x.unscaled, y.unscaled).map {
            .literal(.decimal(DecimalNumber(unscaled: $0, scale: result.scale)), result.dataType)
        }
    }

    /// A constant as a decimal; nil where the engine has to say what is wrong with it, or to read it its own way.
    private static func decimal(_ scalar: Scalar, precision: Int, scale: Int) -> Expression? {
        let number: DecimalNumber?
        switch scalar {
        case .int64(let value): number = DecimalNumber(unscaled: Int128(value), scale: 0).rescaled(to: scale)
        case .decimal(let value): number = value.rescaled(to: scale)
        case .string(let text): number = DecimalNumber(text, precision: precision, scale: scale)
        default: number = nil
        }
        guard let number, DecimalNumber.digits(number.unscaled.magnitude) <= precision else { return nil }
        return .literal(.decimal(number), .decimal(precision: precision, scale: scale))
    }

    private static func logical(_ left: Expression, _ right: Expression, decisive: Bool) -> Expression? {
        let known: [Bool?] = [left, right].map { if case .literal(.boolean(let value), _) = $0 { value } else { nil } }
        if known[0] == decisive { return left }
        // The right side may only be decisive alone when the left cannot raise an error.
        if known[1] == decisive, left.isTotal { return right }
        if known[0] == !decisive { return right }
        if known[1] == !decisive { return left }
        return nil
    }

    private static func exact(_ result: (partialValue: Int64, overflow: Bool)) -> Expression? {
        result.overflow ? nil : .literal(.int64(result.partialValue), .int64)
    }

    private static func compared(_ op: BinaryOperator, _ equal: Bool, _ less: Bool) -> Expression? {
        let value: Bool
        switch op {
        case .equal, .isNotDistinct: value = equal
        case .notEqual: value = !equal
        case .less: value = less
        case .lessOrEqual: value = less || equal
        case .greater: value = !less && !equal
        case .greaterOrEqual: value = !less
        default: return nil
        }
        return .literal(.boolean(value), .boolean)
    }

    private static func fold(_ branches: [ConditionalBranch], _ otherwise: Expression) -> Expression {
        var kept: [ConditionalBranch] = []
        for branch in branches {
            guard case .literal(let scalar, _) = branch.condition else {
                kept.append(branch)
                continue
            }
            if scalar == .boolean(true) {
                return kept.isEmpty ? branch.value : .conditional(kept, otherwise: branch.value)
            }
        }
        return kept.isEmpty ? otherwise : .conditional(kept, otherwise: otherwise)
    }
}
