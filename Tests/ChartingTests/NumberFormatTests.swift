import Columnar
import Testing

@testable import Charting

struct NumberFormatTests {
    /// `specifier|value|text`, printed by d3-format 1.4.1 under Node (with U+2212 for its minus, as d3's default locale has
    /// had since 2.0).
    static let published = """
        |0|0
        |1.005|1.005
        |123456789|123456789
        |4.2e-25|4.2e-25
        .0f|2.5|3
        .0f|-1234.5678|−1235
        .0f|999.5|1000
        .0f|1000000000000000|1000000000000000
        .2f|0.125|0.13
        .2f|1.5e-7|0.00
        .2f|0.999|1.00
        f|1.5|1.500000
        f|1234.5678|1234.567800
        f|42|42.000000
        f|65535|65535.000000
        .2e|-2.5|−2.50e+0
        .2e|0.001|1.00e-3
        .2e|999999|1.00e+6
        ~e|0|0e+0
        ~e|1.005|1.005e+0
        ~e|123456789|1.234568e+8
        ~e|4.2e-25|4.2e-25
        .1g|2.5|3
        .1g|-1234.5678|−1e+3
        .1g|999.5|1e+3
        .1g|1000000000000000|1e+15
        .3g|0.125|0.125
        .3g|1.5e-7|1.50e-7
        .3g|0.999|0.999
        .12g|1.5|1.50000000000
        .12g|1234.5678|1234.56780000
        .12g|42|42.0000000000
        .12g|65535|65535.0000000
        .1r|0.125|0.1
        .1r|1.5e-7|0.0000001
        .1r|0.999|1
        .3r|2.5|2.50
        .3r|-1234.5678|−1230
        .3r|999.5|1000
        .3r|1000000000000000|1000000000000000
        .2s|0.125|130m
        .2s|1.5e-7|150n
        .2s|0.999|1.0
        .3~s|1.5|1.5
        .3~s|1234.5678|1.23k
        .3~s|42|42
        .3~s|65535|65.5k
        s|-2.5|−2.50000
        s|0.001|1.00000m
        s|999999|999.999k
        .0%|0|0%
        .0%|1.005|100%
        .0%|123456789|12345678900%
        .0%|4.2e-25|0%
        .1%|2.5|250.0%
        .1%|-1234.5678|−123456.8%
        .1%|999.5|99950.0%
        .1%|1000000000000000|100000000000000000.0%
        +.1%|0.125|+12.5%
        +.1%|1.5e-7|+0.0%
        +.1%|0.999|+99.9%
        .2p|2.5|250%
        .2p|-1234.5678|−120000%
        .2p|999.5|100000%
        .2p|1000000000000000|100000000000000000%
        #b|0.125|0b0
        #b|1.5e-7|0b0
        #b|0.999|0b1
        o|1.5|2
        o|1234.5678|2323
        o|42|52
        o|65535|177777
        #X|-2.5|−0x3
        #X|0.001|0x0
        #X|999999|0xF423F
        d|0|0
        d|1.005|1
        d|123456789|123456789
        d|4.2e-25|0
        ,d|2.5|3
        ,d|-1234.5678|−1,235
        ,d|999.5|1,000
        ,d|1000000000000000|1,000,000,000,000,000
        ,.2f|0.125|0.13
        ,.2f|1.5e-7|0.00
        ,.2f|0.999|1.00
        (.2f|0|0.00
        (.2f|1.5|1.50
        (.2f|-2.5|(2.50)
        (.2f|1234.5678|1234.57
        (.2f|1.5e-7|0.00
        (.2f|42|42.00
        (.2f|999.5|999.50
        (.2f|4.2e-25|0.00
        (.2f|65535|65535.00
         d|-2.5|−3
         d|0.001| 0
         d|999999| 999999
        $,.2f|0|$0.00
        $,.2f|-2.5|−$2.50
        $,.2f|1.005|$1.00
        $,.2f|1234.5678|$1,234.57
        $,.2f|1.5e-7|$0.00
        $,.2f|123456789|$123,456,789.00
        $,.2f|999.5|$999.50
        $,.2f|4.2e-25|$0.00
        $.2s|0|$0.0
        $.2s|2.5|$2.5
        $.2s|-2.5|−$2.5
        $.2s|1234.5678|$1.2k
        $.2s|-1234.5678|−$1.2k
        $.2s|1.5e-7|$150n
        $.2s|999.5|$1.0k
        $.2s|4.2e-25|$0.4y
        $.2s|1000000000000000|$1.0P
        08.2f|0|00000.00
        08.2f|-2.5|−0002.50
        08.2f|0.125|00000.13
        08.2f|1234.5678|01234.57
        08.2f|1.5e-7|00000.00
        08.2f|999.5|00999.50
        08.2f|0.999|00001.00
        08.2f|4.2e-25|00000.00
        010,d|0|00,000,000
        010,d|1.5|00,000,002
        010,d|-2.5|−00,000,003
        010,d|1234.5678|00,001,235
        010,d|1.5e-7|00,000,000
        010,d|42|00,000,042
        010,d|999.5|00,001,000
        010,d|4.2e-25|00,000,000
        010,d|65535|00,065,535
        020,d|0|0,000,000,000,000,000
        020,d|-2.5|−0,000,000,000,000,003
        020,d|1234.5678|0,000,000,000,001,235
        020,d|0.001|0,000,000,000,000,000
        020,d|1.5e-7|0,000,000,000,000,000
        020,d|999.5|0,000,000,000,001,000
        020,d|999999|0,000,000,000,999,999
        020,d|4.2e-25|0,000,000,000,000,000
        =+8d|0|+      0
        =+8d|-2.5|−      3
        =+8d|1.005|+      1
        =+8d|1234.5678|+   1235
        =+8d|1.5e-7|+      0
        =+8d|123456789|+123456789
        =+8d|999.5|+   1000
        =+8d|4.2e-25|+      0
        *^12d|0|*****0******
        *^12d|2.5|*****3******
        *^12d|-2.5|*****−3*****
        *^12d|1234.5678|****1235****
        *^12d|-1234.5678|***−1235****
        *^12d|1.5e-7|*****0******
        *^12d|999.5|****1000****
        *^12d|4.2e-25|*****0******
        *^12d|1000000000000000|1000000000000000
        _>10d|0.125|_________0
        _>10d|1.5e-7|_________0
        _>10d|0.999|_________1
        .<10d|1.5|2.........
        .<10d|1234.5678|1235......
        .<10d|42|42........
        .<10d|65535|65535.....
        012,.2f|0|0,000,000.00
        012,.2f|-2.5|−0,000,002.50
        012,.2f|1234.5678|0,001,234.57
        012,.2f|0.001|0,000,000.00
        012,.2f|1.5e-7|0,000,000.00
        012,.2f|999.5|0,000,999.50
        012,.2f|999999|0,999,999.00
        012,.2f|4.2e-25|0,000,000.00
        n|0|0.00000
        n|-2.5|−2.50000
        n|1.005|1.00500
        n|1234.5678|1,234.57
        n|1.5e-7|1.50000e-7
        n|123456789|1.23457e+8
        n|999.5|999.500
        n|4.2e-25|4.20000e-25
        ~g|2.5|2.5
        ~g|-1234.5678|−1234.57
        ~g|999.5|999.5
        ~g|1000000000000000|1e+15
        ,.2r|1.005|1.0
        ,.2r|123456789|120,000,000
        ,.2r|4.2e-25|0.00000000000000000000000042
        c|2.5|2.5
        c|999.5|999.5
        c|1000000000000000|1000000000000000
        """

    @Test("a number reads as d3-format prints it", arguments: published.split(separator: "\n").map(String.init))
    func d3(_ row: String) throws {
        let cells = row.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        let value = try #require(Double(cells[1]))
        #expect(try NumberFormat(cells[0]).format(value) == cells[2])
    }

    /// Worked by hand from d3-format's documentation.
    @Test(
        "edges of the formats",
        arguments: [
            (",d", Double.infinity, "∞"), (".1f", .nan, "NaN"), (".1f", -.infinity, "−Infinity"), ("d", -0.0, "0"),
            ("+d", -0.0, "−0"), ("+d", 0, "+0"), (".2f", -0.001, "0.00"), ("(.1f", -3, "(3.0)"), (".3s", .nan, "NaN"),
            ("x", 18_446_744_073_709_551_616, "10000000000000000"), ("#b", 5, "0b101"), (".0%", 0.125, "13%"),
            (".2f", 1e21, "1e+21"), ("", 0.1 + 0.2, "0.3"), ("d", 9_007_199_254_740_993, "9007199254740992"),
            (".20f", 0.1, "0.10000000000000000555"), ("s", 0, "0.00000"), (".2r", 0, "0.0"), ("~s", 1500, "1.5k"),
            ("^9d", 42, "   42    "), ("$,.2f", -1234.5, "−$1,234.50"),
        ] as [(String, Double, String)])
    func edges(_ specifier: String, _ value: Double, _ text: String) throws {
        #expect(try NumberFormat(specifier).format(value) == text)
    }

    @Test("a large integer keeps every digit")
    func integers() throws {
        #expect(try NumberFormat(",d").format(Int64.max) == "9,223,372,036,854,775,807")
        #expect(try NumberFormat("d").format(Int64.min) == "−9223372036854775808")
    }

    @Test("rounding is on the exact value, ties upwards, for any digits and size")
    func property() throws {
        // Published: 1.005 is below its decimal text, 2.5 and 0.125 are exact ties; the least double has 751 digits.
        #expect(ExactDecimal(1.005).fixed(2) == "1.00")
        #expect(ExactDecimal(2.5).fixed(0) == "3")
        #expect(ExactDecimal(0.125).fixed(2) == "0.13")
        #expect(ExactDecimal(9.995).fixed(2) == "9.99")
        #expect(ExactDecimal(0.5).fixed(0) == "1")
        #expect(ExactDecimal(0.05).fixed(0) == "0")
        #expect(ExactDecimal(5e-324).digits.count == 751)
        #expect(ExactDecimal(5e-324).exponential(3) == "4.941e-324")
        #expect(ExactDecimal(.greatestFiniteMagnitude).exponential(16) == "1.7976931348623157e+308")
        for seed in 0..<2000 {
            let value = Samples.wobble(seed) * [1e-9, 1e-3, 1, 1e6, 1e18][seed % 5]
            #expect(Double(ExactDecimal(value).exponential(20)) == abs(value))
        }
    }

    @Test(
        "a wrong specifier says what is wrong",
        arguments: [
            ("z", "the number format 'z' has no type 'z'"), (".f", "the format '.f' has no digits behind its point"),
            ("%d", "'%d' is no number format: '%d' is not understood"),
            (".2ff", "'.2ff' is no number format: 'ff' is not understood"),
            ("10 euros", "'10 euros' is no number format: ' euros' is not understood"),
        ])
    func wrong(_ specifier: String, _ message: String) {
        let error = #expect(throws: FormatError.self) { try NumberFormat(specifier) }
        #expect(error?.message == message)
    }

    /// By hand: the digits as they stand, rounded half away from zero where the format has fewer.
    static let exact: [(String, String, String)] = [
        (",.2f", "90071992547409.93", "90,071,992,547,409.93"),
        (",.2f", "9007199254740993.11", "9,007,199,254,740,993.11"),
        (",.2f", "12345678901234567890.12", "12,345,678,901,234,567,890.12"),
        (",d", "-9007199254740993", "−9,007,199,254,740,993"),
        (".1f", "0.25", "0.3"), (".1f", "-0.25", "−0.3"), (".0f", "0.4", "0"), (".2f", "-0.001", "0.00"),
        (".1%", "0.1235", "12.4%"),
        (".3e", "123456789.5", "1.235e+8"), (".3s", "1234567.89", "1.23M"),
        (".20r", "9007199254740993.11", "9007199254740993.1100"),
        ("$,.2f", "1234567890123456789.01", "$1,234,567,890,123,456,789.01"), ("", "1.50", "1.5"),
        ("+.2f", "0.10", "+0.10"),
        (".38f", "0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"),
    ]

    @Test("decimals keep all their digits, whatever a double could hold", arguments: exact)
    func decimals(specifier: String, number: String, expected: String) throws {
        #expect(try NumberFormat(specifier).format(#require(DecimalNumber(number))) == expected)
    }

    @Test("bigints keep all their digits with any type")
    func bigints() throws {
        #expect(try NumberFormat(",.2f").format(Int64(9_007_199_254_740_993)) == "9,007,199,254,740,993.00")
        #expect(try NumberFormat("d").format(Int64.min) == "−9223372036854775808")
        #expect(try NumberFormat(".16~g").format(Int64(9_007_199_254_740_993)) == "9007199254740993")
    }
}
