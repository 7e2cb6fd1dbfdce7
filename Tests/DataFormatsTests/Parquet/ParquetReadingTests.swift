import Columnar
import Diagnostics
import Testing

@testable import DataFormats

@Suite("Reading Parquet")
struct ParquetReadingTests {
    typealias Column = HandMadeParquet.Column
    typealias Page = HandMadeParquet.Page

    private static func words(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
        numbers.flatMap { HandMadeParquet.littleEndian($0) }
    }

    /// A column of five rows, two of them null: the levels 1, 0, 1, 1, 0 in a group of eight.
    private static let levels = HandMadeParquet.levels([0x03, 0b0000_1101])

    @Test("plain values stand where the levels say that there are some")
    func optional() throws {
        let column = Column(
            name: "a", physical: .int64, isOptional: true,
            pages: [Page(values: 5, bytes: Self.levels + Self.words([7, -8, .max] as [Int64]))])
        #expect(
            try HandMadeParquet.read(column, rows: 5, as: .int64) == [
                .int64(7), .null, .int64(-8), .int64(.max), .null,
            ]
        )
    }

    @Test("pages of version 2 have their levels in front, without a length")
    func version2() throws {
        let column = Column(
            name: "a", physical: .int32, isOptional: true,
            pages: [
                Page(
                    type: .dataV2, values: 5, bytes: [0x03, 0b0000_1101] + Self.words([1, 2, 3] as [Int32]),
                    levelBytes: 2, nulls: 2)
            ])
        #expect(
            try HandMadeParquet.read(column, rows: 5, as: .int64) == [.int64(1), .null, .int64(2), .int64(3), .null])
    }

    @Test("levels of the old packing start with the highest bit")
    func oldLevels() throws {
        let column = Column(
            name: "a", physical: .int32, isOptional: true,
            pages: [
                Page(
                    values: 5, definitionEncoding: .bitPacked, bytes: [0b1011_0000] + Self.words([1, 2, 3] as [Int32]))
            ])
        #expect(
            try HandMadeParquet.read(column, rows: 5, as: .int64) == [.int64(1), .null, .int64(2), .int64(3), .null])
    }

    @Test("indices stand for the dictionary's texts, and plain pages may follow")
    func dictionary() throws {
        let column = Column(
            name: "a", physical: .byteArray, isOptional: true, converted: .utf8,
            pages: [
                Page(type: .dictionary, values: 2, bytes: HandMadeParquet.text("öl") + HandMadeParquet.text("b")),
                // One bit an index; a group of eight: 1, 0, 1.
                Page(values: 5, encoding: .rleDictionary, bytes: Self.levels + [1, 0x03, 0b0000_0101]),
                Page(
                    values: 2,
                    bytes: HandMadeParquet.levels([0x04, 1]) + HandMadeParquet.text("c")
                        + HandMadeParquet.text("")),
            ])
        #expect(
            try HandMadeParquet.read(column, rows: 7, as: .string)
                == [.string("b"), .null, .string("öl"), .string("b"), .null, .string("c"), .string("")])
    }

    @Test("truth values are bits from the lowest on, or runs")
    func booleans() throws {
        let plain = Column(name: "a", physical: .boolean, pages: [Page(values: 4, bytes: [0b0000_1001])])
        let runs = Column(
            name: "a", physical: .boolean,
            pages: [Page(values: 4, encoding: .rle, bytes: HandMadeParquet.levels([0x04, 1, 0x04, 0]))])
        #expect(
            try HandMadeParquet.read(plain, rows: 4, as: .boolean)
                == [.boolean(true), .boolean(false), .boolean(false), .boolean(true)])
        #expect(
            try HandMadeParquet.read(runs, rows: 4, as: .boolean)
                == [.boolean(true), .boolean(true), .boolean(false), .boolean(false)])
    }

    @Test("decimals are unscaled numbers of four, eight or any bytes")
    func decimals() throws {
        func decimal(_ unscaled: Int128) -> Scalar { .decimal(DecimalNumber(unscaled: unscaled, scale: 2)) }
        let columns = [
            Column(
                name: "a", physical: .int32, converted: .decimal, precision: 9, scale: 2,
                pages: [Page(values: 2, bytes: Self.words([-12_345, 99] as [Int32]))]),
            Column(
                name: "a", physical: .int64, converted: .decimal, precision: 9, scale: 2,
                pages: [Page(values: 2, bytes: Self.words([-12_345, 99] as [Int64]))]),
            Column(
                name: "a", physical: .fixedLengthByteArray, length: 3, converted: .decimal, precision: 9, scale: 2,
                pages: [Page(values: 2, bytes: [0xFF, 0xCF, 0xC7, 0, 0, 99])]),
            Column(
                name: "a", physical: .byteArray, converted: .decimal, precision: 9, scale: 2,
                pages: [Page(values: 2, bytes: [2, 0, 0, 0, 0xCF, 0xC7, 1, 0, 0, 0, 99])]),
        ]
        for column in columns {
            #expect(
                try HandMadeParquet.read(column, rows: 2, as: .decimal(precision: 9, scale: 2))
                    == [decimal(-12_345), decimal(99)])
        }
    }

    @Test("timestamps count their unit, and are local where they are not adjusted to UTC")
    func timestamps() throws {
        func column(_ unit: Int, isAdjusted: Bool, _ value: Int64) -> Column {
            Column(
                name: "a", physical: .int64,
                logical: { type in
                    type.structure(8) { time in
                        time.boolean(1, isAdjusted)
                        time.structure(2) { $0.structure(unit) { _ in } }
                    }
                }, pages: [Page(values: 1, bytes: HandMadeParquet.littleEndian(value))])
        }
        let berlin = try #require(ZoneRules(identifier: "Europe/Berlin"))
        // 2026-11-09T13:00:00Z is 1794229200; that time of day in Berlin is an hour earlier.
        for (unit, factor) in [(1, 1000), (2, 1_000_000), (3, 1_000_000_000)] as [(Int, Int64)] {
            #expect(
                try HandMadeParquet.read(
                    column(unit, isAdjusted: true, 1_794_229_200 * factor), rows: 1, as: .timestamp, zone: berlin)
                    == [.timestamp(1_794_229_200_000_000)])
            #expect(
                try HandMadeParquet.read(
                    column(unit, isAdjusted: false, 1_794_229_200 * factor), rows: 1, as: .timestamp, zone: berlin)
                    == [.timestamp(1_794_225_600_000_000)])
        }
        // Nanoseconds before 1970 go to the microsecond before.
        #expect(
            try HandMadeParquet.read(column(3, isAdjusted: true, -1), rows: 1, as: .timestamp) == [.timestamp(-1)])
    }

    @Test("the old timestamps of twelve bytes have a Julian day")
    func int96() throws {
        // 2000-01-01 is Julian day 2451545 at noon before; midnight of the day counts as 2451545.
        let bytes =
            HandMadeParquet.littleEndian(3_600_000_000_001 as Int64)
            + HandMadeParquet.littleEndian(2_451_545 as Int32)
        let column = Column(name: "a", physical: .int96, pages: [Page(values: 1, bytes: bytes)])
        #expect(
            try HandMadeParquet.read(column, rows: 1, as: .timestamp) == [.timestamp(946_688_400_000_000)])
    }

    @Test("unsigned integers are never negative, UUIDs and times are texts")
    func others() throws {
        let small = Column(
            name: "a", physical: .int32, converted: .uint32,
            pages: [Page(values: 1, bytes: [0xFF, 0xFF, 0xFF, 0xFF])])
        #expect(try HandMadeParquet.read(small, rows: 1, as: .int64) == [.int64(4_294_967_295)])
        let large = Column(
            name: "a", physical: .int64, converted: .uint64,
            pages: [Page(values: 1, bytes: [UInt8](repeating: 0xFF, count: 8))])
        #expect(
            try HandMadeParquet.read(large, rows: 1, as: .decimal(precision: 20, scale: 0))
                == [.decimal(DecimalNumber(unscaled: 18_446_744_073_709_551_615, scale: 0))])
        let uuid = Column(
            name: "a", physical: .fixedLengthByteArray, length: 16,
            logical: { $0.structure(14) { _ in } }, pages: [Page(values: 1, bytes: Array(0..<16))])
        #expect(
            try HandMadeParquet.read(uuid, rows: 1, as: .string) == [.string("00010203-0405-0607-0809-0a0b0c0d0e0f")])
        let time = Column(
            name: "a", physical: .int64, converted: .timeMicros,
            pages: [Page(values: 2, bytes: Self.words([3_661_500_000, 0] as [Int64]))])
        #expect(
            try HandMadeParquet.read(time, rows: 2, as: .string) == [.string("01:01:01.5"), .string("00:00:00")])
    }

    @Test("a column is read as a wider type where files differ or a schema is declared")
    func conversions() throws {
        let integers = Column(
            name: "a", physical: .int32, isOptional: true,
            pages: [Page(values: 5, bytes: Self.levels + Self.words([1, 2, -3] as [Int32]))])
        #expect(
            try HandMadeParquet.read(integers, rows: 5, as: .double)
                == [.double(1), .null, .double(2), .double(-3), .null])
        #expect(
            try HandMadeParquet.read(integers, rows: 5, as: .string)
                == [.string("1"), .null, .string("2"), .string("-3"), .null])
        #expect(
            try HandMadeParquet.read(integers, rows: 5, as: .decimal(precision: 4, scale: 1))[4] == .null)
        let texts = Column(
            name: "a", physical: .byteArray, converted: .utf8,
            pages: [Page(values: 2, bytes: HandMadeParquet.text("2026-11-09T13:00:00Z") + HandMadeParquet.text("x"))])
        #expect(throws: DataError.self) { try HandMadeParquet.read(texts, rows: 2, as: .timestamp) }
        #expect(
            try HandMadeParquet.read(texts, rows: 2, as: .timestamp, badRows: .quarantine)
                == [.timestamp(1_794_229_200_000_000)])
        #expect(throws: DataError.self) { try HandMadeParquet.read(integers, rows: 5, as: .date) }
    }

    @Test("values that do not fit are reported with their row, or set aside")
    func badValues() throws {
        let file = try TemporaryFile(
            HandMadeParquet.file([
                (
                    5,
                    [
                        Column(
                            name: "a", physical: .byteArray, isOptional: true, converted: .utf8,
                            pages: [
                                Page(
                                    values: 5,
                                    bytes: Self.levels + HandMadeParquet.text("x") + [1, 0, 0, 0, 0xFF]
                                        + HandMadeParquet.text("z"))
                            ])
                    ]
                )
            ]), name: "data.parquet")
        var specification = ScanSpecification(fields: [Field("a", .string)], format: .parquet)
        let rejected = RejectedRow(
            path: "data.parquet", line: 3, column: 1, field: "a", fault: .invalidUTF8, raw: "", hasLines: false)
        let diagnostic = DataError.badRow(rejected).diagnostic
        #expect(diagnostic.message == "row 3, column 'a': the text is not valid UTF-8")
        #expect(diagnostic.range == nil)
        #expect(throws: DataError.badRow(rejected)) { try file.read(specification) }
        specification.badRows = .quarantine
        let found = try file.read(specification)
        #expect(found.rows == [[.string("x")], [.null], [.string("z")], [.null]])
        #expect(found.rejected == [rejected])
    }

    @Test("a page with another checksum is refused", arguments: [true, false])
    func checksum(isRight: Bool) throws {
        // CRC-32 of "123456789" is 0xCBF43926 in every list of checksums.
        let column = Column(
            name: "a", physical: .fixedLengthByteArray, length: 9,
            pages: [Page(values: 1, bytes: Array("123456789".utf8), checksum: isRight ? 0xCBF4_3926 : 0xCBF4_3927)])
        if isRight {
            #expect(try HandMadeParquet.read(column, rows: 1, as: .string) == [.string("123456789")])
        } else {
            let fault = ParquetFault.checksum(expected: 0xCBF4_3927, found: 0xCBF4_3926)
            #expect(
                throws: DataError.badParquet(
                    path: "data.parquet", place: ParquetPlace(column: "a", rowGroup: 1, page: 1), fault: fault)
            ) {
                try HandMadeParquet.read(column, rows: 1, as: .string)
            }
        }
    }

    @Test("a file of no bytes has lost its rows, and is no empty table")
    func noBytes() throws {
        let file = try TemporaryFile([], name: "data.parquet")
        let specification = ScanSpecification(fields: [Field("a", .int64)], format: .parquet)
        #expect(throws: DataError.self) { try file.read(specification) }
        #expect(throws: DataError.self) { try SchemaInference.infer(files: [file.file], format: .parquet) }
    }

    @Test("what cannot be read is named with its place")
    func messages() {
        let error = DataError.badParquet(
            path: "data/t.parquet", place: ParquetPlace(column: "a", rowGroup: 2, page: 3),
            fault: .unsupportedEncoding(.deltaByteArray, .int32))
        #expect(error.diagnostic.id == "unsupported-parquet")
        #expect(
            error.diagnostic.message
                == "column 'a', row group 2, page 3: the encoding DELTA_BYTE_ARRAY of INT32 values cannot be read")
    }

    @Test("types of several files widen as in text formats")
    func common() {
        #expect(ParquetInference.common(.int64, .double) == .double)
        #expect(ParquetInference.common(.date, .timestamp) == .timestamp)
        #expect(
            ParquetInference.common(.decimal(precision: 10, scale: 2), .decimal(precision: 8, scale: 4))
                == .decimal(precision: 12, scale: 4))
        #expect(
            ParquetInference.common(.int64, .decimal(precision: 9, scale: 2)) == .decimal(precision: 21, scale: 2))
        #expect(ParquetInference.common(.boolean, .int64) == .string)
    }
}
