import Columnar
import Testing

@Suite("Exact decimals")
struct DecimalNumberTests {
    @Test(
        "texts read with the scale that they are written with",
        arguments: [
            ("0", Int128(0), 0), ("-12.50", -1250, 2), (".5", 5, 1), ("+7.", 7, 0), ("1.5e3", 1500, 0),
            ("25e-4", 25, 4),
            ("99999999999999999999999999999999999999", 99_999_999_999_999_999_999_999_999_999_999_999_999, 0),
        ])
    func reads(text: String, unscaled: Int128, scale: Int) {
        #expect(DecimalNumber(text) == DecimalNumber(unscaled: unscaled, scale: scale))
    }

    @Test(
        "what is no number, or has more than 38 digits, is none",
        arguments: ["", "-", ".", "1.2.3", "1e", "12a", " 1", "100000000000000000000000000000000000000", "1e39"])
    func refuses(text: String) { #expect(DecimalNumber(text) == nil) }

    @Test(
        "rescaling rounds half away from zero",
        arguments: [
            ("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("0.124", 2, "0.12"), ("2.5", 0, "3"), ("1.5", 3, "1.500"),
        ])
    func rounds(text: String, scale: Int, expected: String) {
        #expect(DecimalNumber(text)?.rescaled(to: scale)?.text == expected)
    }

    @Test("texts keep all digits of the scale")
    func prints() {
        #expect(DecimalNumber(unscaled: -5, scale: 2).text == "-0.05")
        #expect(DecimalNumber(unscaled: 0, scale: 3).text == "0.000")
        #expect(DecimalNumber(unscaled: 1200, scale: 0).text == "1200")
    }

    @Test("the nearest double is what the text reads as")
    func doubles() {
        for text in [
            "0.1", "123456789.123456789", "-99999999999999999999.5", "0.00000000000000000000000000000000000001",
            "9007199254740993", "9007199254740993.0000000000000000000001", "0.30000000000000004441", "1e37",
            "1701411834604692317316873037158841057.2", "-0.99999999999999999999999999999999999999",
        ] {
            #expect(DecimalNumber(text)?.doubleValue == Double(text))
        }
    }

    @Test(
        "texts read at a scale, rounded half away from zero, whatever their length",
        arguments: [
            ("1.005", 2, "1.01"), ("-1.005", 2, "-1.01"),
            ("1.0049999999999999999999999999999999999999999999", 2, "1.00"),
            ("0.00500", 2, "0.01"), ("1e-400", 2, "0.00"), ("5e-3", 2, "0.01"), ("-49e-4", 2, "0.00"),
            ("123456789012345678901234567890123456", 2, "123456789012345678901234567890123456.00"),
            ("00000000000000000000000000000000000000000000000000012.5", 0, "13"),
            ("0e99999999999999999999", 3, "0.000"),
            ("9.99", 1, "10.0"), (".05", 1, "0.1"), ("12345678901234567890e-10", 4, "1234567890.1235"),
        ])
    func readsAtScale(text: String, scale: Int, expected: String) {
        #expect(DecimalNumber(text, precision: 38, scale: scale)?.text == expected)
    }

    @Test(
        "texts with too many digits before the point have no value",
        arguments: [("100", 4, 2), ("99.995", 4, 2), ("1e38", 38, 0), ("1e99999999999", 38, 2), ("1.5x", 4, 2)])
    func refusesAtScale(text: String, precision: Int, scale: Int) {
        #expect(DecimalNumber(text, precision: precision, scale: scale) == nil)
    }

    @Test(
        "doubles become the decimals that they print as, half away from zero",
        arguments: [
            (2.675, 2, "2.68"), (-2.675, 2, "-2.68"), (0.1, 1, "0.1"), (0.125, 2, "0.13"),
            (1e22, 0, "10000000000000000000000"),
            (1e-7, 7, "0.0000001"), (123456789.123456789, 9, "123456789.123456790"),
            (5e-324, 38, "0.00000000000000000000000000000000000000"),
            (-0.0, 1, "0.0"), (2251799813685248.5, 0, "2251799813685249"), (1e15 + 0.5, 0, "1000000000000001"),
        ])
    func fromDoubles(value: Double, scale: Int, expected: String) {
        let power = DecimalNumber.doublePower(scale)
        let unscaled = DecimalNumber.unscaled(value, scale: scale, power: power)
        #expect(unscaled.map { DecimalNumber(unscaled: $0, scale: scale).text } == expected)
    }

    @Test(
        "NaN, infinities and doubles of more than 38 digits are no decimals",
        arguments: [Double.nan, .infinity, 1e38, -1e300])
    func notFromDoubles(value: Double) {
        #expect(DecimalNumber.unscaled(value, scale: 0, power: 1) == nil)
    }

    @Test("type names read back", arguments: ["decimal(10,2)", "DECIMAL( 38 , 38 )", "numeric(5)", "decimal"])
    func names(text: String) {
        let type = DataType(name: text)
        #expect(type?.isDecimal == true)
        #expect(type.flatMap { DataType(name: $0.name) } == type)
    }

    @Test(
        "impossible types have no name",
        arguments: ["decimal(39,0)", "decimal(5,6)", "decimal(0)", "decimal(1,2,3)", "decimal(x)"])
    func impossible(text: String) { #expect(DataType(name: text) == nil) }
}
