import Columnar
import Diagnostics

extension Resolver {
    /// The input of a SELECT: its plan and the names in reach.
    func resolveFrom(_ from: FromSyntax?) -> Environment? {
        guard let from else { return Environment(scope: Scope(), plan: Resolver.oneRow) }
        switch from {
        case .table(let name, let alias): return table(name, alias: alias)
        case .subquery(let query, let alias, let columns):
            guard var plan = resolve(query) else { return nil }
            if !columns.isEmpty {
                guard let renamed = renamed(plan, columns) else { return nil }
                plan = renamed
            }
            return Environment(scope: Scope(plan.schema, table: alias?.node), plan: plan)
        case .join(let join): return resolve(join)
        }
    }

    private func table(_ name: Syntax<String>, alias: Syntax<String>?) -> Environment? {
        let shown = alias?.node ?? name.node
        if let item = named.last(where: { $0.name == name.node.lowercased() }) {
            return item.plan.map { Environment(scope: Scope($0.schema, table: shown), plan: $0) }
        }
        let key =
            context.tables[name.node] != nil
            ? name.node : context.tables.keys.sorted().first { $0.lowercased() == name.node.lowercased() }
        if !referencedTables.contains(name.node) { referencedTables.append(name.node) }
        guard let key, let table = context.tables[key] else {
            let known = (context.tables.keys.sorted() + named.map(\.name))
            report(
                "unknown-table", "there is no source or query named '\(name.node)'", name.range,
                notes: known.isEmpty ? [] : ["there are \(known.joined(separator: ", "))"],
                help: NearMatch.help(name.node, among: known))
            return nil
        }
        switch table {
        case .query(let plan): return Environment(scope: Scope(plan.schema, table: shown), plan: plan)
        case .source(let source):
            var plan = LogicalPlan.scan(source: source.name, schema: source.schema)
            if let window = context.window, let time = source.timeColumn,
                let index = source.schema.index(of: time), source.schema.fields[index].type == .timestamp
            {
                let column = column(index, of: source.schema)
                plan = .filter(
                    .binary(
                        .and, .binary(.greaterOrEqual, column, .literal(.timestamp(window.from), .timestamp)),
                        .binary(.less, column, .literal(.timestamp(window.to), .timestamp))), plan)
            }
            return Environment(scope: Scope(source.schema, table: shown), plan: plan)
        }
    }

    private func resolve(_ join: JoinSyntax) -> Environment? {
        let left = resolveFrom(join.left)
        let right = resolveFrom(join.right)
        guard let left, let right else { return nil }
        let shared = Set(left.scope.items.compactMap { $0.table?.lowercased() })
            .intersection(right.scope.items.compactMap { $0.table?.lowercased() })
        if let name = shared.sorted().first {
            report(
                "duplicate-name", "two tables in FROM are called '\(name)'", join.range,
                help: "give one an alias with AS")
            return nil
        }
        var both = Environment(scope: left.scope, plan: left.plan)
        both.scope.items += right.scope.items
        let width = left.plan.schema.count
        var keys: [JoinKey] = []
        var residual: [Expression] = []
        for name in join.using {
            guard let a = onlyPosition(name, left.scope, "left"), let b = onlyPosition(name, right.scope, "right"),
                let (x, y) = unifiedOperands(
                    column(a, of: left.plan.schema), column(b, of: right.plan.schema), "USING", name.range)
            else { return nil }
            keys.append(JoinKey(x, y))
            // The right one stays out of sight, so that the name is not ambiguous.
            both.scope.items[width + b].isQualifiedOnly = true
        }
        if let on = join.on {
            // Names are looked up over both sides; sub-queries have no place to join themselves to here.
            var inner = Environment(
                scope: both.scope, plan: .join(.inner, left.plan, right.plan, keys: [], condition: nil)
            ).scalarOnly("ON")
            inner.subqueriesForbiddenIn = "ON"
            guard let predicate = condition(on, &inner, "ON") else { return nil }
            for part in predicate.conjuncts {
                if case .binary(.equal, let a, let b) = part {
                    if a.isOver(0..<width), b.isOver(width..<Int.max) {
                        keys.append(JoinKey(a, b.movingColumns { $0 - width }))
                        continue
                    }
                    if b.isOver(0..<width), a.isOver(width..<Int.max) {
                        keys.append(JoinKey(b, a.movingColumns { $0 - width }))
                        continue
                    }
                }
                residual.append(part)
            }
        }
        let kind: JoinKind =
            switch join.kind {
            case .inner, .cross: .inner
            case .left: .left
            case .semi: .semi
            case .anti: .anti
            }
        both.plan = .join(kind, left.plan, right.plan, keys: keys, condition: Expression.conjunction(residual))
        if !kind.keepsRightColumns { both.scope = left.scope }
        return both
    }

    private func onlyPosition(_ name: Syntax<String>, _ scope: Scope, _ side: String) -> Int? {
        let positions = scope.positions(of: name.node, table: nil)
        if positions.count == 1 { return positions[0] }
        if positions.isEmpty {
            report(
                "unknown-column", "the \(side) side of the join has no column '\(name.node)'", name.range,
                help: NearMatch.help(name.node, among: scope.visibleNames))
        } else {
            report("ambiguous-column", "'\(name.node)' is ambiguous on the \(side) side of the join", name.range)
        }
        return nil
    }
}
