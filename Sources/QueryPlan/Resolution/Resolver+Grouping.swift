import Columnar
import Diagnostics

/// GROUP BY: its keys, its grouping sets, and what SELECT, HAVING and ORDER BY become above it.
extension Resolver {
    /// The keys of a GROUP BY and the sets of them that rows are grouped by.
    struct GroupKeys {
        var keys: [Named<Expression>] = []
        /// Positions of keys, ascending; one set of all keys where no ROLLUP, CUBE or GROUPING SETS is written.
        var sets: [[Int]] = []
    }

    /// What an expression above the aggregation can refer to.
    struct Grouping {
        var keys: [Named<Expression>]
        var aggregates: [Named<AggregateExpression>]
    }

    func groupKeys(
        _ select: SelectSyntax, items: [SelectItem], _ environment: inout Environment
    ) -> GroupKeys? {
        var result = GroupKeys(keys: [], sets: [[]])
        for element in select.groupBy {
            var sets: [[Int]] = []
            for set in element.sets {
                var positions: [Int] = []
                for syntax in set {
                    guard let key = groupKey(syntax, items: items, &environment) else { return nil }
                    let known = result.keys.firstIndex { $0.value == key.value }
                    positions.append(known ?? result.keys.count)
                    if known == nil { result.keys.append(key) }
                }
                sets.append(positions)
            }
            // Elements side by side: every set of one with every set of the other.
            result.sets = result.sets.flatMap { set in sets.map { Set(set + $0).sorted() } }
        }
        return result
    }

    private func groupKey(
        _ syntax: SyntaxExpression, items: [SelectItem], _ environment: inout Environment
    ) -> Named<Expression>? {
        var expression: Expression?
        var name: String?
        if isOrdinal(syntax) {
            guard let position = ordinal(syntax, count: items.count, "GROUP BY") else { return nil }
            expression = items[position].expression
            name = items[position].name
        } else if case .column(let parts) = syntax.node, parts.count == 1,
            environment.scope.positions(of: parts[0].node, table: nil).isEmpty,
            let item = items.first(where: { $0.hasAlias && $0.name.lowercased() == parts[0].node.lowercased() })
        {
            expression = item.expression
            name = item.name
        } else {
            var inner = environment.scalarOnly("GROUP BY")
            expression = resolve(syntax, &inner)
            environment.subqueries = inner.subqueries
            name = items.first { $0.expression == expression }?.name ?? defaultName(syntax)
        }
        guard let expression, let name else { return nil }
        if expression.columns.contains(where: { $0 >= Resolver.aggregateBase }) {
            report("aggregate-not-allowed", "GROUP BY cannot hold an aggregate", syntax.range)
            return nil
        }
        return Named(name, expression)
    }

    /// `grouping(key)`: 1 where the row's set leaves the key out, else 0. `grouping_id(a, b)`: the same as bits, the first key highest.
    func groupingFlags(_ call: CallSyntax, _ range: Range<Int>, _ environment: inout Environment) -> Expression? {
        let name = call.name.node.lowercased()
        if let clause = environment.aggregatesForbiddenIn {
            report("aggregate-not-allowed", "\(name)() tells of groups and cannot stand in \(clause)", range)
            return nil
        }
        if call.isStar || call.isDistinct || call.filter != nil || call.window != nil || !call.orderBy.isEmpty {
            report("sql-syntax", "\(name)() takes keys of GROUP BY and nothing else", range)
            return nil
        }
        guard name == "grouping_id" || call.arguments.count == 1 else {
            report("wrong-arguments", "grouping() takes 1 argument, found \(call.arguments.count)", range)
            return nil
        }
        var inner = environment.scalarOnly("\(name)()")
        let arguments = call.arguments.map { resolve($0, &inner) }
        guard !arguments.contains(where: { $0 == nil }) else { return nil }
        let keys = arguments.isEmpty ? nil : arguments.compactMap { $0 }
        let position = environment.groupings.firstIndex { $0.node == keys } ?? environment.groupings.count
        if position == environment.groupings.count { environment.groupings.append(Syntax(node: keys, range: range)) }
        return .column(index: Resolver.groupingBase + position, name: text(range), type: .int64)
    }

    /// The aggregation: keys, aggregates, then a column for each `grouping(…)`.
    func aggregation(
        _ groups: GroupKeys, _ aggregates: [Named<AggregateExpression>], groupings: [Syntax<[Expression]?>],
        names keys: [Named<Expression>], over input: LogicalPlan
    ) -> LogicalPlan? {
        var flags: [[Int]] = []
        for grouping in groupings {
            var positions = Array(keys.indices)
            if let arguments = grouping.node {
                positions = arguments.compactMap { argument in keys.firstIndex { $0.value == argument } }
                guard positions.count == arguments.count else {
                    report(
                        "not-grouped", "'\(text(grouping.range))' names something that is no key of GROUP BY",
                        grouping.range)
                    return nil
                }
            }
            flags.append(positions)
        }
        if flags.isEmpty, groups.sets == [Array(groups.keys.indices)] {
            return .aggregate(keys: groups.keys, aggregates: aggregates, input)
        }
        let input = groups.sets.count > 1 ? input.forSharing : input
        let parts = groups.sets.map { set in part(set, of: groups.keys, aggregates, flags: flags, over: input) }
        return parts.count == 1 ? parts[0] : .union(parts)
    }

    /// The rows of one grouping set, in the columns of all.
    private func part(
        _ set: [Int], of keys: [Named<Expression>], _ aggregates: [Named<AggregateExpression>], flags: [[Int]],
        over input: LogicalPlan
    ) -> LogicalPlan {
        var aggregates = aggregates
        let width = aggregates.count
        // The grand total among other sets is a group like theirs: without rows there is none.
        let isTotal = set.isEmpty && !keys.isEmpty
        if isTotal { aggregates.append(Named("rows", AggregateExpression(.countAll, [], type: .int64))) }
        var plan = LogicalPlan.aggregate(keys: set.map { keys[$0] }, aggregates: aggregates, input)
        if isTotal {
            plan = .filter(.binary(.greater, column(width, of: plan.schema), .literal(.int64(0), .int64)), plan)
        }
        var columns = keys.indices.map { key in
            let value = set.firstIndex(of: key).map { column($0, of: plan.schema) }
            return Named(keys[key].name, value ?? .literal(.null, keys[key].value.type))
        }
        columns += (0..<width).map { Named(aggregates[$0].name, column(set.count + $0, of: plan.schema)) }
        for (index, positions) in flags.enumerated() {
            let bits = positions.reduce(Int64(0)) { $0 << 1 | (set.contains($1) ? 0 : 1) }
            columns.append(Named("grouping \(index + 1)", .literal(.int64(bits), .int64)))
        }
        return .project(columns, plan)
    }

    // MARK: - Above the aggregation

    /// An expression over the input as one over the aggregation's output; nil (recorded) when it names an ungrouped column.
    func grouped(_ expression: Expression, _ grouping: Grouping, _ range: Range<Int>) -> Expression? {
        var ungrouped: String?
        let result = rewriteGrouped(expression, grouping, &ungrouped)
        return reportUngrouped(ungrouped, range) ? nil : result
    }

    func grouped(_ window: WindowExpression, _ grouping: Grouping, _ range: Range<Int>) -> WindowExpression? {
        var ungrouped: String?
        let result = window.mapping { rewriteGrouped($0, grouping, &ungrouped) }
        return reportUngrouped(ungrouped, range) ? nil : result
    }

    private func reportUngrouped(_ name: String?, _ range: Range<Int>) -> Bool {
        guard let name else { return false }
        report(
            "not-grouped", "'\(name)' is neither grouped nor inside an aggregate", range,
            help: "add it to GROUP BY or wrap it in an aggregate such as max(\(name))")
        return true
    }

    private func rewriteGrouped(_ expression: Expression, _ grouping: Grouping, _ ungrouped: inout String?)
        -> Expression
    {
        if let key = grouping.keys.firstIndex(where: { $0.value == expression }) {
            return .column(index: key, name: grouping.keys[key].name, type: expression.type)
        }
        if case .column(let index, let name, let type) = expression {
            if index >= Resolver.windowBase { return expression }
            if index >= Resolver.aggregateBase {
                let position = index - Resolver.aggregateBase
                return .column(
                    index: grouping.keys.count + position, name: grouping.aggregates[position].name, type: type)
            }
            if index >= Resolver.subqueryBase { return expression }
            if index >= Resolver.groupingBase {
                let position = grouping.keys.count + grouping.aggregates.count + index - Resolver.groupingBase
                return .column(index: position, name: name, type: type)
            }
            ungrouped = ungrouped ?? name
            return expression
        }
        var found = ungrouped
        let result = expression.mappingOperands { rewriteGrouped($0, grouping, &found) }
        ungrouped = found
        return result
    }
}
