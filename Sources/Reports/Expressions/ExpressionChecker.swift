import Charting
import Columnar
import Diagnostics

/// Checks expressions against a report's names and the columns of its queries, without any row.
struct ExpressionChecker {
    let catalog: ReportCatalog
    /// The columns of a query's result; nil when it has no plan, which is told elsewhere.
    let schema: (QueryKey) -> Schema?
    private(set) var diagnostics: [Diagnostic] = []

    init(catalog: ReportCatalog, schema: @escaping (QueryKey) -> Schema?) {
        self.catalog = catalog
        self.schema = schema
    }

    /// Checks an expression that must be a value, and its format; nil when its type is not known.
    @discardableResult
    mutating func checkValue(
        _ expression: ValueExpression, format: String? = nil, formatPlace: SourcePlace? = nil,
        loops: [String: QueryKey] = [:]
    ) -> DataType? {
        let type = type(of: expression, loops: loops)
        if let format {
            let problem =
                if let type {
                    ValueText.problem(format, for: type)
                } else {
                    ValueText.problem(format, for: .double).flatMap { number in
                        ValueText.problem(format, for: .timestamp).map { _ in number }
                    }
                }
            if let problem {
                report(
                    NameProblem("bad-format", problem.message, help: problem.help),
                    at: ValueExpression(expression.node, place: formatPlace ?? expression.place))
            }
        }
        return type
    }

    /// Checks an expression that must be true or false.
    mutating func checkCondition(_ expression: ValueExpression, loops: [String: QueryKey]) {
        if let type = type(of: expression, loops: loops), type != .boolean, type != .null {
            report(
                NameProblem("wrong-type", "a condition is true or false; this is a \(type.name)"), at: expression)
        }
    }

    /// Checks an expression that must be a table, and gives its query.
    mutating func checkTable(_ expression: ValueExpression, loops: [String: QueryKey]) -> QueryKey? {
        guard case .path(let steps) = expression.node else {
            report(NameProblem("not-a-table", "a loop goes over a query cell or an analyzer's table"), at: expression)
            return nil
        }
        switch catalog.resolve(steps, loops: Set(loops.keys)) {
        case .success(.table(let key)): return key
        case .success:
            report(NameProblem("not-a-table", "'\(steps.text)' is a value, not a table"), at: expression)
            return nil
        case .failure(let problem):
            report(problem, at: expression)
            return nil
        }
    }

    private mutating func type(of expression: ValueExpression, loops: [String: QueryKey]) -> DataType? {
        switch expression.node {
        case .literal(let scalar): return scalar.type
        case .path(let steps): return type(of: steps, expression, loops)
        case .negate(let operand): return number(operand, "-", loops)
        case .not(let operand):
            checkCondition(operand, loops: loops)
            return .boolean
        case .binary(let op, let left, let right): return type(op, left, right, expression, loops)
        case .call(let function, let arguments): return type(function, arguments, expression, loops)
        }
    }

    private mutating func type(
        of steps: [PathStep], _ expression: ValueExpression, _ loops: [String: QueryKey]
    ) -> DataType? {
        switch catalog.resolve(steps, loops: Set(loops.keys)) {
        case .failure(let problem):
            report(problem, at: expression)
            return nil
        case .success(.parameter(let name)): return catalog.parameters.first { $0.name == name }?.type
        case .success(.period(let field)): return field.type
        case .success(.run(let field)): return field.type
        case .success(.passed): return .boolean
        case .success(.table):
            report(
                NameProblem(
                    "not-a-value", "'\(steps.text)' is a table, not a value",
                    help: "write \(steps.text).COLUMN, \(steps.text)[n].COLUMN or count(\(steps.text))"),
                at: expression)
            return nil
        case .success(.loop(let variable, let column)):
            let key = loops[variable] ?? (variable == PageSettings.name ? catalog.pageTable : nil)
            return key.flatMap { self.column(column, of: $0, expression) }
        case .success(.column(let key, _, let name)):
            if key.part == ReportCatalog.failingRows { return .int64 }
            return column(name, of: key, expression)
        }
    }

    private mutating func column(_ name: String, of key: QueryKey, _ expression: ValueExpression) -> DataType? {
        guard let schema = schema(key) else { return nil }
        if let index = schema.index(of: name) { return schema.fields[index].type }
        let table = key.part == "result" ? key.cell : "\(key.cell).\(key.part)"
        report(
            NameProblem(
                "unknown-column", "'\(table)' has no column '\(name)'",
                notes: ["it has \(schema.names.joined(separator: ", "))"],
                help: NearMatch.help(name, among: schema.names)), at: expression)
        return nil
    }

    private mutating func type(
        _ op: ValueOperator, _ left: ValueExpression, _ right: ValueExpression, _ whole: ValueExpression,
        _ loops: [String: QueryKey]
    ) -> DataType? {
        switch op {
        case .and, .or:
            checkCondition(left, loops: loops)
            checkCondition(right, loops: loops)
            return .boolean
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            if let a = type(of: left, loops: loops), let b = type(of: right, loops: loops), a != b, a != .null,
                b != .null,
                !(a.isNumeric && b.isNumeric)
            {
                report(
                    NameProblem("wrong-type", "a \(a.name) does not compare with a \(b.name)"), at: whole)
            }
            return .boolean
        case .divide:
            _ = number(left, op.rawValue, loops)
            _ = number(right, op.rawValue, loops)
            return .double
        case .add, .subtract, .multiply, .modulo:
            let a = number(left, op.rawValue, loops)
            let b = number(right, op.rawValue, loops)
            return a == .int64 && b == .int64 ? .int64 : a == nil || b == nil ? nil : .double
        }
    }

    private mutating func number(
        _ operand: ValueExpression, _ user: String, _ loops: [String: QueryKey]
    ) -> DataType? {
        guard let type = type(of: operand, loops: loops) else { return nil }
        if !type.isNumeric, type != .null {
            report(NameProblem("wrong-type", "'\(user)' takes numbers; this is a \(type.name)"), at: operand)
        }
        return type
    }

    private mutating func type(
        _ function: ValueFunction, _ arguments: [ValueExpression], _ whole: ValueExpression, _ loops: [String: QueryKey]
    ) -> DataType? {
        guard function.arity.contains(arguments.count) else {
            let arity = function.arity
            let wanted = arity.count == 1 ? "\(arity.lowerBound)" : "\(arity.lowerBound) to \(arity.upperBound)"
            report(
                NameProblem(
                    "wrong-arguments",
                    "\(function.rawValue)() takes \(wanted) \(wanted == "1" ? "argument" : "arguments"), not \(arguments.count)"
                ), at: whole)
            return nil
        }
        switch function {
        case .count:
            _ = checkTable(arguments[0], loops: loops)
            return .int64
        case .prior:
            checkHasPeriods(arguments[0], function, loops)
            return type(of: arguments[0], loops: loops)
        case .delta:
            checkHasPeriods(arguments[0], function, loops)
            _ = number(arguments[0], "delta", loops)
            return .double
        case .change:
            checkHasPeriods(arguments[0], function, loops)
            return number(arguments[0], "change", loops)
        case .abs: return number(arguments[0], "abs", loops)
        case .round:
            let type = number(arguments[0], "round", loops)
            if arguments.count > 1 { _ = number(arguments[1], "round", loops) }
            return type
        case .plural:
            _ = number(arguments[0], "plural", loops)
            for argument in arguments.dropFirst() { _ = type(of: argument, loops: loops) }
            return .string
        case .if:
            checkCondition(arguments[0], loops: loops)
            let type = type(of: arguments[1], loops: loops)
            return self.type(of: arguments[2], loops: loops) == type ? type : nil
        case .coalesce, .min, .max:
            let types = arguments.map { type(of: $0, loops: loops) }
            return Set(types).count == 1 ? types[0] : nil
        case .upper, .lower, .capitalize, .concat:
            for argument in arguments { _ = type(of: argument, loops: loops) }
            return .string
        }
    }

    /// Checks that something in an expression is computed for the period before too: rows of loops and pages, and parameters, are not.
    private mutating func checkHasPeriods(
        _ expression: ValueExpression, _ function: ValueFunction, _ loops: [String: QueryKey]
    ) {
        let hasPeriods = expression.paths.contains { steps in
            switch catalog.resolve(steps, loops: Set(loops.keys)) {
            case .success(.parameter), .success(.loop), .success(.run): false
            default: true
            }
        }
        if hasPeriods { return }
        report(
            NameProblem(
                "no-comparison", "\(function.rawValue)() has nothing to compare with: this has one value in a run",
                help: "take a query's value, such as totals.orders, or a column that a query compares itself"),
            at: expression)
    }

    private mutating func report(_ problem: NameProblem, at expression: ValueExpression) {
        guard problem.id != NameProblem.toldElsewhere else { return }
        let diagnostic = problem.diagnostic(at: expression.place)
        if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }
}
