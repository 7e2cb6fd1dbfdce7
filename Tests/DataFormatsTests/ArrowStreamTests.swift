import Columnar
import Foundation
import Testing

@testable import DataFormats

@Suite("Arrow IPC streams")
struct ArrowStreamTests {
    /// One batch of three rows, written by pyarrow 23: a value, a null and an edge of each type.
    static let stream = """
        /////1gCAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAsAAADwAQAAsAEAAIABAABQAQAAJAEA
        APgAAADQAAAAmAAAAGwAAAAsAAAABAAAAEz+//8AAAEBEAAAABQAAAAEAAAAAAAAAAEAAAB6AAAAIP///3D+//8AAAEKEAAAABwA
        AAAEAAAAAAAAAAIAAABhdAAACAAMAAYACAAIAAAAAAACAAQAAAADAAAAVVRDAKz+//8AAAEIEAAAABQAAAAEAAAAAAAAAAMAAABk
        YXkAMv///wAAAADU/v//AAABBxAAAAAcAAAABAAAAAAAAAABAAAAbQAAAAgADAAEAAgACAAAAB4AAAACAAAACP///wAAAQYQAAAA
        FAAAAAQAAAAAAAAAAQAAAGIAAADc////LP///wAAAQUQAAAAGAAAAAQAAAAAAAAAAQAAAHMAAAAEAAQABAAAAFT///8AAAEDEAAA
        ABQAAAAEAAAAAAAAAAEAAABkAAAA2v///wAAAgB8////AAABAxAAAAAYAAAABAAAAAAAAAABAAAAZgAGAAgABgAGAAAAAAABAKj/
        //8AAAECEAAAABQAAAAEAAAAAAAAAAMAAABpNjQAmP///wAAAAFAAAAA1P///wAAAQIQAAAAFAAAAAQAAAAAAAAAAwAAAGkzMgDE
        ////AAAAASAAAAAQABQACAAGAAcADAAAABAAEAAAAAAAAQIQAAAAHAAAAAQAAAAAAAAAAgAAAGk4AAAIAAwACAAHAAgAAAAAAAAB
        CAAAAAAAAAD/////WAIAABQAAAAAAAAADAAWAAYABQAIAAwADAAAAAADBAAYAAAAIAEAAAAAAAAAAAoAGAAMAAQACAAKAAAAbAEA
        ABAAAAADAAAAAAAAAAAAAAAVAAAAAAAAAAAAAAABAAAAAAAAAAgAAAAAAAAAAwAAAAAAAAAQAAAAAAAAAAEAAAAAAAAAGAAAAAAA
        AAAMAAAAAAAAACgAAAAAAAAAAQAAAAAAAAAwAAAAAAAAABgAAAAAAAAASAAAAAAAAAABAAAAAAAAAFAAAAAAAAAADAAAAAAAAABg
        AAAAAAAAAAEAAAAAAAAAaAAAAAAAAAAYAAAAAAAAAIAAAAAAAAAAAQAAAAAAAACIAAAAAAAAABAAAAAAAAAAmAAAAAAAAAAFAAAA
        AAAAAKAAAAAAAAAAAQAAAAAAAACoAAAAAAAAAAEAAAAAAAAAsAAAAAAAAAABAAAAAAAAALgAAAAAAAAAMAAAAAAAAADoAAAAAAAA
        AAEAAAAAAAAA8AAAAAAAAAAMAAAAAAAAAAABAAAAAAAAAQAAAAAAAAAIAQAAAAAAABgAAAAAAAAAAAAAAAsAAAADAAAAAAAAAAEA
        AAAAAAAAAwAAAAAAAAABAAAAAAAAAAMAAAAAAAAAAQAAAAAAAAADAAAAAAAAAAEAAAAAAAAAAwAAAAAAAAABAAAAAAAAAAMAAAAA
        AAAAAQAAAAAAAAADAAAAAAAAAAEAAAAAAAAAAwAAAAAAAAABAAAAAAAAAAMAAAAAAAAAAQAAAAAAAAADAAAAAAAAAAEAAAAAAAAA
        AwAAAAAAAAADAAAAAAAAAAUAAAAAAAAAAQD9AAAAAAAGAAAAAAAAAAAAAAACAAAAAAAAgAAAAAAFAAAAAAAAAAEAAAAAACAAAAAA
        AAAAAAD//////////wUAAAAAAAAAAAAAPwAAAAAAAADAAAAAAAUAAAAAAAAAAAAAAAAA9D8AAAAAAAAAAAAAAAAAAPB/BQAAAAAA
        AAAAAAAAAAAAAAAAAAAFAAAAw7xuw68AAAAFAAAAAAAAAAEAAAAAAAAABQAAAAAAAADsxd8n9MTtEr3/////////AAAAAAAAAAAA
        AAAAAAAAAAUAAAAAAAAAAAAAAAAAAAAFAAAAAAAAAB5RAAAAAAAA/////wAAAAAFAAAAAAAAAAGwQOslQwYAAAAAAAAAAAD/////
        //////////8AAAAA
        """

    static let bytes = Data(base64Encoded: stream.filter { !$0.isWhitespace }) ?? Data()

    static let schema = Schema([
        Field("i8", .int64), Field("i32", .int64), Field("i64", .int64), Field("f", .double), Field("d", .double),
        Field("s", .string), Field("b", .boolean), Field("m", .decimal(precision: 30, scale: 2)), Field("day", .date),
        Field("at", .timestamp), Field("z", .string),
    ])

    static func read(_ bytes: Data, _ schema: Schema = schema) throws -> [RecordBatch] {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(ArrowFault) in try ArrowStreamReader(schema: schema).batches(bytes) }
        }.get()
    }

    @Test("values of every type that results have are read, nulls and edges too")
    func values() throws {
        let batches = try Self.read(Self.bytes)
        let table = Table(schema: Self.schema, batches: batches)
        #expect(
            table.rows == [
                [
                    .int64(1), .null, .int64(9_007_199_254_740_993), .double(0.5), .double(1.25), .string(""),
                    .boolean(true), .decimal(DecimalNumber(unscaled: -1_234_567_890_123_456_789_012, scale: 2)),
                    .date(20766), .timestamp(1_762_680_000_000_001), .null,
                ],
                [.null, .int64(2), .null, .null, .null, .null, .null, .null, .null, .null, .null],
                [
                    .int64(-3), .int64(-2_147_483_648), .int64(-1), .double(-2), .double(.infinity), .string("ünï"),
                    .boolean(false), .decimal(DecimalNumber(unscaled: 5, scale: 2)), .date(-1), .timestamp(-1), .null,
                ],
            ])
    }

    @Test("a stream that ends anywhere is an error or shorter, never read beyond its end")
    func truncation() throws {
        for length in 0..<Self.bytes.count {
            let batches = try? Self.read(Self.bytes.prefix(length))
            #expect(batches?.allSatisfy { $0.rowCount == 3 } ?? true)
        }
    }

    @Test("damaged bytes are an error or other values, never a crash")
    func damage() throws {
        for place in Self.bytes.indices {
            for bit in [0x01, 0x80, 0xFF] as [UInt8] {
                var bytes = Self.bytes
                bytes[place] ^= bit
                _ = try? Self.read(bytes)
            }
        }
    }

    @Test("columns of another type or number are refused")
    func otherColumns() throws {
        var schema = Self.schema
        schema.fields[4].type = .string
        #expect(throws: ArrowFault.unexpectedType(column: 4, found: "double", expected: "string")) {
            try Self.read(Self.bytes, schema)
        }
        schema.fields.removeLast()
        #expect(throws: ArrowFault.unexpectedColumns(found: 11, expected: 10)) { try Self.read(Self.bytes, schema) }
    }
}
