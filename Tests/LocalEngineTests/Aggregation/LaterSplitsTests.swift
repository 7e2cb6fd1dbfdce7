import Columnar
import QueryPlan
import Testing

@testable import LocalEngine

/// Splits that hand over groups, rows, or first groups and then rows, which in a run depends on when memory grew tight.
@Suite("Later splits of an aggregation")
struct LaterSplitsTests {
    private static let schema = Schema([Field("k", .string), Field("x", .int64), Field("t", .string)])
    private static let plan: AggregationPlan = {
        let x = Expression.column(index: 1, name: "x", type: .int64)
        let t = Expression.column(index: 2, name: "t", type: .string)
        let comma = Expression.literal(.string(","), .string)
        return AggregationPlan(
            keys: [Named("k", .column(index: 0, name: "k", type: .string))],
            aggregates: [
                Named("n", AggregateExpression(.countAll, [], type: .int64)),
                Named("sum", AggregateExpression(.sum, [x], type: .int64)),
                Named("texts", AggregateExpression(.string_agg, [t, comma], type: .string)),
                Named("last", AggregateExpression(.max, [t], type: .string)),
            ])
    }()

    /// Rows as a split hands them over: the plan's expressions, evaluated. Of the input's columns, since these are all that they are.
    private func rows(_ rows: [(String?, Int64, String)]) -> RecordBatch {
        let scalars = rows.map { (key, x, text) -> [Scalar] in
            let key: Scalar = if let key { .string(key) } else { .null }
            return [key, .int64(x), .string(text)]
        }
        let input = Table(Self.schema, rows: scalars).batches[0]
        let columns = Self.plan.expressions.map { expression in
            guard case .column(let index, _, _) = expression else { preconditionFailure("only columns are asked for") }
            return input.columns[index]
        }
        let fields = Self.plan.expressions.enumerated().map { Field("e\($0)", $1.type) }
        return RecordBatch(schema: Schema(fields), columns: columns, rowCount: rows.count)
    }

    /// Some rows, grouped.
    private func groups(_ given: [(String?, Int64, String)]) throws -> AggregationState {
        let state = AggregationState(Self.plan)
        let columns = rows(given).columns
        try state.update(
            rowCount: given.count, selection: nil, value: { (index, _) throws(EvaluationError) in columns[index] },
            select: { (_, selection) throws(EvaluationError) in selection })
        return state
    }

    @Test("a split's groups, then its rows, then another split: every value in the order of the input")
    func groupsThenRows() throws {
        let state = try groups([("a", 1, "p"), ("b", 2, "q")])
        let later = LaterSplits(of: Self.plan, into: state)
        let grouped = try groups([("c", 3, "r"), ("a", 4, "s"), (nil, 5, "t")])
        // Not in the order of their numbers.
        try later.take(grouped.partials.presentGroups.reversed(), of: grouped)
        try later.take(rows([("c", 6, "u"), ("d", 7, "v"), ("a", 8, "w")]))
        try later.take(rows([(nil, 9, "x"), ("c", 10, "y")]))
        try later.endSplit()
        try later.take(rows([("d", 11, "z"), ("b", 12, "A"), ("e", 13, "B")]))
        try later.endSplit()

        let result = try state.finish()
        var found: [String: [String]] = [:]
        for row in 0..<result.rowCount {
            let texts: [String] = result.columns.map { column in column[row].text }
            found[texts[0]] = Array(texts.dropFirst())
        }
        #expect(result.rowCount == 6)
        let null = Scalar.null.text
        // By hand from the rows above.
        #expect(found["a"] == ["3", "13", "p,s,w", "w"])
        #expect(found["b"] == ["2", "14", "q,A", "q"])
        #expect(found["c"] == ["3", "19", "r,u,y", "y"])
        #expect(found["d"] == ["2", "18", "v,z", "z"])
        #expect(found["e"] == ["1", "13", "B", "B"])
        #expect(found[null] == ["2", "14", "t,x", "x"])
    }

    @Test("a partition brought together in slices has the groups, and their order, of one brought together at once")
    func slices() throws {
        let given = (0..<400).map { row -> (String?, Int64, String) in
            (row % 50 == 7 ? nil : "key \(row * 37 % 120)", Int64(row), "t\(row)")
        }
        func splits() throws -> [LaterSplit] {
            let grouped = try groups(Array(given[100..<180]))
            return [
                LaterSplit(
                    groups: StateGroups(state: grouped, groups: grouped.partials.presentGroups),
                    rows: [.memory(rows(Array(given[180..<300])))]),
                LaterSplit(rows: [.memory(rows(Array(given[300..<350])))]),
                LaterSplit(
                    groups: try {
                        let last = try groups(Array(given[350..<400]))
                        return StateGroups(state: last, groups: last.partials.presentGroups)
                    }()),
            ]
        }
        let resources = RunResources(budget: MemoryBudget(limit: nil), folder: SpillFolder())
        let finisher = PartitionFinisher(
            shape: Self.plan, inputSchema: rows(given).schema, ordersGroups: false, resources: resources)
        func spilled(allowance: Int) throws -> (blocks: Int, rows: [[Scalar]]) {
            let result = try finisher.spilledGroups(
                groups(Array(given[0..<100])), then: splits(), allowance: allowance)
            let batches = try result.blocks.indices.map { try result.batch(at: $0) }
            return (batches.count, Table(schema: Self.plan.schema, batches: batches).rows)
        }
        let whole = try spilled(allowance: .max)
        let sliced = try spilled(allowance: 1)
        #expect(whole.blocks == 1 && sliced.blocks > 8)
        #expect(sliced.rows == whole.rows)
        let atOnce = try finisher.groups(groups(Array(given[0..<100])), then: splits(), foreseen: 0)
        #expect(Set(Table(schema: Self.plan.schema, batches: [atOnce]).rows) == Set(whole.rows))
        // What the rows say, counted by hand.
        var sums: [String?: Int64] = [:]
        for row in given { sums[row.0, default: 0] += row.1 }
        #expect(whole.rows.count == sums.count)
        for row in whole.rows {
            let key: String? = if case .string(let text) = row[0] { text } else { nil }
            #expect(row[2] == .int64(sums[key] ?? -1))
        }
    }

    @Test("groups have the hashes of the rows that they are made of, whatever their keys")
    func hashes() throws {
        let types: [DataType] = [.double, .decimal(precision: 20, scale: 2), .date, .boolean, .string]
        let names = types.indices.map { "k\($0)" }
        let keys = types.indices.map { index in
            Named(names[index], Expression.column(index: index, name: names[index], type: types[index]))
        }
        let doubles: [Scalar] = [.double(0), .double(-0.0), .double(.nan), .double(-.nan), .double(1.5), .null]
        let decimals: [Scalar] = [150, -150, 0, nil].map { (number: Int128?) in
            number.map { .decimal(DecimalNumber(unscaled: $0, scale: 2)) } ?? .null
        }
        let texts: [Scalar] = [.string(""), .string("a text of more than sixteen bytes"), .string("é"), .null]
        let rows = (0..<200).map { row -> [Scalar] in
            let day: Scalar = row % 9 == 0 ? .null : .date(Int32(row % 5))
            let truth: Scalar = row % 4 == 0 ? .null : .boolean(row % 2 == 0)
            return [doubles[row % 6], decimals[row % 4], day, truth, texts[row % 4]]
        }
        let table = Table(Schema(zip(names, types).map { Field($0, $1) }), rows: rows)
        let columns = table.batches[0].columns
        let state = AggregationState(AggregationPlan(keys: keys, aggregates: []))
        try state.update(
            rowCount: rows.count, selection: nil, value: { (index, _) throws(EvaluationError) in columns[index] },
            select: { (_, selection) throws(EvaluationError) in selection })
        let groups = state.partials.presentGroups
        #expect(groups.count > 50)
        #expect(Set(state.hashes(of: groups)) == Set(KeyHash.hashes(of: columns, rowCount: rows.count)))
        #expect(state.hashes(of: groups.reversed()) == state.hashes(of: groups).reversed())
    }
}
