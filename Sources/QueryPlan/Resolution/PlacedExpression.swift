package import Diagnostics

/// An expression that may fail on some row, and where it is written.
///
/// Kept beside a plan instead of in it: equal expressions are equal wherever they stand.
package struct PlacedExpression: Sendable {
    /// The expression as it was resolved, before any optimisation.
    package let expression: Expression
    /// The text that holds it.
    package let file: String
    /// Its operator, or all of it where it has none.
    package let range: SourceRange

    /// True when it is the expression that reads so in SQL, or is made of it, by itself or with its constants computed.
    func holds(_ sql: String) -> Bool {
        PlacedExpression.holds(expression, sql) || PlacedExpression.holds(ConstantFolding.fold(expression), sql)
    }

    private static func holds(_ expression: Expression, _ sql: String) -> Bool {
        expression.sql == sql || expression.operands.contains { holds($0, sql) }
    }
}

extension [PlacedExpression] {
    /// The innermost expression that reads so in SQL, or is made of it; nil where rewriting has made it another.
    package func place(of sql: String) -> PlacedExpression? {
        var best: PlacedExpression?
        for candidate in self where candidate.holds(sql) {
            // What is part of another is recorded before it.
            if best.map({ candidate.expression.nodeCount < $0.expression.nodeCount }) ?? true { best = candidate }
        }
        return best
    }
}

extension QueryFailure {
    /// The failure with the place of the expression that failed, or with the expression where its place is not known.
    package func placed(among places: [PlacedExpression]) -> QueryFailure {
        guard let expression, diagnostic.range == nil else { return self }
        var failure = self
        if let place = places.place(of: expression) {
            failure.diagnostic.file = place.file
            failure.diagnostic.range = place.range
        } else {
            let shown = expression.count > 200 ? expression.prefix(200) + "…" : expression[...]
            failure.diagnostic.notes.insert("in the expression \(shown)", at: 0)
        }
        failure.expression = nil
        return failure
    }
}
