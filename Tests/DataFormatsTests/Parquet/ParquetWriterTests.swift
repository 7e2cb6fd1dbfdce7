import Columnar
import Foundation
import Testing

@testable import DataFormats

@Suite("Writing Parquet")
struct ParquetWriterTests {
    /// Columns of every type that differ in nulls and in how often a value comes again.
    static func batch(rows: Int, seed: UInt64) -> RecordBatch {
        let fields = [
            Field("nothing", .null), Field("yes", .boolean), Field("number", .int64), Field("few", .int64),
            Field("real", .double), Field("small", .decimal(precision: 9, scale: 2)),
            Field("middle", .decimal(precision: 18, scale: 4)), Field("large", .decimal(precision: 38, scale: 10)),
            Field("twenty", .decimal(precision: 20, scale: 0)), Field("word", .string), Field("text", .string),
            Field("day", .date), Field("instant", .timestamp),
        ]
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 20
        }
        func decimal(_ digits: Int, _ scale: Int) -> Scalar {
            let limit = Int(DecimalNumber.powers[min(digits, 18)])
            var value = Int128(Int((next() << 19 ^ next()) >> 1) % limit)
            if digits > 18 { value = value * DecimalNumber.powers[digits - 18] + Int128(next() % 1000) }
            return .decimal(DecimalNumber(unscaled: next() % 2 == 0 ? value : -value, scale: scale))
        }
        let words = ["", "a", "naïve", "growth", "日本語"]
        let doubles: [Double] = [
            0, -0.0, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -1.5,
        ]
        let values: [[Scalar]] = fields.map { field in
            (0..<rows).map { row in
                if field.type == .null || next() % 7 == 0 { return .null }
                return switch field.name {
                case "yes": .boolean(next() % 3 == 0)
                case "number": .int64(Int64(bitPattern: next() << 20 ^ next()))
                case "few": .int64(Int64(next() % 5) - 2)
                case "real": .double(next() % 2 == 0 ? doubles[Int(next() % 7)] : Double(next()) / 1024)
                case "small": decimal(9, 2)
                case "middle": decimal(18, 4)
                case "large": decimal(38, 10)
                case "twenty": decimal(20, 0)
                case "word": .string(words[Int(next() % 5)])
                case "text": .string(String(repeating: "x", count: Int(next() % 40)) + "\(next())")
                case "day": .date(Int32(next() % 100_000) - 50_000)
                default: .timestamp(Int64(next() << 10) - (1 << 53))
                }
            }
        }
        let columns = zip(fields, values).map { Column($0.type, $1) }
        return RecordBatch(schema: Schema(fields), columns: columns, rowCount: rows)
    }

    static func file(_ batches: [RecordBatch], rowGroupRows: Int, pageBytes: Int = 1 << 20) throws -> [UInt8] {
        var writer = try ParquetWriter(
            schema: batches[0].schema, createdBy: "trinity version 0", rowGroupRows: rowGroupRows, pageBytes: pageBytes)
        for batch in batches { try writer.append(batch) }
        return writer.finish()
    }

    @Test("a file stands between its marks, with the footer's length before the last", arguments: [0, 1, 5000])
    func frame(rows: Int) throws {
        let bytes = try Self.file([Self.batch(rows: rows, seed: 1)], rowGroupRows: 1000, pageBytes: 700)
        #expect(bytes.prefix(4) == Array("PAR1".utf8)[...] && bytes.suffix(4) == Array("PAR1".utf8)[...])
        let length = bytes.dropLast(4).suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(rows == 0 ? length == bytes.count - 12 : (1..<bytes.count - 12).contains(length))
    }

    @Test(
        "what is written is read again, of every type",
        arguments: [(5000, 1000, 700), (5000, 5000, 1 << 20), (9, 2, 1)])
    func roundTrip(rows: Int, rowGroupRows: Int, pageBytes: Int) throws {
        let batch = Self.batch(rows: rows, seed: UInt64(rows))
        let bytes = try Self.file([batch], rowGroupRows: rowGroupRows, pageBytes: pageBytes)
        // Nothing is what a reader makes a text of.
        let fields = batch.schema.fields.map { Field($0.name, $0.type == .null ? .string : $0.type) }
        let read = try TemporaryFile(bytes, name: "data.parquet")
            .read(ScanSpecification(fields: fields, format: .parquet), splitBytes: 1)
        #expect(read.rows == Table(schema: batch.schema, batches: [batch]).rows)
    }

    @Test("the same rows give the same bytes")
    func deterministic() throws {
        let one = try Self.file([Self.batch(rows: 3000, seed: 4)], rowGroupRows: 1000, pageBytes: 700)
        #expect(try Self.file([Self.batch(rows: 3000, seed: 4)], rowGroupRows: 1000, pageBytes: 700) == one)
    }

    @Test("few values make a dictionary, which makes the file smaller")
    func dictionary() throws {
        func size(_ values: [Scalar]) throws -> Int {
            let column = Column(.string, values)
            let schema = Schema([Field("s", .string)])
            let rows = RecordBatch(schema: schema, columns: [column], rowCount: values.count)
            return try Self.file([rows], rowGroupRows: 100_000).count
        }
        let words = (0..<4).map { "a word that is long enough to weigh something \($0)" }
        var random = 7
        let few = (0..<8000).map { _ -> Scalar in
            random = (random * 1_103_515_245 + 12_345) % (1 << 31)
            return .string(words[random >> 16 & 3])
        }
        // Two bits a row and a header.
        #expect(try size(few) < 8000 * 2 / 8 + 500)
    }
}
