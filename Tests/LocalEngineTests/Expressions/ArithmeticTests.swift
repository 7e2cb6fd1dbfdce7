import Columnar
import LocalEngine
import QueryPlan
import Testing

@Suite("Arithmetic and comparison")
struct ArithmeticTests {
    let rows = Rows(
        ("a", .int64, int64s(1, nil, .max, .min, -7)), ("b", .int64, int64s(2, 3, 1, -1, 2)),
        ("x", .double, doubles(0.5, .nan, -0.0, nil, .infinity)), ("y", .double, doubles(0.25, .nan, 0.0, 1, 2)))

    @Test("integers add, subtract and multiply; a null operand gives null")
    func integers() throws {
        let small = Rows(("a", .int64, int64s(1, nil, -7)), ("b", .int64, int64s(2, 3, 2)))
        #expect(try small.evaluate(.binary(.add, small["a"], small["b"])) == int64s(3, nil, -5))
        #expect(try small.evaluate(.binary(.subtract, small["a"], small["b"])) == int64s(-1, nil, -9))
        #expect(try small.evaluate(.binary(.multiply, small["a"], small["b"])) == int64s(2, nil, -14))
        #expect(try small.evaluate(.binary(.add, lit(.int64(10)), small["b"])) == int64s(12, 13, 12))
    }

    @Test("division truncates towards zero and a remainder has the dividend's sign")
    func truncation() throws {
        #expect(try rows.evaluate(.binary(.integerDivide, rows["a"], lit(.int64(2))), on: [0, 4]) == int64s(0, -3))
        #expect(try rows.evaluate(.binary(.modulo, rows["a"], lit(.int64(4))), on: [0, 4]) == int64s(1, -3))
        #expect(try evaluate(.binary(.modulo, lit(.int64(.min)), lit(.int64(-1)))) == .int64(0))
        #expect(try evaluate(.binary(.modulo, lit(.double(-7.5)), lit(.double(2)))) == .double(-1.5))
    }

    @Test(
        "overflow is an error, not a wrap",
        arguments: [
            (BinaryOperator.add, Int64.max, Int64(1)), (.subtract, .min, 1), (.multiply, .min, -1),
            (.integerDivide, .min, -1), (.add, .min, -1), (.multiply, 3_037_000_500, 3_037_000_500),
        ])
    func overflow(op: BinaryOperator, a: Int64, b: Int64) throws {
        let pair = Rows(("a", .int64, [.int64(a), .int64(1)]), ("b", .int64, [.int64(b), .int64(1)]))
        let expression = Expression.binary(op, pair["a"], pair["b"])
        #expect(throws: EvaluationError(.integerOverflow, in: op.rawValue)) { try pair.evaluate(expression) }
        #expect(throws: EvaluationError(.integerOverflow, in: op.rawValue)) {
            try evaluate(.binary(op, lit(.int64(a)), lit(.int64(b))))
        }
        // The row that overflows is not among the selected ones.
        #expect(try pair.evaluate(expression, on: [1]).count == 1)
    }

    @Test("a null row never overflows, whatever lies beneath")
    func nullOverflow() throws {
        let pair = Rows(("a", .int64, int64s(.max, 1)), ("n", .int64, int64s(nil, 1)))
        #expect(
            try pair.evaluate(.binary(.add, pair["a"], .binary(.multiply, pair["n"], lit(.int64(5))))) == int64s(nil, 6)
        )
    }

    @Test("a zero divisor is an error only on rows that are looked at")
    func zeroDivisor() throws {
        let pair = Rows(("a", .double, doubles(1, 2, nil)), ("b", .double, doubles(0, 4, 0)))
        let quotient = Expression.binary(.divide, pair["a"], pair["b"])
        #expect(throws: EvaluationError(.divisionByZero, in: "/")) { try pair.evaluate(quotient) }
        #expect(try pair.evaluate(quotient, on: [1, 2]) == doubles(0.5, nil))
        let guarded = Expression.conditional(
            [ConditionalBranch(condition: .binary(.notEqual, pair["b"], lit(.double(0))), value: quotient)],
            otherwise: null(.double))
        #expect(try pair.evaluate(guarded) == doubles(nil, 0.5, nil))
        let and = Expression.binary(
            .and, .binary(.notEqual, pair["b"], lit(.double(0))), .binary(.greater, quotient, lit(.double(0.1))))
        #expect(try pair.evaluate(and) == booleans(false, true, false))
        let or = Expression.binary(
            .or, .binary(.equal, pair["b"], lit(.double(0))), .binary(.greater, quotient, lit(.double(0.1))))
        #expect(try pair.evaluate(or) == booleans(true, true, true))
    }

    @Test("NaN equals itself and is greater than everything; zeros are equal")
    func doubleOrder() throws {
        func compare(_ op: BinaryOperator) throws -> [Scalar] { try rows.evaluate(.binary(op, rows["x"], rows["y"])) }
        #expect(try compare(.equal) == booleans(false, true, true, nil, false))
        #expect(try compare(.notEqual) == booleans(true, false, false, nil, true))
        #expect(try compare(.less) == booleans(false, false, false, nil, false))
        #expect(try compare(.lessOrEqual) == booleans(false, true, true, nil, false))
        #expect(try compare(.greater) == booleans(true, false, false, nil, true))
        #expect(try compare(.greaterOrEqual) == booleans(true, true, true, nil, true))
    }

    @Test("against a literal NaN orders the same way on both sides")
    func literalOrder() throws {
        func right(_ op: BinaryOperator, _ value: Double) throws -> [Scalar] {
            try rows.evaluate(.binary(op, rows["x"], lit(.double(value))))
        }
        func left(_ op: BinaryOperator, _ value: Double) throws -> [Scalar] {
            try rows.evaluate(.binary(op, lit(.double(value)), rows["x"]))
        }
        #expect(try right(.greaterOrEqual, 0.5) == booleans(true, true, false, nil, true))
        #expect(try right(.greater, .infinity) == booleans(false, true, false, nil, false))
        #expect(try right(.less, 0.5) == booleans(false, false, true, nil, false))
        #expect(try right(.equal, 0.0) == booleans(false, false, true, nil, false))
        #expect(try right(.equal, .nan) == booleans(false, true, false, nil, false))
        #expect(try right(.less, .nan) == booleans(true, false, true, nil, true))
        #expect(try left(.less, 0.5) == booleans(false, true, false, nil, true))
        #expect(try left(.greater, .nan) == booleans(true, false, true, nil, true))
        #expect(try left(.lessOrEqual, .nan) == booleans(false, true, false, nil, false))
    }

    @Test("three-valued logic: every pair of true, false and null")
    func threeValuedLogic() throws {
        let pairs = Rows(
            ("a", .boolean, booleans(true, true, true, false, false, false, nil, nil, nil)),
            ("b", .boolean, booleans(true, false, nil, true, false, nil, true, false, nil)))
        #expect(
            try pairs.evaluate(.binary(.and, pairs["a"], pairs["b"]))
                == booleans(true, false, nil, false, false, false, nil, false, nil))
        #expect(
            try pairs.evaluate(.binary(.or, pairs["a"], pairs["b"]))
                == booleans(true, true, true, true, false, nil, true, nil, nil))
        #expect(
            try pairs.evaluate(.unary(.not, pairs["a"]))
                == booleans(false, false, false, true, true, true, nil, nil, nil))
        #expect(
            try pairs.evaluate(.binary(.isNotDistinct, pairs["a"], pairs["b"]))
                == booleans(true, false, false, false, true, false, false, false, true))
        #expect(try pairs.evaluate(.binary(.and, pairs["a"], null(.null)))[3...5] == booleans(false, false, false)[...])
    }

    @Test("texts compare by bytes, with literals of every length")
    func texts() throws {
        let texts = Rows(
            ("s", .string, strings("", "a", "harmony", "harmonic", "transcendence", "transcendencf", nil, "é")))
        for literal in ["", "a", "harmony", "harmonic", "transcendence", "é"] {
            let expected = texts.columns[0].scalars.map { $0.isNull ? Scalar.null : .boolean($0 == .string(literal)) }
            #expect(try texts.evaluate(.binary(.equal, texts["s"], lit(.string(literal)))) == expected)
        }
        #expect(
            try texts.evaluate(.binary(.less, texts["s"], lit(.string("harmony"))))
                == booleans(true, true, false, true, false, false, nil, false))
        #expect(
            try texts.evaluate(.inList(texts["s"], [lit(.string("a")), lit(.string("é")), null(.string)]))
                == booleans(nil, true, nil, nil, nil, nil, nil, true))
    }

    @Test("IN finds among many literals and columns alike")
    func membership() throws {
        let many = (0..<40).map { lit(.int64(Int64($0 * 3))) }
        let some = Rows(("a", .int64, int64s(0, 1, 117, 118, nil)), ("b", .int64, int64s(0, 1, 2, nil, 3)))
        #expect(try some.evaluate(.inList(some["a"], many)) == booleans(true, false, true, false, nil))
        #expect(
            try some.evaluate(.inList(some["a"], [some["b"], lit(.int64(118))]))
                == booleans(true, true, false, true, nil))
        #expect(
            try some.evaluate(
                .inList(.cast(some["a"], to: .double, orNull: false), [lit(.double(-0.0)), lit(.double(.nan))]))
                == booleans(true, false, false, false, nil))
    }

    @Test("an empty batch gives empty columns of the right types")
    func emptyBatch() throws {
        let none = Rows(("a", .int64, []), ("s", .string, []))
        let program = try ExpressionProgram(
            [
                .binary(.integerDivide, none["a"], lit(.int64(0))), call(.upper, [none["s"]], .string),
                lit(.double(1)), .isNull(none["a"]), none["s"],
            ], input: none.schema)
        let columns = try program.evaluate(none.columns, rowCount: 0)
        #expect(columns.map(\.type) == [.int64, .string, .double, .boolean, .string])
        #expect(columns.allSatisfy { $0.count == 0 })
    }

    @Test("results outlive the batch and the program's reuse of memory")
    func reuse() throws {
        let program = try ExpressionProgram(
            [
                .binary(.add, rows["b"], lit(.int64(1))),
                call(.upper, [.cast(rows["b"], to: .string, orNull: false)], .string),
            ],
            input: rows.schema)
        let first = try program.evaluate(rows.columns, rowCount: 5)
        let other = Rows(
            ("a", .int64, int64s(1)), ("b", .int64, int64s(41)), ("x", .double, doubles(1)), ("y", .double, doubles(1)))
        let second = try program.evaluate(other.columns, rowCount: 1)
        #expect(first[0].scalars == int64s(3, 4, 2, 0, 3))
        #expect(first[1].scalars == strings("2", "3", "1", "-1", "2"))
        #expect(second[0].scalars == int64s(42))
        #expect(second[1].scalars == strings("41"))
    }

    @Test("a predicate's rows are those where it is true, and narrow an earlier selection")
    func selections() throws {
        let program = try ExpressionProgram(
            [.binary(.greater, rows["b"], lit(.int64(0))), .binary(.less, rows["x"], lit(.double(1)))],
            input: rows.schema)
        program.begin(rows.columns, rowCount: 5)
        let positive = try program.select(0)
        #expect(positive.map { Array($0.indices) } == [0, 1, 2, 4])
        let both = try program.select(1, from: positive)
        #expect(both.map { Array($0.indices) } == [0, 2])
        #expect(try program.select(1, from: positive) === both)
    }
}
