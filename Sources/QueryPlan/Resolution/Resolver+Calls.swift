import Columnar
import Diagnostics

extension Resolver {
    /// Functions whose value is not the data's. Some are written without brackets.
    private static let impure: Set<String> = [
        "now", "current_timestamp", "current_date", "curdate", "localtimestamp", "rand", "random", "uuid",
    ]

    /// True for what is called as if it were a column.
    func isImpureWord(_ name: String) -> Bool {
        ["current_timestamp", "current_date", "localtimestamp"].contains(name.lowercased())
    }

    func reportImpure(_ what: String, _ range: Range<Int>) {
        report(
            "impure-function", "\(what) would make the result depend on more than the data", range,
            help: "use :period_from and :period_to, or a parameter")
    }

    /// A function call: scalar, aggregate or window.
    func resolve(_ call: CallSyntax, _ range: Range<Int>, _ environment: inout Environment) -> Expression? {
        var call = call
        spellTimeUnit(&call)
        let name = call.name.node.lowercased()
        if Resolver.impure.contains(name) {
            reportImpure("\(name)()", call.name.range)
            return nil
        }
        if name == "grouping" || name == "grouping_id" { return groupingFlags(call, range, &environment) }
        guard let function = FunctionCatalog.named(name) else {
            report(
                "unknown-function", "there is no function '\(call.name.node)'", call.name.range,
                help: NearMatch.help(name, among: FunctionCatalog.names))
            return nil
        }
        guard acceptsModifiers(function, call, range) else { return nil }
        if case .aggregate(let aggregate) = function.implementation {
            if call.window != nil {
                return windowed(call, function, range, &environment) { arguments, inner in
                    self.aggregate(aggregate, function, call, arguments, range, &inner).map { .aggregate($0) }
                }
            }
            if let clause = environment.aggregatesForbiddenIn {
                report(
                    "aggregate-not-allowed", "\(name)() is an aggregate and cannot stand in \(clause)", range,
                    help: clause == "WHERE" ? "use HAVING, or a sub-query" : nil)
                return nil
            }
            var inner = environment.scalarOnly("another aggregate")
            let arguments = call.arguments.map { resolve($0, &inner) }
            guard !arguments.contains(where: { $0 == nil }),
                let expression = self.aggregate(aggregate, function, call, arguments.compactMap { $0 }, range, &inner)
            else { return nil }
            environment.subqueries = inner.subqueries
            let position: Int
            if let known = environment.aggregates.firstIndex(where: { $0.value == expression }) {
                position = known
            } else {
                position = environment.aggregates.count
                environment.aggregates.append(Named(text(range), expression))
            }
            return .column(index: Resolver.aggregateBase + position, name: text(range), type: expression.type)
        }
        if case .window = function.implementation {
            if call.filter != nil || call.isDistinct || call.isStar {
                report("sql-syntax", "FILTER, DISTINCT and * belong to aggregates; \(name)() is none", range)
                return nil
            }
            guard call.window != nil else {
                report(
                    "sql-syntax", "\(name)() needs OVER", range,
                    help: "write \(name)(…) OVER (PARTITION BY … ORDER BY …)")
                return nil
            }
            return windowed(call, function, range, &environment) { arguments, _ in
                self.windowFunction(function, arguments, call)
            }
        }
        for (present, what) in [
            (call.window != nil, "OVER"), (call.filter != nil, "FILTER"), (call.isDistinct, "DISTINCT"),
            (call.isStar, "*"),
        ] where present {
            report("sql-syntax", "\(what) belongs to aggregates; \(name)() is none", range)
            return nil
        }
        let arguments = call.arguments.map { resolve($0, &environment) }
        guard !arguments.contains(where: { $0 == nil }) else { return nil }
        return scalar(function, call, arguments.compactMap { $0 }, range)
    }

    // MARK: - Scalars

    private func scalar(
        _ function: FunctionDescription, _ call: CallSyntax, _ arguments: [Expression], _ range: Range<Int>
    ) -> Expression? {
        if function.name == "decode" { return decoded(arguments, call, range) }
        if function.name == "nullif", arguments.count == 2, arguments[0].type != arguments[1].type,
            !arguments.contains(where: { $0.type == .null })
        {
            return nullif(call, arguments[0], arguments[1])
        }
        if function.name == "equal_null", arguments.count == 2, arguments.contains(where: \.type.isDecimal) {
            return unifiedOperands(arguments[0], arguments[1], "equal_null", range).map { a, b in
                .binary(.isNotDistinct, a, b)
            }
        }
        var characters: Expression?
        var call = call
        var arguments = arguments
        if call.hasTrimCharacters {
            guard let last = string(arguments.removeLast(), "trim", call.arguments.removeLast().range) else {
                return nil
            }
            characters = last
        }
        guard var typed = checked(function, call, arguments, range) else { return nil }
        if let characters { typed.append(characters) }
        let result = resultType(function, typed)
        switch function.implementation {
        case .scalar(.lpad) where typed.count == 2, .scalar(.rpad) where typed.count == 2:
            typed.append(.literal(.string(" "), .string))
        case .scalar(.round) where typed.count == 1: typed.append(.literal(.int64(0), .int64))
        default: break
        }
        if case .scalar(let scalar) = function.implementation {
            if ScalarFunction.numberPairs.contains(scalar) { return numberPair(scalar, typed) }
            if ScalarFunction.patternFunctions.contains(scalar) {
                guard checksPattern(scalar, typed, call) else { return nil }
            }
            guard checksTimes(scalar, typed, call) else { return nil }
            if typed.first?.type == .int64 {
                switch scalar {
                case .ceil, .floor: return typed[0]
                case .round, .bround: return roundedWhole(scalar, typed, call)
                default: break
                }
            }
            if scalar != .format_number, let decimal = typed.first?.type.decimalType {
                return self.decimal(scalar, decimal, typed, result, call, range)
            }
            return .call(scalar, typed, type: result)
        }
        switch function.name {
        case "mod":
            return arithmetic(
                .modulo, typed[0], typed[1], call.arguments[0].range, call.arguments[1].range, range)
        case "if":
            return .conditional([ConditionalBranch(condition: typed[0], value: typed[1])], otherwise: typed[2])
        case "position":
            return typed.count > 2
                ? .call(.locate, typed, type: .int64) : .call(.instr, [typed[1], typed[0]], type: .int64)
        case "btrim": return .call(.trim, typed, type: .string)
        default: return rewritten(function, typed, call, range)
        }
    }

    /// The arguments in the types that the signature asks for; nil (recorded) when they do not fit.
    func checked(
        _ function: FunctionDescription, _ call: CallSyntax, _ arguments: [Expression], _ range: Range<Int>
    ) -> [Expression]? {
        let most = function.isVariadic ? Int.max : function.parameters.count
        // The first of several `any` arguments may stand alone: coalesce(x) is x.
        let least = function.isVariadic ? 1 : function.parameters.count - function.optional
        guard (least...most).contains(arguments.count) else {
            report(
                "wrong-arguments",
                "\(function.name)() takes \(countText(least, most)), found \(arguments.count)", range,
                notes: [function.signature],
                help: ["trim", "ltrim", "rtrim"].contains(function.name)
                    ? "characters to take off are written trim(BOTH 'x' FROM text)" : nil)
            return nil
        }
        var typed = arguments
        var shared = DataType.null
        let kinds = arguments.indices.map { function.parameters[min($0, function.parameters.count - 1)] }
        let sharing = kinds.indices.filter { kinds[$0] == .any }
        for (index, type) in zip(sharing, choiceTypes(sharing.map { typed[$0] })) {
            if let common = DataType.common(shared, type) {
                shared = common
            } else if !["unix_timestamp", "min_by", "max_by"].contains(function.name) {
                report(
                    "type-mismatch",
                    "the arguments of \(function.name)() must share a type, found \(article(shared)) and \(article(typed[index].type))",
                    call.arguments[index].range, help: "cast one of them")
                return nil
            }
        }
        for (index, kind) in kinds.enumerated() {
            let argument = typed[index]
            let place = call.arguments[index].range
            let coerced: Expression?
            switch kind {
            case .any:
                coerced =
                    ["unix_timestamp", "min_by", "max_by"].contains(function.name)
                    ? argument : cast(argument, to: shared)
            case .unshared: coerced = argument
            case .number:
                coerced =
                    argument.type.isNumeric ? argument : argument.type == .null ? cast(argument, to: .double) : nil
            case .double:
                coerced = argument.type.isNumeric || argument.type == .null ? cast(argument, to: .double) : nil
            case .fractional:
                coerced =
                    argument.type.isDecimal
                    ? argument
                    : argument.type.isNumeric || argument.type == .null ? cast(argument, to: .double) : nil
            case .bigint: coerced = argument.type == .int64 || argument.type == .null ? cast(argument, to: .int64) : nil
            case .string:
                coerced =
                    argument.type == .string || argument.type == .null || function.name.hasPrefix("concat")
                        || function.name == "string_agg"
                    ? cast(argument, to: .string) : nil
            case .bigintOrString:
                coerced =
                    argument.type == .int64 || argument.type == .string
                    ? argument : argument.type == .null ? cast(argument, to: .string) : nil
            case .boolean:
                coerced = argument.type == .boolean || argument.type == .null ? cast(argument, to: .boolean) : nil
            case .timestamp: coerced = time(argument, as: .timestamp, place)
            case .date: coerced = time(argument, as: .date, place)
            case .time:
                coerced =
                    argument.type == .timestamp || argument.type == .date
                    ? argument : time(argument, as: .timestamp, place)
            case .unit:
                guard case .literal(.string(let unit), _) = argument else {
                    report(
                        "type-mismatch", "\(function.name)() takes a unit such as 'hour' here", place,
                        notes: [function.signature])
                    return nil
                }
                if function.name == "date_part" {
                    coerced = argument
                } else {
                    guard let name = timeUnit(unit, place) else { return nil }
                    if function.name == "trunc", !["year", "quarter", "month", "week"].contains(name) {
                        report(
                            "unknown-unit", "trunc() has no unit '\(unit)'", place,
                            notes: ["there are year, quarter, month, week"],
                            help: "date_trunc has shorter units")
                        return nil
                    }
                    coerced = .literal(.string(name), .string)
                }
            }
            guard let coerced else {
                report(
                    "type-mismatch",
                    "\(function.name)() takes a \(kind.rawValue) as argument \(index + 1), found \(article(argument.type))",
                    place,
                    notes: [function.signature])
                return nil
            }
            typed[index] = coerced
        }
        return typed
    }

    private func time(_ argument: Expression, as type: DataType, _ place: Range<Int>) -> Expression? {
        switch argument.type {
        case .timestamp, .date, .null: return cast(argument, to: type)
        case .string:
            guard case .literal(.string(_), _) = argument else { return nil }
            return cast(argument, to: type)
        default: return nil
        }
    }

    private func countText(_ least: Int, _ most: Int) -> String {
        if least == most { return least == 1 ? "1 argument" : "\(least) arguments" }
        return most == .max ? "at least \(least) argument\(least == 1 ? "" : "s")" : "\(least) to \(most) arguments"
    }

    func resultType(_ function: FunctionDescription, _ arguments: [Expression]) -> DataType {
        switch function.result {
        case .fixed(let type): return type
        case .sameAsArgument:
            for (index, argument) in arguments.enumerated() {
                let kind = function.parameters[min(index, function.parameters.count - 1)]
                if [.number, .any, .time].contains(kind) { return argument.type }
            }
            return .null
        }
    }

    /// A unit of time under its canonical name, or nil (recorded).
    func timeUnit(_ unit: String, _ range: Range<Int>) -> String? {
        let units = [
            "year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond", "microsecond",
        ]
        let short = ["yyyy": "year", "yy": "year", "mm": "month", "mon": "month", "dd": "day", "dayofyear": "day"]
        let lower = unit.lowercased()
        if units.contains(lower) { return lower }
        if let long = short[lower] { return long }
        if lower.hasSuffix("s"), units.contains(String(lower.dropLast())) { return String(lower.dropLast()) }
        report(
            "unknown-unit", "there is no unit of time '\(unit)'", range,
            notes: ["there are \(units.joined(separator: ", "))"],
            help: NearMatch.help(lower, among: units))
        return nil
    }
}
