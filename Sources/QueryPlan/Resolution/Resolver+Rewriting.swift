import Columnar
import Diagnostics

extension ScalarFunction {
    /// Functions of two numbers of one type.
    static let numberPairs: Set<ScalarFunction> = [
        .pmod, .try_add, .try_subtract, .try_multiply, .try_divide, .try_mod,
    ]
}

extension Resolver {
    /// A function that other expressions stand for; its arguments are checked and typed.
    func rewritten(
        _ function: FunctionDescription, _ arguments: [Expression], _ call: CallSyntax, _ range: Range<Int>
    ) -> Expression? {
        switch function.name {
        case "log":
            return arguments.count == 1
                ? .call(.ln, arguments, type: .double) : .call(.log, arguments, type: .double)
        case "e": return .literal(.double(2.718281828459045), .double)
        case "negative": return .unary(.negate, arguments[0])
        case "positive": return arguments[0]
        case "nvl2":
            let isPresent = Expression.unary(.not, .isNull(arguments[0]))
            return .conditional(
                [ConditionalBranch(condition: isPresent, value: arguments[1])], otherwise: arguments[2])
        case "isnull": return .isNull(arguments[0])
        case "isnotnull": return .unary(.not, .isNull(arguments[0]))
        case "equal_null": return .binary(.isNotDistinct, arguments[0], arguments[1])
        case "nullifzero": return .call(.nullif, [arguments[0], zero(arguments[0].type)], type: arguments[0].type)
        case "zeroifnull":
            if case .literal(.null, _) = arguments[0] { return .literal(.int64(0), .int64) }
            return .call(.coalesce, [arguments[0], zero(arguments[0].type)], type: arguments[0].type)
        case "string", "bigint", "double", "boolean":
            guard case .fixed(let type) = function.result else { return nil }
            guard canCast(arguments[0].type, type) else {
                report("type-mismatch", "\(article(arguments[0].type)) cannot be cast to \(type.name)", range)
                return nil
            }
            return cast(arguments[0], to: type)
        case "typeof": return .literal(.string(arguments[0].type.name), .string)
        default: return rewrittenTime(function.name, arguments, call, range)
        }
    }

    private func zero(_ type: DataType) -> Expression { cast(.literal(.int64(0), .int64), to: type) }

    /// A function of two whole numbers, or of two decimals or doubles when one is.
    func numberPair(_ function: ScalarFunction, _ arguments: [Expression]) -> Expression? {
        let (first, second) = (arguments[0], arguments[1])
        if let decimal = decimalPair(function, first, second) { return decimal }
        let isDouble = function == .try_divide || arguments.contains { $0.type == .double }
        let type: DataType = isDouble ? .double : .int64
        return .call(function, arguments.map { cast($0, to: type) }, type: type)
    }

    /// `decode(x, search, result, …[, otherwise])`: the result beside the first search that equals x, null equal to null.
    func decoded(_ arguments: [Expression], _ call: CallSyntax, _ range: Range<Int>) -> Expression? {
        guard arguments.count >= 3 else {
            report(
                "wrong-arguments", "decode() takes at least 3 arguments, found \(arguments.count)", range,
                notes: ["decode(x, search, result, …[, otherwise])"])
            return nil
        }
        var conditions: [Expression] = []
        var results: [Int] = []
        for index in stride(from: 1, to: arguments.count - 1, by: 2) {
            guard let (a, b) = unifiedOperands(arguments[0], arguments[index], "decode", call.arguments[index].range)
            else { return nil }
            conditions.append(.binary(.isNotDistinct, a, b))
            results.append(index + 1)
        }
        let otherwise = arguments.count % 2 == 0 ? arguments.count - 1 : nil
        var type = DataType.null
        let chosen = results + [otherwise].compactMap { $0 }
        for (index, chosenType) in zip(chosen, choiceTypes(chosen.map { arguments[$0] })) {
            guard let common = DataType.common(type, chosenType) else {
                report(
                    "type-mismatch",
                    "the results of decode() must share a type, found \(article(type)) and \(article(arguments[index].type))",
                    call.arguments[index].range, help: "cast one of them")
                return nil
            }
            type = common
        }
        return .conditional(
            zip(conditions, results).map { ConditionalBranch(condition: $0, value: cast(arguments[$1], to: type)) },
            otherwise: cast(otherwise.map { arguments[$0] } ?? .literal(.null, .null), to: type))
    }
}
