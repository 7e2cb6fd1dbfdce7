import Columnar
import QueryPlan

/// Puts plans together that each aggregate rows of one source to a single row: the figures of a report and of its earlier periods.
///
/// What each plan filters becomes the filter of its aggregates, so that one pass over the source gives the columns of all of them.
struct FigureMerger {
    /// Several plans as one of a single row.
    struct Merged {
        var plan: LogicalPlan
        /// Which of its columns are whose, by the plan's place among those that were given.
        var parts: [(index: Int, columns: Range<Int>)]
    }

    /// So many aggregates at most are computed in one pass: Spark compiles no more than that into one function.
    private static let largest = 48

    /// The plans that can be put together with others, put together; those that can not are in none. Complexity: O(expressions).
    static func merge(_ plans: [LogicalPlan]) -> [Merged] {
        var groups: [[(index: Int, figures: Figures)]] = []
        for (index, plan) in plans.enumerated() {
            guard let figures = Figures(plan) else { continue }
            let place = groups.firstIndex { group in
                group[0].figures.source == figures.source
                    && group.reduce(figures.aggregates.count) { $0 + $1.figures.aggregates.count } <= largest
            }
            if let place { groups[place].append((index, figures)) } else { groups.append([(index, figures)]) }
        }
        return groups.filter { $0.count > 1 }.map(merged)
    }

    private static func merged(_ group: [(index: Int, figures: Figures)]) -> Merged {
        var fields: [Field] = []
        var aggregates: [AggregateExpression] = []
        var outputs: [Named<Expression>] = []
        var conditions: [Expression?] = []
        var parts: [(index: Int, columns: Range<Int>)] = []
        for (index, figures) in group {
            let places = figures.schema.fields.map { field in
                if let known = fields.firstIndex(of: field) { return known }
                fields.append(field)
                return fields.count - 1
            }
            let condition = figures.condition?.movingColumns { places[$0] }
            conditions.append(condition)
            let columns = figures.aggregates.map { aggregate in
                var moved = aggregate.mapping { $0.movingColumns { places[$0] } }
                moved.filter = Expression.conjunction([condition, moved.filter].compactMap { $0 })
                if let known = aggregates.firstIndex(of: moved) { return known }
                aggregates.append(moved)
                return aggregates.count - 1
            }
            parts.append((index, outputs.count..<outputs.count + figures.outputs.count))
            outputs += figures.outputs.map { Named($0.name, $0.value.movingColumns { columns[$0] }) }
        }
        var input = LogicalPlan.scan(source: group[0].figures.source, schema: Schema(fields))
        // Rows that nobody counts need not come as far as the aggregates.
        let known = conditions.compactMap { $0 }
        if known.count == conditions.count, let first = known.first {
            input = .filter(known.dropFirst().reduce(first) { .binary(.or, $0, $1) }, input)
        }
        let named = aggregates.enumerated().map { Named("a\($0)", $1) }
        return Merged(plan: .project(outputs, .aggregate(keys: [], aggregates: named, input)), parts: parts)
    }

    /// A plan that aggregates the rows of one source to one row, taken apart.
    private struct Figures {
        var source: String
        var schema: Schema
        var condition: Expression?
        var aggregates: [AggregateExpression]
        /// Over the aggregates.
        var outputs: [Named<Expression>]

        init?(_ plan: LogicalPlan) {
            var rest = plan
            var columns: [Named<Expression>]?
            if case .project(let expressions, let input) = rest { (columns, rest) = (expressions, input) }
            guard case .aggregate(let keys, let calls, var input) = rest, keys.isEmpty, !calls.isEmpty,
                calls.allSatisfy({ Figures.canMerge($0.value) })
            else { return nil }
            var conditions: [Expression] = []
            while case .filter(let predicate, let inner) = input {
                conditions.insert(predicate, at: 0)
                input = inner
            }
            guard case .scan(let source, let schema) = input else { return nil }
            self.source = source
            self.schema = schema
            condition = Expression.conjunction(conditions)
            aggregates = calls.map(\.value)
            outputs =
                columns
                ?? calls.enumerated().map { index, call in
                    Named(call.name, .column(index: index, name: call.name, type: call.value.type))
                }
        }

        /// Whether rows that a filter takes out are as if they were not there.
        private static func canMerge(_ aggregate: AggregateExpression) -> Bool {
            switch aggregate.function {
            case .min_by, .max_by, .first, .last, .single, .string_agg: false
            default: !aggregate.isDistinct
            }
        }
    }
}
