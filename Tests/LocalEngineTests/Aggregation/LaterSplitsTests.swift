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
}
