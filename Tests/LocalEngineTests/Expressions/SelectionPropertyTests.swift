import Columnar
import LocalEngine
import QueryPlan
import TestSupport
import Testing

/// Whatever rows are selected, a selected row's value is the one that evaluating the row alone gives.
@Suite("Evaluating selected rows")
struct SelectionPropertyTests {
    /// A random expression of a type over columns `a`, `b` (int64), `x` (double), `s` (string), `t` (timestamp), `c` (boolean).
    private func expression(
        _ type: DataType, depth: Int, _ rows: Rows, _ random: inout SeededGenerator
    ) -> Expression {
        func next(_ type: DataType) -> Expression { expression(type, depth: depth - 1, rows, &random) }
        let pick = depth == 0 ? Int.random(in: 0..<2, using: &random) : Int.random(in: 0..<9, using: &random)
        switch (type, pick) {
        case (.int64, 0): return rows[Bool.random(using: &random) ? "a" : "b"]
        case (.int64, 1): return lit(.int64(Int64.random(in: -3...3, using: &random)))
        case (.int64, 2), (.int64, 3):
            let op: [BinaryOperator] = [.add, .subtract, .multiply, .integerDivide, .modulo]
            return .binary(op.randomElement(using: &random) ?? .add, next(.int64), next(.int64))
        case (.int64, 4): return call(.length, [next(.string)], .int64)
        case (.int64, 5): return .cast(next(.string), to: .int64, orNull: Bool.random(using: &random))
        case (.int64, 6): return call(.coalesce, [next(.int64), next(.int64)], .int64)
        case (.int64, 7): return call(.greatest, [next(.int64), next(.int64)], .int64)
        case (.double, 0): return rows["x"]
        case (.double, 1): return lit(.double([0, 1.5, -2, .nan].randomElement(using: &random) ?? 0))
        case (.double, 2...5):
            let op: [BinaryOperator] = [.add, .multiply, .divide, .modulo]
            return .binary(op.randomElement(using: &random) ?? .add, next(.double), next(.double))
        case (.double, 6): return .cast(next(.int64), to: .double, orNull: false)
        case (.double, 7): return call(.ln, [next(.double)], .double)
        case (.string, 0): return rows["s"]
        case (.string, 1):
            return lit(.string(["", "7", "ab", "long enough to be copied"].randomElement(using: &random) ?? ""))
        case (.string, 2): return call(.upper, [next(.string)], .string)
        case (.string, 3): return call(.concat, [next(.string), next(.string)], .string)
        case (.string, 4): return call(.substring, [next(.string), next(.int64), lit(.int64(3))], .string)
        case (.string, 5): return .cast(next(.int64), to: .string, orNull: false)
        case (.string, 6): return call(.nullif, [next(.string), next(.string)], .string)
        case (.boolean, 0): return rows["c"]
        case (.boolean, 1): return .isNull(rows["x"])
        case (.boolean, 2): return .binary(.and, next(.boolean), next(.boolean))
        case (.boolean, 3): return .binary(.or, next(.boolean), next(.boolean))
        case (.boolean, 4): return .binary(.less, next(.int64), next(.int64))
        case (.boolean, 5): return .binary(.equal, next(.string), next(.string))
        case (.boolean, 6): return .binary(.greaterOrEqual, next(.double), next(.double))
        case (.boolean, 7): return .inList(next(.int64), [lit(.int64(1)), lit(.int64(2)), null(.int64)])
        case (.boolean, _): return .unary(.not, next(.boolean))
        default:
            return .conditional(
                [
                    ConditionalBranch(condition: next(.boolean), value: next(type)),
                    ConditionalBranch(condition: next(.boolean), value: next(type)),
                ], otherwise: next(type))
        }
    }

    @Test("any selection gives the values, or the failure, of its rows alone", arguments: 0..<120)
    func selection(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = 40
        func column(_ make: (inout SeededGenerator) -> Scalar) -> [Scalar] {
            (0..<count).map { _ in Int.random(in: 0..<5, using: &random) == 0 ? .null : make(&random) }
        }
        let rows = Rows(
            ("a", .int64, column { .int64(Int64.random(in: -4...4, using: &$0)) }),
            ("b", .int64, column { .int64([.max, .min, 0, 1, 2].randomElement(using: &$0) ?? 0) }),
            ("x", .double, column { .double([0, -0.0, .nan, 1.5, .infinity].randomElement(using: &$0) ?? 0) }),
            ("s", .string, column { .string(["", "1", "22", "x", "été"].randomElement(using: &$0) ?? "") }),
            ("c", .boolean, column { .boolean(Bool.random(using: &$0)) }))
        let type = [DataType.int64, .double, .string, .boolean].randomElement(using: &random) ?? .int64
        let expression = expression(type, depth: 4, rows, &random)
        let program = try ExpressionProgram([expression], input: rows.schema)
        // Each row alone: its value, or nil where it fails.
        let alone = (0..<UInt32(count)).map { row in
            try? program.evaluate(rows.columns, rowCount: count, selection: Selection([row]))[0][Int(row)]
        }
        for _ in 0..<8 {
            let chosen = (0..<UInt32(count)).filter { _ in Bool.random(using: &random) }
            let fails = chosen.contains { alone[Int($0)] == nil }
            let result = try? program.evaluate(rows.columns, rowCount: count, selection: Selection(chosen))[0]
            #expect((result == nil) == fails)
            if let result { #expect(chosen.allSatisfy { result[Int($0)] == alone[Int($0)] }) }
        }
        let good = (0..<UInt32(count)).filter { alone[Int($0)] != nil }
        if good.count == count {
            let full = try program.evaluate(rows.columns, rowCount: count)[0].scalars
            #expect(full == alone.map { $0 ?? .null })
        }
        // A batch of one row agrees with a selection of one.
        for row in 0..<4 {
            let single = rows.columns.map { Column($0.type, [$0[row]]) }
            let value = try? program.evaluate(single, rowCount: 1)[0][0]
            #expect(value == alone[row])
        }
    }
}
