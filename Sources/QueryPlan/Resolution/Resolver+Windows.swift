import Columnar
import Diagnostics

extension Resolver {
    func windowed(
        _ call: CallSyntax, _ function: FunctionDescription, _ range: Range<Int>, _ environment: inout Environment,
        _ make: ([Expression], inout Environment) -> WindowFunction?
    ) -> Expression? {
        guard let window = call.window else { return nil }
        if let clause = environment.windowsForbiddenIn {
            report(
                "window-not-allowed", "\(function.name)() OVER cannot stand in \(clause)", range,
                help: "compute it in a sub-query")
            return nil
        }
        var inner = environment
        inner.windowsForbiddenIn = "another window function"
        let arguments = call.arguments.map { resolve($0, &inner) }
        let partitions = window.partitionBy.map { resolve($0, &inner) }
        var order: [SortKey] = []
        for key in window.orderBy {
            guard let expression = resolve(key.expression, &inner) else { return nil }
            order.append(SortKey(expression, isDescending: key.isDescending, nullsFirst: key.nullsFirst))
        }
        guard !arguments.contains(where: { $0 == nil }), !partitions.contains(where: { $0 == nil }),
            let made = make(arguments.compactMap { $0 }, &inner)
        else { return nil }
        var forbidden = inner
        forbidden.windowsForbiddenIn = environment.windowsForbiddenIn
        environment.adopt(forbidden)
        if order.isEmpty, case .window = function.implementation {
            report("sql-syntax", "\(function.name)() needs an ORDER BY in OVER", range)
            return nil
        }
        let type: DataType
        switch made {
        case .rowNumber, .rank, .denseRank: type = .int64
        case .lag(let value, _, _): type = value.type
        case .aggregate(let aggregate): type = aggregate.type
        }
        let expression = WindowExpression(made, partitionBy: partitions.compactMap { $0 }, orderBy: order, type: type)
        let position: Int
        if let known = environment.windows.firstIndex(where: { $0.value == expression }) {
            position = known
        } else {
            position = environment.windows.count
            environment.windows.append(Named(text(range), expression))
        }
        return .column(index: Resolver.windowBase + position, name: text(range), type: type)
    }

    func windowFunction(
        _ function: FunctionDescription, _ arguments: [Expression], _ call: CallSyntax
    ) -> WindowFunction? {
        let range = call.name.range
        switch function.name {
        case "row_number", "rank", "dense_rank":
            guard arguments.isEmpty else {
                report("wrong-arguments", "\(function.name)() takes no argument", range)
                return nil
            }
            return function.name == "rank" ? .rank : function.name == "dense_rank" ? .denseRank : .rowNumber
        default:
            guard (1...3).contains(arguments.count) else {
                report(
                    "wrong-arguments", "\(function.name)() takes 1 to 3 arguments, found \(arguments.count)", range,
                    notes: [function.signature])
                return nil
            }
            var offset = 1
            if arguments.count > 1 {
                guard case .literal(.int64(let value), _) = ConstantFolding.fold(arguments[1]),
                    (-(1 << 31)...(1 << 31)).contains(value)
                else {
                    report(
                        "type-mismatch", "the offset of \(function.name)() must be a whole number",
                        call.arguments[1].range)
                    return nil
                }
                offset = Int(value)
            }
            var value = arguments[0]
            var fallback = Expression.literal(.null, value.type)
            if arguments.count > 2 {
                guard let (a, b) = unifiedOperands(value, arguments[2], function.name, call.arguments[2].range) else {
                    return nil
                }
                (value, fallback) = (a, b)
            }
            return .lag(value, offset: function.name == "lead" ? -offset : offset, fallback: fallback)
        }
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: source.utf8[range], as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
