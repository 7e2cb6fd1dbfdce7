import Columnar

/// Turns `a = b` between the two sides of a cross product, written as a filter above or a condition on it, into join keys.
enum JoinKeyExtraction {
    static func apply(_ plan: LogicalPlan) -> LogicalPlan {
        guard case .filter(let predicate, .join(.inner, let left, let right, let keys, let condition)) = plan else {
            return plan
        }
        let width = left.schema.count
        var found = keys
        var rest: [Expression] = []
        for part in predicate.conjuncts {
            if case .binary(.equal, let a, let b) = part, a.isTotal, b.isTotal {
                if a.isOver(0..<width), b.isOver(width..<Int.max) {
                    found.append(JoinKey(a, b.movingColumns { $0 - width }))
                    continue
                }
                if b.isOver(0..<width), a.isOver(width..<Int.max) {
                    found.append(JoinKey(b, a.movingColumns { $0 - width }))
                    continue
                }
            }
            rest.append(part)
        }
        guard found.count > keys.count else { return plan }
        let join = LogicalPlan.join(.inner, left, right, keys: found, condition: condition)
        return Expression.conjunction(rest).map { .filter($0, join) } ?? join
    }
}
