import Columnar

/// Moves filters towards the scans, so that rows are dropped before anything is computed from them.
///
/// A filter passes a projection when its columns' expressions cannot raise errors, an aggregation when it reads keys only, a
/// window when it reads partition keys only, and a join on the side it reads (the left side only for outer and semi joins). It never
/// passes a limit, or a projection where that would make it huge. Parts that may raise errors stay where the query put them unless they stay directly above the same rows.
enum PredicatePushdown {
    static func apply(_ plan: LogicalPlan) -> LogicalPlan {
        guard case .filter(let predicate, let below) = plan else { return plan.mappingInputs(apply) }
        var remaining: [Expression] = []
        var input = below
        for part in predicate.conjuncts {
            if part.isTotal || remaining.isEmpty, let pushed = push(part, into: input) {
                input = pushed
            } else {
                remaining.append(part)
            }
        }
        input = apply(input)
        guard let rest = Expression.conjunction(remaining) else { return input }
        if case .filter(let inner, let source) = input { return .filter(.binary(.and, inner, rest), source) }
        return .filter(rest, input)
    }

    /// The plan with the predicate below its top operator; nil when it cannot go there.
    private static func push(_ part: Expression, into plan: LogicalPlan) -> LogicalPlan? {
        switch plan {
        case .project(let columns, let input):
            let used = part.columns
            guard used.allSatisfy({ columns[$0].value.isTotal }), part.isTotal || columns.allSatisfy(\.value.isTotal)
            else {
                return nil
            }
            let sizes = columns.map { $0.value.nodeCount }
            guard part.nodeCount(replacing: sizes) <= Expression.largestCopy else { return nil }
            return .project(columns, .filter(part.replacingColumns { columns[$0].value }, input))
        case .filter(let predicate, let input):
            return part.isTotal ? push(part, into: input).map { .filter(predicate, $0) } : nil
        case .sort(let keys, let input): return .sort(keys, .filter(part, input))
        case .distinct(let input): return part.isTotal ? .distinct(.filter(part, input)) : nil
        case .aggregate(let keys, let aggregates, let input):
            guard part.isTotal, part.isOver(0..<keys.count), keys.allSatisfy(\.value.isTotal) else { return nil }
            return .aggregate(
                keys: keys, aggregates: aggregates, .filter(part.replacingColumns { keys[$0].value }, input))
        case .window(let windows, let input):
            let width = input.schema.count
            let isPartitionKey = { (index: Int) in
                windows.allSatisfy { window in
                    window.value.partitionBy.contains {
                        if case .column(index, _, _) = $0 { true } else { false }
                    }
                }
            }
            guard part.isTotal, part.isOver(0..<width), part.columns.allSatisfy(isPartitionKey) else { return nil }
            return .window(windows, .filter(part, input))
        case .join(let kind, let left, let right, let keys, let condition):
            let width = left.schema.count
            guard part.isTotal else { return nil }
            if part.isOver(0..<width) {
                return .join(kind, .filter(part, left), right, keys: keys, condition: condition)
            }
            if kind == .inner, part.isOver(width..<Int.max) {
                return .join(
                    kind, left, .filter(part.movingColumns { $0 - width }, right), keys: keys, condition: condition)
            }
            return nil
        case .union(let inputs): return part.isTotal ? .union(inputs.map { .filter(part, $0) }) : nil
        case .scan, .values, .limit, .shared: return nil
        }
    }
}
