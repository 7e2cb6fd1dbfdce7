import Columnar
import DataFormats
import Testing

@Suite("Reading NDJSON")
struct NDJSONReadingTests {
    @Test(
        "values are read by type",
        arguments: [
            (DataType.string, #"{"v":"a\"\\\/\b\f\n\r\té\ud83d\ude00"}"#, Scalar.string("a\"\\/\u{8}\u{C}\n\r\té😀")),
            (.string, #"{"v":12.50}"#, .string("12.50")), (.string, #"{"v":{"a":[1,2]}}"#, .string(#"{"a":[1,2]}"#)),
            (.string, #"{"v":null}"#, .null), (.string, #"{}"#, .null), (.string, #"{"V":"x"}"#, .string("x")),
            (.string, #"{"v":"a","v":"b"}"#, .string("b")), (.int64, #"{"v":"a","w":[],"V":5}"#, .int64(5)),
            (.int64, #"{"v":"a","v":null}"#, .null), (.int64, #"{"v":"a","v":true,"v":7}"#, .int64(7)),
            (.string, #" { "x" : [ ] , "v" : "b" } "#, .string("b")),
            (.double, #"{"v":-0.25e1}"#, .double(-2.5)), (.int64, #"{"v":1.0}"#, .int64(1)),
            (.boolean, #"{"v":true}"#, .boolean(true)),
            (.timestamp, #"{"v":"2026-11-09T13:45:12Z"}"#, .timestamp(1_794_231_912_000_000)),
            (.date, #"{"v":"2026-11-09"}"#, .date(20766)),
        ] as [(DataType, String, Scalar)])
    func values(type: DataType, text: String, expected: Scalar) throws {
        let specification = ScanSpecification(fields: [Field("v", type)], format: .ndjson)
        for end in ["\n", "\r\n", ""] {
            #expect(
                try TemporaryFile("{\"v\":null}\n\n" + text + end).read(specification).rows == [[.null], [expected]])
        }
    }

    @Test(
        "what is not JSON, or does not fit, is set aside with its place",
        arguments: [
            (#"{"v":01}"#, 7, "invalid JSON: found '1', expected ',' or '}'"),
            (#"{"x":.5}"#, 6, "invalid JSON: found '.', expected a value"),
            (#"{"x":1.}"#, 8, "invalid JSON: found '}', expected a digit"),
            (#"{"x":tru}"#, 9, "invalid JSON: found '}', expected 'true'"),
            (#"{"x":[1,]}"#, 9, "invalid JSON: found ']', expected a value"),
            (#"{"x":1,}"#, 8, "invalid JSON: found '}', expected a key in double quotes"),
            (#"{"x":"\ud800"}"#, 7, "invalid text: half of a surrogate pair stands alone"),
            (#"{"x":"\q"}"#, 8, #"invalid JSON: found 'q', expected one of " \ / b f n r t u behind a backslash"#),
            (#"{"x":1} 2"#, 9, "invalid JSON: found '2', expected the end of the line"),
            (#"{"x":"a"#, 8, "invalid JSON: found the end of the line, expected the rest of a string"),
            (#"[1]"#, 1, "found an array, expected a JSON object"), (#"{"v":"5"}"#, 6, "found '5', expected a bigint"),
            (#"{"v":1.5}"#, 6, "found '1.5', expected a bigint"),
            // Of a key that stands twice the last value counts, for a fault as well.
            (#"{"v":1,"v":"x"}"#, 12, "found 'x', expected a bigint"),
            (#"{"v":1.5,"v":2.5}"#, 14, "found '2.5', expected a bigint"),
            (#"{"v":1.5,"x":.5}"#, 6, "found '1.5', expected a bigint"),
            (#"{"v":1.5,"v":2,"x":.5}"#, 20, "invalid JSON: found '.', expected a value"),
            ("{\"x\":\"a\tb\"}", 8, "invalid JSON: found the control character U+0009, expected the rest of a string"),
        ] as [(String, Int, String)])
    func faults(text: String, column: Int, reason: String) throws {
        let specification = ScanSpecification(fields: [Field("v", .int64)], format: .ndjson, badRows: .quarantine)
        let result = try TemporaryFile("{\"v\":1}\n\(text)\n{\"v\":2}").read(specification)
        #expect(result.rows == [[.int64(1)], [.int64(2)]])
        #expect(result.rejected.map(\.reason) == [reason])
        #expect(result.rejected.map(\.line) == [2])
        #expect(result.rejected.map(\.column) == [column])
        #expect(result.rejected.map(\.raw) == [text])
    }

    @Test("splits of any size give the rows of one", arguments: [1, 2, 3, 7, 20, 50])
    func splits(bytes: Int) throws {
        let lines = (0..<30).map { $0 % 7 == 0 ? "" : $0 % 5 == 0 ? "{\"w\":1}" : "{\"w\":\"\($0)\",\"v\":\($0)}" }
        let specification = ScanSpecification(fields: [Field("v", .int64)], format: .ndjson)
        let file = try TemporaryFile(lines.joined(separator: "\n"))
        #expect(try file.read(specification, splitBytes: bytes).rows == file.read(specification).rows)
    }
}
