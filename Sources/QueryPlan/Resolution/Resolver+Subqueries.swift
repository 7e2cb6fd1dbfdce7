import Columnar
import Diagnostics

/// Sub-queries in expressions. They see nothing of the rows around them, so each is computed once: a value is joined to the rows as a
/// column, `x IN (…)` looks each row's x up among the values.
extension Resolver {
    /// `(SELECT …)` for a value: null when it has no row, an error when it has several.
    func valueOf(_ query: QuerySyntax, _ range: Range<Int>, _ environment: inout Environment) -> Expression? {
        guard let plan = subquery(query, range, environment) else { return nil }
        guard plan.schema.count == 1 else {
            report("sql-syntax", "a sub-query for a value must select one column, not \(plan.schema.count)", range)
            return nil
        }
        let field = plan.schema.fields[0]
        if plan.hasExactlyOneRow { return reference(Subquery(use: .value, plan: plan), field, &environment) }
        let only = AggregateExpression(.single, [column(0, of: plan.schema)], type: field.type)
        let row = LogicalPlan.aggregate(keys: [], aggregates: [Named(field.name, only)], plan)
        return reference(Subquery(use: .value, plan: row), field, &environment)
    }

    /// `EXISTS (SELECT …)`: whether it has a row.
    func existence(_ query: QuerySyntax, _ range: Range<Int>, _ environment: inout Environment) -> Expression? {
        guard let plan = subquery(query, range, environment) else { return nil }
        let first = LogicalPlan.limit(count: 1, offset: 0, plan)
        let counted = LogicalPlan.aggregate(
            keys: [], aggregates: [Named("rows", AggregateExpression(.countAll, [], type: .int64))], first)
        let exists = Expression.binary(.greater, column(0, of: counted.schema), .literal(.int64(0), .int64))
        let row = LogicalPlan.project([Named("exists", exists)], counted)
        return reference(Subquery(use: .value, plan: row), Field("exists", .boolean), &environment)
    }

    /// `x IN (SELECT …)`: true when x is among the values; else null when x or one of the values is null; else false.
    func membership(
        _ operand: SyntaxExpression, _ query: QuerySyntax, _ range: Range<Int>, _ environment: inout Environment
    ) -> Expression? {
        guard let value = resolve(operand, &environment) else { return nil }
        guard let plan = subquery(query, range, environment) else { return nil }
        guard plan.schema.count == 1 else {
            report("sql-syntax", "the sub-query of IN must select one column, not \(plan.schema.count)", range)
            return nil
        }
        guard let (x, y) = unifiedOperands(value, column(0, of: plan.schema), "IN", range) else { return nil }
        if x.columns.contains(where: { $0 >= Resolver.windowBase }) {
            report(
                "sql-syntax", "a window function cannot be looked up in a sub-query", operand.range,
                help: "compute it in a sub-query of FROM first")
            return nil
        }
        let values = LogicalPlan.project([Named(plan.schema.fields[0].name, y)], plan)
        return reference(Subquery(use: .membership(of: x), plan: values), Field("in", .boolean), &environment)
    }

    /// True when a query around the current sub-query has a column of that name.
    func isOuter(_ name: String, _ table: String?) -> Bool {
        outerScopes.contains { !$0.positions(of: name, table: table).isEmpty }
    }

    private func subquery(_ query: QuerySyntax, _ range: Range<Int>, _ environment: Environment) -> LogicalPlan? {
        if let clause = environment.subqueriesForbiddenIn {
            report("sql-syntax", "a sub-query cannot stand in \(clause)", range, help: "compute it in WITH and join it")
            return nil
        }
        outerScopes.append(environment.scope)
        defer { outerScopes.removeLast() }
        return resolve(query)
    }

    private func reference(_ subquery: Subquery, _ field: Field, _ environment: inout Environment) -> Expression {
        let place = environment.subqueries.firstIndex(of: subquery) ?? environment.subqueries.count
        if place == environment.subqueries.count { environment.subqueries.append(subquery) }
        return .column(index: Resolver.subqueryBase + place, name: field.name, type: field.type)
    }

    // MARK: - Attaching

    /// Joins the sub-queries that some expressions use to the rows of a plan, and tells what stands for each.
    ///
    /// Every row stays, once and in its place; the new columns are behind the plan's own.
    func attach(
        _ subqueries: [Subquery], usedIn expressions: [Expression], to plan: inout LogicalPlan
    ) -> [Int: Expression] {
        var used: Set<Int> = []
        func collect(_ expression: Expression) {
            for place in expression.subqueries where used.insert(place).inserted {
                if case .membership(let operand) = subqueries[place].use { collect(operand) }
            }
        }
        for expression in expressions { collect(expression) }
        var replacements: [Int: Expression] = [:]
        // A sub-query's operand uses only those met before it.
        for place in used.sorted() {
            let subquery = subqueries[place]
            let value: Expression
            switch subquery.use {
            case .value:
                value = column(plan.schema.count, joining: subquery.plan, to: &plan)
            case .membership(let operand):
                value = membership(of: operand.replacing(replacements), in: subquery.plan, &plan)
            }
            replacements[Resolver.subqueryBase + place] = value
        }
        return replacements
    }

    /// The rows of a plan whose `operand` is among the values of a query.
    func semiJoin(_ plan: LogicalPlan, _ operand: Expression, in values: LogicalPlan) -> LogicalPlan {
        .join(.semi, plan, values, keys: [JoinKey(operand, column(0, of: values.schema))], condition: nil)
    }

    private func membership(of operand: Expression, in values: LogicalPlan, _ plan: inout LogicalPlan) -> Expression {
        let values = values.forSharing
        let name = values.schema.fields[0].name
        let value = column(0, of: values.schema)
        let distinct = LogicalPlan.aggregate(
            keys: [Named(name, value)], aggregates: [], .filter(.unary(.not, .isNull(value)), values))
        let found = plan.schema.count
        plan = .join(.left, plan, distinct, keys: [JoinKey(operand, column(0, of: distinct.schema))], condition: nil)
        let isFound = Expression.unary(.not, .isNull(column(found, of: plan.schema)))
        let counts = LogicalPlan.aggregate(
            keys: [],
            aggregates: [
                Named("rows", AggregateExpression(.countAll, [], type: .int64)),
                Named("values", AggregateExpression(.count, [value], type: .int64)),
            ], values)
        let rows = column(plan.schema.count, joining: counts, to: &plan)
        let notNull = column(found + 2, of: plan.schema)
        return .conditional(
            [
                ConditionalBranch(condition: isFound, value: .literal(.boolean(true), .boolean)),
                ConditionalBranch(
                    condition: .binary(.equal, rows, .literal(.int64(0), .int64)),
                    value: .literal(.boolean(false), .boolean)),
                ConditionalBranch(
                    condition: .binary(.or, .isNull(operand), .binary(.less, notNull, rows)),
                    value: .literal(.null, .boolean)),
            ], otherwise: .literal(.boolean(false), .boolean))
    }

    /// The column at a position once a one-row plan stands beside every row.
    private func column(_ index: Int, joining row: LogicalPlan, to plan: inout LogicalPlan) -> Expression {
        plan = .join(.inner, plan, row, keys: [], condition: nil)
        return column(index, of: plan.schema)
    }
}

extension Expression {
    /// The places of the sub-queries that it uses, while its SELECT is being resolved.
    var subqueries: [Int] {
        columns.filter { (Resolver.subqueryBase..<Resolver.aggregateBase).contains($0) }
            .map { $0 - Resolver.subqueryBase }
    }
}
