import Testing

@testable import Columnar

/// Types by Spark's documented rules (Spark SQL reference, "Decimal types"), values by Python's decimal module with 400 digits and
/// ROUND_HALF_UP.
@Suite("Arithmetic of decimals")
struct DecimalArithmeticTests {
    struct Case: CustomTestStringConvertible {
        let symbol: String
        let left: (Int, Int)
        let right: (Int, Int)
        let a: String
        let b: String
        let type: (Int, Int)
        /// The unscaled result; nil when it has too many digits.
        let expected: String?

        init(
            _ symbol: String, _ left: (Int, Int), _ right: (Int, Int), _ a: String, _ b: String, _ type: (Int, Int),
            _ expected: String?
        ) {
            (self.symbol, self.left, self.right) = (symbol, left, right)
            (self.a, self.b, self.type, self.expected) = (a, b, type, expected)
        }

        var testDescription: String { "\(a) \(left) \(symbol) \(b) \(right)" }

        var operation: DecimalArithmetic.Operator {
            switch symbol {
            case "+": .add
            case "-": .subtract
            case "*": .multiply
            case "/": .divide
            default: .modulo
            }
        }
    }

    static let cases = [
        Case("%", (20, 20), (5, 2), "8451636615", "-143", (20, 20), "8451636615"),
        Case("%", (28, 14), (38, 19), "0", "934106634596949", (33, 19), "0"),
        Case("+", (18, 2), (20, 0), "5991", "0", (23, 2), "5991"),
        Case("%", (28, 0), (20, 20), "0", "4999371239635063", (20, 20), "0"),
        Case("-", (20, 10), (38, 19), "-302720199138", "1875003149062", (38, 18), "-30272020101300314906"),
        Case("*", (5, 2), (18, 9), "-4964", "-4317", (24, 11), "21429588"),
        Case(
            "*", (28, 28), (18, 9), "-9999999999999999999999999999", "999999999999999999", (38, 28),
            "-9999999999999999989999999999000000000"),
        Case("*", (38, 2), (18, 0), "55950453249", "-999999999999999999", (38, 2), "-55950453248999999944049546751"),
        Case("/", (20, 0), (10, 5), "0", "-4550", (36, 11), "0"),
        Case("*", (28, 2), (38, 2), "-608005418390191221", "9798486129338339346849905797793578", (38, 4), nil),
        Case(
            "+", (38, 38), (20, 0), "-840455231252597854827563419336", "-65746752189", (38, 17),
            "-6574675218900000000840455231"),
        Case("-", (38, 0), (5, 2), "5000000000000000000000000000", "0", (38, 2), "500000000000000000000000000000"),
        Case("%", (18, 0), (20, 20), "-56553017162688368", "-10", (20, 20), "0"),
        Case("/", (28, 2), (5, 2), "9595462992021947677795", "5000", (36, 8), "191909259840438953555900000"),
        Case("/", (5, 2), (38, 38), "99999", "99999999999999999999999999999999999999", (38, 6), "999990000"),
        Case("+", (5, 2), (38, 0), "-841", "99999999999999999999999999999999999999", (38, 2), nil),
        Case("/", (28, 28), (18, 18), "0", "91653105613", (38, 20), "0"),
        Case("*", (18, 18), (20, 10), "799274", "160586", (38, 27), "12835221456"),
        Case("/", (38, 0), (20, 20), "-99999999999999999999999999999999999999", "3417598354291", (38, 6), nil),
        Case("-", (5, 5), (38, 0), "5578", "-99999999999999999999999999999999999999", (38, 5), nil),
        Case("/", (5, 2), (38, 38), "-99999", "-18", (38, 6), nil),
        Case("+", (18, 18), (20, 0), "-9068", "5000000000", (38, 17), "499999999999999999999999093"),
        Case(
            "+", (38, 2), (28, 14), "99999999999999999999999999999999999999", "1278470277652542138603078", (38, 6), nil),
        Case("/", (38, 0), (28, 28), "-99999999999999999999999999999999999999", "125792599093553075471", (38, 6), nil),
        Case("+", (18, 9), (38, 0), "603268", "-603242811030099454066722138691084", (38, 6), nil),
        Case("-", (38, 2), (20, 0), "-99999999999999999999999999999999999999", "99999999999999999999", (38, 2), nil),
        Case("/", (28, 0), (10, 10), "-9999999999999999999999999999", "670088", (38, 6), nil),
        // A result that rounds up to one digit more, and ties on both sides of zero.
        Case("/", (38, 0), (5, 0), "1", "3", (38, 6), "333333"),
        Case("/", (38, 0), (5, 0), "-1", "2000000", (38, 6), "-1"),
        Case("*", (38, 6), (38, 6), "500", "1000", (38, 6), "1"),
        Case("*", (38, 6), (38, 6), "-499", "1000", (38, 6), "0"),
        Case("%", (5, 2), (5, 1), "-755", "20", (5, 2), "-155"),
    ]

    @Test("results have Spark's type and are rounded once, half away from zero", arguments: cases)
    func arithmetic(_ item: Case) throws {
        let arithmetic = DecimalArithmetic(
            item.operation, DecimalType(precision: item.left.0, scale: item.left.1),
            DecimalType(precision: item.right.0, scale: item.right.1))
        #expect(arithmetic.result == DecimalType(precision: item.type.0, scale: item.type.1))
        let a = try #require(Int128(item.a))
        let b = try #require(Int128(item.b))
        #expect(arithmetic.value(a, b).map { String($0) } == item.expected)
    }

    @Test("a narrow operation has no result that its type does not hold")
    func narrow() {
        for (p, s) in [(1, 0), (9, 2), (18, 18), (19, 4), (37, 0), (38, 10)] {
            for (q, t) in [(1, 1), (10, 0), (18, 2), (20, 0), (28, 28)] {
                for operation in [DecimalArithmetic.Operator.add, .subtract, .multiply] {
                    let left = DecimalType(precision: p, scale: s)
                    let right = DecimalType(precision: q, scale: t)
                    let arithmetic = DecimalArithmetic(operation, left, right)
                    guard arithmetic.isNarrow else { continue }
                    let (a, b) = (left.limit - 1, right.limit - 1)
                    let result =
                        switch operation {
                        case .add: a * arithmetic.leftFactor + b * arithmetic.rightFactor
                        case .subtract: a * arithmetic.leftFactor - b * arithmetic.rightFactor
                        default: a * b
                        }
                    #expect(arithmetic.value(a, b) == result)
                    #expect(arithmetic.value(a, -b) != nil)
                }
            }
        }
    }

    @Test("whole quotients are cut off towards zero and fail beyond 64 bits")
    func wholeQuotients() {
        #expect(DecimalArithmetic.wholeQuotient(-755, 2, 20, 1) == -3)
        #expect(DecimalArithmetic.wholeQuotient(DecimalNumber.powers[38] - 1, 0, 1, 0) == nil)
        #expect(DecimalArithmetic.wholeQuotient(-9_223_372_036_854_775_808, 0, 1, 0) == .min)
        #expect(DecimalArithmetic.wholeQuotient(7, 38, DecimalNumber.powers[38] - 1, 0) == 0)
    }

    @Test("types of choices keep the digits before the point first")
    func common() {
        func type(_ precision: Int, _ scale: Int) -> DecimalType { DecimalType(precision: precision, scale: scale) }
        #expect(DecimalType.common(type(10, 2), type(20, 0)) == type(22, 2))
        #expect(DecimalType.common(type(38, 0), type(38, 38)) == type(38, 0))
        #expect(DecimalType.common(type(38, 5), type(23, 13)) == type(38, 5))
        #expect(type(30, 2).sum == type(38, 2))
        #expect(type(10, 2).average == type(14, 6))
        #expect(type(38, 37).average == type(38, 38))
        #expect(type(10, 2).rounded(to: -3) == type(9, 0))
        #expect(type(3, 2).rounded(to: -5) == type(6, 0))
        #expect(type(10, 2).rounded(to: 1) == type(10, 1))
        #expect(type(10, 2).rounded(to: 9) == type(11, 2))
        #expect(type(38, 38).rounded(to: .min) == type(38, 0))
    }
}
