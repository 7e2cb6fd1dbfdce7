import Columnar
import Testing

@testable import DataFormats

@Suite("Damaged Parquet")
struct ParquetDamageTests {
    /// A file of several row groups and all kinds of columns, as our own writer makes it.
    static let bytes: [UInt8] = {
        let fields = [
            Field("i", .int64), Field("t", .string), Field("d", .double), Field("b", .boolean), Field("day", .date),
            Field("at", .timestamp), Field("m", .decimal(precision: 20, scale: 3)),
        ]
        let rows = (0..<90).map { row -> [Scalar] in
            if row % 7 == 3 { return fields.map { _ in .null } }
            return [
                .int64(Int64(row) * 1000), .string("text \(row % 5)"), .double(Double(row) / 3), .boolean(row % 2 == 0),
                .date(Int32(20_000 + row)), .timestamp(Int64(row) * 1_000_000_007),
                .decimal(DecimalNumber(unscaled: Int128(row) * 1_000_003, scale: 3)),
            ]
        }
        let schema = Schema(fields)
        guard var writer = try? ParquetWriter(schema: schema, createdBy: "tests", rowGroupRows: 40, pageBytes: 128)
        else { return [] }
        for batch in Table(schema, rows: rows).batches { try? writer.append(batch) }
        return writer.finish()
    }()

    static let specification = ScanSpecification(
        fields: [
            Field("i", .int64), Field("t", .string), Field("d", .double), Field("b", .boolean), Field("day", .date),
            Field("at", .timestamp), Field("m", .decimal(precision: 20, scale: 3)),
        ], format: .parquet, badRows: .quarantine, batchRows: 32)

    /// Reads a file; rows or a `DataError` are both well, anything else is not.
    private func read(_ bytes: [UInt8]) throws {
        do {
            _ = try TemporaryFile(bytes, name: "data.parquet").read(Self.specification)
        } catch is DataError {}
    }

    @Test("the file is read as it was written, in one split and in many", arguments: [1, 1 << 30])
    func whole(splitBytes: Int) throws {
        let rows = try TemporaryFile(Self.bytes, name: "data.parquet").read(
            Self.specification, splitBytes: splitBytes
        ).rows
        #expect(rows.count == 90)
        #expect(rows[3].allSatisfy { $0 == .null })
        #expect(
            rows[89] == [
                .int64(89_000), .string("text 4"), .double(89.0 / 3), .boolean(false), .date(20_089),
                .timestamp(89_000_000_623), .decimal(DecimalNumber(unscaled: 89_000_267, scale: 3)),
            ])
    }

    @Test("any cuts of a file's bytes give each row to one split, in order", arguments: [7, 100, 333, 5000])
    func cuts(step: Int) throws {
        let temporary = try TemporaryFile(Self.bytes, name: "data.parquet")
        let whole = try temporary.read(Self.specification).rows
        var rows: [[Scalar]] = []
        for start in stride(from: 0, to: Self.bytes.count, by: step) {
            let split = FileSplit(fileIndex: 0, index: 0, range: start..<min(Self.bytes.count, start + step))
            let reader = try Self.specification.reader(of: temporary.file, split: split)
            while let batch = try reader.nextBatch() {
                for row in 0..<batch.rowCount { rows.append(batch.columns.map { $0[row] }) }
            }
        }
        #expect(rows == whole)
    }

    @Test("a file that is cut off anywhere is an error, never a crash")
    func cut() throws {
        for length in stride(from: 0, to: Self.bytes.count, by: 13) {
            #expect(throws: DataError.self) {
                let file = try TemporaryFile(Array(Self.bytes.prefix(length)), name: "data.parquet")
                _ = try file.file.parquetMetadata()
            }
        }
    }

    @Test("a file with any byte changed is an error or other rows, never a crash", arguments: [0, 1, 0x7F, 0x80, 0xFF])
    func changed(value: UInt8) throws {
        for index in stride(from: Int(value) % 3, to: Self.bytes.count, by: 3) where Self.bytes[index] != value {
            var bytes = Self.bytes
            bytes[index] = value
            try read(bytes)
        }
    }

    @Test("a footer with any bit turned is an error or other rows, never a crash")
    func footer() throws {
        for index in (Self.bytes.count * 2 / 3)..<Self.bytes.count {
            for bit in [0, 3, 6] as [UInt8] {
                var bytes = Self.bytes
                bytes[index] ^= 1 << bit
                try read(bytes)
            }
        }
    }
}
