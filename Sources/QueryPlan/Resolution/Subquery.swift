import Columnar

/// A sub-query met in an expression: computed once, its value then stands beside the rows that use it.
struct Subquery: Hashable {
    enum Use: Hashable {
        /// Its one value.
        case value
        /// Whether an expression is among its values.
        case membership(of: Expression)
    }

    var use: Use
    /// One column; for a value exactly one row.
    var plan: LogicalPlan
}

extension Expression {
    /// The same expression with the columns at some positions replaced.
    func replacing(_ replacements: [Int: Expression]) -> Expression {
        if replacements.isEmpty { return self }
        if case .column(let index, _, _) = self { return replacements[index] ?? self }
        return mappingOperands { $0.replacing(replacements) }
    }
}
