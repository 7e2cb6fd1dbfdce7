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
        ] {
            #expect(DecimalNumber(text)?.doubleValue == Double(text))
        }
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
