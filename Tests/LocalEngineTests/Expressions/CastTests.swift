import Columnar
import Diagnostics
import LocalEngine
import QueryPlan
import Testing

@Suite("Casts")
struct CastTests {
    private func cast(_ value: Scalar, _ type: DataType, zone: ZoneRules = .utc) throws -> Scalar {
        let result = try evaluate(.cast(lit(value), to: type, orNull: false), zone: zone)
        // The same through a column, where the kernel's loops run.
        let rows = Rows(("v", value.type, [value, .null]))
        #expect(try rows.evaluate(.cast(rows["v"], to: type, orNull: false), zone: zone) == [result, .null])
        return result
    }

    private func fails(_ value: Scalar, _ type: DataType) throws {
        #expect(throws: EvaluationError.self) { try evaluate(.cast(lit(value), to: type, orNull: false)) }
        #expect(try evaluate(.cast(lit(value), to: type, orNull: true)) == .null)
        let rows = Rows(("v", value.type, [.null, value]))
        #expect(try rows.evaluate(.cast(rows["v"], to: type, orNull: true)) == [.null, .null])
        #expect(try rows.evaluate(.cast(rows["v"], to: type, orNull: false), on: [0]) == [.null])
    }

    @Test(
        "texts that read as integers",
        arguments: [
            ("0", 0), (" 42 ", 42), ("+7", 7), ("-9223372036854775808", .min), ("9223372036854775807", .max),
            ("\t-1\n", -1), ("007", 7),
        ] as [(String, Int64)])
    func integers(text: String, expected: Int64) throws {
        #expect(try cast(.string(text), .int64) == .int64(expected))
    }

    @Test(
        "texts that do not",
        arguments: [
            "", " ", "-", "+", "1.5", "1e3", "9223372036854775808", "-9223372036854775809", "12a", "0x1F", "1 2",
        ])
    func notIntegers(text: String) throws { try fails(.string(text), .int64) }

    @Test(
        "texts that read as doubles, correctly rounded",
        arguments: [
            ("1.5", 1.5), (" -0.25 ", -0.25), ("1e3", 1000), ("1E-2", 0.01), (".5", 0.5), ("5.", 5),
            ("0.1", 0.1), ("123456789012345678", 123456789012345678), ("9007199254740993", 9007199254740992),
            ("1.7976931348623157e308", 1.7976931348623157e308), ("4.9e-324", 5e-324), ("1e400", .infinity),
            ("Infinity", .infinity), ("-inf", -.infinity), ("0.30000000000000004", 0.30000000000000004),
            ("2.2250738585072011e-308", 2.2250738585072011e-308), ("1e-400", 0),
            ("123456789.123456789123456789", 123456789.12345679),
        ] as [(String, Double)])
    func doubles(text: String, expected: Double) throws {
        #expect(try cast(.string(text), .double) == .double(expected))
    }

    @Test(
        "texts that do not read as doubles",
        arguments: ["", ".", "e5", "1e", "1e+", "1.2.3", "--1", "1,5", "nanx", "0x1p3"])
    func notDoubles(text: String) throws { try fails(.string(text), .double) }

    @Test("NaN reads as NaN and prints as NaN")
    func notANumber() throws {
        #expect(try cast(.string("NaN"), .double) == .double(.nan))
        #expect(try cast(.double(.nan), .string) == .string("NaN"))
        #expect(try cast(.double(-.infinity), .string) == .string("-Infinity"))
        #expect(try cast(.double(0.1), .string) == .string("0.1"))
        #expect(try cast(.int64(.min), .string) == .string("-9223372036854775808"))
        #expect(try cast(.int64(1_000_000), .string) == .string("1000000"))
        #expect(try cast(.int64(0), .string) == .string("0"))
    }

    @Test("doubles lose their fraction towards zero and fail beyond bigint")
    func truncation() throws {
        #expect(try cast(.double(-1.9), .int64) == .int64(-1))
        #expect(try cast(.double(1e18), .int64) == .int64(1_000_000_000_000_000_000))
        #expect(try cast(.double(-9_223_372_036_854_775_808), .int64) == .int64(.min))
        for value in [Double.nan, .infinity, 9_223_372_036_854_775_808, -1e19] { try fails(.double(value), .int64) }
    }

    @Test("truth values and numbers")
    func booleans() throws {
        for text in ["true", " T", "yes", "Y", "1"] { #expect(try cast(.string(text), .boolean) == .boolean(true)) }
        for text in ["FALSE", "f", "no", "n", "0"] { #expect(try cast(.string(text), .boolean) == .boolean(false)) }
        try fails(.string("2"), .boolean)
        #expect(try cast(.boolean(true), .int64) == .int64(1))
        #expect(try cast(.boolean(false), .double) == .double(0))
        #expect(try cast(.boolean(true), .string) == .string("true"))
        #expect(try cast(.int64(-3), .boolean) == .boolean(true))
        #expect(try cast(.double(0), .boolean) == .boolean(false))
        #expect(try cast(.int64(3), .double) == .double(3))
    }

    @Test("timestamps print in the query's zone, with the fraction they need")
    func timestampText() throws {
        let berlin = try #require(ZoneRules(identifier: "Europe/Berlin"))
        let noon = try instant("2026-07-01T12:00:00Z")
        #expect(try cast(noon, .string) == .string("2026-07-01 12:00:00"))
        #expect(try cast(noon, .string, zone: berlin) == .string("2026-07-01 14:00:00"))
        #expect(try cast(try instant("1969-12-31T23:59:59.500Z"), .string) == .string("1969-12-31 23:59:59.5"))
        #expect(try cast(.timestamp(1), .string) == .string("1970-01-01 00:00:00.000001"))
        #expect(try cast(.string("2026-07-01 14:00:00"), .timestamp, zone: berlin) == noon)
        #expect(try cast(.string(" 2026-07-01T12:00:00Z "), .timestamp, zone: berlin) == noon)
        #expect(try cast(.string("2026-07-01"), .timestamp, zone: berlin) == instant("2026-06-30T22:00:00Z"))
        for text in ["2026-02-30", "2026-07-01 24:00:00", "yesterday", ""] { try fails(.string(text), .timestamp) }
    }

    @Test("days and instants")
    func days() throws {
        let berlin = try #require(ZoneRules(identifier: "Europe/Berlin"))
        let late = try instant("2026-06-30T22:30:00Z")
        #expect(try cast(late, .date) == day(2026, 6, 30))
        #expect(try cast(late, .date, zone: berlin) == day(2026, 7, 1))
        #expect(try cast(day(2026, 7, 1), .timestamp, zone: berlin) == instant("2026-06-30T22:00:00Z"))
        #expect(try cast(.string("2024-02-29"), .date) == day(2024, 2, 29))
        #expect(try cast(.string("1969-12-31 13:00:00"), .date) == day(1969, 12, 31))
        #expect(try cast(day(1, 1, 1), .string) == .string("0001-01-01"))
        try fails(.string("2023-02-29"), .date)
        try fails(.date(.max), .timestamp)
        #expect(try cast(.timestamp(-1), .date) == day(1969, 12, 31))
        #expect(try cast(.timestamp(-1), .int64) == .int64(-1))
        #expect(try cast(.timestamp(1_500_000), .double) == .double(1.5))
        #expect(try cast(.int64(-2), .timestamp) == .timestamp(-2_000_000))
        #expect(try cast(.double(1.5), .timestamp) == .timestamp(1_500_000))
        try fails(.int64(.max), .timestamp)
    }

    @Test("a failed cast names its types, and quotes the text in the diagnostic only")
    func diagnostics() throws {
        let rows = Rows(("v", .string, strings("1", "oops")))
        let error = #expect(throws: EvaluationError.self) {
            try rows.evaluate(.cast(rows["v"], to: .int64, orNull: false))
        }
        #expect(error?.description == "a value does not fit in CAST(string AS bigint)")
        #expect(error?.failure.fault == .data)
        #expect(error?.failure.diagnostic.id == "cast-failed")
        #expect(error?.failure.diagnostic.notes == ["the value is 'oops'"])
    }
}
