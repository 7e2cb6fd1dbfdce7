import Columnar
import QueryPlan

/// A definite order for the rows of a result, whatever order an engine finds them in.
///
/// Rows come in the order that the query states, ties and unordered results by their key columns: the group keys of an
/// aggregation where the result shows them, otherwise all columns from left to right. The rows of a plain scan keep file order.
enum RowOrder {
    /// The plan with that order. Adds a sort only where rows have no order yet, and tie-breakers to a sort that has none.
    static func definite(_ plan: LogicalPlan) -> LogicalPlan {
        switch plan {
        case .limit(let count, let offset, let input):
            return .limit(count: count, offset: offset, definite(input))
        case .sort(let keys, let input):
            let sorted = Set(keys.map(\.expression))
            return .sort(keys + tieBreakers(of: input).filter { !sorted.contains($0) }.map { SortKey($0) }, input)
        case .project(let columns, let input) where statesOrder(input):
            return .project(columns, definite(input))
        case .filter(let predicate, let input) where statesOrder(input):
            return .filter(predicate, definite(input))
        default:
            let keys = tieBreakers(of: plan)
            return keys.isEmpty ? plan : .sort(keys.map { SortKey($0) }, plan)
        }
    }

    /// The plan without a sort at its top, for uses where the order does not matter. A sort below a limit stays.
    static func unordered(_ plan: LogicalPlan) -> LogicalPlan {
        switch plan {
        case .sort(_, let input): unordered(input)
        case .project(let columns, let input): .project(columns, unordered(input))
        case .filter(let predicate, let input): .filter(predicate, unordered(input))
        default: plan
        }
    }

    /// True when the rows' order comes from a sort in the plan.
    private static func statesOrder(_ plan: LogicalPlan) -> Bool {
        switch plan {
        case .sort: true
        case .project(_, let input), .filter(_, let input), .limit(_, _, let input): statesOrder(input)
        default: false
        }
    }

    /// The columns of the plan's output that tell its rows apart, in order; none when the rows have an order already.
    private static func tieBreakers(of plan: LogicalPlan) -> [Expression] {
        switch plan {
        case .scan, .values, .sort: return []
        case .filter(_, let input), .limit(_, _, let input): return tieBreakers(of: input)
        case .shared(let shared): return tieBreakers(of: shared.plan)
        case .aggregate(let keys, _, _): return Array(allColumns(of: plan).prefix(keys.count))
        case .project(let columns, let input):
            let wanted = tieBreakers(of: input)
            guard !wanted.isEmpty else { return [] }
            let all = allColumns(of: plan)
            let kept = wanted.compactMap { key in columns.firstIndex { $0.value == key }.map { all[$0] } }
            return kept.count == wanted.count ? kept : kept + all.filter { !kept.contains($0) }
        case .union(let inputs):
            return inputs.allSatisfy { tieBreakers(of: $0).isEmpty } ? [] : allColumns(of: plan)
        case .window, .join, .distinct: return allColumns(of: plan)
        }
    }

    private static func allColumns(of plan: LogicalPlan) -> [Expression] {
        plan.schema.fields.enumerated().map { .column(index: $0.offset, name: $0.element.name, type: $0.element.type) }
    }
}
