import Columnar
import DataFormats
import Diagnostics
import QueryPlan
import Testing

@testable import LocalEngine

@Suite("Compressed sources")
struct CompressedSourceTests {
    /// Rows of which every seventh has a quoted field over several lines, in frames of `frameBytes` cut anywhere.
    static func frames(rows: Int, frameBytes: Int, bad: Set<Int> = []) throws -> [UInt8] {
        var text = "id,note\n"
        for row in 0..<rows {
            let id = bad.contains(row) ? "x\(row)" : "\(row)"
            text += row % 7 == 0 ? "\(id),\"1,a\n2,b\n\(row),c\n\"\n" : "\(id),n\n"
        }
        let bytes = Array(text.utf8)
        var packed: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: frameBytes) {
            packed += try Compression.zstd.packed(Array(bytes[start..<min(bytes.count, start + frameBytes)]))
        }
        return packed
    }

    @Test(
        "frames that start inside quotes give the rows of the whole text, at any number of threads",
        arguments: [97, 1000, 5003], [1, 2, 5])
    func frames(frameBytes: Int, threads: Int) async throws {
        let source = try SourceFolder(["t.csv.zst": Self.frames(rows: 3000, frameBytes: frameBytes)])
        // 0 + 1 + … + 2999; 429 of the rows, 0, 7, …, 2996, have the long note.
        #expect(
            try await source.rows(
                "SELECT count(*), sum(id), count(*) FILTER (WHERE note <> 'n') FROM t", threads: threads,
                splitBytes: 1) == ["3000 4498500 429"])
    }

    @Test("a bad row in a later frame is reported where it stands in the text", arguments: [200, 5003])
    func badRow(frameBytes: Int) async throws {
        let source = try SourceFolder(["t.csv.zst": Self.frames(rows: 3000, frameBytes: frameBytes, bad: [1500, 2700])])
        let declared = source.source(schema: Schema([Field("id", .int64), Field("note", .string)]))
        let found = try #require(try await source.failure("SELECT sum(id) FROM t", declared, splitBytes: 1))
        // Rows 0 to 1499 stand before it: 1500 lines, and three more for each of 0, 7, …, 1498.
        let first = 1 + 1500 + 3 * 215 + 1
        let second = 1 + 2700 + 3 * 386 + 1
        #expect(found.range?.lowerBound.line == first)
        #expect(found.message.contains("'x1500'"))
        var quarantine = declared
        quarantine.badRows = .quarantine
        let outcome = try await source.run(["SELECT sum(id) FROM t"], quarantine, splitBytes: 1)
        #expect(outcome.sources.first?.rejected.map(\.line) == [first, second])
        #expect(outcome.sources.first?.description.files.first?.rows == 2998)
    }

    @Test("several packed and plain files are one source")
    func mixture() async throws {
        let text = { (from: Int) in Array(("id\n" + (from..<from + 10).map { "\($0)\n" }.joined()).utf8) }
        let source = try SourceFolder([
            "a.csv": text(0), "b.csv.gz": Compression.gzip.packed(text(10)),
            "c.csv.zst": Compression.zstd.packed(text(20)), "d.csv.gz": [],
        ])
        #expect(try await source.rows("SELECT count(*), sum(id) FROM t") == ["30 435"])
    }
}
