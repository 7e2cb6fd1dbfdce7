import Columnar
import Diagnostics

extension Resolver {
    /// The plan of one SELECT with the ORDER BY that follows it.
    func resolve(_ select: SelectSyntax, orderBy: [OrderSyntax]) -> LogicalPlan? {
        guard var environment = resolveFrom(select.from) else { return nil }
        if let clause = select.whereClause { filter(&environment, clause) }
        let before = diagnostics.count
        environment.aggregatesForbiddenIn = nil
        environment.windowsForbiddenIn = nil
        environment.namedWindows = namedWindows(select.windows)
        let items = selectItems(select, &environment)
        let groups = groupKeys(select, items: items, &environment)
        var having: Expression?
        if let clause = select.having {
            environment.windowsForbiddenIn = "HAVING"
            having = condition(
                aliased(clause, items, environment) { position in
                    // What is grouped is meant itself; nothing else of the input can be.
                    groups?.keys.contains { $0.value.columns.contains(position) } ?? true
                }, &environment, "HAVING")
            environment.windowsForbiddenIn = nil
        }
        let orders = orderKeys(orderBy, select: select, items: items, &environment)
        guard diagnostics.count == before || !diagnostics[before...].hasErrors else { return nil }
        guard let groups, let orders else { return nil }

        var rows = SelectedRows(
            plan: environment.plan, outputs: items.map { Named($0.name, $0.expression) },
            orders: orders.map(\.expression), having: having, windows: environment.windows,
            subqueries: environment.subqueries)
        let isGrouped = !environment.aggregates.isEmpty || !environment.groupings.isEmpty || select.having != nil
        if isGrouped || !select.groupBy.isEmpty {
            let ranges = SelectRanges(
                items: items.map(\.range), orders: orderBy.map(\.expression.range), select: select)
            guard group(&rows, groups, environment, ranges) else { return nil }
        }
        let replacements = attach(rows.subqueries, usedIn: rows.expressions, to: &rows.plan)
        rows.replace { $0.replacing(replacements) }
        if let having = rows.having { rows.plan = .filter(having, rows.plan) }
        if !rows.windows.isEmpty {
            let base = rows.plan.schema.count
            rows.plan = .window(rows.windows, rows.plan)
            rows.windows = []
            rows.replace {
                $0.movingColumns { $0 >= Resolver.windowBase ? base + ($0 - Resolver.windowBase) : $0 }
            }
        }
        return finish(
            rows.plan, outputs: rows.outputs, orders: orders, orderExpressions: rows.orders,
            distinct: select.isDistinct, orderBy: orderBy)
    }

    /// WHERE; a part of it that is `x IN (SELECT …)` is a semi join.
    private func filter(_ environment: inout Environment, _ clause: SyntaxExpression) {
        var inner = environment.scalarOnly("WHERE")
        guard let predicate = condition(clause, &inner, "WHERE") else { return }
        var remaining: [Expression] = []
        for part in predicate.conjuncts {
            if case .column(let index, _, _) = part, index >= Resolver.subqueryBase,
                case .membership(let operand) = inner.subqueries[index - Resolver.subqueryBase].use,
                operand.subqueries.isEmpty
            {
                let values = inner.subqueries[index - Resolver.subqueryBase].plan
                environment.plan = semiJoin(environment.plan, operand, in: values)
            } else {
                remaining.append(part)
            }
        }
        guard let rest = Expression.conjunction(remaining) else { return }
        let replacements = attach(inner.subqueries, usedIn: [rest], to: &environment.plan)
        environment.plan = .filter(rest.replacing(replacements), environment.plan)
    }

    /// Puts the aggregation between the rows and what is selected of them; false (recorded) when something cannot stand above it.
    private func group(
        _ rows: inout SelectedRows, _ groups: GroupKeys, _ environment: Environment, _ ranges: SelectRanges
    ) -> Bool {
        let grouping = Grouping(keys: groups.keys, aggregates: environment.aggregates)
        let inside = groups.keys.map(\.value) + environment.aggregates.flatMap(\.value.expressions)
        let replacements = attach(rows.subqueries, usedIn: inside, to: &rows.plan)
        var replaced = groups
        for index in replaced.keys.indices {
            replaced.keys[index].value = replaced.keys[index].value.replacing(replacements)
        }
        let aggregates = environment.aggregates.map {
            Named($0.name, $0.value.mapping { $0.replacing(replacements) })
        }
        guard
            let plan = aggregation(
                replaced, aggregates, groupings: environment.groupings, names: groups.keys, over: rows.plan)
        else { return false }
        rows.plan = plan
        for (index, range) in ranges.items.enumerated() {
            guard let value = grouped(rows.outputs[index].value, grouping, range) else { return false }
            rows.outputs[index].value = value
        }
        for (index, range) in ranges.orders.enumerated() {
            guard let value = grouped(rows.orders[index], grouping, range) else { return false }
            rows.orders[index] = value
        }
        for index in rows.windows.indices {
            guard let window = grouped(rows.windows[index].value, grouping, ranges.select.range) else { return false }
            rows.windows[index].value = window
        }
        if let having = rows.having, let clause = ranges.select.having {
            guard let predicate = grouped(having, grouping, clause.range) else { return false }
            rows.having = predicate
        }
        // What a sub-query looks up above the aggregation is a value of the group.
        let used = Set(rows.expressions.flatMap(\.subqueries))
        for index in rows.subqueries.indices where used.contains(index) {
            guard case .membership(let operand) = rows.subqueries[index].use else { continue }
            guard let value = grouped(operand, grouping, ranges.select.range) else { return false }
            rows.subqueries[index].use = .membership(of: value)
        }
        return true
    }

    // MARK: - Parts

    struct SelectItem {
        var name: String
        var expression: Expression
        var range: Range<Int>
        var syntax: SyntaxExpression?
        var hasAlias: Bool
    }

    private struct Order {
        var expression: Expression
        /// The select item that it equals, by position.
        var item: Int?
        var syntax: OrderSyntax
    }

    /// Rows, and what is selected of them.
    private struct SelectedRows {
        var plan: LogicalPlan
        var outputs: [Named<Expression>]
        var orders: [Expression]
        var having: Expression?
        var windows: [Named<WindowExpression>]
        var subqueries: [Subquery]

        var expressions: [Expression] {
            outputs.map(\.value) + orders + [having].compactMap { $0 } + windows.flatMap(\.value.expressions)
        }

        mutating func replace(_ transform: (Expression) -> Expression) {
            for index in outputs.indices { outputs[index].value = transform(outputs[index].value) }
            orders = orders.map(transform)
            having = having.map(transform)
            for index in windows.indices { windows[index].value = windows[index].value.mapping(transform) }
        }
    }

    /// Where the parts of a SELECT stand, for messages.
    private struct SelectRanges {
        var items: [Range<Int>]
        var orders: [Range<Int>]
        var select: SelectSyntax
    }

    private func selectItems(_ select: SelectSyntax, _ environment: inout Environment) -> [SelectItem] {
        var items: [SelectItem] = []
        for (syntax, alias) in select.items {
            if case .star(let table) = syntax.node {
                let positions = environment.scope.items.indices.filter { index in
                    let item = environment.scope.items[index]
                    return !(item.isQualifiedOnly && table == nil)
                        && (table == nil || item.table?.lowercased() == table?.node.lowercased())
                }
                if let table, positions.isEmpty {
                    let tables = Set(environment.scope.items.compactMap(\.table)).sorted()
                    report(
                        "unknown-table", "there is no table '\(table.node)' in FROM", table.range,
                        help: NearMatch.help(table.node, among: tables))
                } else if positions.isEmpty {
                    report(
                        "sql-syntax", select.from == nil ? "* needs a FROM" : "* finds no columns", syntax.range,
                        notes: select.from == nil ? [] : [environment.scope.noteWhenEmpty])
                }
                for position in positions {
                    let item = environment.scope.items[position]
                    items.append(
                        SelectItem(
                            name: item.name,
                            expression: .column(index: position, name: item.name, type: item.type), range: syntax.range,
                            syntax: nil, hasAlias: false))
                }
                continue
            }
            guard let expression = resolve(syntax, &environment) else { continue }
            items.append(
                SelectItem(
                    name: alias?.node ?? defaultName(syntax), expression: expression, range: syntax.range,
                    syntax: syntax,
                    hasAlias: alias != nil))
        }
        return items
    }

    /// A column's own name, else the expression as written.
    func defaultName(_ syntax: SyntaxExpression) -> String {
        if case .column(let parts) = syntax.node { return parts[parts.count - 1].node }
        let text = String(decoding: source.utf8[syntax.range], as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func orderKeys(
        _ orderBy: [OrderSyntax], select: SelectSyntax, items: [SelectItem], _ environment: inout Environment
    ) -> [Order]? {
        var orders: [Order] = []
        for order in orderBy {
            if isOrdinal(order.expression) {
                guard let position = ordinal(order.expression, count: items.count, "ORDER BY") else { return nil }
                orders.append(Order(expression: items[position].expression, item: position, syntax: order))
            } else if let position = Resolver.item(order.expression, in: items) {
                orders.append(Order(expression: items[position].expression, item: position, syntax: order))
            } else if let expression = resolve(
                aliased(order.expression, items, environment) { _ in false }, &environment)
            {
                orders.append(
                    Order(expression: expression, item: items.firstIndex { $0.expression == expression }, syntax: order)
                )
            } else {
                return nil
            }
        }
        return orders
    }

    /// The place of the only item that a bare name means.
    private static func item(_ syntax: SyntaxExpression, in items: [SelectItem]) -> Int? {
        guard case .column(let parts) = syntax.node, parts.count == 1 else { return nil }
        let named = Resolver.items(named: parts[0].node, in: items)
        return named.count == 1 ? named[0] : nil
    }

    /// ORDER BY and HAVING may use an output name inside an expression: it is replaced by its item.
    ///
    /// Where FROM has a column of that name too, `isInput` says of its position whether that is meant. (Spark's rules: ORDER BY looks at the
    /// output first, HAVING at what is grouped.) Inside an aggregate it always is: its rows are the input's. So is a name that
    /// several outputs have; an error (recorded) where the input has none.
    private func aliased(
        _ syntax: SyntaxExpression, _ items: [SelectItem], _ environment: Environment, isInput: (Int) -> Bool
    ) -> SyntaxExpression {
        syntax.mappingColumns(isInner: { Resolver.isAggregate($0) }) { parts, isInside in
            guard parts.count == 1 else { return nil }
            let positions = environment.scope.positions(of: parts[0].node, table: nil)
            if let position = positions.first, isInside || isInput(position) { return nil }
            let named = Resolver.items(named: parts[0].node, in: items)
            if named.count > 1 {
                // The input's column, where it has one.
                if !positions.isEmpty { return nil }
                report(
                    "ambiguous-column",
                    "'\(parts[0].node)' is ambiguous: \(named.count) columns are called so", parts[0].range,
                    help: "give each a name of its own with AS")
            }
            return named.first.flatMap { items[$0].syntax }
        }
    }

    private static func isAggregate(_ call: CallSyntax) -> Bool {
        guard call.window == nil, let function = FunctionCatalog.named(call.name.node.lowercased()) else {
            return false
        }
        if case .aggregate = function.implementation { return true }
        return false
    }

    /// The places of the items of a name, exact matches before those that differ in case; the first alone where all are the same.
    private static func items(named name: String, in items: [SelectItem]) -> [Int] {
        let exact = items.indices.filter { items[$0].name == name }
        let named = exact.isEmpty ? items.indices.filter { items[$0].name.lowercased() == name.lowercased() } : exact
        guard let first = named.first else { return [] }
        return named.allSatisfy { items[$0].expression == items[first].expression } ? [first] : named
    }

    private func finish(
        _ plan: LogicalPlan, outputs: [Named<Expression>], orders: [Order], orderExpressions: [Expression],
        distinct: Bool, orderBy: [OrderSyntax]
    ) -> LogicalPlan? {
        var hidden: [Named<Expression>] = []
        var keys: [SortKey] = []
        for (order, expression) in zip(orders, orderExpressions) {
            let key: Expression
            if let item = order.item {
                key = .column(index: item, name: outputs[item].name, type: expression.type)
            } else if distinct {
                guard let computed = Resolver.computed(expression, from: outputs) else {
                    report(
                        "sql-syntax", "with DISTINCT, ORDER BY can only use selected columns",
                        order.syntax.expression.range,
                        help: "select it too")
                    return nil
                }
                key = computed
            } else {
                key = .column(index: outputs.count + hidden.count, name: "order", type: expression.type)
                hidden.append(Named("order \(hidden.count + 1)", expression))
            }
            keys.append(
                SortKey(key, isDescending: order.syntax.isDescending, nullsFirst: order.syntax.nullsFirst))
        }
        var plan = LogicalPlan.project(outputs + hidden, plan)
        if distinct { plan = .distinct(plan) }
        if !keys.isEmpty { plan = .sort(keys, plan) }
        if !hidden.isEmpty {
            let schema = plan.schema
            plan = .project(outputs.indices.map { Named(outputs[$0].name, column($0, of: schema)) }, plan)
        }
        return plan
    }

    /// An expression over the outputs that it is made of; nil when it is made of anything else.
    private static func computed(_ expression: Expression, from outputs: [Named<Expression>]) -> Expression? {
        if let position = outputs.firstIndex(where: { $0.value == expression }) {
            return .column(index: position, name: outputs[position].name, type: expression.type)
        }
        if case .column = expression { return nil }
        var isComplete = true
        let result = expression.mappingOperands { operand in
            if let replaced = computed(operand, from: outputs) { return replaced }
            isComplete = false
            return operand
        }
        return isComplete ? result : nil
    }

    /// A boolean for a clause that keeps rows.
    func condition(_ syntax: SyntaxExpression, _ environment: inout Environment, _ clause: String) -> Expression? {
        guard let expression = resolve(syntax, &environment) else { return nil }
        if expression.type == .null { return .literal(.null, .boolean) }
        guard expression.type == .boolean else {
            report("type-mismatch", "\(clause) needs a condition, found \(article(expression.type))", syntax.range)
            return nil
        }
        return expression
    }
}
