import Columnar
import Diagnostics
import QueryPlan
import Testing

@testable import LocalEngine

/// Sources whose columns come from a sample of their rows.
@Suite("Sampled sources")
struct SampledSourceTests {
    @Test(
        "NDJSON without a readable first row is told where it stands, whatever is asked of it",
        arguments: [
            ("[{\"a\":1}]", 1, 1, "found an array, expected a JSON object"),
            ("{\n \"a\": 1\n}\n", 1, 2, "invalid JSON: found the end of the line"),
            ("\n{\"a\":NaN}\n", 2, 6, "invalid JSON: found 'N', expected a value"),
        ])
    func unreadable(text: String, line: Int, column: Int, message: String) async throws {
        let folder = try SourceFolder(texts: ["a.ndjson": text])
        let error = await #expect(throws: DiagnosticsError.self) {
            try await LocalEngine().describe(folder.source(["*.ndjson"]))
        }
        let diagnostic = try #require(error?.diagnostics.first)
        #expect(diagnostic.message.hasPrefix(message))
        #expect(diagnostic.file == "a.ndjson")
        #expect(diagnostic.range?.lowerBound.line == line && diagnostic.range?.lowerBound.column == column)
        // Set aside, such rows are no reason to stop.
        let quarantine = folder.source(badRows: .quarantine)
        #expect(try await LocalEngine().describe(quarantine).remarks.first?.contains(message) == true)
        #expect(try await folder.rows("SELECT count(*) FROM t", quarantine) == ["0"])
    }

    @Test("a first line longer than the sample tells its columns")
    func longLine() async throws {
        let long = String(repeating: "x", count: 3 << 20)
        let folder = try SourceFolder(texts: ["a.ndjson": "{\"a\": 1, \"b\": \"\(long)\"}\n{\"a\": 2}\n"])
        #expect(try await folder.rows("SELECT a, length(b) FROM t") == ["1 \(3 << 20)", "2 -"])
    }

    @Test("a source says whether rows beyond the sample may have other columns")
    func partial() async throws {
        func isSampled(_ files: [String: String]) async throws -> Bool {
            let folder = try SourceFolder(texts: files)
            return try await LocalEngine().describe(folder.source()).isSampled
        }
        let record = "{\"a\": 1}\n"
        #expect(try await isSampled(["a.ndjson": String(repeating: record, count: 1000)]) == false)
        #expect(try await isSampled(["a.ndjson": String(repeating: record, count: 1001)]) == true)
        let many = (10..<30).reduce(into: [String: String]()) { $0["\($1).ndjson"] = record }
        #expect(try await isSampled(many) == true)
        #expect(try await isSampled(["a.csv": "a\n" + String(repeating: "1\n", count: 5000)]) == false)
    }

    @Test("a column beyond the sample is read where the schema names it")
    func declared() async throws {
        let lines = (0..<1500).map { $0 < 1200 ? "{\"a\": \($0)}" : "{\"a\": \($0), \"late\": 5}" }
        let folder = try SourceFolder(texts: ["a.ndjson": lines.joined(separator: "\n")])
        let source = folder.source(schema: Schema([Field("a", .int64), Field("late", .int64)]))
        #expect(try await folder.rows("SELECT count(late), sum(late) FROM t", source) == ["300 1500"])
        #expect(try await folder.rows("SELECT * FROM t LIMIT 1") == ["0"])
    }

    @Test("files of several formats are no source without a choice")
    func mixed() async throws {
        let folder = try SourceFolder(texts: ["a.csv": "a\n1\n", "b.ndjson": "{\"a\":1}\n"])
        let error = await #expect(throws: DiagnosticsError.self) {
            try await LocalEngine().describe(folder.source(["*.csv", "*.ndjson"]))
        }
        #expect(error?.diagnostics.first?.message == "'b.ndjson' is of another format than 'a.csv'")
    }

    @Test("of a key that an object has twice the last value counts, in any case")
    func duplicates() async throws {
        let folder = try SourceFolder(texts: ["a.ndjson": "{\"a\":1,\"a\":2}\n{\"a\":3,\"A\":4}\n"])
        #expect(try await folder.rows("SELECT a FROM t") == ["2", "4"])
    }
}
