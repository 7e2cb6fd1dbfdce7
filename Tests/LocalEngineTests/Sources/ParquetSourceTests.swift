import Columnar
import DataFormats
import Diagnostics
import QueryPlan
import Testing

@testable import LocalEngine

@Suite("Parquet sources")
struct ParquetSourceTests {
    /// A file of rows in row groups of 100.
    static func file(_ fields: [Field], rows: [[Scalar]]) throws -> [UInt8] {
        let schema = Schema(fields)
        var writer = try ParquetWriter(schema: schema, createdBy: "tests", rowGroupRows: 100)
        for batch in Table(schema, rows: rows).batches { try writer.append(batch) }
        return writer.finish()
    }

    /// 300 rows: a number, its half, its name, a day and an instant that grow with it; every tenth row has no instant.
    static func ordered() throws -> [UInt8] {
        let fields = [
            Field("id", .int64), Field("half", .double), Field("name", .string), Field("day", .date),
            Field("at", .timestamp),
        ]
        let rows = (0..<300).map { (row: Int) -> [Scalar] in
            let at: Scalar = row % 10 == 9 ? .null : .timestamp(Int64(row) * 1_000_000)
            return [
                .int64(Int64(row)), .double(Double(row) / 2), .string("row \(1000 + row)"), .date(Int32(row)), at,
            ]
        }
        return try file(fields, rows: rows)
    }

    /// The same with the bytes of the first and the last row group overwritten: who reads them, fails.
    static func damaged() throws -> [UInt8] {
        var bytes = try ordered()
        let folder = try SourceFolder(["t.parquet": bytes])
        let file = try #require(try FileDiscovery.files(matching: ["t.parquet"], root: folder.source().root).first)
        let groups = try file.parquetMetadata().rowGroups
        try #require(groups.count == 3)
        for index in groups[0].place..<groups[1].place { bytes[index] = 0xFF }
        let end = groups[2].chunks.map { $0.start + $0.compressedBytes }.max() ?? 0
        for index in groups[2].place..<end { bytes[index] = 0xFF }
        return bytes
    }

    @Test(
        "row groups that a filter rules out are not read, and their rows are counted all the same",
        arguments: [
            "id >= 100 AND id < 200", "id BETWEEN 120 AND 160", "150 = id", "id IN (110, 199)", "half = 70.5",
            "name = 'row 1150'", "day > DATE '1970-04-11' AND day <= DATE '1970-07-19'",
            "at >= TIMESTAMP '1970-01-01 00:01:40' AND at < TIMESTAMP '1970-01-01 00:03:20'",
            "(id < 130 AND id > 120) OR name = 'row 1140'", "id > 100 AND id < 200 AND half IS NOT NULL",
        ])
    func pruning(filter: String) async throws {
        let source = try SourceFolder(["t.parquet": Self.damaged()])
        let whole = try SourceFolder(["t.parquet": Self.ordered()])
        let sql = "SELECT count(*), sum(id), max(name) FROM t WHERE \(filter)"
        #expect(try await source.rows(sql) == whole.rows(sql))
        let usage = try await source.run([sql], source.source()).sources.first
        #expect(usage?.description.files.first?.rows == 300)
    }

    @Test(
        "what statistics do not rule out is read",
        arguments: ["id >= 99 AND id < 200", "half > 50", "NOT id < 100", "id + 0 = 150", "at IS NULL"])
    func reading(filter: String) async throws {
        let source = try SourceFolder(["t.parquet": Self.damaged()])
        let failure = try await source.failure("SELECT count(*) FROM t WHERE \(filter)", source.source())
        #expect(failure?.message.hasPrefix("column '") == true)
    }

    @Test("rows without a time are counted in row groups that are not read too")
    func withoutTime() async throws {
        let folder = try SourceFolder(["t.parquet": Self.damaged()])
        var source = folder.source()
        source.timeColumn = "at"
        let sql = "SELECT count(*) FROM t WHERE id >= 100 AND id < 200"
        #expect(try await folder.run([sql], source).sources.first?.rowsWithoutTime == 30)
    }

    @Test("columns of several files match by name, in any order, missing or of another type, and folders add theirs")
    func severalFiles() async throws {
        let source = try SourceFolder([
            "t/day=2026-11-09/a.parquet": Self.file(
                [Field("id", .int64), Field("amount", .int64)], rows: [[.int64(1), .int64(10)], [.int64(2), .null]]),
            "t/day=2026-11-10/b.parquet": Self.file(
                [Field("Amount", .double), Field("note", .string), Field("ID", .int64)],
                rows: [[.double(0.5), .string("x"), .int64(3)]]),
        ])
        #expect(
            try await source.rows("SELECT id, amount, note, day FROM t ORDER BY id")
                == ["1 10.0 - 2026-11-09", "2 - - 2026-11-09", "3 0.5 x 2026-11-10"])
        #expect(try await source.rows("SELECT sum(amount) FROM t WHERE day = DATE '2026-11-10'") == ["0.5"])
    }
}
