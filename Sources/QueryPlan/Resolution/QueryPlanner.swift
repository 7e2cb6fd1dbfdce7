public import Diagnostics

/// Turns SQL text into a resolved, typed logical plan.
public enum QueryPlanner {
    /// Larger plans are refused: no text that a person writes comes to them, and planning takes more than linear time.
    static let mostOperators = 10_000

    /// Parses, resolves and types one SELECT.
    ///
    /// Collects every diagnostic it can, each with its place in `source`. Nothing is read but the text.
    /// - Parameters:
    ///   - source: the file that holds the query.
    ///   - range: the query's UTF-8 offsets in the file; nil for all of it.
    ///   - context: what names may refer to.
    public static func plan(_ source: SourceText, range: Range<Int>?, context: PlanningContext) -> PlannedQuery {
        let (syntax, diagnostics) = parse(source, range: range)
        guard let syntax else {
            return PlannedQuery(plan: nil, diagnostics: diagnostics, referencedTables: [], referencedParameters: [])
        }
        let resolver = Resolver(source: source, context: context)
        var names = TableNames()
        names.collect(syntax)
        resolver.references = names.counts
        let plan = resolver.resolve(syntax)
        if let count = plan?.operatorCount, count > mostOperators {
            resolver.report(
                "query-too-large", "this query comes to \(count) operators, more than \(mostOperators)", syntax.range,
                help: "compute parts of it in cells of their own, or join fewer sub-queries")
        }
        let all = diagnostics + resolver.diagnostics
        return PlannedQuery(
            plan: all.hasErrors ? nil : plan, diagnostics: all, referencedTables: resolver.referencedTables,
            referencedParameters: resolver.referencedParameters,
            places: resolver.places.map {
                PlacedExpression(expression: $0.expression, file: source.path, range: source.range($0.range))
            })
    }

    /// The tables that a query's FROM clauses name, as written, each once, in order; empty when the text does not parse.
    public static func tableReferences(of source: SourceText, range: Range<Int>?) -> [String] {
        guard let syntax = parse(source, range: range).0 else { return [] }
        var names = TableNames()
        names.collect(syntax)
        return names.names
    }

    private static func parse(_ source: SourceText, range: Range<Int>?) -> (QuerySyntax?, [Diagnostic]) {
        let range = range ?? 0..<source.utf8.count
        var lexer = Lexer(source, range: range)
        let tokens = lexer.tokens()
        if lexer.diagnostics.hasErrors { return (nil, lexer.diagnostics) }
        var parser = Parser(source, tokens: tokens)
        let syntax = parser.parse()
        return (parser.diagnostics.hasErrors ? nil : syntax, parser.diagnostics)
    }
}

/// Collects the tables that a syntax tree names, without those that its own WITH defines.
private struct TableNames {
    var names: [String] = []
    /// How often each name stands there, in small letters; those that WITH defines too.
    var counts: [String: Int] = [:]
    private var hidden: [String] = []

    mutating func collect(_ query: QuerySyntax) {
        let before = hidden.count
        for item in query.with {
            collect(item.query)
            hidden.append(item.name.node.lowercased())
        }
        collect(query.body)
        for order in query.orderBy { collect(order.expression) }
        hidden.removeSubrange(before...)
    }

    private mutating func collect(_ body: SetSyntax) {
        switch body {
        case .select(let select):
            if let from = select.from { collect(from) }
            for item in select.items { collect(item.expression) }
            let keys = select.groupBy.flatMap { $0.sets.joined() }
            for expression in [select.whereClause, select.having].compactMap({ $0 }) + keys { collect(expression) }
        case .values: break
        case .operation(_, let left, let right, _, _):
            collect(left)
            collect(right)
        case .query(let query): collect(query)
        }
    }

    private mutating func collect(_ from: FromSyntax) {
        switch from {
        case .table(let name, _):
            counts[name.node.lowercased(), default: 0] += 1
            if !hidden.contains(name.node.lowercased()), !names.contains(name.node) { names.append(name.node) }
        case .subquery(let query, _, _): collect(query)
        case .join(let join):
            collect(join.left)
            collect(join.right)
            if let on = join.on { collect(on) }
        }
    }

    /// Sub-queries may stand anywhere in an expression.
    private mutating func collect(_ expression: SyntaxExpression) {
        switch expression.node {
        case .subquery(let query), .exists(let query): collect(query)
        case .inQuery(let operand, let query):
            collect(operand)
            collect(query)
        case .unary(_, let operand), .isState(let operand, _), .cast(let operand, _, _): collect(operand)
        case .binary(_, let left, let right), .like(let left, let right, _):
            collect(left)
            collect(right)
        case .between(let operand, let low, let high): for part in [operand, low, high] { collect(part) }
        case .inList(let operand, let list): for part in [operand] + list { collect(part) }
        case .conditional(let subject, let branches, let otherwise):
            for part in [subject, otherwise].compactMap({ $0 }) + branches.flatMap({ [$0.when, $0.then] }) {
                collect(part)
            }
        case .call(let call):
            let window = (call.window?.partitionBy ?? []) + (call.window?.orderBy.map(\.expression) ?? [])
            for part in call.arguments + [call.filter].compactMap({ $0 }) + call.withinGroup.map(\.expression) + window
            {
                collect(part)
            }
        case .interval(let parts): for part in parts { collect(part.amount) }
        case .null, .boolean, .number, .string, .typed, .parameter, .column, .star: break
        }
    }
}
