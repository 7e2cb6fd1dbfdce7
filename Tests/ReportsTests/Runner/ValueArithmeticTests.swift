import Columnar
import Testing

@testable import Reports

@Suite struct ValueArithmeticTests {
    @Test(
        "operators give a value or none, and never trap",
        arguments: [
            (.add, .int64(2), .int64(3), .int64(5)), (.add, .int64(.max), .int64(1), .null),
            (.add, .int64(2), .double(0.5), .double(2.5)), (.add, .string("a"), .int64(1), .null),
            (.subtract, .int64(.min), .int64(1), .null), (.multiply, .double(1e308), .double(10), .null),
            (.divide, .int64(7), .int64(2), .double(3.5)), (.divide, .int64(1), .int64(0), .null),
            (.modulo, .int64(7), .int64(0), .null), (.modulo, .int64(-7), .int64(3), .int64(-1)),
            (.modulo, .int64(.min), .int64(-1), .null), (.modulo, .double(7), .double(0), .null),
            (.equal, .null, .null, .null), (.equal, .int64(1), .double(1), .boolean(true)),
            (.notEqual, .string("a"), .string("b"), .boolean(true)), (.less, .double(.nan), .double(1), .null),
            (.less, .string("Z"), .string("a"), .boolean(true)), (.greaterOrEqual, .date(3), .date(3), .boolean(true)),
            (.less, .date(3), .int64(4), .null), (.and, .boolean(false), .null, .boolean(false)),
            (.and, .boolean(true), .null, .null), (.or, .null, .boolean(true), .boolean(true)),
            (.or, .boolean(false), .null, .null),
        ] as [(ValueOperator, Scalar, Scalar, Scalar)])
    func operators(op: ValueOperator, left: Scalar, right: Scalar, expected: Scalar) {
        #expect(ValueArithmetic.apply(op, left, right) == expected)
    }

    @Test(
        "functions skip or pass on what is missing",
        arguments: [
            (.coalesce, [.null, .int64(2), .int64(3)], .int64(2)), (.coalesce, [.null], .null),
            (.plural, [.int64(1), .string("day"), .string("days")], .string("day")),
            (.plural, [.int64(0), .string("day"), .string("days")], .string("days")),
            (.plural, [.null, .string("day"), .string("days")], .null), (.abs, [.int64(.min)], .double(0x1p63)),
            (.abs, [.double(-2.5)], .double(2.5)), (.round, [.double(2.5)], .double(3)),
            (.round, [.double(-2.345), .int64(1)], .double(-2.3)),
            (.round, [.double(1234), .int64(-2)], .double(1200)),
            (.min, [.int64(3), .null, .int64(2)], .int64(2)), (.max, [.null, .null], .null),
            (.capitalize, [.string("élan vital")], .string("Élan vital")), (.capitalize, [.string("")], .string("")),
            (.concat, [.string("a"), .null, .int64(2)], .string("a2")),
        ] as [(ValueFunction, [Scalar], Scalar)])
    func functions(function: ValueFunction, arguments: [Scalar], expected: Scalar) {
        #expect(ValueArithmetic.apply(function, arguments) == expected)
    }

    @Test(
        "a comparison has an answer only where it means something",
        arguments: [
            (.int64(30), .int64(24), .int64(6), .double(0.25)), (.int64(5), .int64(0), .int64(5), .null),
            (.double(1), .null, .null, .null), (.null, .double(1), .null, .null),
            (.int64(.max), .int64(-1), .double(0x1p63), .double(-9.223372036854775807e18 - 1)),
            (.string("a"), .string("b"), .null, .null),
        ] as [(Scalar, Scalar, Scalar, Scalar)])
    func comparison(current: Scalar, earlier: Scalar, change: Scalar, delta: Scalar) {
        #expect(PeriodComparison.change(current, earlier) == change)
        #expect(PeriodComparison.delta(current, earlier) == delta)
    }

    @Test(
        "values read well without a format, and formats do not trap",
        arguments: [
            (.int64(1_234_567), nil, "1,234,567"), (.double(1234.5678), nil, "1,234.57"), (.double(2), nil, "2"),
            (.double(0.65432), nil, "0.654"), (.null, ",d", "–"), (.double(.nan), ".2f", "–"),
            (.double(.infinity), nil, "–"), (.double(0.5), ".0%", "50%"), (.double(0.5), "no format", "0.5"),
            (.string("<b>"), ",d", "<b>"), (.boolean(true), nil, "yes"), (.date(20_766), nil, "9 November 2026"),
            (.timestamp(1_794_229_200_000_000), nil, "9 November 2026, 13:00"),
            (.timestamp(1_794_229_200_000_000), "%A %H:%M", "Monday 13:00"),
        ] as [(Scalar, String?, String)])
    func texts(value: Scalar, format: String?, expected: String) {
        #expect(ValueText.text(value, format: format, zone: .utc) == expected)
    }

    private static func decimal(_ text: String) -> Scalar { DecimalNumber(text).map { .decimal($0) } ?? .null }

    @Test(
        "decimals and whole numbers are compared and computed exactly; doubles only where one takes part",
        arguments: [
            (.equal, decimal("9007199254740993.11"), decimal("9007199254740993.12"), .boolean(false)),
            (.equal, decimal("1.50"), decimal("1.5"), .boolean(true)),
            (.equal, decimal("0.10"), .double(0.1), .boolean(true)),
            (.less, decimal("9007199254740992.5"), .int64(9_007_199_254_740_993), .boolean(true)),
            (.greater, decimal("-0.5"), .int64(0), .boolean(false)),
            (.less, decimal("-1.5"), decimal("-1.25"), .boolean(true)),
            (.less, decimal("99999999999999999999999999999999999999"), .double(1e300), .boolean(true)),
            (.add, decimal("9007199254740993.11"), .int64(1), decimal("9007199254740994.11")),
            (.subtract, decimal("0.3"), decimal("0.10"), decimal("0.20")),
            (.multiply, decimal("1.10"), decimal("1.1"), decimal("1.210")),
            (.modulo, decimal("7.5"), .int64(2), decimal("1.5")),
            (.modulo, decimal("7.5"), .int64(0), .null), (.add, decimal("1.5"), .double(1), .double(2.5)),
            (.divide, decimal("1.5"), .int64(2), .double(0.75)),
        ] as [(ValueOperator, Scalar, Scalar, Scalar)])
    func decimals(op: ValueOperator, left: Scalar, right: Scalar, expected: Scalar) {
        #expect(ValueArithmetic.apply(op, left, right) == expected)
    }

    @Test("functions of decimals keep their digits")
    func decimalFunctions() {
        let value = Self.decimal("-9007199254740993.115")
        #expect(ValueArithmetic.apply(.abs, [value]) == Self.decimal("9007199254740993.115"))
        #expect(ValueArithmetic.apply(.round, [value, .int64(2)]) == Self.decimal("-9007199254740993.12"))
        #expect(
            ValueArithmetic.apply(.max, [Self.decimal("9007199254740993.11"), Self.decimal("9007199254740993.12")])
                == Self.decimal("9007199254740993.12"))
        #expect(PeriodComparison.change(Self.decimal("1.30"), Self.decimal("1.10")) == Self.decimal("0.20"))
        #expect(ValueText.text(value, format: nil, zone: .utc) == "−9,007,199,254,740,993.115")
    }
}
