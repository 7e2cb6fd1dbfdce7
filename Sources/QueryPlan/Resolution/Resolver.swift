import Columnar
import Diagnostics

/// Resolves a syntax tree: names to positions, types to every node, operators of SQL to operators of the plan.
///
/// A class because sub-queries, diagnostics and referenced names of one query share it; it lives for one call of the planner.
final class Resolver {
    /// Positions from here on stand for `grouping(…)` while a SELECT is being resolved.
    static let groupingBase = 1 << 38
    /// Positions from here on stand for sub-queries.
    static let subqueryBase = 1 << 39
    /// Positions from here on stand for aggregate results while a SELECT is being resolved.
    static let aggregateBase = 1 << 40
    /// Positions from here on stand for window results.
    static let windowBase = 1 << 41

    let source: SourceText
    let context: PlanningContext
    var diagnostics: [Diagnostic] = []
    var referencedTables: [String] = []
    var referencedParameters: [String] = []
    /// Sub-queries of WITH, innermost last.
    var named: [(name: String, plan: LogicalPlan?)] = []
    /// The expressions that may fail on some row, inner ones first, and where their operators stand.
    var places: [(expression: Expression, range: Range<Int>)] = []
    /// How often FROM names each table, in small letters.
    var references: [String: Int] = [:]
    /// What the queries around a sub-query can name, innermost last: for telling that it cannot.
    var outerScopes: [Scope] = []

    init(source: SourceText, context: PlanningContext) {
        self.source = source
        self.context = context
    }

    /// The plan of a query; nil when it has errors, which have been recorded.
    func resolve(_ query: QuerySyntax) -> LogicalPlan? {
        let before = named.count
        defer { named.removeSubrange(before...) }
        for item in query.with {
            if named[before...].contains(where: { $0.name == item.name.node.lowercased() }) {
                report("duplicate-name", "there is a second sub-query named '\(item.name.node)'", item.name.range)
            }
            var plan = resolve(item.query)
            if !item.columns.isEmpty, let found = plan { plan = renamed(found, item.columns) }
            named.append((item.name.node.lowercased(), plan))
        }
        guard var plan = resolve(query.body, orderBy: query.orderBy) else { return nil }
        let count = query.limit.flatMap { wholeNumber($0, "LIMIT") }
        let offset = query.offset.flatMap { wholeNumber($0, "OFFSET") } ?? 0
        if query.limit != nil || query.offset != nil { plan = .limit(count: count, offset: offset, plan) }
        return plan
    }

    func resolve(_ body: SetSyntax, orderBy: [OrderSyntax]) -> LogicalPlan? {
        switch body {
        case .select(let select): return resolve(select, orderBy: orderBy)
        case .query(let query):
            guard let plan = resolve(query) else { return nil }
            return sorted(plan, by: orderBy)
        case .values(let rows):
            guard let plan = values(rows) else { return nil }
            return sorted(plan, by: orderBy)
        case .operation(let symbol, let left, let right, let all, let range):
            let first = resolve(left, orderBy: [])
            let second = resolve(right, orderBy: [])
            guard let first, let second, let (a, b) = unified(first, second, symbol, range) else { return nil }
            return sorted(operation(symbol, a, b, all: all), by: orderBy)
        }
    }

    /// An ORDER BY over a finished result: only its columns can be named.
    private func sorted(_ plan: LogicalPlan, by orderBy: [OrderSyntax]) -> LogicalPlan? {
        guard !orderBy.isEmpty else { return plan }
        let scope = Scope(plan.schema, table: nil)
        var keys: [SortKey] = []
        for order in orderBy {
            let expression: Expression?
            if let position = ordinal(order.expression, count: plan.schema.count, "ORDER BY") {
                expression = column(position, of: plan.schema)
            } else if isOrdinal(order.expression) {
                expression = nil
            } else {
                var environment = Environment(scope: scope, plan: plan)
                environment.subqueriesForbiddenIn = "the ORDER BY of a set operation"
                expression = resolve(order.expression, &environment)
            }
            guard let expression else { return nil }
            keys.append(SortKey(expression, isDescending: order.isDescending, nullsFirst: order.nullsFirst))
        }
        return .sort(keys, plan)
    }

    /// A query's columns under new names.
    func renamed(_ plan: LogicalPlan, _ names: [Syntax<String>]) -> LogicalPlan? {
        guard names.count == plan.schema.count else {
            report(
                "sql-syntax", "\(names.count) column names for \(plan.schema.count) columns",
                names[0].range.lowerBound..<names[names.count - 1].range.upperBound)
            return nil
        }
        return .project(names.indices.map { Named(names[$0].node, column($0, of: plan.schema)) }, plan)
    }

    /// The plan that has one row and no column: what a SELECT without FROM reads.
    static let oneRow = LogicalPlan.values([[]], schema: Schema([]))

    func column(_ index: Int, of schema: Schema) -> Expression {
        .column(index: index, name: schema.fields[index].name, type: schema.fields[index].type)
    }

    func wholeNumber(_ syntax: SyntaxExpression, _ what: String) -> Int? {
        var environment = Environment(scope: Scope(without: what), plan: Resolver.oneRow)
        environment.subqueriesForbiddenIn = what
        guard let expression = resolve(syntax, &environment) else { return nil }
        // Far below where adding an offset could overflow.
        if case .literal(.int64(let value), _) = ConstantFolding.fold(expression), (0...(1 << 48)).contains(value) {
            return Int(value)
        }
        report("type-mismatch", "\(what) takes a whole number from 0 to \(1 << 48)", syntax.range)
        return nil
    }

    func isOrdinal(_ syntax: SyntaxExpression) -> Bool {
        if case .number(let digits) = syntax.node { return digits.utf8.allSatisfy { $0 &- 0x30 < 10 } }
        return false
    }

    /// The 0-based column that an ordinal means; nil for anything else, and for one out of range (recorded).
    func ordinal(_ syntax: SyntaxExpression, count: Int, _ clause: String) -> Int? {
        guard case .number(let digits) = syntax.node, isOrdinal(syntax) else { return nil }
        guard let position = Int(digits), (1...max(1, count)).contains(position), count > 0 else {
            report(
                "sql-syntax", "\(clause) \(digits) names no column: there \(count == 1 ? "is 1" : "are \(count)")",
                syntax.range)
            return nil
        }
        return position - 1
    }

    func report(
        _ id: String, _ message: String, _ range: Range<Int>, notes: [String] = [], help: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                id, .error, message, file: source.path, range: source.range(range), notes: notes, help: help))
    }

    /// `a string`, `an int64`: a type in a sentence.
    func article(_ type: DataType) -> String { "a \(type.name)" }
}

extension DataType {
    /// The type that values of both types can have without loss of meaning; nil when there is none.
    static func common(_ a: DataType, _ b: DataType) -> DataType? {
        if a == b { return a }
        switch (a, b) {
        case (.null, let other), (let other, .null): return other
        case (.int64, .double), (.double, .int64): return .double
        case (.decimal, .double), (.double, .decimal): return .double
        case (.decimal, .decimal), (.decimal, .int64), (.int64, .decimal):
            return DecimalType.common(a.decimalType ?? .bigint, b.decimalType ?? .bigint).dataType
        case (.date, .timestamp), (.timestamp, .date): return .timestamp
        default: return nil
        }
    }
}
