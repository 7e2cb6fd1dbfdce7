import Columnar
import DataFormats
import Diagnostics
import QueryPlan
import Testing

@testable import LocalEngine

/// Splits of plain delimited files are read on the guess that they start outside quotes; where that is wrong it shows, and they are read
/// again.
@Suite("Guessed starts of splits")
struct GuessedStartTests {
    /// Rows without quotes to begin with, more than a file's head holds; then every fifth has a quoted field over several lines, each of
    /// which looks like a row.
    static func text(rows: Int, quotesFrom: Int, bad: Set<Int> = []) -> [UInt8] {
        var text = "id,note\n"
        for row in 0..<rows {
            let id = bad.contains(row) ? "x\(row)" : "\(row)"
            text += row >= quotesFrom && row % 5 == 0 ? "\(id),\"1,a\n2,b\n\(row),c\n\"\n" : "\(id),no quotes\n"
        }
        return Array(text.utf8)
    }

    @Test("every row is read once, wherever splits start", arguments: [613, 5003, 70_001], [1, 2, 5])
    func rows(splitBytes: Int, threads: Int) async throws {
        for quotesFrom in [5000, 9990, 10_000] {
            let text = Self.text(rows: 10_000, quotesFrom: quotesFrom)
            #expect(text.count > 100_000)
            let source = try SourceFolder(["t.csv": text])
            // 0 + 1 + … + 9999; a fifth of the rows from `quotesFrom` on have the long note.
            #expect(
                try await source.rows(
                    "SELECT count(*), sum(id), count(*) FILTER (WHERE note <> 'no quotes') FROM t", threads: threads,
                    splitBytes: splitBytes) == ["10000 49995000 \((10_000 - quotesFrom) / 5)"])
        }
    }

    @Test("a bad row behind a wrong guess is reported where it stands", arguments: [613, 5003])
    func badRow(splitBytes: Int) async throws {
        let source = try SourceFolder(["t.csv": Self.text(rows: 10_000, quotesFrom: 6000, bad: [5500, 9001])])
        var declared = source.source(schema: Schema([Field("id", .int64), Field("note", .string)]))
        let found = try #require(try await source.failure("SELECT sum(id) FROM t", declared, splitBytes: splitBytes))
        #expect(found.range?.lowerBound.line == 5502)
        #expect(found.message.contains("'x5500'"))
        declared.badRows = .quarantine
        let outcome = try await source.run(["SELECT sum(id) FROM t"], declared, splitBytes: splitBytes)
        // 6000, 6005, …, 9000 stand before the second, each with three more lines.
        #expect(outcome.sources.first?.rejected.map(\.line) == [5502, 9003 + 3 * 601])
        #expect(outcome.sources.first?.description.files.first?.rows == 9998)
    }

    @Test("a field as long as several splits does not confuse those behind it", arguments: [100, 1000])
    func longField(splitBytes: Int) async throws {
        let head = Self.text(rows: 7000, quotesFrom: 7000)
        let long = Array("7000,\"\(String(repeating: "1,a\n", count: 2000))\"\n".utf8)
        let source = try SourceFolder(["t.csv": head + long + Array("7001,no quotes\n7002,".utf8)])
        #expect(
            try await source.rows("SELECT count(*), sum(id), max(length(note)) FROM t", splitBytes: splitBytes)
                == ["7003 24517503 8000"])
    }
}
