import Columnar
import QueryPlan
import Testing

/// `CASE` over rising or falling limits against its definition, one condition after the other.
@Suite("Ladders of limits")
struct ThresholdLadderTests {
    private static let values: [Double?] = [
        nil, .nan, -.infinity, -7, -0.0, 0, 0.999, 1, 1.5, 5, 7, 9.99, 10, 11, .infinity, nil, 2,
    ]

    /// Spark's order of doubles: NaN is greater than all else.
    private func holds(_ op: BinaryOperator, _ a: Double, _ b: Double) -> Bool {
        switch op {
        case .less: !a.isNaN && a < b
        case .lessOrEqual: !a.isNaN && a <= b
        case .greater: a.isNaN || a > b
        default: a.isNaN || a >= b
        }
    }

    @Test(
        "the first condition that holds decides, whatever the order of the limits",
        arguments: [BinaryOperator.less, .lessOrEqual, .greater, .greaterOrEqual],
        [
            [0, 1, 5, 10], [10, 5, 1, 0], [1, 1, 5], [5, 1, 1], [1, 10, 5], [-Double.infinity, Double.infinity], [1],
        ])
    func ladders(op: BinaryOperator, limits: [Double]) throws {
        let rows = Rows(("x", .double, Self.values.map { $0.map { .double($0) } ?? .null }))
        let branches = limits.enumerated().map { index, limit in
            ConditionalBranch(
                condition: .binary(op, rows["x"], lit(.double(limit))), value: lit(.string("branch \(index)")))
        }
        let expected = Self.values.map { value -> Scalar in
            let first = value.flatMap { value in limits.firstIndex { holds(op, value, $0) } }
            return .string(first.map { "branch \($0)" } ?? "none")
        }
        let ladder = Expression.conditional(branches, otherwise: lit(.string("none")))
        #expect(try rows.evaluate(ladder) == expected)
        let odd = (0..<UInt32(Self.values.count)).filter { $0 % 2 == 1 }
        #expect(try rows.evaluate(ladder, on: odd) == odd.map { expected[Int($0)] })
    }

    @Test("branches of a ladder may be columns, nulls among them")
    func columns() throws {
        let rows = Rows(
            ("x", .double, doubles(0, 2, nil, 8)), ("y", .double, doubles(nil, 20, 30, 40)))
        let ladder = Expression.conditional(
            [1, 5].map {
                ConditionalBranch(condition: .binary(.less, rows["x"], lit(.double($0))), value: rows["y"])
            }, otherwise: lit(.double(-1)))
        #expect(try rows.evaluate(ladder) == doubles(nil, 20, -1, -1))
    }
}
