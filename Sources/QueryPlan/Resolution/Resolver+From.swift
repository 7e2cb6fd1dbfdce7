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
        let isRepeated = references[name.node.lowercased(), default: 0] > 1
        if let index = named.lastIndex(where: { $0.name == name.node.lowercased() }) {
            if isRepeated { named[index].plan = named[index].plan?.forSharing }
            return named[index].plan.map { Environment(scope: Scope($0.schema, table: shown), plan: $0) }
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
        func scope(_ schema: Schema) -> Scope {
            var scope = Scope(schema, table: shown)
            if context.sampledTables.contains(key) {
                scope.notes = [
                    "the columns of '\(key)' are those of a sample of its rows; "
                        + "to read others declare all that are wanted: schema: {NAME: TYPE, …}"
                ]
            }
            return scope
        }
        switch table {
        case .query(let plan):
            return Environment(scope: scope(plan.schema), plan: isRepeated ? plan.forSharing : plan)
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
            return Environment(scope: scope(source.schema), plan: plan)
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
        both.scope.notes += right.scope.notes.filter { !both.scope.notes.contains($0) }
        let width = left.plan.schema.count
        guard let shared = sharedColumns(join, left, right) else { return nil }
        var keys = shared.map(\.key)
        var residual: [Expression] = []
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
        both.plan = joined(join.kind, left.plan, right.plan, keys, Expression.conjunction(residual))
        if join.kind == .semi || join.kind == .anti {
            both.scope = left.scope
            return both
        }
        return shared.isEmpty ? both : merging(shared, join.kind, both, width: width)
    }

    /// The join of two plans: left columns, then right ones (semi and anti: left ones only).
    private func joined(
        _ kind: JoinSyntax.Kind, _ left: LogicalPlan, _ right: LogicalPlan, _ keys: [JoinKey], _ condition: Expression?
    ) -> LogicalPlan {
        let (leftWidth, rightWidth) = (left.schema.count, right.schema.count)
        let swappedKeys = keys.map { JoinKey($0.right, $0.left) }
        let swappedCondition = condition?.movingColumns { $0 < leftWidth ? $0 + rightWidth : $0 - leftWidth }
        switch kind {
        case .inner, .cross: return .join(.inner, left, right, keys: keys, condition: condition)
        case .left: return .join(.left, left, right, keys: keys, condition: condition)
        case .semi: return .join(.semi, left, right, keys: keys, condition: condition)
        case .anti: return .join(.anti, left, right, keys: keys, condition: condition)
        case .right:
            let swapped = LogicalPlan.join(.left, right, left, keys: swappedKeys, condition: swappedCondition)
            let fields = left.schema.fields + right.schema.fields
            return .project(
                fields.indices.map {
                    Named(
                        fields[$0].name,
                        column($0 < leftWidth ? $0 + rightWidth : $0 - leftWidth, of: swapped.schema))
                }, swapped)
        case .full:
            // Both sides are read twice.
            let (left, right) = (left.forSharing, right.forSharing)
            // All left rows with their partners, then the right rows that have none.
            let matched = LogicalPlan.join(.left, left, right, keys: keys, condition: condition)
            let alone = LogicalPlan.join(.anti, right, left, keys: swappedKeys, condition: swappedCondition)
            let nulls = left.schema.fields.map { Named($0.name, Expression.literal(.null, $0.type)) }
            let values = right.schema.fields.indices.map {
                Named(right.schema.fields[$0].name, column($0, of: alone.schema))
            }
            return .union([matched, .project(nulls + values, alone)])
        }
    }

    /// A column of USING or of a NATURAL join, by its positions on the two sides.
    private struct SharedColumn {
        var name: String
        var left: Int
        var right: Int
        var key: JoinKey
    }

    private func sharedColumns(_ join: JoinSyntax, _ left: Environment, _ right: Environment) -> [SharedColumn]? {
        var names = join.using
        if join.isNatural {
            let others = Set(right.scope.visibleNames.map { $0.lowercased() })
            var seen: Set<String> = []
            names = left.scope.visibleNames.filter {
                others.contains($0.lowercased()) && seen.insert($0.lowercased()).inserted
            }.map { Syntax(node: $0, range: join.range) }
        }
        var shared: [SharedColumn] = []
        for name in names {
            guard let a = onlyPosition(name, left.scope, "left"), let b = onlyPosition(name, right.scope, "right"),
                let (x, y) = unifiedOperands(
                    column(a, of: left.plan.schema), column(b, of: right.plan.schema), "USING", name.range)
            else { return nil }
            shared.append(SharedColumn(name: left.scope.items[a].name, left: a, right: b, key: JoinKey(x, y)))
        }
        return shared
    }

    /// One column for each that both sides share, in front; the sides' own can then only be named with their table.
    private func merging(
        _ shared: [SharedColumn], _ kind: JoinSyntax.Kind, _ both: Environment, width: Int
    ) -> Environment {
        let schema = both.plan.schema
        let merged = shared.map { item -> Named<Expression> in
            let right = column(width + item.right, of: schema)
            switch kind {
            case .right: return Named(item.name, right)
            case .full:
                let type = item.key.left.type
                let value = Expression.call(
                    .coalesce, [cast(column(item.left, of: schema), to: type), cast(right, to: type)], type: type)
                return Named(item.name, value)
            default: return Named(item.name, column(item.left, of: schema))
            }
        }
        var result = both
        for item in shared {
            result.scope.items[item.left].isQualifiedOnly = true
            result.scope.items[width + item.right].isQualifiedOnly = true
        }
        result.scope.items.insert(
            contentsOf: merged.map { Scope.Item(table: nil, name: $0.name, type: $0.value.type) }, at: 0)
        let own = schema.fields.indices.map { Named(schema.fields[$0].name, column($0, of: schema)) }
        result.plan = .project(merged + own, both.plan)
        return result
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
