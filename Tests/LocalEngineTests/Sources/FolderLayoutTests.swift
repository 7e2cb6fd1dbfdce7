import Columnar
import DataFormats
import Diagnostics
import QueryPlan
import Testing

@testable import LocalEngine

@Suite("Sources of many files")
struct FolderLayoutTests {
    /// Two days of three hours; rows are 100 × day + 10 × hour + 0 and 1.
    static func hours() throws -> SourceFolder {
        var files: [String: String] = [:]
        for day in 1...2 {
            for hour in 0..<3 {
                let base = 100 * day + 10 * hour
                files["t/day=2026-11-0\(day)/hour=\(hour)/p.csv"] = "id\n\(base)\n\(base + 1)\n"
            }
        }
        return try SourceFolder(texts: files)
    }

    @Test("folders give typed columns behind the file's own, which queries use like any")
    func columns() async throws {
        let folder = try Self.hours()
        let source = folder.source(["t"])
        #expect(
            try await LocalEngine().describe(source).schema
                == Schema([Field("id", .int64), Field("day", .date), Field("hour", .int64)]))
        #expect(
            try await folder.rows("SELECT day, sum(id * hour), count(*) FROM t GROUP BY day ORDER BY day", source)
                // 111 + 110 + 2 × (120 + 121) and the same a hundred higher.
                == ["2026-11-01 703 6", "2026-11-02 1303 6"])
        #expect(try await folder.rows("SELECT * FROM t WHERE id = 121", source) == ["121 2026-11-01 2"])
        #expect(try await folder.rows("SELECT count(*) FROM t", folder.source(["t/day=*/hour=2/*.csv"])) == ["4"])
    }

    @Test(
        "files whose folders exclude all rows are not opened",
        arguments: [
            ("day = DATE '2026-11-01'", ["2026-11-01/0", "2026-11-01/1", "2026-11-01/2"]),
            ("hour IN (1, 7)", ["2026-11-01/1", "2026-11-02/1"]),
            ("hour BETWEEN 1 AND 5 AND day > '2026-11-01'", ["2026-11-02/1", "2026-11-02/2"]),
            (
                "(hour = 0 AND id > 0) OR (day = '2026-11-02' AND hour = 1 AND id > 5)",
                ["2026-11-01/0", "2026-11-02/0", "2026-11-02/1"]
            ),
            ("year(day) * 100 + hour = 202602 AND id > 0", ["2026-11-01/2", "2026-11-02/2"]),
            ("hour IS NULL", []), ("NOT hour < 2", ["2026-11-01/2", "2026-11-02/2"]),
            ("day = '2026-11-01' AND id = hour", ["2026-11-01/0", "2026-11-01/1", "2026-11-01/2"]),
            (
                "hour = 0 OR id > 0",
                ["2026-11-01/0", "2026-11-01/1", "2026-11-01/2", "2026-11-02/0", "2026-11-02/1", "2026-11-02/2"]
            ),
        ] as [(String, [String])])
    func pruning(filter: String, expected: [String]) async throws {
        let folder = try Self.hours()
        let outcome = try await folder.run(["SELECT count(*) FROM t WHERE \(filter)"], folder.source(["t"]))
        _ = try #require(outcome.results["0"]).get()
        let read = try #require(outcome.sources.first).description.files.filter { $0.rows != nil }.map(\.path)
        #expect(read == expected.map { "t/day=" + $0.replacing("/", with: "/hour=") + "/p.csv" })
    }

    @Test("a file that a filter excludes may be broken, and one that another query needs is read")
    func sharedPruning() async throws {
        let folder = try SourceFolder([
            "t/k=1/p.csv.gz": Compression.gzip.packed(Array("id\n5\n".utf8)), "t/k=2/p.csv.gz": [1, 2, 3],
        ])
        let source = folder.source(["t"], schema: Schema([Field("id", .int64)]))
        #expect(try await folder.rows("SELECT id, k FROM t WHERE k = 1", source) == ["5 1"])
        let outcome = try await folder.run(
            ["SELECT id FROM t WHERE k < 2", "SELECT count(*) FROM t WHERE k = 2"], source)
        // They share a scan, which the second one's file stops.
        #expect(throws: QueryFailure.self) { try #require(outcome.results["1"]).get() }
        let requests = [
            QueryRequest(
                id: "q",
                plan: try SourceFolder.plan(
                    "SELECT id FROM t WHERE k = 1", Schema([Field("id", .int64), Field("k", .int64)])))
        ]
        let text = try await LocalEngine().explain(requests, sources: [source])
        #expect(text.contains("leaves out 1 file, 3 bytes, by folders: k"))
    }

    @Test("names without data are skipped by Spark's rule")
    func hiddenNames() async throws {
        let folder = try SourceFolder(texts: [
            "t/_k=1/p.csv": "id\n1\n", "t/_SUCCESS": "", "t/_temporary/p.csv": "id\n2\n", "t/.p.csv.crc": "x",
            "t/.hidden.csv": "id\n3\n", "t/p.csv._COPYING_": "id\n4\n", "t/_k=2/notes.txt": "x",
        ])
        #expect(try await folder.rows("SELECT * FROM t", folder.source(["t"])) == ["1 1"])
        #expect(try await folder.rows("SELECT * FROM t", folder.source(["t/**/*.csv"])) == ["1 1"])
    }

    @Test("the path counts before a column of the same name, which keeps its place")
    func conflict() async throws {
        let folder = try SourceFolder(texts: ["t/day=7/p.csv": "day,id\n1,2\n"])
        #expect(try await folder.rows("SELECT * FROM t", folder.source(["t"])) == ["7 2"])
    }

    @Test("time_partitions leave out files outside a period, in the source's zone, and never without the declaration")
    func timePartitions() async throws {
        let row = { (time: String) in "at,x\n\(time),1\n" }
        let folder = try SourceFolder(texts: [
            "t/day=2026-11-08/p.csv": row("2026-11-08T23:30:00Z"),
            "t/day=2026-11-09/p.csv": row("2026-11-09T12:00:00Z"),
            "t/day=2026-11-10/p.csv": row("2026-11-10T00:00:00Z"), "t/day=__HIVE_DEFAULT_PARTITION__/p.csv": row(""),
        ])
        var source = folder.source(["t"], schema: Schema([Field("at", .timestamp)]), time: "at")
        let sql = "SELECT count(*) FROM t WHERE at >= '2026-11-09T00:00:00Z' AND at < '2026-11-10T00:00:00Z'"
        func read() async throws -> [Int?] {
            try #require(try await folder.run([sql], source).sources.first).description.files.map(\.rows)
        }
        #expect(try await read() == [1, 1, 1, 1])
        source.timePartitions = ["day"]
        #expect(try await read() == [nil, 1, nil, 1])
        // In New York, five hours behind UTC, the 8th ends at 5:00 of the 9th.
        source.zone = try #require(ZoneRules(identifier: "America/New_York"))
        #expect(try await read() == [1, 1, nil, 1])
        source.zone = .utc
        let broken = try SourceFolder(texts: ["t/day=2026-11-09/p.csv": row("2026-11-10T00:00:00Z")])
        var wrong = broken.source(["t"], schema: source.schema, time: "at")
        wrong.timePartitions = ["day"]
        #expect(try await broken.failure(sql, wrong)?.id == "time-outside-folder")
        source.timePartitions = ["dya"]
        await #expect(throws: DiagnosticsError.self) { try await LocalEngine().describe(source) }
    }

    @Test("numbered folders tell hours")
    func numbers() async throws {
        let folder = try SourceFolder(texts: [
            "t/year=2026/month=11/day=9/hour=22/p.csv": "at\n2026-11-09T22:10:00Z\n",
            "t/year=2026/month=11/day=9/hour=23/p.csv": "at\n2026-11-09T23:10:00Z\n",
            "t/year=2026/month=13/day=9/hour=23/p.csv": "at\n2026-11-09T22:10:00Z\n",
        ])
        var source = folder.source(["t"], time: "at")
        source.timePartitions = ["year", "month", "day", "hour"]
        let outcome = try await folder.run(["SELECT count(*) FROM t WHERE at < '2026-11-09T23:00:00Z'"], source)
        #expect(try #require(outcome.results["0"]).get().rows == [[.int64(2)]])
        #expect(outcome.sources.first?.description.files.map(\.rows) == [1, nil, 1])
    }

    @Test("a column that some files lack is null there; one that none has is an error with the near match")
    func missingColumns() async throws {
        let folder = try SourceFolder(texts: [
            "t/a.csv": "id,amount\n1,2\n", "t/b.csv": "Note,ID\nx,2\n", "t/c.csv": "", "t/d.csv": "amount,id\n2.5,3\n",
        ])
        let source = folder.source(["t"])
        #expect(try await folder.rows("SELECT * FROM t ORDER BY id", source) == ["1 2.0 -", "2 - x", "3 2.5 -"])
        let declared = folder.source(
            ["t"], schema: Schema([Field("id", .int64), Field("note", .string), Field("amout", .double)]))
        #expect(try await folder.rows("SELECT id, note FROM t ORDER BY id", declared) == ["1 -", "2 x", "3 -"])
        let failure = try #require(try await folder.failure("SELECT sum(amout) FROM t", declared))
        #expect(failure.id == "missing-column")
        #expect(failure.help == "did you mean 'amount'?")
        #expect(failure.notes.contains("no file of source 't' has it"))
    }

    @Test(
        "a value that does not fit an inferred type says how to declare it",
        arguments: [
            ("1.5", "double"), ("10000000000000000000.0", "decimal(38,0)"), ("-9223372036854775809", "decimal(38,0)"),
            ("1e37", "decimal(38,0)"), ("1e38", "double"), ("x", "string"),
        ])
    func lateValue(value: String, type: String) async throws {
        let text = "v\n" + String(repeating: "1\n", count: 2000) + value + "\n"
        let folder = try SourceFolder(texts: ["t.csv": text])
        let failure = try #require(try await folder.failure("SELECT sum(v) FROM t", folder.source(["t.csv"])))
        #expect(failure.range?.lowerBound.line == 2002)
        #expect(failure.help?.hasPrefix("declare the source's columns with 'v: \"\(type)\"' among them") == true)
    }

    @Test("whether a row is set aside does not depend on what is read of it")
    func quarantine() async throws {
        let folder = try SourceFolder(texts: ["a.csv": "id,v\n1,10\n2,x\n3,30\n", "b.csv": "id,v\n4,40\ny,50\n"])
        let schema = Schema([Field("id", .int64), Field("v", .int64)])
        let source = folder.source(schema: schema, badRows: .quarantine)
        for sql in ["SELECT count(*) FROM t", "SELECT count(id) FROM t", "SELECT count(v) FROM t"] {
            #expect(try await folder.rows(sql, source) == ["3"], "\(sql)")
        }
        let outcome = try await folder.run(["SELECT max(id) FROM t"], source)
        #expect(outcome.sources[0].rejected.count == 2)
    }

    @Test("texts and signs that look alike are different literals in one query and between queries")
    func literals() async throws {
        let folder = try SourceFolder(texts: ["a.csv": "s,v\n\u{E9},1\ne\u{301},2\ne\u{301},3\n"])
        #expect(
            try await folder.rows(
                "SELECT sum(v) FILTER (WHERE s = '\u{E9}'), sum(v) FILTER (WHERE s = 'e\u{301}'), length('\u{E9}'), length('e\u{301}') FROM t"
            ) == ["1 5 1 2"])
        let outcome = try await folder.run(
            ["SELECT sum(v) FROM t WHERE s = '\u{E9}'", "SELECT sum(v) FROM t WHERE s = 'e\u{301}'"], folder.source())
        #expect(try outcome.results["0"]?.get().rows == [[.int64(1)]])
        #expect(try outcome.results["1"]?.get().rows == [[.int64(5)]])
        #expect(try await folder.rows("SELECT string(0.0), string(-0.0) FROM t LIMIT 1") == ["0.0 -0.0"])
    }
}
