import Columnar
import Diagnostics
import Foundation
import QueryPlan
import TestSupport
import Testing

@testable import LocalEngine

/// Queries whose groups and rows do not fit into their budget. The table holds every k from 0 to 39,999 once, in an order that jumps
/// about, so results are known without any engine.
@Suite("Memory budget")
struct MemoryBudgetTests {
    static let rows = 40_000

    final class Keys {
        let folder: ScratchFolder
        static let schema = Schema([Field("k", .int64), Field("s", .string), Field("v", .double)])

        init() throws {
            var text = "k,s,v\n"
            for row in 0..<MemoryBudgetTests.rows {
                // 7919 shares no factor with 40,000, so every k occurs once.
                let k = row * 7919 % MemoryBudgetTests.rows
                text += "\(k),key \(k % 20_000),\(Double(row % 997) / 10)\n"
            }
            folder = try ScratchFolder(["t.csv": text])
        }

        var source: SourceDeclaration {
            SourceDeclaration(name: "t", paths: ["t.csv"], root: folder.path, schema: Keys.schema)
        }

        func request(_ sql: String) throws -> QueryRequest {
            let table = PlanningContext.Table.source(SourceTable(name: "t", schema: Keys.schema))
            let planned = QueryPlanner.plan(
                SourceText(path: "q", text: sql), range: nil, context: PlanningContext(tables: ["t": table]))
            return QueryRequest(id: "q", plan: try #require(planned.plan, "\(planned.diagnostics)"))
        }

        func run(
            _ sql: String, memory: Int?, threads: Int = 2, splitBytes: Int = 64 << 10, groupsOfOneTable: Int? = nil
        ) async throws -> Table {
            let engine = LocalEngine(splitBytes: splitBytes, groupsOfOneTable: groupsOfOneTable)
            let outcome = try await engine.run(
                [try request(sql)], sources: [source], options: RunOptions(threads: threads, memory: memory))
            return try #require(outcome.results["q"]).get()
        }

        func analysis(_ sql: String, memory: Int) async throws -> String {
            try await LocalEngine(splitBytes: 64 << 10).explain(
                [try request(sql)], sources: [source], running: RunOptions(threads: 2, memory: memory))
        }
    }

    @Test("groups that do not fit are counted right, and their sums have the same bits with and without files")
    func groups() async throws {
        let keys = try Keys()
        let sql = "SELECT s, count(*) AS n, sum(k) AS k, sum(v) AS v, var_pop(v) AS d FROM t GROUP BY s ORDER BY s"
        let roomy = try await keys.run(sql, memory: nil)
        #expect(roomy.rowCount == 20_000)
        let numbers = Dictionary(uniqueKeysWithValues: roomy.rows.map { ($0[0].text, ($0[1], $0[2])) })
        for g in [0, 1, 777, 19_999] {
            // Two rows, k = g and k = g + 20,000.
            let found = try #require(numbers["key \(g)"])
            #expect(found.0 == .int64(2))
            #expect(found.1 == .int64(Int64(2 * g + 20_000)))
        }
        for threads in [1, 2, 5] {
            #expect(try await keys.run(sql, memory: 1 << 20, threads: threads) == roomy, "\(threads) threads")
        }
        #expect(try await keys.analysis(sql, memory: 1 << 20).contains(/aggregate[^\n]*\n[^\n]*spilled [1-9]/))
    }

    @Test(
        "parts of a split go to files as whole splits do, with the same bits",
        arguments: [1 << 30, 200 << 10, 64 << 10])
    func parts(splitBytes: Int) async throws {
        let keys = try Keys()
        let sql = """
            SELECT s, count(*) AS n, sum(v) AS v, avg(v) AS a, var_samp(v) AS d, corr(k, v) AS c, count(DISTINCT k) AS u,
                   min(k) AS l, first(k) AS f, median(v) AS m, approx_percentile(v, 0.5) AS p, string_agg(string(k), '+') AS t
            FROM t GROUP BY s ORDER BY s
            """
        let roomy = try await keys.run(sql, memory: nil, threads: 1, splitBytes: splitBytes)
        #expect(roomy.rowCount == 20_000)
        for (memory, threads) in [(1 << 20, 1), (1 << 20, 3), (3 << 20, 2), (1 << 30, 4)] {
            let tight = try await keys.run(sql, memory: memory, threads: threads, splitBytes: splitBytes)
            let differing = roomy.schema.names.filter { tight.column($0) != roomy.column($0) }
            #expect(differing == [], "\(memory) bytes, \(threads) threads")
        }
    }

    @Test(
        "groups have the same bits in one table, in many, and when their rows wait to be grouped in the end",
        arguments: ["s", "k", "CASE WHEN k % 7 > 0 THEN s END", "v", "s, k % 3", "k % 500", "v > 50, 's'"])
    func tables(keys: String) async throws {
        let data = try Keys()
        let sql = """
            SELECT \(keys), count(*) AS n, sum(v) AS v, var_samp(v) AS d, sum(k) AS k, count(DISTINCT k % 5) AS u, max(s) AS l,
                   first(k) AS f, median(v) AS m, approx_count_distinct(v) AS p, sum(v) FILTER (WHERE k % 2 = 0) AS e
            FROM t GROUP BY \(keys) ORDER BY 1, 2
            """
        let one = try await data.run(sql, memory: nil, threads: 1)
        let whole = try await data.run(
            "SELECT sum(n) FROM (SELECT \(keys), count(*) AS n FROM t GROUP BY \(keys))", memory: nil)
        #expect(whole.rows == [[.int64(40_000)]])
        for (groups, threads) in [(0, 1), (100, 2), (5000, 3), (12_000, 2)] {
            let many = try await data.run(sql, memory: nil, threads: threads, groupsOfOneTable: groups)
            #expect(many == one, "\(groups) groups in one table, \(threads) threads")
        }
    }

    @Test(
        "groups of which a partition does not fit are brought together slice by slice, with the same bits",
        arguments: [1, 2, 4])
    func slices(threads: Int) async throws {
        let keys = try Keys()
        // 40,000 groups with keys of 500 bytes: 20 MB, of which 64 partitions have 300 KB each, and their tables twice that.
        let sql = """
            SELECT repeat('x', 500) || k AS w, s, k % 3 AS m, count(*) AS n, sum(v) AS v, var_pop(v) AS d, string_agg(s, ',') AS t
            FROM t GROUP BY 1, 2, 3 ORDER BY w
            """
        let roomy = try await keys.run(sql, memory: nil)
        #expect(roomy.rowCount == 40_000)
        #expect(try await keys.run(sql, memory: 2 << 20, threads: threads) == roomy)
        // Two rows a key; DISTINCT is a grouping too.
        let distinct = "SELECT count(*) FROM (SELECT DISTINCT repeat('x', 500) || s, s, repeat('y', 300) || s FROM t)"
        #expect(try await keys.run(distinct, memory: 2 << 20, threads: threads).rows == [[.int64(20_000)]])
    }

    @Test("a slice is divided into parts that have every key once, but not without end")
    func divisions() throws {
        var level = [HashSlice.whole]
        for _ in 0..<3 {
            for slice in level {
                let parts = try #require(slice.parts)
                for hash in (0..<500).map({ UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }) {
                    let holders = parts.filter { $0.contains(hash) }.count
                    #expect(holders == (slice.contains(hash) ? 1 : 0))
                }
            }
            level = try #require(level[level.count - 1].parts)
        }
        #expect(level.allSatisfy { $0.parts == nil })
    }

    @Test(
        "what is made of groups that no one sees the order of is the same however many workers find them",
        arguments: [1, 2, 5])
    func hiddenOrder(threads: Int) async throws {
        let keys = try Keys()
        // Every s has two rows: the order is that of s alone, as texts, from the last.
        let top = "SELECT s, count(*) AS n FROM t GROUP BY s ORDER BY n, s DESC LIMIT 3"
        #expect(
            try await keys.run(top, memory: nil, threads: threads).rows.map { $0[0].text }
                == ["key 9999", "key 9998", "key 9997"])
        let distinct = try await keys.run(
            "SELECT count(DISTINCT s), count(s) FROM t", memory: nil, threads: threads)
        #expect(distinct.rows == [[.int64(20_000), .int64(40_000)]])
        // Here the order shows: in the order of rows, and in a limit of an order with ties.
        for sql in [
            "SELECT s, count(*) AS n FROM t GROUP BY s", "SELECT s, count(*) AS n FROM t GROUP BY s ORDER BY n LIMIT 4",
            "SELECT first(s) FROM (SELECT DISTINCT s FROM t)",
        ] {
            let one = try await keys.run(sql, memory: nil, threads: 1)
            #expect(try await keys.run(sql, memory: nil, threads: threads) == one)
        }
    }

    @Test("what a CASE over filtered rows comes to is right for those who look at whole batches of it")
    func filteredChoices() async throws {
        let keys = try Keys()
        // Of the rows with k ≥ 30,000 those whose s is 'key 10000' … 'key 10009' are early: k = 30,000 … 30,009.
        let early = (10_000..<10_010).map { "'key \($0)'" }.joined(separator: ", ")
        let named = "SELECT k, CASE WHEN s IN (\(early)) THEN 'early' ELSE 'late' END AS c FROM t WHERE k >= 30000"
        let window = try await keys.run(
            "SELECT k, count(*) FILTER (WHERE c = 'early') OVER (ORDER BY k) AS n FROM (\(named)) ORDER BY k LIMIT 12",
            memory: nil)
        let expected = (0..<12).map { (row: Int64) -> [Scalar] in [.int64(30_000 + row), .int64(min(10, row + 1))] }
        #expect(window.rows == expected)
        let top = try await keys.run("SELECT k FROM (\(named)) ORDER BY c = 'early' DESC, k LIMIT 3", memory: nil)
        #expect(top.rows == [[.int64(30_000)], [.int64(30_001)], [.int64(30_002)]])
        let grouped = try await keys.run("SELECT c, count(*) FROM (\(named)) GROUP BY c ORDER BY c", memory: nil)
        #expect(grouped.rows == [[.string("early"), .int64(10)], [.string("late"), .int64(9990)]])
    }

    @Test(
        "rows that do not fit are in order when only some parts of them have nulls", arguments: [0, 32_081, 20_000],
        ["k", "double(k)", "lpad(string(k), 5, '0')"])
    func sortedWithNulls(absent: Int, key: String) async throws {
        let keys = try Keys()
        // k is 0 in the first row and 32,081 in the last.
        let last =
            key.hasPrefix("lpad") ? "'\(String(repeating: "0", count: 5 - "\(absent)".count))\(absent)'" : "\(absent)"
        let others = (0..<MemoryBudgetTests.rows).filter { $0 != absent }
        for (order, expected) in [
            ("ASC NULLS FIRST", [absent] + others), ("ASC NULLS LAST", others + [absent]),
            ("DESC NULLS FIRST", [absent] + others.reversed()), ("DESC NULLS LAST", others.reversed() + [absent]),
        ] {
            let sql = "SELECT k, s FROM t ORDER BY nullif(\(key), \(last)) \(order), k"
            #expect(try await keys.analysis(sql, memory: 1 << 20).contains(/sort[^\n]*\n[^\n]*spilled [1-9]/))
            for threads in [1, 3] {
                let found = try await keys.run(sql, memory: 1 << 20, threads: threads).rows.map { $0[0] }
                let isRight = found == expected.map { .int64(Int64($0)) }
                #expect(isRight, "\(order), \(threads) threads")
            }
        }
    }

    @Test("one large split keeps to the budget: its later rows go to files")
    func largeSplit() async throws {
        let keys = try Keys()
        let engine = LocalEngine(splitBytes: 1 << 30)
        let sql = "SELECT k, s, count(*) AS n FROM t GROUP BY k, s"
        let text = try await engine.explain(
            [keys.request(sql)], sources: [keys.source], running: RunOptions(threads: 2, memory: 1 << 20))
        #expect(text.contains(/aggregate[^\n]*\n[^\n]*spilled [1-9]/))
    }

    @Test("a join of many rows with many is made bit by bit")
    func manyPairs() async throws {
        let keys = try Keys()
        // Four classes of 1000 rows: 4 · 1000² pairs.
        #expect(
            try await keys.run(
                """
                SELECT count(*), min(b.k), max(b.k) FROM (SELECT k % 4 AS c FROM t WHERE k < 4000) a
                JOIN (SELECT k % 4 AS c, k FROM t WHERE k < 4000) b ON a.c = b.c
                """, memory: 8 << 20
            ).rows
                == [[.int64(4_000_000), .int64(0), .int64(3999)]])
        // Each of the 392 rows from 8 on has two partners below 8 in its class; the eight rows before have none.
        #expect(
            try await keys.run(
                """
                SELECT count(*), count(b.k) FROM (SELECT k % 4 AS c, k FROM t WHERE k < 400) a
                LEFT JOIN (SELECT k % 4 AS c, k FROM t WHERE k < 40000) b ON a.c = b.c AND b.k < 8 AND a.k >= 8
                """, memory: 8 << 20
            ).rows == [[.int64(8 + 2 * 392), .int64(2 * 392)]])
    }

    @Test("a join that would take minutes stops when its task is cancelled")
    func cancellation() async throws {
        let keys = try Keys()
        let running = Task {
            try await keys.run("SELECT count(*) FROM t a CROSS JOIN t b WHERE a.v + b.v > 1e9", memory: nil)
        }
        try await Task.sleep(for: .milliseconds(50))
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
    }

    @Test("a long order with a limit is sorted, and so goes to files")
    func longLimit() async throws {
        let keys = try Keys()
        let plan = try await keys.analysis("SELECT k FROM t ORDER BY k LIMIT 200000", memory: 1 << 20)
        #expect(plan.contains(/sort[^\n]*\n[^\n]*spilled [1-9]/))
        let first = try await keys.run("SELECT k FROM t ORDER BY k LIMIT 150000 OFFSET 39990", memory: 1 << 20)
        #expect(first.column(0) == (39_990..<40_000).map { .int64($0) })
    }

    @Test("rows that do not fit are ordered, ties in input order")
    func order() async throws {
        let keys = try Keys()
        let ascending = try await keys.run("SELECT k FROM t ORDER BY k", memory: 1 << 20)
        let counted: [Scalar] = (0..<MemoryBudgetTests.rows).map { .int64(Int64($0)) }
        #expect(ascending.column(0) == counted)
        let sql = "SELECT k, s, v FROM t ORDER BY v DESC, s"
        #expect(try await keys.run(sql, memory: 1 << 20, threads: 3) == keys.run(sql, memory: nil, threads: 1))
        // Ten values of k % 10: all ties, so within each the order of the file.
        let ties = try await keys.run("SELECT k FROM t ORDER BY k % 10", memory: 1 << 20).column(0)
        let inFile = (0..<MemoryBudgetTests.rows).map { $0 * 7919 % MemoryBudgetTests.rows }
        var expected: [Scalar] = []
        for digit in 0..<10 {
            for k in inFile where k % 10 == digit { expected.append(.int64(Int64(k))) }
        }
        #expect(ties == expected)
        #expect(try await keys.analysis(sql, memory: 1 << 20).contains(/sort[^\n]*\n[^\n]*spilled [1-9]/))
    }

    @Test("distinct rows, and queries over grouped rows, keep to the budget too")
    func distinct() async throws {
        let keys = try Keys()
        for memory in [nil, 1 << 20] {
            #expect(
                try await keys.run("SELECT count(*), sum(k) FROM (SELECT DISTINCT k, s FROM t) x", memory: memory).rows
                    == [[.int64(40_000), .int64(799_980_000)]])
            #expect(
                try await keys.run(
                    "SELECT n, count(*) FROM (SELECT s, count(*) AS n FROM t GROUP BY s) x GROUP BY n", memory: memory
                ).rows == [[.int64(2), .int64(20_000)]])
        }
    }

    @Test(
        "what cannot go to files says so, and what to do",
        arguments: [
            ("SELECT count(*) FROM t JOIN t AS u ON t.k = u.k", "the rows that a join looks into"),
            (
                "SELECT k, lag(v) OVER (PARTITION BY s ORDER BY k) AS p FROM t",
                "the rows of a window, or of INTERSECT ALL or EXCEPT ALL, with all partitions"
            ),
            ("SELECT median(v) FROM t", "the values that aggregates without GROUP BY keep"),
        ])
    func refusals(sql: String, what: String) async throws {
        let keys = try Keys()
        _ = try await keys.run(sql, memory: nil)
        let failure = await #expect(throws: QueryFailure.self) { try await keys.run(sql, memory: 100_000) }
        #expect(failure?.fault == .resources)
        #expect(failure?.diagnostic.id == "memory-exceeded")
        #expect(failure?.diagnostic.message == "\(what) need more memory than the budget of 100 kB")
        #expect(failure?.diagnostic.help?.contains("--memory") == true)
    }

    @Test("a spill file has no name while it is open, and gives back what it was given")
    func file() throws {
        let folder = try ScratchFolder()
        defer { withExtendedLifetime(folder) {} }
        let spill = try SpillFolder(path: folder.path).open()
        let schema = Schema([
            Field("b", .boolean), Field("n", .int64), Field("d", .decimal(precision: 30, scale: 2)),
            Field("s", .string),
            Field("t", .date), Field("z", .null),
        ])
        let rows: [[Scalar]] = [
            [
                .boolean(true), .int64(.min), .decimal(DecimalNumber(unscaled: -1 << 80, scale: 2)), .string("ä"),
                .date(-1), .null,
            ],
            [.null, .null, .null, .null, .null, .null],
            [
                .boolean(false), .int64(7), .decimal(DecimalNumber(unscaled: 1, scale: 2)), .string(""), .date(0),
                .null,
            ],
        ]
        var batches = SpilledBatches(schema: schema, file: spill)
        let batch = Table(schema, rows: rows).batches[0]
        try batches.append(batch.columns, rowCount: 3)
        try batches.append(batch.columns, rowCount: 3)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(try Table(schema: schema, batches: [batches.batch(at: 1)]).rows == rows)
    }

    @Test("a folder that cannot be written to is named, with what to do")
    func noFolder() throws {
        let failure = #expect(throws: QueryFailure.self) { try SpillFolder(path: "/nowhere/at/all").open() }
        #expect(failure?.diagnostic.message.contains("/nowhere/at/all") == true)
        #expect(failure?.diagnostic.help?.contains("TMPDIR") == true)
    }
}
