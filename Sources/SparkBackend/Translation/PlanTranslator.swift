#if Spark
    import Columnar
    import QueryPlan
    import SparkConnectProtocol

    /// Our logical plans as relations of Spark's.
    ///
    /// Columns get names that come once in a whole tree, so that nothing is ambiguous. Spark's rows have no order of their own; where the order
    /// of the input counts (ties of a sort, `first`, a limit), a column carries it from the scans upwards, an array of numbers that is
    /// compared element by element. Where nobody asks, it is left out.
    struct PlanTranslator {
        /// Gives a source's relation: some columns under new names, with a column for the order of the rows where it is wanted.
        private let scan:
            (_ source: String, _ schema: Schema, _ names: [String], _ order: String?) throws(Untranslatable)
                -> Spark_Connect_Relation
        private var counter = 0

        /// A translator over some sources.
        init(
            scan:
                @escaping (_ source: String, _ schema: Schema, _ names: [String], _ order: String?)
                throws(Untranslatable)
                -> Spark_Connect_Relation
        ) {
            self.scan = scan
        }

        /// The relation whose rows are the plan's, in order, with columns by position.
        ///
        /// - Throws: `Untranslatable`.
        mutating func relation(_ plan: LogicalPlan) throws(Untranslatable) -> Spark_Connect_Relation {
            var translated = try translate(plan, ordered: !plan.comesInOrder)
            if let order = translated.order {
                translated.relation = translated.relation.sorted([SparkSortOrder.ascending(order)])
            }
            return translated.relation.projected(
                translated.columns.enumerated().map {
                    SparkExpression.column($1).named(PlanTranslator.resultName($0))
                })
        }

        /// The name of a column of the whole relation.
        static func resultName(_ index: Int) -> String { "r\(index)" }

        private mutating func fresh(_ prefix: String = "c") -> String {
            counter += 1
            return "\(prefix)\(counter)"
        }

        private mutating func translate(_ plan: LogicalPlan, ordered: Bool) throws(Untranslatable) -> TranslatedPlan {
            switch plan {
            case .scan(let source, let schema):
                let names = schema.fields.map { _ in fresh() }
                let order = ordered ? fresh("o") : nil
                return TranslatedPlan(relation: try scan(source, schema, names, order), columns: names, order: order)
            case .values(let rows, let schema): return numbered(values(rows, schema), ordered)
            case .filter(let predicate, let input):
                var translated = try translate(input, ordered: ordered)
                let condition = try ExpressionTranslator(columns: translated.columns).translate(predicate)
                translated.relation = translated.relation.filtered(condition)
                return translated
            case .project(let columns, let input): return try project(columns, input, ordered)
            case .aggregate(let keys, let aggregates, let input): return try aggregate(keys, aggregates, input, ordered)
            case .window(let windows, let input): return try window(windows, input, ordered)
            case .join(let kind, let left, let right, let keys, let condition):
                return try join(kind, left, right, keys, condition, ordered)
            case .sort(let keys, let input): return numbered(try sort(keys, input), ordered)
            case .limit(let count, let offset, let input): return numbered(try limit(count, offset, input), ordered)
            case .distinct(let input):
                let columns = input.schema.fields.enumerated().map {
                    Named($1.name, Expression.column(index: $0, name: $1.name, type: $1.type))
                }
                return try aggregate(columns, [], input, ordered)
            case .union(let inputs): return try union(inputs, ordered)
            case .shared(let shared): return try translate(shared.plan, ordered: ordered)
            }
        }

        /// Rows that stand in their order, with a column that tells it.
        private mutating func numbered(_ plan: TranslatedPlan, _ ordered: Bool) -> TranslatedPlan {
            guard ordered else { return plan }
            var plan = plan
            let order = fresh("o")
            let number = SparkExpression.call("array", .call("monotonically_increasing_id"))
            plan.order = nil
            plan.relation = plan.relation.projected(plan.kept + [number.named(order)])
            plan.order = order
            return plan
        }

        private mutating func values(_ rows: [[Scalar]], _ schema: Schema) -> TranslatedPlan {
            let names = schema.fields.map { _ in fresh() }
            let unique: [Set<String>] = rows.count <= 1 ? [[]] : []
            if rows.count <= 1 {
                let row = rows.first ?? schema.fields.map { _ in .null }
                let columns = zip(schema.fields, zip(row, names)).map { field, cell in
                    SparkExpression.literal(cell.0, field.type).named(cell.1)
                }
                return TranslatedPlan(
                    relation: .rows(rows.count).projected(columns), columns: names, order: nil, unique: unique)
            }
            // A table of one column at least: the row's number keeps rows without columns apart.
            let structures = rows.enumerated().map { index, row in
                SparkExpression.call(
                    "struct",
                    zip(schema.fields, row).map { SparkExpression.literal($1, $0.type) } + [
                        .int(Int32(clamping: index))
                    ])
            }
            let table = SparkExpression.call("inline", .call("array", structures)).named(names + [fresh()])
            return TranslatedPlan(relation: .rows(1).projected([table]), columns: names, order: nil, unique: unique)
        }

        private mutating func project(
            _ columns: [Named<Expression>], _ input: LogicalPlan, _ ordered: Bool
        ) throws(Untranslatable) -> TranslatedPlan {
            let translated = try translate(input, ordered: ordered)
            let rows = ExpressionTranslator(columns: translated.columns)
            var names: [String] = []
            var expressions: [SparkExpression] = []
            var renamed: [String: String] = [:]
            for column in columns {
                if case .column(let index, _, _) = column.value {
                    // The same column twice is one column with two readers.
                    let source = translated.columns[index]
                    if let known = renamed[source] {
                        names.append(known)
                        continue
                    }
                    let name = fresh()
                    renamed[source] = name
                    names.append(name)
                    expressions.append(SparkExpression.column(source).named(name))
                } else {
                    let name = fresh()
                    names.append(name)
                    expressions.append(try rows.translate(column.value).named(name))
                }
            }
            if let order = translated.order { expressions.append(.column(order)) }
            let unique = translated.unique.compactMap { names -> Set<String>? in
                let mapped = names.compactMap { renamed[$0] }
                return mapped.count == names.count ? Set(mapped) : nil
            }
            return TranslatedPlan(
                relation: translated.relation.projected(expressions), columns: names, order: translated.order,
                unique: unique)
        }

        private mutating func aggregate(
            _ keys: [Named<Expression>], _ aggregates: [Named<AggregateExpression>], _ input: LogicalPlan,
            _ ordered: Bool
        ) throws(Untranslatable) -> TranslatedPlan {
            let needsOrder = aggregates.contains { $0.value.function.looksAtOrder }
            var translated = try translate(input, ordered: needsOrder || (ordered && !keys.isEmpty))
            var keyNames: [String] = []
            var computed: [SparkExpression] = []
            let rows = ExpressionTranslator(columns: translated.columns)
            for key in keys {
                if case .column(let index, _, _) = key.value {
                    keyNames.append(translated.columns[index])
                } else {
                    let name = fresh()
                    computed.append(try rows.translate(key.value).named(name))
                    keyNames.append(name)
                }
            }
            if !computed.isEmpty { translated.relation = translated.relation.projected(translated.kept + computed) }
            // Texts that are strung together in an order of their own are numbered by it first.
            var numbers: [Int: String] = [:]
            for (index, aggregate) in aggregates.enumerated()
            where aggregate.value.function.looksAtOrder && !aggregate.value.orderBy.isEmpty {
                let name = fresh("o")
                numbers[index] = name
                var specification = Spark_Connect_Expression()
                specification.window.windowFunction = .call("row_number")
                specification.window.partitionSpec = keyNames.map { .column($0) }
                for key in aggregate.value.orderBy { specification.window.orderSpec.append(try rows.sortOrder(key)) }
                if let order = translated.order {
                    specification.window.orderSpec.append(SparkSortOrder.ascending(order))
                }
                var kept = translated.kept
                kept += (keyNames + Array(numbers.values.filter { $0 != name })).filter {
                    !translated.columns.contains($0)
                }
                .map { SparkExpression.column($0) }
                translated.relation = translated.relation.projected(kept + [specification.cast(.int64).named(name)])
            }
            var expressions: [SparkExpression] = []
            var names: [String] = []
            for (index, aggregate) in aggregates.enumerated() {
                let order =
                    numbers[index].map { RowOrderColumn(name: $0, isNumber: true) }
                    ?? translated.order.map { RowOrderColumn(name: $0, isNumber: false) }
                let name = fresh()
                names.append(name)
                let translator = AggregateTranslator(rows: rows, order: order, placed: { $0 })
                expressions.append(try translator.translate(aggregate.value).named(name))
            }
            var seen: Set<String> = []
            let distinctKeys = keyNames.filter { seen.insert($0).inserted }
            var order: String?
            if ordered {
                let name = fresh("o")
                order = name
                // Groups stand in the order in which they first appear.
                if let known = translated.order, !keys.isEmpty {
                    expressions.append(SparkExpression.call("min", .column(known)).named(name))
                } else {
                    expressions.append(SparkExpression.call("array", .call("count", .long(1))).named(name))
                }
            }
            if expressions.isEmpty, distinctKeys.isEmpty {
                expressions.append(SparkExpression.call("count", .long(1)).named(fresh()))
            }
            return TranslatedPlan(
                relation: translated.relation.grouped(by: distinctKeys, expressions), columns: keyNames + names,
                order: order, unique: [Set(keyNames)])
        }

        private mutating func window(
            _ windows: [Named<WindowExpression>], _ input: LogicalPlan, _ ordered: Bool
        ) throws(Untranslatable) -> TranslatedPlan {
            let needsOrder = windows.contains { $0.value.seesTies || $0.value.needsNumber }
            var translated = try translate(input, ordered: ordered || needsOrder)
            let translator = WindowTranslator(
                rows: ExpressionTranslator(columns: translated.columns),
                order: translated.order.map { RowOrderColumn(name: $0, isNumber: false) })
            var numbers: [Int: String] = [:]
            for (index, window) in windows.enumerated() where window.value.needsNumber { numbers[index] = fresh("o") }
            if !numbers.isEmpty {
                var expressions = translated.kept
                for (index, name) in numbers {
                    expressions.append(try translator.number(windows[index].value).named(name))
                }
                translated.relation = translated.relation.projected(expressions)
            }
            var expressions = translated.kept
            for (index, window) in windows.enumerated() {
                let name = fresh()
                expressions.append(try translator.translate(window.value, number: numbers[index]).named(name))
                translated.columns.append(name)
            }
            translated.relation = translated.relation.projected(expressions)
            if !ordered { translated.order = nil }
            return translated
        }

        private mutating func join(
            _ kind: JoinKind, _ left: LogicalPlan, _ right: LogicalPlan, _ keys: [JoinKey], _ condition: Expression?,
            _ ordered: Bool
        ) throws(Untranslatable) -> TranslatedPlan {
            let first = try translate(left, ordered: ordered)
            let second = try translate(right, ordered: ordered && kind.keepsRightColumns)
            var terms: [SparkExpression] = []
            for key in keys {
                terms.append(
                    .call(
                        "==", try ExpressionTranslator(columns: first.columns).translate(key.left),
                        try ExpressionTranslator(columns: second.columns).translate(key.right)))
            }
            if let condition {
                terms.append(try ExpressionTranslator(columns: first.columns + second.columns).translate(condition))
            }
            var relation = Spark_Connect_Relation()
            relation.join.left = first.relation
            relation.join.right = second.relation
            if !terms.isEmpty { relation.join.joinCondition = .all(terms) }
            switch kind {
            case .inner: relation.join.joinType = terms.isEmpty ? .cross : .inner
            case .left:
                relation.join.joinType = .leftOuter
                if terms.isEmpty { relation.join.joinCondition = .boolean(true) }
            case .semi:
                relation.join.joinType = .leftSemi
                if terms.isEmpty { relation.join.joinCondition = .boolean(true) }
            case .anti:
                relation.join.joinType = .leftAnti
                if terms.isEmpty { relation.join.joinCondition = .boolean(true) }
            }
            var translated = TranslatedPlan(
                relation: relation, columns: first.columns, order: first.order, unique: first.unique)
            guard kind.keepsRightColumns else { return translated }
            translated.columns += second.columns
            translated.unique = first.unique.flatMap { one in second.unique.map { one.union($0) } }
            if let one = first.order, let other = second.order {
                let order = fresh("o")
                // A row without a partner has no place on the right.
                let none = SparkExpression.call("array", .long(-1))
                let place = SparkExpression.call("concat", .column(one), .call("coalesce", .column(other), none))
                translated.order = nil
                translated.relation = relation.projected(translated.kept + [place.named(order)])
                translated.order = order
            }
            return translated
        }

        private mutating func sort(_ keys: [SortKey], _ input: LogicalPlan) throws(Untranslatable) -> TranslatedPlan {
            // Looked at once for what is known of the rows, and again with their order where ties need it.
            var probe = self
            let known = try probe.translate(input, ordered: false)
            let names = keys.compactMap { key -> String? in
                if case .column(let index, _, _) = key.expression { known.columns[index] } else { nil }
            }
            var translated =
                known.isTold(apart: Set(names))
                ? try translate(input, ordered: false) : try translate(input, ordered: true)
            let rows = ExpressionTranslator(columns: translated.columns)
            var order: [Spark_Connect_Expression.SortOrder] = []
            for key in keys { order.append(try rows.sortOrder(key)) }
            if let ties = translated.order { order.append(SparkSortOrder.ascending(ties)) }
            translated.relation = translated.relation.sorted(order)
            translated.order = nil
            return translated
        }

        private mutating func limit(_ count: Int?, _ offset: Int, _ input: LogicalPlan) throws(Untranslatable)
            -> TranslatedPlan
        {
            var translated = try translate(input, ordered: !input.comesInOrder)
            if let order = translated.order {
                translated.relation = translated.relation.sorted([SparkSortOrder.ascending(order)])
                translated.order = nil
            }
            if offset > 0 {
                var relation = Spark_Connect_Relation()
                relation.offset.input = translated.relation
                relation.offset.offset = Int32(clamping: offset)
                translated.relation = relation
            }
            if let count {
                var relation = Spark_Connect_Relation()
                relation.limit.input = translated.relation
                relation.limit.limit = Int32(clamping: count)
                translated.relation = relation
                if count <= 1 { translated.unique = [[]] }
            }
            return translated
        }

        private mutating func union(_ inputs: [LogicalPlan], _ ordered: Bool) throws(Untranslatable) -> TranslatedPlan {
            var result: TranslatedPlan?
            for (index, input) in inputs.enumerated() {
                let translated = try translate(input, ordered: ordered)
                // Unions go by position: every column stands once, and the order behind them.
                let names = translated.columns.map { _ in fresh() }
                var expressions = zip(translated.columns, names).map { SparkExpression.column($0).named($1) }
                var order: String?
                if let place = translated.order {
                    let name = fresh("o")
                    order = name
                    expressions.append(
                        SparkExpression.call("concat", .call("array", .long(Int64(index))), .column(place)).named(name))
                }
                let relation = translated.relation.projected(expressions)
                if let known = result {
                    result?.relation = known.relation.followed(by: relation)
                } else {
                    result = TranslatedPlan(relation: relation, columns: names, order: order)
                }
            }
            return result ?? TranslatedPlan(relation: .rows(0), columns: [], order: nil)
        }
    }

    extension LogicalPlan {
        /// Whether Spark gives the rows in the plan's order without being told.
        fileprivate var comesInOrder: Bool {
            switch self {
            case .sort, .limit, .values: true
            case .filter(_, let input), .project(_, let input): input.comesInOrder
            case .aggregate(let keys, _, _): keys.isEmpty
            case .shared(let shared): shared.plan.comesInOrder
            case .scan, .window, .join, .distinct, .union: false
            }
        }
    }
#endif
