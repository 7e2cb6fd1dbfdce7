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
        plan(ParsedQuery(source, range: range), context: context)
    }

    /// Resolves and types a SELECT that is parsed already; the same otherwise.
    public static func plan(_ query: ParsedQuery, context: PlanningContext) -> PlannedQuery {
        guard let syntax = query.syntax else {
            return PlannedQuery(
                plan: nil, diagnostics: query.diagnostics, referencedTables: [], referencedParameters: [])
        }
        let source = query.source
        let resolver = Resolver(source: source, context: context)
        resolver.references = query.names.counts
        let plan = resolver.resolve(syntax)
        if let count = plan?.operatorCount, count > mostOperators {
            resolver.report(
                "query-too-large", "this query comes to \(count) operators, more than \(mostOperators)", syntax.range,
                help: "compute parts of it in cells of their own, or join fewer sub-queries")
        }
        let all = query.diagnostics + resolver.diagnostics
        return PlannedQuery(
            plan: all.hasErrors ? nil : plan, diagnostics: all, referencedTables: resolver.referencedTables,
            referencedParameters: resolver.referencedParameters,
            places: resolver.places.map {
                PlacedExpression(expression: $0.expression, file: source.path, range: source.range($0.range))
            })
    }
}
