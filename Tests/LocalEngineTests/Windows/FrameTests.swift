import Columnar
import Diagnostics
import QueryPlan
import Testing

/// Window frames and functions as SQL, over six rows; worked by hand.
///
/// In order of id, x is 1.5, 2.5, null, 4.0, 0.5, 3.0 and n is 10, null, 30, 40, 50, 60; user is ada, bob, ada, null, cyd, ada.
@Suite("Window frames")
struct FrameTests {
    static let cases: [(String, [String])] = [
        (
            "sum(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING)",
            ["10", "40", "70", "120", "150", "110"]
        ),
        ("sum(n) OVER (ORDER BY id ROWS 1 PRECEDING)", ["10", "10", "30", "70", "90", "110"]),
        (
            "sum(n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)",
            ["-", "10", "10", "40", "80", "130"]
        ),
        (
            "sum(n) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)",
            ["180", "180", "150", "110", "60", "-"]
        ),
        (
            "count(*) OVER (ORDER BY id ROWS BETWEEN 3 FOLLOWING AND 4 FOLLOWING)",
            ["2", "2", "1", "0", "0", "0"]
        ),
        (
            "max(x) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)",
            ["1.5", "2.5", "2.5", "4.0", "4.0", "4.0"]
        ),
        (
            "min(x) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING)",
            ["1.5", "2.5", "4.0", "0.5", "0.5", "3.0"]
        ),
        ("avg(x) OVER (ORDER BY id ROWS 2 PRECEDING)", ["1.5", "2.0", "2.0", "3.25", "2.25", "2.5"]),
        // Ordered by user, nulls first: 4 | 1 3 6 | 2 | 5.
        ("sum(id) OVER (ORDER BY user)", ["14", "16", "14", "4", "21", "14"]),
        ("sum(id) OVER (ORDER BY user RANGE BETWEEN CURRENT ROW AND CURRENT ROW)", ["10", "2", "10", "4", "5", "10"]),
        (
            "sum(id) OVER (ORDER BY user RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
            ["17", "7", "17", "21", "5", "17"]
        ),
        (
            "sum(id) OVER (ORDER BY user RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
            Array(repeating: "21", count: 6)
        ),
        ("sum(id) OVER (PARTITION BY user)", ["10", "2", "10", "4", "5", "10"]),
        ("first_value(x) OVER w", ["1.5", "1.5", "2.5", "-", "4.0", "0.5"]),
        ("last_value(x) OVER w", ["2.5", "-", "4.0", "0.5", "3.0", "3.0"]),
        ("first_value(x) IGNORE NULLS OVER w", ["1.5", "1.5", "2.5", "4.0", "4.0", "0.5"]),
        ("last_value(x IGNORE NULLS) OVER w", ["2.5", "2.5", "4.0", "0.5", "3.0", "3.0"]),
        ("nth_value(x, 2) OVER w", ["2.5", "2.5", "-", "4.0", "0.5", "3.0"]),
        ("nth_value(x, 2) IGNORE NULLS OVER w", ["2.5", "2.5", "4.0", "0.5", "0.5", "3.0"]),
        ("nth_value(x, 4) OVER w", ["-", "-", "-", "-", "-", "-"]),
        ("lag(x) OVER (ORDER BY id)", ["-", "1.5", "2.5", "-", "4.0", "0.5"]),
        ("lag(x) IGNORE NULLS OVER (ORDER BY id)", ["-", "1.5", "2.5", "2.5", "4.0", "0.5"]),
        ("lag(x, 2, 0.25) IGNORE NULLS OVER (ORDER BY id)", ["0.25", "0.25", "1.5", "1.5", "2.5", "4.0"]),
        ("lead(x) RESPECT NULLS OVER (ORDER BY id)", ["2.5", "-", "4.0", "0.5", "3.0", "-"]),
        ("lead(x) IGNORE NULLS OVER (ORDER BY id)", ["2.5", "4.0", "4.0", "0.5", "3.0", "-"]),
        ("ntile(4) OVER (ORDER BY id)", ["1", "1", "2", "2", "3", "4"]),
        ("ntile(9) OVER (ORDER BY id)", ["1", "2", "3", "4", "5", "6"]),
        ("percent_rank() OVER (ORDER BY user)", ["0.2", "0.8", "0.2", "0.0", "1.0", "0.2"]),
        ("percent_rank() OVER (PARTITION BY id ORDER BY user)", Array(repeating: "0.0", count: 6)),
        (
            "cume_dist() OVER (ORDER BY user NULLS LAST)",
            ["0.5", "0.6666666666666666", "0.5", "1.0", "0.8333333333333334", "0.5"]
        ),
        ("count(DISTINCT user) OVER w", ["2", "2", "2", "2", "2", "2"]),
        ("approx_count_distinct(user) OVER w", ["2", "2", "2", "2", "2", "2"]),
        ("median(x) OVER w", ["2.0", "2.0", "3.25", "2.25", "3.0", "1.75"]),
        ("percentile(x, 0.25) OVER w", ["1.75", "1.75", "2.875", "1.375", "1.75", "1.125"]),
        ("approx_percentile(n, 0.5) OVER w", ["10", "10", "30", "40", "50", "50"]),
        ("bool_and(x > 1) OVER w", ["true", "true", "true", "false", "false", "false"]),
        ("bool_or(x < 1) OVER w", ["false", "false", "false", "true", "true", "true"]),
        ("min_by(id, x) OVER w", ["1", "1", "2", "5", "5", "5"]),
        ("max_by(user, id) OVER w", ["bob", "ada", "-", "cyd", "ada", "ada"]),
        ("string_agg(user, '+') OVER w", ["ada+bob", "ada+bob+ada", "bob+ada", "ada+cyd", "cyd+ada", "cyd+ada"]),
        (
            "string_agg(user, '+' ORDER BY id DESC) OVER w",
            ["bob+ada", "ada+bob+ada", "ada+bob", "cyd+ada", "ada+cyd", "ada+cyd"]
        ),
        ("var_samp(x) OVER w", ["0.5", "0.5", "1.125", "6.125", "3.25", "3.125"]),
        (
            "covar_pop(x, n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
            ["0.0", "0.0", "-", "0.0", "-8.75", "6.25"]
        ),
        ("sum(n) FILTER (WHERE x > 1) OVER w", ["10", "10", "40", "40", "100", "60"]),
    ]

    @Test("functions see the rows of their frame", arguments: cases)
    func frames(call: String, expected: [String]) async throws {
        let tables = try EngineTests.Tables()
        let sql =
            "SELECT \(call) AS v FROM t WINDOW w AS (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY id"
        for (splitBytes, threads) in [(1 << 20, 1), (40, 2), (1, 3)] {
            #expect(try await tables.rows(sql, splitBytes: splitBytes, threads: threads) == expected, "\(call)")
        }
    }

    @Test("a named window can be built upon")
    func named() async throws {
        let tables = try EngineTests.Tables()
        let sql = """
            SELECT sum(id) OVER (p ORDER BY id) AS a, count(*) OVER p AS b, sum(id) OVER (o ROWS 1 PRECEDING) AS c FROM t
            WINDOW p AS (PARTITION BY user), o AS (p ORDER BY id DESC) ORDER BY id
            """
        #expect(try await tables.rows(sql) == ["1 3 4", "2 1 2", "4 3 9", "4 1 4", "5 1 5", "10 3 6"])
    }

    @Test("windows over groups take frames too")
    func groups() async throws {
        let tables = try EngineTests.Tables()
        let sql = """
            SELECT user, sum(count(*)) OVER (ORDER BY user ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s
            FROM t GROUP BY user ORDER BY user
            """
        #expect(try await tables.rows(sql) == ["- 1", "ada 4", "bob 4", "cyd 2"])
    }

    @Test("what leaves a frame leaves nothing of itself in sums of doubles")
    func precision() async throws {
        let tables = try EngineTests.Tables(extra: [
            "t.csv": "id,user,x,n,at\n1,a,1e300,1,\n2,a,0.1,1,\n3,a,0.2,1,\n4,a,NaN,1,\n5,a,0.25,1,\n6,a,0.5,1,\n"
        ])
        let sql = "SELECT sum(x) OVER (ORDER BY id ROWS 1 PRECEDING) AS s FROM t ORDER BY id"
        #expect(try await tables.rows(sql) == ["1e+300", "1e+300", "0.30000000000000004", "nan", "nan", "0.75"])
    }

    @Test("a sum overflows only where the sum of a frame does")
    func overflow() async throws {
        let big = "9223372036854775807"
        let tables = try EngineTests.Tables(extra: [
            "t.csv": "id,user,x,n,at\n1,a,1,\(big),\n2,a,1,1,\n3,a,1,-1,\n4,a,1,-5,\n"
        ])
        #expect(
            try await tables.rows("SELECT sum(n) OVER () AS s FROM t LIMIT 1") == ["9223372036854775802"])
        let outcome = try await tables.run([
            "SELECT sum(n) OVER (ORDER BY id ROWS 1 PRECEDING) AS s FROM t"
        ])
        guard case .failure(let failure)? = outcome.results["0"] else {
            Issue.record("the second frame's sum does not fit")
            return
        }
        #expect(failure.diagnostic.message == "the result of 'sum' is out of range")
    }
}
