import Columnar
import DataFormats
import Diagnostics
import TestSupport
import Testing

@Suite("Reading CSV")
struct CSVReadingTests {
    @Test(
        "fields are read as RFC 4180 and real exports mean them",
        arguments: [
            ("plain", "s\na\n", [Scalar.string("a")]),
            ("no newline at the end", "s\na", [.string("a")]),
            ("CRLF and LF mixed", "s\r\na\r\nb\nc\r\n", [.string("a"), .string("b"), .string("c")]),
            ("byte order mark", "\u{FEFF}s\na\n", [.string("a")]),
            ("doubled quotes", "s\n\"a\"\"b\"\n", [.string("a\"b")]),
            ("newline in quotes", "s\n\"a\nb\"\nc\n", [.string("a\nb"), .string("c")]),
            ("delimiter in quotes", "s\n\"a,b\"\n", [.string("a,b")]),
            ("quoted empty", "s\n\"\"\nx\n", [.string(""), .string("x")]),
            ("a quote inside an unquoted field is text", "s\n5\" pipe\nx\n", [.string("5\" pipe"), .string("x")]),
            ("empty lines", "s\n\na\n\r\nb\n\n", [.string("a"), .string("b")]),
            ("unicode", "s\nžluťoučký 🐎\n", [.string("žluťoučký 🐎")]),
            ("NUL", "s\na\u{0}b\n", [.string("a\u{0}b")]),
            ("header only", "s\n", []),
            ("header only without newline", "s", []),
            ("nothing", "", []),
        ] as [(String, String, [Scalar])])
    func strings(label: String, text: String, expected: [Scalar]) throws {
        let specification = ScanSpecification(fields: [Field("s", .string)], format: comma)
        #expect(try TemporaryFile(text).read(specification).rows.map { $0[0] } == expected)
    }

    @Test(
        "values are read by type",
        arguments: [
            (DataType.int64, "12", Scalar.int64(12)), (.int64, "-7", .int64(-7)), (.int64, "+7", .int64(7)),
            (.int64, " 42 ", .int64(42)), (.int64, "9223372036854775807", .int64(.max)),
            (.int64, "-9223372036854775808", .int64(.min)), (.int64, "12.0", .int64(12)), (.int64, "1e3", .int64(1000)),
            (.int64, "1.00000000000000000000", .int64(1)), (.int64, "9223372036854775807.0", .int64(.max)),
            (.int64, "-9223372036854775808.000", .int64(.min)), (.int64, "0.00000000000000000000", .int64(0)),
            (.int64, "1200000000000000000000e-20", .int64(12)), (.int64, "1.2300e2", .int64(123)),
            (.double, "100000000000000000000000", .double(1e23)), (.double, "1.50000000000000000000000", .double(1.5)),
            (.double, "100.250", .double(100.25)), (.double, "0.00100000000000000000000e3", .double(1)),
            (.int64, "\"5\"", .int64(5)), (.int64, "\"\"", .null), (.int64, "", .null),
            (.double, "12.345678", .double(12.345678)), (.double, "-0.5", .double(-0.5)), (.double, ".5", .double(0.5)),
            (.double, "5.", .double(5)), (.double, "1e-3", .double(0.001)), (.double, "nan", .double(.nan)),
            (.double, "-Infinity", .double(-.infinity)),
            (.double, "0.1234567890123456789", .double(0.1234567890123456789)),
            (.double, "308.9", .double(308.9)), (.double, "-58.56", .double(-58.56)),
            (.double, "0.000001", .double(1e-6)),
            (.double, "12345678", .double(12_345_678)), (.double, "-0", .double(-0.0)),
            (.double, "1.2e3", .double(1200)),
            (.double, "007.50", .double(7.5)),
            (.boolean, "TRUE", .boolean(true)), (.boolean, "f", .boolean(false)), (.boolean, "0", .boolean(false)),
            (.date, "2026-11-09", .date(20766)),
            (.timestamp, "2026-11-09T13:45:12.123456Z", .timestamp(1_794_231_912_123_456)),
            (.timestamp, "2026-11-09T13:45:12.789Z", .timestamp(1_794_231_912_789_000)),
            (.timestamp, "2026-11-09 13:45:12.78+00", .timestamp(1_794_231_912_780_000)),
            (.timestamp, "2026-11-09 13:45:12", .timestamp(1_794_231_912_000_000)),
            (.timestamp, "2026-11-09T15:45:12+02:00", .timestamp(1_794_231_912_000_000)),
            (.timestamp, "2026-11-09T13:45:12.1234567Z", .timestamp(1_794_231_912_123_456)),
            (.timestamp, "2026-11-09", .timestamp(1_794_182_400_000_000)),
        ] as [(DataType, String, Scalar)])
    func values(type: DataType, text: String, expected: Scalar) throws {
        let specification = ScanSpecification(fields: [Field("v", type)], format: comma)
        let rows = try TemporaryFile("k,v\n1,\(text)\n").read(specification).rows
        #expect(rows == [[expected]])
    }

    @Test(
        "a row that does not fit is set aside with its place and reason",
        arguments: [
            ("a,b\n1,2\n3\n", 3, 1, "the row has 1 fields, expected 2"),
            ("a,b\n1,2\n3,4,5\n", 3, 5, "the row has 3 fields, expected 2"),
            // As many line feeds as whole records, at other places.
            ("a,b\n1\n2,3,4\n5,6\n", 2, 1, "the row has 1 fields, expected 2"),
            ("a,b\n1,x\n", 2, 3, "found 'x', expected a bigint"),
            ("a,b\n1,1.5\n", 2, 3, "found '1.5', expected a bigint"),
            ("a,b\n1,9223372036854775808\n", 2, 3, "'9223372036854775808' does not fit into a bigint"),
            ("a,b\n1,10000000000000000000.0\n", 2, 3, "'10000000000000000000.0' does not fit into a bigint"),
            ("a,b\n1,1.00000000000000000001\n", 2, 3, "found '1.00000000000000000001', expected a bigint"),
            ("a,b\n\"x\ny\",z\n", 3, 4, "found 'z', expected a bigint"),
            ("a,b\n1,\"2\"x\n", 2, 3, "there is text between the closing quote and the delimiter"),
            ("a,b\n1,2\n3,\"4\n5,6\n", 3, 3, "the quote is never closed"),
        ] as [(String, Int, Int, String)])
    func faults(text: String, line: Int, column: Int, reason: String) throws {
        let file = try TemporaryFile(text)
        var specification = ScanSpecification(fields: [Field("b", .int64)], format: comma, badRows: .quarantine)
        let rejected = try file.read(specification).rejected.prefix(1)
        #expect(rejected.map(\.reason) == [reason])
        #expect(rejected.map(\.line) == [line])
        #expect(rejected.map(\.column) == [column])
        specification.badRows = .error
        #expect(throws: DataError.self) { try file.read(specification) }
    }

    @Test(
        "what is no double is none, however short",
        arguments: ["1..2", "1.2.3", ".", "-", "--1", "1.-2", "12a", "1.2a", "1,2", "1:2", "0x1.8", "1.2345 6"])
    func notDoubles(text: String) throws {
        let specification = ScanSpecification(fields: [Field("v", .double)], format: comma)
        #expect(throws: DataError.self) { try TemporaryFile("k,v\n1,\"\(text)\"\n").read(specification) }
    }

    @Test("control characters are no digits of a boolean", arguments: ["\u{11}", "\u{10}"])
    func notBooleans(text: String) throws {
        let specification = ScanSpecification(fields: [Field("v", .boolean)], format: comma)
        #expect(throws: DataError.self) { try TemporaryFile("v\n\(text)\n").read(specification) }
    }

    @Test("timestamps of many days and months follow each other in any order")
    func manyDays() throws {
        // From the calendar: 2024 has a 29 February; days since 1970 are 19782, 19783 and 20088, and the one before 1970 is -1.
        let texts = [
            "2024-02-29T00:00:00.001Z", "2024-03-01T00:00:00Z", "2024-02-29 00:00:00.002Z", "2024-12-31T23:59:59.999Z",
            "2024-02-29T00:00:00.1Z", "1969-12-31T23:59:59.000Z", "2024-02-29T12:00:00+00:00",
        ]
        let day: Int64 = 86_400_000_000
        let expected: [Int64] = [
            19782 * day + 1000, 19783 * day, 19782 * day + 2000, 20089 * day - 1000, 19782 * day + 100_000, -1_000_000,
            19782 * day + day / 2,
        ]
        let specification = ScanSpecification(fields: [Field("v", .timestamp)], format: comma)
        let rows = try TemporaryFile("v\n" + texts.joined(separator: "\n")).read(specification).rows
        #expect(rows.map { $0[0] } == expected.map { .timestamp($0) })
    }

    @Test(
        "what is no timestamp is none, after one that is",
        arguments: [
            "2024-02-30T00:00:00.000Z", "2024-02-29X00:00:00.000Z", "2024-02-29T24:00:00.000Z",
            "2024-02-29T00:60:00.000Z",
            "2024-02-29T00:00:00.00aZ", "2024-02-29T00:00:00.000z!",
            "2024-0a-29T00:00:00.000Z",
            "2024-02-00T00:00:00.000Z", "2024-02-29T00:00:0/.000Z",
        ])
    func notTimestamps(text: String) throws {
        let specification = ScanSpecification(fields: [Field("v", .timestamp)], format: comma)
        let file = try TemporaryFile("k,v\n1,2024-02-29T00:00:00.000Z\n2,\"\(text)\"\n")
        #expect(throws: DataError.self) { try file.read(specification) }
    }

    @Test("a field of NULs is no day")
    func notADay() throws {
        let specification = ScanSpecification(fields: [Field("v", .timestamp)], format: comma)
        let text = String(repeating: "\0", count: 11) + "12:34:56"
        #expect(throws: DataError.self) { try TemporaryFile("v\n\(text)\n").read(specification) }
    }

    @Test("splits of any size give the rows of one", arguments: 0..<40)
    func splits(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = ["a", "\"", "\"", "\"\"", ",", ",", "\n", "\r\n", "é", "🐎", "12", "x,y\n", "\"q\nr\",", "1,2\n"]
        let body = (0..<Int.random(in: 0...120, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        let file = try TemporaryFile("a,b\n" + body.joined())
        let specification = ScanSpecification(
            fields: [Field("b", .string), Field("a", .string)], format: comma, badRows: .quarantine)
        let whole = try file.read(specification)
        for bytes in [1, 2, 3, 5, 7, 16, 64, 100] {
            let fresh = try TemporaryFile("a,b\n" + body.joined())
            let cut = try fresh.read(specification, splitBytes: bytes)
            #expect(cut.rows == whole.rows)
            #expect(cut.rejected == whole.rejected)
        }
    }

    @Test("columns match by name in any order and case, and a missing one is an error with the near match")
    func names() throws {
        let file = try TemporaryFile("B,a\n1,2\n")
        let fields = [Field("a", .int64), Field("b", .int64)]
        #expect(try file.read(ScanSpecification(fields: fields, format: comma)).rows == [[.int64(2), .int64(1)]])
        let missing = ScanSpecification(fields: [Field("bb", .int64)], format: comma)
        let error = #expect(throws: DataError.self) { try file.read(missing) }
        #expect(error == .missingColumn(path: "data.csv", name: "bb", available: ["B", "a"]))
        #expect(error?.diagnostic.help == "did you mean 'B'?")
    }

    @Test("each of thousands of columns is found, also one that is wanted twice and as two types")
    func wide() throws {
        let header = (0..<5000).map { "c\($0)" }.joined(separator: ",")
        let file = try TemporaryFile(header + "\n" + (0..<5000).map { "\($0)" }.joined(separator: ",") + "\n")
        var fields = (0..<5000).reversed().map { Field("C\($0)", .int64) }
        fields += [Field("c7", .string), Field("C7", .string), Field("c7", .int64)]
        var expected = (0..<5000).reversed().map { Scalar.int64(Int64($0)) }
        expected += [.string("7"), .string("7"), .int64(7)]
        #expect(try file.read(ScanSpecification(fields: fields, format: comma, batchRows: 1)).rows == [expected])
    }

    @Test("doubles are the nearest ones for any numeral", arguments: 0..<20)
    func doubles(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let numerals =
            (0..<500).map { _ -> String in
                let whole = String(
                    UInt64.random(in: 0...(1 << UInt64.random(in: 0...60, using: &random)), using: &random))
                let digits = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                    "\(Int.random(in: 0...9, using: &random))"
                }
                let exponent = Bool.random(using: &random) ? "" : "e\(Int.random(in: -40...40, using: &random))"
                return (Bool.random(using: &random) ? "-" : "") + whole + (digits.isEmpty ? "" : "." + digits.joined())
                    + exponent
            }
            + (0..<500).map { _ in
                let whole = Int.random(in: 0..<[10, 1000, 100_000][seed % 3], using: &random)
                let digits = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                    "\(Int.random(in: 0...9, using: &random))"
                }
                return (Bool.random(using: &random) ? "-" : "") + "\(whole)." + digits.joined()
            }
        let file = try TemporaryFile("v\n" + numerals.joined(separator: "\n"))
        let rows = try file.read(ScanSpecification(fields: [Field("v", .double)], format: comma)).rows
        // The standard library's parser is the reference.
        for (numeral, row) in zip(numerals, rows) {
            #expect(row[0].asDouble?.bitPattern == Double(numeral)?.bitPattern, "\(numeral)")
        }
        #expect(rows.count == numerals.count)
    }
}
