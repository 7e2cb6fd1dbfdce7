import Columnar

/// Drops every column that nothing above reads, down to the scans, which then do not even parse it.
enum ProjectionPruning {
    static func apply(_ plan: LogicalPlan) -> LogicalPlan {
        let all = Array(0..<plan.schema.count)
        return prune(plan, keeping: all)
    }

    /// The plan with exactly the columns at `kept` (ascending), in that order.
    private static func prune(_ plan: LogicalPlan, keeping kept: [Int]) -> LogicalPlan {
        switch plan {
        case .scan(let source, let schema):
            return .scan(source: source, schema: Schema(kept.map { schema.fields[$0] }))
        case .shared: return selecting(kept, of: plan)
        case .values(let rows, let schema):
            return .values(rows.map { row in kept.map { row[$0] } }, schema: Schema(kept.map { schema.fields[$0] }))
        case .filter(let predicate, let input):
            let (pruned, place) = narrowed(input, Set(kept).union(predicate.columns))
            return selecting(kept, of: .filter(predicate.movingColumns(place), pruned), place)
        case .project(let columns, let input):
            // A column that may raise an error is kept for its error: dropping it would change what the query does.
            let needed = kept.map { columns[$0] }
            let (pruned, place) = narrowed(input, needed.reduce(into: []) { $0.formUnion($1.value.columns) })
            return .project(needed.map { Named($0.name, $0.value.movingColumns(place)) }, pruned)
        case .aggregate(let keys, let aggregates, let input):
            // Keys decide what a row is, so all stay; aggregates nobody reads go.
            let keptAggregates = kept.filter { $0 >= keys.count }.map { aggregates[$0 - keys.count] }
            var used = keys.reduce(into: Set<Int>()) { $0.formUnion($1.value.columns) }
            for aggregate in keptAggregates {
                for expression in aggregate.value.expressions { used.formUnion(expression.columns) }
            }
            let (pruned, place) = narrowed(input, used)
            let result = LogicalPlan.aggregate(
                keys: keys.map { Named($0.name, $0.value.movingColumns(place)) },
                aggregates: keptAggregates.map { Named($0.name, $0.value.mapping { $0.movingColumns(place) }) }, pruned)
            var next = keys.count
            let positions = kept.map { index -> Int in
                if index < keys.count { return index }
                defer { next += 1 }
                return next
            }
            return selecting(positions, of: result)
        case .window(let windows, let input):
            let width = input.schema.count
            let keptWindows = kept.filter { $0 >= width }.map { windows[$0 - width] }
            var used = Set(kept.filter { $0 < width })
            for window in keptWindows {
                for expression in window.value.expressions { used.formUnion(expression.columns) }
            }
            let (pruned, place) = narrowed(input, used)
            if keptWindows.isEmpty { return selecting(kept.map(place), of: pruned) }
            let result = LogicalPlan.window(
                keptWindows.map { Named($0.name, $0.value.mapping { $0.movingColumns(place) }) }, pruned)
            var next = pruned.schema.count
            let positions = kept.map { index -> Int in
                if index < width { return place(index) }
                defer { next += 1 }
                return next
            }
            return selecting(positions, of: result)
        case .join(let kind, let left, let right, let keys, let condition):
            let width = left.schema.count
            let used = Set(kept).union(condition?.columns ?? [])
            let leftUsed = keys.reduce(into: used.filter { $0 < width }) { $0.formUnion($1.left.columns) }
            let rightUsed = keys.reduce(into: Set(used.filter { $0 >= width }.map { $0 - width })) {
                $0.formUnion($1.right.columns)
            }
            let (prunedLeft, leftPlace) = narrowed(left, Set(leftUsed))
            let (prunedRight, rightPlace) = narrowed(right, rightUsed)
            let newWidth = prunedLeft.schema.count
            let place: (Int) -> Int = { $0 < width ? leftPlace($0) : newWidth + rightPlace($0 - width) }
            let result = LogicalPlan.join(
                kind, prunedLeft, prunedRight,
                keys: keys.map { JoinKey($0.left.movingColumns(leftPlace), $0.right.movingColumns(rightPlace)) },
                condition: condition?.movingColumns(place))
            return selecting(kept.map(place), of: result)
        case .sort(let keys, let input):
            let used = keys.reduce(into: Set(kept)) { $0.formUnion($1.expression.columns) }
            let (pruned, place) = narrowed(input, used)
            let sorted = LogicalPlan.sort(
                keys.map {
                    SortKey(
                        $0.expression.movingColumns(place), isDescending: $0.isDescending, nullsFirst: $0.nullsFirst)
                }, pruned)
            return selecting(kept, of: sorted, place)
        case .limit(let count, let offset, let input):
            return .limit(count: count, offset: offset, prune(input, keeping: kept))
        case .distinct(let input):
            return selecting(kept, of: .distinct(prune(input, keeping: Array(0..<input.schema.count))))
        case .union(let inputs): return .union(inputs.map { prune($0, keeping: kept) })
        }
    }

    /// An input with only the used columns, and where each of them went.
    private static func narrowed(_ input: LogicalPlan, _ used: Set<Int>) -> (LogicalPlan, (Int) -> Int) {
        let kept = used.sorted()
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($0.element, $0.offset) })
        return (prune(input, keeping: kept), { places[$0] ?? $0 })
    }

    private static func selecting(_ kept: [Int], of plan: LogicalPlan, _ place: (Int) -> Int) -> LogicalPlan {
        selecting(kept.map(place), of: plan)
    }

    /// The plan with the columns at those positions; the plan itself when that is all of them in order.
    private static func selecting(_ positions: [Int], of plan: LogicalPlan) -> LogicalPlan {
        let fields = plan.schema.fields
        if positions == Array(fields.indices) { return plan }
        return .project(
            positions.map { Named(fields[$0].name, .column(index: $0, name: fields[$0].name, type: fields[$0].type)) },
            plan)
    }
}
