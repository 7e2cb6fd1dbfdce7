import Columnar
import Diagnostics

extension Resolver {
    /// The plan of one SELECT with the ORDER BY that follows it.
    func resolve(_ select: SelectSyntax, orderBy: [OrderSyntax]) -> LogicalPlan? {
        guard var environment = resolveFrom(select.from) else { return nil }
        if let clause = select.whereClause {
            var inner = environment.scalarOnly("WHERE")
            let predicate = condition(clause, &inner, "WHERE")
            environment.adopt(inner)
            if let predicate { environment.plan = .filter(predicate, environment.plan) }
        }
        let before = diagnostics.count
        environment.aggregatesForbiddenIn = nil
        environment.windowsForbiddenIn = nil
        environment.namedWindows = namedWindows(select.windows)
        let items = selectItems(select, &environment)
        let keys = groupKeys(select, items: items, &environment)
        var having: Expression?
        if let clause = select.having {
            environment.windowsForbiddenIn = "HAVING"
            having = condition(aliased(clause, items, environment), &environment, "HAVING")
            environment.windowsForbiddenIn = nil
        }
        let orders = orderKeys(orderBy, select: select, items: items, &environment)
        guard diagnostics.count == before || !diagnostics[before...].hasErrors else { return nil }
        guard let keys, let orders else { return nil }

        var plan = environment.plan
        var outputs = items.map { Named($0.name, $0.expression) }
        var orderExpressions = orders.map(\.expression)
        if !keys.isEmpty || !environment.aggregates.isEmpty || select.having != nil {
            // A sub-query's value is one for all rows; as an aggregate of its own it can stand beside the others.
            var aggregates = environment.aggregates
            var constants: [Int: Int] = [:]
            for index in environment.constants.sorted() {
                let item = environment.scope.items[index]
                constants[index] = aggregates.count
                let value = Expression.column(index: index, name: item.name, type: item.type)
                // Over no rows there is no row to take it from: then it is null, as the sub-query's place in an empty group is.
                aggregates.append(Named(item.name, AggregateExpression(.max, [value], type: item.type)))
            }
            environment.aggregates = aggregates
            let grouping = Grouping(keys: keys, aggregates: aggregates, input: plan.schema, constants: constants)
            for index in outputs.indices {
                let value = grouped(outputs[index].value, grouping, items[index].range)
                guard let value else { return nil }
                outputs[index].value = value
            }
            for index in orderExpressions.indices {
                guard let value = grouped(orderExpressions[index], grouping, orderBy[index].expression.range) else {
                    return nil
                }
                orderExpressions[index] = value
            }
            for index in environment.windows.indices {
                guard let window = grouped(environment.windows[index].value, grouping, select.range) else { return nil }
                environment.windows[index].value = window
            }
            plan = .aggregate(keys: keys, aggregates: environment.aggregates, plan)
            if let having, let clause = select.having {
                guard let predicate = grouped(having, grouping, clause.range) else { return nil }
                plan = .filter(predicate, plan)
            }
        }
        if !environment.windows.isEmpty {
            let base = plan.schema.count
            plan = .window(environment.windows, plan)
            let place: (Int) -> Int = { $0 >= Resolver.windowBase ? base + ($0 - Resolver.windowBase) : $0 }
            for index in outputs.indices { outputs[index].value = outputs[index].value.movingColumns(place) }
            orderExpressions = orderExpressions.map { $0.movingColumns(place) }
        }
        return finish(
            plan, outputs: outputs, orders: orders, orderExpressions: orderExpressions, distinct: select.isDistinct,
            orderBy: orderBy)
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

    struct Grouping {
        var keys: [Named<Expression>]
        var aggregates: [Named<AggregateExpression>]
        var input: Schema
        /// The aggregate that stands for each sub-query's column.
        var constants: [Int: Int]
    }

    private func selectItems(_ select: SelectSyntax, _ environment: inout Environment) -> [SelectItem] {
        var items: [SelectItem] = []
        for (syntax, alias) in select.items {
            if case .star(let table) = syntax.node {
                let positions = environment.scope.items.indices.filter { index in
                    let item = environment.scope.items[index]
                    return !item.isHidden && !(item.isQualifiedOnly && table == nil)
                        && (table == nil || item.table?.lowercased() == table?.node.lowercased())
                }
                if let table, positions.isEmpty {
                    let tables = Set(environment.scope.items.compactMap(\.table)).sorted()
                    report(
                        "unknown-table", "there is no table '\(table.node)' in FROM", table.range,
                        help: NearMatch.help(table.node, among: tables))
                } else if positions.isEmpty {
                    report("sql-syntax", "* needs a FROM with columns", syntax.range)
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
    private func defaultName(_ syntax: SyntaxExpression) -> String {
        if case .column(let parts) = syntax.node { return parts[parts.count - 1].node }
        let text = String(decoding: source.utf8[syntax.range], as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func groupKeys(
        _ select: SelectSyntax, items: [SelectItem], _ environment: inout Environment
    ) -> [Named<Expression>]? {
        var keys: [Named<Expression>] = []
        for syntax in select.groupBy {
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
                environment.plan = inner.plan
                environment.scope = inner.scope
                name = items.first { $0.expression == expression }?.name ?? defaultName(syntax)
            }
            guard let expression, let name else { return nil }
            if expression.columns.contains(where: { $0 >= Resolver.aggregateBase }) {
                report("aggregate-not-allowed", "GROUP BY cannot hold an aggregate", syntax.range)
                return nil
            }
            if !keys.contains(where: { $0.value == expression }) { keys.append(Named(name, expression)) }
        }
        return keys
    }

    private func orderKeys(
        _ orderBy: [OrderSyntax], select: SelectSyntax, items: [SelectItem], _ environment: inout Environment
    ) -> [Order]? {
        var orders: [Order] = []
        for order in orderBy {
            if isOrdinal(order.expression) {
                guard let position = ordinal(order.expression, count: items.count, "ORDER BY") else { return nil }
                orders.append(Order(expression: items[position].expression, item: position, syntax: order))
            } else if case .column(let parts) = order.expression.node, parts.count == 1,
                let position = items.firstIndex(where: { $0.name.lowercased() == parts[0].node.lowercased() })
            {
                orders.append(Order(expression: items[position].expression, item: position, syntax: order))
            } else if let expression = resolve(aliased(order.expression, items, environment), &environment) {
                orders.append(
                    Order(expression: expression, item: items.firstIndex { $0.expression == expression }, syntax: order)
                )
            } else {
                return nil
            }
        }
        return orders
    }

    /// ORDER BY and HAVING may use an output name inside an expression: names that FROM does not have are replaced by their items.
    private func aliased(
        _ syntax: SyntaxExpression, _ items: [SelectItem], _ environment: Environment
    ) -> SyntaxExpression {
        syntax.mappingColumns { parts, range in
            guard parts.count == 1, environment.scope.positions(of: parts[0].node, table: nil).isEmpty,
                let item = items.first(where: { $0.name.lowercased() == parts[0].node.lowercased() })
            else { return nil }
            return item.syntax
        }
    }

    private func finish(
        _ plan: LogicalPlan, outputs: [Named<Expression>], orders: [Order], orderExpressions: [Expression],
        distinct: Bool, orderBy: [OrderSyntax]
    ) -> LogicalPlan? {
        var hidden: [Named<Expression>] = []
        var keys: [SortKey] = []
        for (order, expression) in zip(orders, orderExpressions) {
            let position: Int
            if let item = order.item {
                position = item
            } else if distinct {
                report(
                    "sql-syntax", "with DISTINCT, ORDER BY can only use selected columns",
                    order.syntax.expression.range,
                    help: "select it too")
                return nil
            } else {
                position = outputs.count + hidden.count
                hidden.append(Named("order \(hidden.count + 1)", expression))
            }
            keys.append(
                SortKey(
                    .column(
                        index: position, name: position < outputs.count ? outputs[position].name : "order",
                        type: expression.type), isDescending: order.syntax.isDescending,
                    nullsFirst: order.syntax.nullsFirst))
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

    // MARK: - Grouping

    /// An expression over the input as one over the aggregation's output; nil (recorded) when it names an ungrouped column.
    private func grouped(_ expression: Expression, _ grouping: Grouping, _ range: Range<Int>) -> Expression? {
        var ungrouped: String?
        let result = rewriteGrouped(expression, grouping, &ungrouped)
        if let ungrouped {
            report(
                "not-grouped", "'\(ungrouped)' is neither grouped nor inside an aggregate", range,
                help: "add it to GROUP BY or wrap it in an aggregate such as max(\(ungrouped))")
            return nil
        }
        return result
    }

    private func grouped(_ window: WindowExpression, _ grouping: Grouping, _ range: Range<Int>) -> WindowExpression? {
        var window = window
        var ungrouped: String?
        window = window.mapping { rewriteGrouped($0, grouping, &ungrouped) }
        if let ungrouped {
            report(
                "not-grouped", "'\(ungrouped)' is neither grouped nor inside an aggregate", range,
                help: "add it to GROUP BY or wrap it in an aggregate such as max(\(ungrouped))")
            return nil
        }
        return window
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
            if let position = grouping.constants[index] {
                return .column(index: grouping.keys.count + position, name: name, type: type)
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
