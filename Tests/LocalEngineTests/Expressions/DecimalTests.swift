import Columnar
import Diagnostics
import QueryPlan
import Testing

@testable import LocalEngine

/// Decimals from text to rows. Types and values by Spark's documented rules, worked by hand; the percentile and the deviation by DuckDB.
@Suite("Decimals")
struct DecimalTests {
    /// Six rows of an id and a decimal(10,2), one of them null, and a double.
    static let d =
        "(SELECT id, CAST(x * 1.25 AS decimal(10,2)) AS p, x FROM t) AS d"

    // p: 1.875 → 1.88, 3.125 → 3.13, null, 5.00, 0.625 → 0.63, 3.75.
    static let cases: [(String, [String])] = [
        ("SELECT p FROM \(d) ORDER BY id", ["1.88", "3.13", "-", "5.00", "0.63", "3.75"]),
        (
            "SELECT p + 1, p - 0.5BD, p * 2, p / 3, p % 1, p div 2, -p, abs(-p) FROM \(d) WHERE id < 4 ORDER BY id",
            [
                "2.88 1.38 3.76 0.626667 0.88 0 -1.88 1.88", "4.13 2.63 6.26 1.043333 0.13 1 -3.13 3.13",
                "- - - - - - - -",
            ]
        ),
        (
            "SELECT p + x, p * 2e0, p / x FROM \(d) WHERE id = 4", ["9.0 10.0 1.25"]
        ),
        (
            "SELECT round(p, 1), round(p), ceil(p), floor(-p), round(p, -1), sign(-p), sqrt(p - 1) FROM \(d) WHERE id = 4",
            ["5.0 5 5 -5 10 -1.0 2.0"]
        ),
        (
            "SELECT id FROM \(d) WHERE p > 1 AND p <= 3.75 AND p <> 3.13BD AND p IS DISTINCT FROM 5 ORDER BY id",
            ["1", "6"]
        ),
        ("SELECT id FROM \(d) WHERE p BETWEEN 1 AND 3.13BD ORDER BY id", ["1", "2"]),
        ("SELECT id FROM \(d) WHERE p IN (5, 3.750BD, 0.63BD) ORDER BY id", ["4", "5", "6"]),
        ("SELECT id FROM \(d) WHERE p NOT IN (5, 0.63BD, id) ORDER BY id", ["1", "2", "6"]),
        (
            "SELECT coalesce(p, 0), greatest(p, 2, 3.125BD), least(p, id), nullif(p, 5), CASE WHEN p > 4 THEN p ELSE 1 END FROM \(d) WHERE id > 2 ORDER BY id",
            [
                "0.00 3.125 3.00 - 1.00", "5.00 5.000 4.00 - 5.00", "0.63 3.125 0.63 0.63 1.00",
                "3.75 3.750 3.75 3.75 1.00",
            ]
        ),
        (
            "SELECT sum(p), avg(p), min(p), max(p), count(p), count(DISTINCT p), sum(DISTINCT p), sum(p) FILTER (WHERE id > 9) FROM \(d)",
            ["14.39 2.878000 0.63 5.00 5 5 14.39 -"]
        ),
        (
            "SELECT median(p), percentile(p, 0.25), round(stddev_pop(p), 9), approx_percentile(p, 0.5), min_by(id, p), max_by(p, id), first(p), last(p) FROM \(d)",
            ["3.13 1.88 1.508395174 3.13 5 3.75 1.88 3.75"]
        ),
        (
            "SELECT p > 3 AS big, sum(p), avg(p) FROM \(d) GROUP BY p > 3 ORDER BY big",
            ["- - -", "false 2.51 1.255000", "true 11.88 3.960000"]
        ),
        ("SELECT p, count(*) FROM \(d) GROUP BY p ORDER BY p DESC LIMIT 2", ["5.00 1", "3.75 1"]),
        ("SELECT DISTINCT CAST(p AS decimal(1,0)) AS w FROM \(d) ORDER BY w", ["-", "1", "2", "3", "4", "5"]),
        ("SELECT d.id, e.id FROM \(d) JOIN t AS e ON d.p = e.id", ["4 5"]),
        (
            "SELECT d.id, e.v FROM \(d) JOIN (VALUES (3.7500BD), (1.88BD), (-1BD)) AS e(v) ON d.p = e.v ORDER BY d.id",
            ["1 1.8800", "6 3.7500"]
        ),
        ("SELECT p FROM \(d) WHERE id > 4 UNION SELECT id FROM t WHERE id < 2 ORDER BY 1", ["0.63", "1.00", "3.75"]),
        ("SELECT 1.50BD UNION ALL SELECT 2 UNION ALL SELECT 0.125BD", ["1.500", "2.000", "0.125"]),
        (
            "SELECT id, sum(p) OVER (ORDER BY id), avg(p) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), lag(p, 1, 0) OVER (ORDER BY id), rank() OVER (ORDER BY p DESC), max(p) OVER (ORDER BY id ROWS 1 PRECEDING) FROM \(d) ORDER BY id",
            [
                "1 1.88 1.880000 0.00 4 1.88", "2 5.01 2.505000 1.88 3 3.13", "3 5.01 3.130000 3.13 6 3.13",
                "4 10.01 5.000000 - 1 5.00", "5 10.64 2.815000 5.00 5 5.00", "6 14.39 2.190000 0.63 2 3.75",
            ]
        ),
        (
            "SELECT id, sum(p) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING), count(DISTINCT p) OVER (ORDER BY id), median(p) OVER (ORDER BY id), approx_percentile(p, 0.5) OVER (ORDER BY id) FROM \(d) ORDER BY id",
            [
                "1 5.00 1 1.88 1.88", "2 5.63 2 2.505 1.88", "3 4.38 2 2.505 1.88", "4 3.75 3 3.13 3.13",
                "5 - 4 2.505 1.88", "6 - 5 3.13 3.13",
            ]
        ),
        // Casts.
        (
            "SELECT CAST('-1.005' AS decimal(5,2)), CAST(2.675 AS decimal(5,2)), CAST(7 AS decimal(3,1)), CAST(true AS decimal(2,1)), CAST(1.25BD AS decimal(2,1)), CAST(' 1e2 ' AS numeric(5))",
            ["-1.01 2.68 7.0 1.0 1.3 100"]
        ),
        (
            "SELECT CAST(-1.99BD AS bigint), CAST(0.1BD AS double), CAST(0.0BD AS boolean), CAST(-0.50BD AS string), CAST(1.5BD AS timestamp) = TIMESTAMP '1970-01-01T00:00:01.5Z', CAST(TIMESTAMP '1970-01-01T00:00:01.5Z' AS decimal(10,3))",
            ["-1 0.1 false -0.50 true 1.500"]
        ),
        (
            "SELECT TRY_CAST('x' AS decimal(5,2)), TRY_CAST(1000 AS decimal(5,2)), TRY_CAST(99.995BD AS decimal(4,2)), TRY_CAST(CAST('NaN' AS double) AS decimal(5,2)), TRY_CAST(1e19BD AS bigint)",
            ["- - - - -"]
        ),
        (
            "SELECT 99999999999999999999999999999999999999BD, 1e-38BD, -.5BD, 1BD / 3BD, 2BD * 1.5BD",
            ["99999999999999999999999999999999999999 0.00000000000000000000000000000000000001 -0.5 0.333333 3.0"]
        ),
        (
            "SELECT bround(2.5BD), bround(3.5BD), bround(-2.25BD, 1), bround(2.251BD, 1), bround(25BD, -1), bround(5BD, -50), round(2.5BD), round(5BD, -1)",
            ["2 4 -2.2 2.3 20 0 3 10"]
        ),
        (
            "SELECT pmod(-7.5BD, 2), pmod(7.5BD, -2), pmod(-7.5BD, -2), try_add(99999999999999999999999999999999999999BD, 1), try_subtract(1.5BD, id), try_multiply(1e20BD, 1e20BD), try_divide(1BD, id - 1), try_divide(1BD, 8BD), try_mod(7.5BD, 2) FROM t WHERE id = 1",
            ["0.5 1.5 -1.5 - 0.5 - - 0.125000 1.5"]
        ),
        (
            "SELECT pmod(CAST('-0.000000000000000001' AS decimal(38,18)), CAST('99999999999999999999.999999999999999999' AS decimal(38,18))), pmod(CAST('-7.5' AS decimal(5,2)), CAST('-2.123' AS decimal(8,3))), pmod(CAST('-7.5' AS decimal(5,2)), CAST('2.123' AS decimal(8,3))), pmod(CAST('-0.5' AS decimal(2,1)), 10.0BD), pmod(CAST(null AS decimal(3,1)), 2BD)",
            ["99999999999999999999.999999999999999998 -1.131 0.992 9.5 -"]
        ),
        (
            "SELECT pmod(CAST('-99999999999999999999.000000000000000001' AS decimal(38,18)), CAST('180000000000000000000' AS decimal(38,0)))",
            ["80000000000000000000.999999999999999999"]
        ),
        // Sums of 38 digits may leave 128 bits on the way.
        (
            "SELECT sum(v) FROM (VALUES (99999999999999999999999999999999999999BD), (99999999999999999999999999999999999999BD), (-99999999999999999999999999999999999998BD), (-99999999999999999999999999999999999998BD)) AS w(v)",
            ["2"]
        ),
    ]

    @Test("queries over decimals mean what Spark's do, whatever the splits and threads", arguments: cases)
    func queries(sql: String, expected: [String]) async throws {
        let tables = try EngineTests.Tables()
        for (splitBytes, threads) in [(1 << 20, 1), (40, 2), (1, 3)] {
            #expect(try await tables.rows(sql, splitBytes: splitBytes, threads: threads) == expected, "\(sql)")
        }
    }

    static let failures: [(String, String)] = [
        ("SELECT 1BD / 0BD", "division-by-zero"), ("SELECT 1.5BD % 0", "division-by-zero"),
        ("SELECT id div (id - 1.0BD) FROM t", "division-by-zero"), ("SELECT pmod(-1.5BD, 0)", "division-by-zero"),
        ("SELECT pmod(-0.5BD, 100BD)", "decimal-overflow"),
        (
            "SELECT pmod(-1e-38BD, CAST('99999999999999999999999999999999999999' AS decimal(38,0)))", "decimal-overflow"
        ),
        ("SELECT 99999999999999999999999999999999999999BD + id FROM t", "decimal-overflow"),
        ("SELECT 1e20BD * 1e20BD", "decimal-overflow"), ("SELECT 1e20BD div id FROM t", "integer-overflow"),
        ("SELECT round(99999999999999999999999999999999999999BD, -1)", "decimal-overflow"),
        ("SELECT round(9223372036854775807, -1)", "cast-failed"),
        ("SELECT CAST(100 AS decimal(3,1))", "cast-failed"), ("SELECT CAST('1.x' AS decimal(3,1))", "cast-failed"),
        ("SELECT CAST(id * 1e5 AS decimal(5,1)) FROM t", "cast-failed"),
        ("SELECT CAST(CAST('NaN' AS double) AS decimal(5,2))", "cast-failed"),
        ("SELECT sum(v) FROM (VALUES (99999999999999999999999999999999999999BD), (1BD)) AS w(v)", "decimal-overflow"),
        (
            "SELECT sum(v) OVER (ORDER BY v) FROM (VALUES (99999999999999999999999999999999999999BD), (1BD)) AS w(v)",
            "decimal-overflow"
        ),
        ("SELECT avg(v) FROM (VALUES (1e37BD)) AS w(v)", "decimal-overflow"),
    ]

    @Test("what has no result says why", arguments: failures)
    func failing(sql: String, id: String) async throws {
        let result = try #require(try await EngineTests.Tables().run([sql]).results["0"])
        #expect(throws: QueryFailure.self) { try result.get() }
        if case .failure(let failure) = result { #expect(failure.diagnostic.id == id, "\(sql)") }
    }

    static let resultTypes: [(String, String)] = [
        ("1.50BD", "decimal(3,2)"), ("0.05BD", "decimal(2,2)"), ("1.5", "double"), ("12BD", "decimal(2,0)"),
        ("1.5BD + 1", "decimal(3,1)"), ("1.5BD + n", "decimal(22,1)"), ("1.5BD * n", "decimal(23,1)"),
        ("1.5BD / n", "decimal(23,22)"), ("n / 2", "double"), ("1.5BD + 1.5", "double"), ("n div 1.5BD", "bigint"),
        ("n % 1.5BD", "decimal(2,1)"), ("coalesce(1.5BD, n)", "decimal(21,1)"), ("coalesce(1.5BD, 1e0)", "double"),
        ("nullif(1.5BD, n)", "decimal(2,1)"), ("nullif(n, 1.5)", "bigint"), ("-1.5BD", "decimal(2,1)"),
        ("abs(-1.5BD)", "decimal(2,1)"), ("round(12.345BD, 1)", "decimal(4,1)"), ("round(12.345BD)", "decimal(3,0)"),
        ("ceil(12.345BD)", "decimal(3,0)"), ("floor(n)", "bigint"), ("round(n)", "bigint"), ("sqrt(4BD)", "double"),
        ("bround(n, -1)", "bigint"), ("round(n, 2)", "bigint"), ("round(n / 2)", "double"),
        ("sum(1.5BD)", "decimal(12,1)"), ("avg(1.5BD)", "decimal(6,5)"), ("avg(n)", "double"), ("sum(n)", "bigint"),
        ("median(1.5BD)", "double"), ("max(1.5BD)", "decimal(2,1)"), ("stddev(1.5BD)", "double"),
        ("sum(CAST(n AS decimal(38,10)))", "decimal(38,10)"), ("avg(CAST(n AS decimal(38,36)))", "decimal(38,38)"),
        ("pmod(n, 1.5BD)", "decimal(2,1)"), ("try_add(n, 1.5BD)", "decimal(22,1)"), ("try_divide(n, 2)", "double"),
        ("try_divide(1.5BD, n)", "decimal(23,22)"), ("bround(12.345BD, 1)", "decimal(4,1)"),
        ("coalesce(1.5BD, 100)", "decimal(11,1)"), ("coalesce(n, 1.5BD, 100)", "decimal(21,1)"),
        ("CASE WHEN true THEN 0 ELSE CAST(n AS decimal(30,20)) END", "decimal(30,20)"),
        ("least(2147483648, 1.5BD)", "decimal(21,1)"), ("coalesce(1.5BD, 100, 1e0)", "double"),
        ("mod(n, 1.5BD)", "decimal(2,1)"), ("if(true, 1.5BD, 22.25BD)", "decimal(4,2)"),
        ("approx_percentile(1.5BD, 0.5)", "decimal(2,1)"),
        ("approx_percentile(CAST(n AS decimal(20,1)), 0.5)", "double"),
    ]

    @Test("results have Spark's types", arguments: resultTypes)
    func resultType(expression: String, type: String) throws {
        let plan = try EngineTests.Tables().plan("SELECT \(expression) AS v FROM t GROUP BY n")
        #expect(plan.schema.fields[0].type.name == type)
    }
}
