import Columnar
import Diagnostics

extension Resolver {
    func windowed(
        _ call: CallSyntax, _ function: FunctionDescription, _ range: Range<Int>, _ environment: inout Environment,
        _ make: ([Expression], inout Environment) -> WindowFunction?
    ) -> Expression? {
        guard let written = call.window else { return nil }
        if let clause = environment.windowsForbiddenIn {
            report(
                "window-not-allowed", "\(function.name)() OVER cannot stand in \(clause)", range,
                help: "compute it in a sub-query")
            return nil
        }
        guard let window = complete(written, environment.namedWindows) else { return nil }
        var inner = environment
        inner.windowsForbiddenIn = "another window function"
        let arguments = call.arguments.map { resolve($0, &inner) }
        let partitions = window.partitionBy.map { resolve($0, &inner) }
        guard let order = sortKeys(window.orderBy, &inner) else { return nil }
        guard !arguments.contains(where: { $0 == nil }), !partitions.contains(where: { $0 == nil }),
            let made = make(arguments.compactMap { $0 }, &inner)
        else { return nil }
        var forbidden = inner
        forbidden.windowsForbiddenIn = environment.windowsForbiddenIn
        environment.adopt(forbidden)
        if order.isEmpty, !made.readsFrame {
            report("sql-syntax", "\(function.name)() needs an ORDER BY in OVER", range)
            return nil
        }
        var frame: WindowFrame?
        if let syntax = window.frame {
            guard made.readsFrame else {
                report(
                    "sql-syntax", "\(function.name)() sees its whole partition and takes no frame", syntax.range,
                    help: "leave the frame out")
                return nil
            }
            frame = self.frame(syntax, isOrdered: !order.isEmpty)
            if frame == nil { return nil }
        }
        let expression = WindowExpression(
            made, partitionBy: partitions.compactMap { $0 }, orderBy: order, frame: frame, type: made.type)
        let position: Int
        if let known = environment.windows.firstIndex(where: { $0.value == expression }) {
            position = known
        } else {
            position = environment.windows.count
            environment.windows.append(Named(text(range), expression))
        }
        return .column(index: Resolver.windowBase + position, name: text(range), type: made.type)
    }

    /// The keys of an order; nil (recorded) when one has errors.
    func sortKeys(_ keys: [OrderSyntax], _ environment: inout Environment) -> [SortKey]? {
        var order: [SortKey] = []
        for key in keys {
            guard let expression = resolve(key.expression, &environment) else { return nil }
            order.append(SortKey(expression, isDescending: key.isDescending, nullsFirst: key.nullsFirst))
        }
        return order
    }

    func windowFunction(
        _ function: FunctionDescription, _ arguments: [Expression], _ call: CallSyntax
    ) -> WindowFunction? {
        let range = call.name.range
        switch function.name {
        case "row_number", "rank", "dense_rank", "percent_rank", "cume_dist":
            guard arguments.isEmpty else {
                report("wrong-arguments", "\(function.name)() takes no argument", range)
                return nil
            }
            switch function.name {
            case "rank": return .rank
            case "dense_rank": return .denseRank
            case "percent_rank": return .percentRank
            case "cume_dist": return .cumeDist
            default: return .rowNumber
            }
        case "ntile":
            guard arguments.count == 1 else {
                report(
                    "wrong-arguments", "ntile() takes 1 argument, found \(arguments.count)", range,
                    notes: [function.signature])
                return nil
            }
            return positive(arguments[0], "the number of parts of ntile()", call.arguments[0].range).map { .ntile($0) }
        case "nth_value":
            guard arguments.count == 2 else {
                report(
                    "wrong-arguments", "nth_value() takes 2 arguments, found \(arguments.count)", range,
                    notes: [function.signature])
                return nil
            }
            return positive(arguments[1], "the row number of nth_value()", call.arguments[1].range).map {
                .nthValue(arguments[0], $0, ignoresNulls: call.ignoresNulls ?? false)
            }
        default: return neighbour(function, arguments, call)
        }
    }

    /// lag and lead.
    private func neighbour(
        _ function: FunctionDescription, _ arguments: [Expression], _ call: CallSyntax
    ) -> WindowFunction? {
        guard (1...3).contains(arguments.count) else {
            report(
                "wrong-arguments", "\(function.name)() takes 1 to 3 arguments, found \(arguments.count)",
                call.name.range, notes: [function.signature])
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
        return .lag(
            value, offset: function.name == "lead" ? -offset : offset, fallback: fallback,
            ignoresNulls: call.ignoresNulls ?? false)
    }

    /// A constant whole number from 1; nil (recorded) otherwise.
    private func positive(_ expression: Expression, _ what: String, _ range: Range<Int>) -> Int? {
        if case .literal(.int64(let value), _) = ConstantFolding.fold(expression), value >= 1 {
            return Int(min(value, 1 << 33))
        }
        report("type-mismatch", "\(what) must be a whole number from 1", range)
        return nil
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: source.utf8[range], as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

extension WindowFunction {
    /// The type of the result.
    fileprivate var type: DataType {
        switch self {
        case .rowNumber, .rank, .denseRank, .ntile: .int64
        case .percentRank, .cumeDist: .double
        case .lag(let value, _, _, _), .nthValue(let value, _, _): value.type
        case .aggregate(let aggregate): aggregate.type
        }
    }
}
