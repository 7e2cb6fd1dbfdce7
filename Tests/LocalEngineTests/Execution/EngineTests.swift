import Columnar
import Diagnostics
import Foundation
import QueryPlan
import TestSupport
import Testing

@testable import LocalEngine

/// SQL over small files, from text to rows; expectations are worked by hand.
@Suite("Local engine")
struct EngineTests {
    /// Tables in a scratch folder: t has duplicates, nulls and a user without a partner, u a user nobody has, v one row.
    final class Tables {
        let folder: ScratchFolder

        init(extra: [String: String] = [:]) throws {
            var files = [
                "t.csv": """
                id,user,x,n,at
                1,ada,1.5,10,2026-11-09T00:00:00Z
                2,bob,2.5,,2026-11-09T01:00:00Z
                3,ada,,30,
                4,,4.0,40,2026-11-10T00:00:00Z
                5,cyd,0.5,50,2026-11-10T05:00:00Z
                6,ada,3.0,60,2026-11-10T06:00:00Z

                """,
                "v.csv": "word\nhello\n",
                "u.csv": "name,city\nada,Rome\nbob,Oslo\nbob,Bonn\ndee,Kiel\n,Nowhere\n",
            ]
            files.merge(extra) { _, new in new }
            folder = try ScratchFolder(files)
        }

        static let schemas = [
            "t": Schema([
                Field("id", .int64), Field("user", .string), Field("x", .double), Field("n", .int64),
                Field("at", .timestamp),
            ]),
            "u": Schema([Field("name", .string), Field("city", .string)]),
            "v": Schema([Field("word", .string)]),
        ]

        func sources(badRows: SourceDeclaration.BadRows = .error) -> [SourceDeclaration] {
            Self.schemas.keys.sorted().map { name in
                SourceDeclaration(
                    name: name, paths: ["\(name).csv"], root: folder.path, timeColumn: name == "t" ? "at" : nil,
                    schema: Self.schemas[name], badRows: badRows)
            }
        }

        func plan(_ sql: String) throws -> LogicalPlan {
            let tables = Self.schemas.mapValues { $0 }.reduce(into: [String: PlanningContext.Table]()) {
                $0[$1.key] = .source(SourceTable(name: $1.key, schema: $1.value))
            }
            let planned = QueryPlanner.plan(
                SourceText(path: "q", text: sql), range: nil, context: PlanningContext(tables: tables))
            #expect(planned.diagnostics.isEmpty, "\(planned.diagnostics)")
            return try #require(planned.plan)
        }

        func run(
            _ queries: [String], splitBytes: Int = 1 << 20, threads: Int = 2,
            badRows: SourceDeclaration.BadRows = .error
        ) async throws -> RunOutcome {
            let requests = try queries.enumerated().map { QueryRequest(id: "\($0.offset)", plan: try plan($0.element)) }
            return try await LocalEngine(splitBytes: splitBytes).run(
                requests, sources: sources(badRows: badRows), options: RunOptions(threads: threads))
        }

        /// One query's rows as text, a row a string, nulls as `-`.
        func rows(_ sql: String, splitBytes: Int = 1 << 20, threads: Int = 2) async throws -> [String] {
            let table = try #require(try await run([sql], splitBytes: splitBytes, threads: threads).results["0"]).get()
            return table.rows.map { $0.map { $0.isNull ? "-" : $0.text }.joined(separator: " ") }
        }
    }

    static let cases: [(String, [String])] = [
        ("SELECT count(*), count(n), sum(n), min(x), max(x) FROM t", ["6 5 190 0.5 4.0"]),
        (
            "SELECT user, count(*), sum(x), avg(n) FROM t GROUP BY user ORDER BY user NULLS LAST",
            ["ada 3 4.5 33.333333333333336", "bob 1 2.5 -", "cyd 1 0.5 50.0", "- 1 4.0 40.0"]
        ),
        ("SELECT user, count(*) AS c FROM t GROUP BY user HAVING c > 1", ["ada 3"]),
        ("SELECT count(DISTINCT user), sum(DISTINCT n) FROM t", ["3 190"]),
        ("SELECT count(*) FILTER (WHERE x > 2), sum(x) FILTER (WHERE user = 'ada') FROM t", ["3 4.5"]),
        ("SELECT median(x), percentile(x, 0.25), percentile(x, 1) FROM t", ["2.5 1.5 4.0"]),
        ("SELECT var_pop(n), stddev_samp(x) FROM t WHERE id IN (1, 4)", ["225.0 1.7677669529663689"]),
        (
            "SELECT min_by(id, x), max_by(id, x), first(user), bool_and(x > 0), bool_or(n > 55) FROM t",
            ["5 4 ada true true"]
        ),
        ("SELECT count(*), sum(n), avg(x) FROM t WHERE id > 100", ["0 - -"]),
        ("SELECT user, count(*) FROM t WHERE id > 100 GROUP BY user", []),
        (
            "SELECT t.id, city FROM t JOIN u ON user = name ORDER BY t.id, city",
            ["1 Rome", "2 Bonn", "2 Oslo", "3 Rome", "6 Rome"]
        ),
        (
            "SELECT t.id, city FROM t LEFT JOIN u ON user = name ORDER BY t.id, city",
            ["1 Rome", "2 Bonn", "2 Oslo", "3 Rome", "4 -", "5 -", "6 Rome"]
        ),
        (
            "SELECT t.id, city FROM t LEFT JOIN u ON user = name AND city > 'Oslo' ORDER BY t.id",
            ["1 Rome", "2 -", "3 Rome", "4 -", "5 -", "6 Rome"]
        ),
        ("SELECT id FROM t SEMI JOIN u ON user = name ORDER BY id", ["1", "2", "3", "6"]),
        ("SELECT id FROM t ANTI JOIN u ON user = name ORDER BY id", ["4", "5"]),
        ("SELECT count(*) FROM t CROSS JOIN u", ["30"]),
        ("SELECT id FROM t, u WHERE user = name AND city = 'Oslo'", ["2"]),
        ("SELECT DISTINCT user FROM t ORDER BY user", ["-", "ada", "bob", "cyd"]),
        ("SELECT id FROM t ORDER BY x DESC NULLS LAST LIMIT 2", ["4", "6"]),
        ("SELECT id FROM t LIMIT 2 OFFSET 3", ["4", "5"]),
        ("SELECT id FROM t ORDER BY id LIMIT 2 OFFSET 4", ["5", "6"]),
        (
            "SELECT id, lag(id) OVER (PARTITION BY user ORDER BY id) AS p FROM t WHERE id <> 3 ORDER BY id",
            ["1 -", "2 -", "4 -", "5 -", "6 1"]
        ),
        (
            "SELECT id, row_number() OVER (ORDER BY x DESC) FROM t WHERE x > 1 ORDER BY id",
            ["1 4", "2 3", "4 1", "6 2"]
        ),
        ("SELECT a FROM (VALUES (1, 'x'), (2, 'y')) AS v(a, b) WHERE b = 'y'", ["2"]),
        ("SELECT id FROM t WHERE x > (SELECT avg(x) FROM t) ORDER BY id", ["2", "4", "6"]),
        ("SELECT id FROM t WHERE id < 2 UNION ALL SELECT id FROM t WHERE id > 5 ORDER BY 1 DESC", ["6", "1"]),
        ("SELECT 1 AS one UNION SELECT 1", ["1"]),
        ("WITH a AS (SELECT user, sum(n) AS total FROM t GROUP BY user) SELECT max(total) FROM a", ["100"]),
        ("SELECT CASE WHEN n IS NULL THEN 0 ELSE 100 / n END FROM t WHERE id < 3 ORDER BY id", ["10.0", "0.0"]),
    ]

    @Test("queries mean what SQL says, whatever the splits and threads", arguments: cases)
    func queries(sql: String, expected: [String]) async throws {
        let tables = try Tables()
        for (splitBytes, threads) in [(1 << 20, 1), (40, 2), (7, 7), (1, 2)] {
            #expect(
                try await tables.rows(sql, splitBytes: splitBytes, threads: threads) == expected,
                "\(sql) at \(splitBytes)")
        }
    }

    @Test("correlation and median hold at the ends of the range of doubles")
    func extremes() async throws {
        let tables = try Tables()
        let values = "FROM (VALUES (1e80), (2e80), (3e80)) AS v(a)"
        #expect(try await tables.rows("SELECT corr(a, a) \(values)") == ["1.0"])
        #expect(try await tables.rows("SELECT median(a) FROM (VALUES (-1e308), (1e308)) AS v(a)") == ["0.0"])
    }

    @Test("deviations of values that hardly vary keep their digits; equal values have none")
    func deviations() async throws {
        let tables = try Tables()
        func deviation(_ values: [String]) async throws -> Double {
            let rows = values.map { "(\($0)e0)" }.joined(separator: ", ")
            return try #require(Double(try await tables.rows("SELECT stddev(a) FROM (VALUES \(rows)) AS v(a)")[0]))
        }
        // NIST StRD NumAcc4, whose certified standard deviation is 0.1; the values themselves have an error of 1e-9.
        let accurate = ["10000000.2"] + (0..<500).flatMap { _ in ["10000000.1", "10000000.3"] }
        #expect(abs(try await deviation(accurate) - 0.1) < 1e-8)
        #expect(try await deviation(Array(repeating: "0.1", count: 1000)) == 0)
        #expect(try await tables.rows("SELECT stddev(a) FROM (VALUES (1e300), (-1e300), (2e0)) AS v(a)") == ["inf"])
    }

    @Test("NaN makes a correlation NaN, as it makes a deviation; a side that does not vary makes none")
    func correlationOfNaN() async throws {
        let tables = try Tables()
        let values = "FROM (VALUES (1e0, 2e0), (CAST('nan' AS double), 3e0), (3e0, 5e0)) AS v(a, b)"
        #expect(try await tables.rows("SELECT corr(a, b), stddev(a) \(values)") == ["nan nan"])
        #expect(try await tables.rows("SELECT corr(a, 1) FROM (VALUES (1e0), (2e0)) AS v(a)") == ["-"])
    }

    @Test(
        "columns have the names that the outermost query gives or passes on",
        arguments: [
            ("SELECT * FROM (VALUES (1, 'x')) AS v(a, b)", ["a", "b"]),
            ("SELECT a, b FROM (VALUES (1, 'x')) AS v(a, b)", ["a", "b"]),
            ("SELECT b, a FROM (VALUES (1, 'x')) AS v(a, b)", ["b", "a"]),
            ("SELECT * FROM (SELECT id FROM t ORDER BY id LIMIT 2) AS q(z)", ["z"]),
            ("SELECT * FROM (SELECT id FROM t ORDER BY id) AS q(z)", ["z"]),
            ("WITH c(z, w) AS (SELECT id, user FROM t LIMIT 2) SELECT * FROM c", ["z", "w"]),
            ("WITH q AS (SELECT * FROM (VALUES (1)) AS q(a)) SELECT a AS k FROM q", ["k"]),
            ("SELECT n AS m FROM (SELECT n, lag(n) OVER (ORDER BY id) FROM t) AS q", ["m"]),
            ("WITH c(a) AS (SELECT id FROM t UNION ALL SELECT n FROM t) SELECT * FROM c", ["a"]),
        ])
    func outputNames(sql: String, names: [String]) async throws {
        let tables = try Tables()
        // The same rows under other names, in the same run.
        let outcome = try await tables.run([sql, "SELECT id AS other FROM t ORDER BY id LIMIT 2", sql])
        #expect(try outcome.results["0"]?.get().schema.names == names)
        #expect(try outcome.results["1"]?.get().schema.names == ["other"])
        #expect(try outcome.results["2"]?.get().schema.names == names)
    }

    /// ORDER BY looks at the output first, as Spark's ResolveReferencesInSort; HAVING at the groups (SPARK-31519).
    static let outputNameCases: [(String, [String])] = [
        ("SELECT -id AS id FROM t WHERE id < 4 ORDER BY id + 0", ["-3", "-2", "-1"]),
        ("SELECT -id AS id FROM t WHERE id < 4 ORDER BY abs(id)", ["-1", "-2", "-3"]),
        ("SELECT user, -sum(id) AS id FROM t WHERE user < 'c' GROUP BY user ORDER BY id + 0", ["ada -10", "bob -2"]),
        ("SELECT user, -sum(id) AS id FROM t WHERE user < 'c' GROUP BY user ORDER BY sum(id)", ["bob -2", "ada -10"]),
        ("SELECT user, sum(n) AS n FROM t GROUP BY user HAVING n > 90", ["ada 100"]),
        ("SELECT user, sum(n) AS n FROM t GROUP BY user HAVING max(n) = 50", ["cyd 50"]),
        ("SELECT upper(user) AS user, count(*) FROM t GROUP BY user HAVING user = 'bob'", ["BOB 1"]),
        ("SELECT user, sum(n) AS n, sum(x) AS x FROM t GROUP BY user HAVING n + x > 100", ["ada 100 4.5"]),
        ("SELECT t.id FROM t JOIN (SELECT id FROM t) AS o ON t.id = o.id WHERE t.id < 3 ORDER BY -id", ["2", "1"]),
    ]

    @Test("ORDER BY and HAVING find output names inside expressions", arguments: outputNameCases)
    func outputNamesInExpressions(sql: String, expected: [String]) async throws {
        #expect(try await Tables().rows(sql) == expected)
    }

    @Test(
        "the values of a choice meet as the type that all of them share, in any order",
        arguments: [
            ("0 IN (n, d)", "false"), ("1.25BD IN (0, n, d)", "true"), ("n IN (d, 1e12)", "true"),
            ("CASE WHEN n = 0 THEN 0 WHEN n = 1 THEN n ELSE d END", "1.25"), ("coalesce(0, n, d)", "0.00"),
            ("greatest(0, n, d)", "1000000000000.00"),
            ("DATE '2026-11-09' IN ('2026-11-10', TIMESTAMP '2026-11-09T00:00:00Z')", "true"),
            ("'2026-11-09T01:00:00Z' IN (DATE '2026-11-09', TIMESTAMP '2026-11-09T01:00:00Z')", "true"),
        ])
    func sharedTypes(expression: String, expected: String) async throws {
        let sql = "SELECT \(expression) AS x FROM (VALUES (1000000000000, 1.25BD)) AS v(n, d)"
        #expect(try await Tables().rows(sql) == [expected])
    }

    @Test("queries that double at every level are planned and run", arguments: [30, 60])
    func doubling(depth: Int) async throws {
        let tables = try Tables()
        var nested = "SELECT 1e0 AS x FROM t WHERE id = 1"
        for _ in 0..<depth { nested = "SELECT x + x AS x FROM (\(nested))" }
        let power = Double(sign: .plus, exponent: depth, significand: 1)
        #expect(try await tables.rows(nested) == ["\(power)"])
        #expect(try await tables.rows("SELECT x FROM (\(nested)) WHERE x > 5") == ["\(power)"])
        let steps = (1...depth).map { "c\($0) AS (SELECT x.a FROM c\($0 - 1) AS x JOIN c\($0 - 1) AS y ON x.a = y.a)" }
        let shared =
            "WITH c0 AS (SELECT id AS a FROM t WHERE id < 3), " + steps.joined(separator: ", ")
            + " SELECT count(*), sum(a) FROM c\(depth) UNION ALL SELECT max(a), min(a) FROM c\(depth)"
        #expect(try await tables.rows(shared) == ["2 3", "2 1"])
        var joined = "SELECT id AS a FROM t WHERE id = 1"
        for _ in 0..<12 {
            joined = "SELECT coalesce(l.a, r.a) AS a FROM (\(joined)) AS l FULL JOIN (SELECT 1 AS a) AS r ON l.a = r.a"
        }
        #expect(try await tables.rows(joined) == ["1"])
    }

    @Test("explain shows every scan, and what rides on it")
    func explain() async throws {
        let tables = try Tables()
        let plan = try tables.plan("SELECT user FROM t UNION ALL SELECT name FROM u")
        let text = try await LocalEngine().explain([QueryRequest(id: "q", plan: plan)], sources: tables.sources())
        #expect(text.contains("Scan 1: t, CSV, 1 file") && text.contains("Scan 2: u, CSV, 1 file"))
        #expect(text.contains("reads 2 of 5 columns: user, at"))
    }

    @Test("sums agree to the bit at any number of threads")
    func bits() async throws {
        let lines = (0..<3000).map {
            "\($0),u\($0 % 7),\(Double($0) * 0.1 + 1e9 / Double($0 + 1)),\($0),2026-11-09T00:00:00Z"
        }
        let tables = try Tables(extra: ["t.csv": "id,user,x,n,at\n" + lines.joined(separator: "\n") + "\n"])
        let sql = "SELECT user, sum(x), avg(x), var_samp(x), corr(x, n) FROM t GROUP BY user ORDER BY user"
        let first = try await tables.rows(sql, splitBytes: 1000, threads: 1)
        #expect(first.count == 7)
        for threads in [2, 5] { #expect(try await tables.rows(sql, splitBytes: 1000, threads: threads) == first) }
    }

    @Test("all requests over a source share its scan; wide rows that need a result of it first take a second")
    func scans() async throws {
        let tables = try Tables()
        let shared = try await tables.run([
            "SELECT sum(x) FROM t", "SELECT user, count(*) FROM t GROUP BY user", "SELECT count(*) FROM u",
        ])
        #expect(shared.sources.map(\.scans) == [1, 1])
        #expect(shared.sources[0].rowsWithoutTime == 1)
        #expect(shared.sources[0].description.files[0].rows == 6)
        // Few numbers a row are kept until the result is there; texts are read again.
        let kept = try await tables.run(["SELECT id FROM t WHERE x > (SELECT avg(x) FROM t)"])
        #expect(kept.sources.map(\.scans) == [1])
        #expect(try kept.results["0"]?.get().rows == [[.int64(2)], [.int64(4)], [.int64(6)]])
        let twice = try await tables.run(["SELECT user FROM t WHERE x > (SELECT avg(x) FROM t)"])
        #expect(twice.sources.map(\.scans) == [2])
    }

    @Test("a source waits for all that its riders need, whatever else is done before", arguments: 1...4)
    func waits(threads: Int) async throws {
        // v is read long before u, which the join looks into; a rider of t that is ready must wait for the one that is not.
        let lines = (0..<20_000).map { "name \($0),city \($0 % 7)" }
        let tables = try Tables(extra: ["u.csv": "name,city\n" + lines.joined(separator: "\n") + "\nada,Rome\n"])
        let outcome = try await tables.run(
            ["SELECT count(*) FROM t JOIN u ON t.user = u.name", "SELECT count(*) FROM t", "SELECT word FROM v"],
            splitBytes: 10_000, threads: threads)
        #expect(outcome.sources.map(\.scans) == [1, 1, 1])
        #expect(
            try (0..<3).map { try outcome.results["\($0)"]?.get().rows } == [
                [[.int64(3)]], [[.int64(6)]], [[.string("hello")]],
            ])
    }

    @Test("the failure that is told is the plan's first, whoever fails before", arguments: 1...4)
    func firstFailure(threads: Int) async throws {
        let lines = (0..<20_000).map { "name \($0),city \($0 % 7)" }
        let tables = try Tables(extra: ["u.csv": "name,city\n" + lines.joined(separator: "\n") + "\nada,Rome\n"])
        let (cast, division) = ("CAST(word AS bigint)", "1 / (length(word) - length(word))")
        for (sql, wrong) in [
            ("SELECT 1 / (length(city) - length(city)) AS a FROM u UNION ALL SELECT \(cast) FROM v", "zero"),
            ("SELECT \(cast) AS a FROM v UNION ALL SELECT 1 / (length(city) - length(city)) FROM u", "CAST"),
            ("SELECT \(cast) AS a FROM v UNION ALL SELECT \(division) FROM v", "CAST"),
            ("SELECT \(division) AS a FROM v UNION ALL SELECT \(cast) FROM v", "zero"),
        ] {
            let outcome = try await tables.run([sql], splitBytes: 10_000, threads: threads)
            guard case .failure(let failure)? = outcome.results["0"] else {
                Issue.record("\(sql) has an answer")
                continue
            }
            #expect(failure.diagnostic.message.contains(wrong), "\(failure.diagnostic.message)")
        }
    }

    @Test("one request's failure leaves the others whole")
    func isolation() async throws {
        let tables = try Tables()
        let outcome = try await tables.run(["SELECT 1 / (n - n) FROM t", "SELECT count(*) FROM t"])
        guard case .failure(let failure)? = outcome.results["0"] else {
            Issue.record("a division by zero should fail")
            return
        }
        #expect(failure.diagnostic.id == "division-by-zero")
        #expect(try outcome.results["1"]?.get().rows == [[.int64(6)]])
    }

    @Test("figures that share an aggregation fail each for themselves")
    func isolationOfFigures() async throws {
        let outcome = try await Tables().run([
            "SELECT sum(1 / (n - n)) AS y FROM t", "SELECT count(*) FROM t",
            "SELECT sum(CAST('a' || user AS bigint)) FROM t",
            "SELECT sum(1) FROM t", "SELECT count(*), sum(n % (n - n)) FROM t",
        ])
        let ids = ["0", "2", "4"].map { id in
            #expect(throws: QueryFailure.self) { try outcome.results[id]?.get() }?.diagnostic.id
        }
        #expect(ids == ["division-by-zero", "cast-failed", "division-by-zero"])
        for id in ["1", "3"] { #expect(try outcome.results[id]?.get().rows == [[.int64(6)]]) }
        // The second run's stages come after the first's.
        let plans = outcome.timings.filter { $0.stage == "plan" }.compactMap(\.start)
        #expect(plans.count == 2 && plans[0] == 0 && plans[1] > 0)
    }

    @Test("the first bad row in file order is told, at any number of threads", arguments: [1, 2, 7])
    func badRows(threads: Int) async throws {
        let lines = (1...400).map { $0 == 150 || $0 == 333 ? "\($0),a,oops,1," : "\($0),a,1,1," }
        let tables = try Tables(extra: ["t.csv": "id,user,x,n,at\n" + lines.joined(separator: "\n") + "\n"])
        let outcome = try await tables.run(
            ["SELECT sum(x) FROM t", "SELECT count(*) FROM u"], splitBytes: 100, threads: threads)
        guard case .failure(let failure)? = outcome.results["0"] else {
            Issue.record("a bad row should fail its source's requests")
            return
        }
        #expect(failure.fault == .data)
        #expect(failure.diagnostic.file == "t.csv")
        #expect(failure.diagnostic.range?.lowerBound.line == 151)
        #expect(try outcome.results["1"]?.get().rows == [[.int64(5)]])
        let quarantined = try await tables.run(
            ["SELECT sum(x) FROM t"], splitBytes: 100, threads: threads, badRows: .quarantine)
        #expect(try quarantined.results["0"]?.get().rows == [[.double(398)]])
        #expect(quarantined.sources[0].rejected.map(\.line) == [151, 334])
    }

    @Test("a source that is not there fails only its own requests")
    func missingSource() async throws {
        let tables = try Tables()
        try FileManager.default.removeItem(at: tables.folder.url.appendingPathComponent("u.csv"))
        let outcome = try await tables.run(["SELECT count(*) FROM u", "SELECT count(*) FROM t"])
        guard case .failure(let failure)? = outcome.results["0"] else {
            Issue.record("a missing file should fail its requests")
            return
        }
        #expect(failure.diagnostic.message.contains("u.csv"))
        #expect(try outcome.results["1"]?.get().rows == [[.int64(6)]])
    }
}
