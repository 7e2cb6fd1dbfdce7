import Columnar
import Diagnostics
import QueryPlan
import Testing

@testable import LocalEngine

/// Joins, set operations, sub-queries and grouping sets over the tables of `EngineTests`; expectations are worked by hand.
@Suite("Relational operators")
struct RelationalTests {
    typealias Case = (sql: String, expected: [String])

    static let joinCases: [Case] = [
        (
            "SELECT id, name, city FROM t RIGHT JOIN u ON user = name ORDER BY city, id",
            ["2 bob Bonn", "- dee Kiel", "- - Nowhere", "2 bob Oslo", "1 ada Rome", "3 ada Rome", "6 ada Rome"]
        ),
        (
            "SELECT id, city FROM t FULL OUTER JOIN u ON user = name ORDER BY id, city",
            [
                "- Kiel", "- Nowhere", "1 Rome", "2 Bonn", "2 Oslo", "3 Rome", "4 -", "5 -", "6 Rome",
            ]
        ),
        // A condition on one side alone still decides who has a partner.
        (
            "SELECT id, city FROM t FULL JOIN u ON user = name AND city <> 'Rome' AND id < 3 ORDER BY id, city",
            ["- Kiel", "- Nowhere", "- Rome", "1 -", "2 Bonn", "2 Oslo", "3 -", "4 -", "5 -", "6 -"]
        ),
        // Without an equality every pair is tried.
        (
            "SELECT a, b FROM (VALUES 1, 5) AS l(a) FULL JOIN (VALUES 3, 0) AS r(b) ON a < b ORDER BY a, b",
            ["- 0", "1 3", "5 -"]
        ),
        // The shared column comes first and, in a full join, from the side that has it.
        (
            "SELECT * FROM (SELECT user, id FROM t) AS t FULL JOIN (SELECT city, name AS user FROM u) AS u USING (user) "
                + "WHERE city IS NULL OR id IS NULL ORDER BY user, id",
            ["- - Nowhere", "- 4 -", "cyd 5 -", "dee - Kiel"]
        ),
        (
            "SELECT user, t.user, u.user FROM t RIGHT JOIN (SELECT name AS user FROM u) AS u USING (user) "
                + "WHERE id IS NULL ORDER BY 1",
            ["- - -", "dee - dee"]
        ),
        (
            "SELECT * FROM (SELECT id, user FROM t) AS t NATURAL JOIN (SELECT name AS user, city FROM u) AS u ORDER BY id, city",
            ["ada 1 Rome", "bob 2 Bonn", "bob 2 Oslo", "ada 3 Rome", "ada 6 Rome"]
        ),
        ("SELECT count(*) FROM (VALUES 1, 2) AS a(x) NATURAL JOIN (VALUES 1, 2, 3) AS b(y)", ["6"]),
        (
            "SELECT k, x, y, z FROM (VALUES (1, 2)) AS a(k, x) JOIN (VALUES (1, 3)) AS b(k, y) USING (k) "
                + "LEFT JOIN (VALUES (9, 4)) AS c(k, z) USING (k)",
            ["1 2 3 -"]
        ),
    ]

    static let setCases: [Case] = [
        ("SELECT user FROM t INTERSECT SELECT name FROM u ORDER BY 1", ["-", "ada", "bob"]),
        ("SELECT user FROM t EXCEPT SELECT name FROM u", ["cyd"]),
        ("SELECT user FROM t MINUS SELECT name FROM u", ["cyd"]),
        // Copies count: three adas against one leave two.
        ("SELECT user FROM t EXCEPT ALL SELECT name FROM u ORDER BY 1", ["ada", "ada", "cyd"]),
        ("SELECT name FROM u INTERSECT ALL SELECT user FROM t ORDER BY 1", ["-", "ada", "bob"]),
        // INTERSECT binds tighter than UNION and EXCEPT, which go from left to right.
        ("VALUES 1 UNION VALUES 2 INTERSECT VALUES 2 ORDER BY 1", ["1", "2"]),
        ("VALUES 1, 2, 3 EXCEPT VALUES 2 UNION ALL VALUES 1 ORDER BY 1", ["1", "1", "3"]),
        ("VALUES 1, 2 EXCEPT (VALUES 2 UNION VALUES 3)", ["1"]),
        // An integer and a double meet as doubles.
        ("SELECT 1 INTERSECT SELECT 1e0", ["1.0"]),
        ("SELECT NULL INTERSECT SELECT NULL", ["-"]),
        ("VALUES (1, CAST('NaN' AS double)), (1 + 1, NULL) ORDER BY 1", ["1 nan", "2 -"]),
    ]

    static let subqueryCases: [Case] = [
        ("SELECT (SELECT max(city) FROM u), count(*) FROM t WHERE false", ["Rome 0"]),
        ("SELECT (SELECT city FROM u WHERE name = 'nobody')", ["-"]),
        ("SELECT id FROM t WHERE x > (SELECT x FROM t WHERE id = 1) ORDER BY id", ["2", "4", "6"]),
        ("SELECT id FROM t WHERE user IN (SELECT name FROM u) ORDER BY id", ["1", "2", "3", "6"]),
        ("SELECT id FROM t WHERE user NOT IN (SELECT name FROM u)", []),
        ("SELECT id FROM t WHERE user NOT IN (SELECT name FROM u WHERE name IS NOT NULL)", ["5"]),
        ("SELECT count(*) FROM t WHERE user NOT IN (SELECT name FROM u WHERE false)", ["6"]),
        // Three values: found, unknown because of a null, not found.
        (
            "SELECT id, user IN (SELECT name FROM u), user IN (SELECT name FROM u WHERE name > '') FROM t ORDER BY id",
            ["1 true true", "2 true true", "3 true true", "4 - -", "5 - false", "6 true true"]
        ),
        ("SELECT NULL IN (SELECT 1), NULL IN (SELECT 1 WHERE false), 1 IN (VALUES 1, 2)", ["- false true"]),
        ("SELECT EXISTS (SELECT 1 FROM u WHERE city = 'Rome'), NOT EXISTS (SELECT 1 FROM u)", ["true false"]),
        ("SELECT count(*) FROM t WHERE NOT EXISTS (SELECT * FROM u WHERE name = 'eve')", ["6"]),
        (
            "SELECT user, count(*) FROM t GROUP BY user HAVING count(*) IN (SELECT 3) OR user IN (SELECT 'bob') ORDER BY 1",
            ["ada 3", "bob 1"]
        ),
        ("SELECT sum(n + (SELECT max(id) FROM t)) FROM t", ["220"]),
        (
            "SELECT n > (SELECT avg(n) FROM t), count(*) FROM t GROUP BY n > (SELECT avg(n) FROM t) ORDER BY 1",
            ["- 1", "false 2", "true 3"]
        ),
        ("SELECT id FROM t ORDER BY user IN (SELECT 'cyd') DESC, id LIMIT 2", ["5", "1"]),
        (
            "SELECT id, sum(n) OVER (ORDER BY id) - (SELECT min(n) FROM t) FROM t WHERE id < 4 ORDER BY id",
            ["1 0", "2 0", "3 30"]
        ),
    ]

    static let groupingCases: [Case] = [
        (
            "SELECT user, count(*), sum(n), grouping(user) FROM t GROUP BY ROLLUP (user) ORDER BY grouping(user), user",
            ["- 1 40 0", "ada 3 100 0", "bob 1 - 0", "cyd 1 50 0", "- 6 190 1"]
        ),
        ("SELECT user, count(*) FROM t GROUP BY user WITH ROLLUP ORDER BY 2 DESC, 1 LIMIT 2", ["- 6", "ada 3"]),
        (
            "SELECT a, b, sum(x), grouping_id() FROM (VALUES (1, 1, 10), (1, 2, 20), (2, 2, 40)) AS v(a, b, x) "
                + "GROUP BY CUBE (a, b) ORDER BY 4, 1, 2",
            ["1 1 10 0", "1 2 20 0", "2 2 40 0", "1 - 30 1", "2 - 40 1", "- 1 10 2", "- 2 60 2", "- - 70 3"]
        ),
        (
            "SELECT a, b, sum(x) FROM (VALUES (1, 1, 10), (1, 2, 20), (2, 2, 40)) AS v(a, b, x) "
                + "GROUP BY GROUPING SETS ((a, b), b, ()) HAVING sum(x) > 15 ORDER BY 3, 1, 2",
            ["1 2 20", "2 2 40", "- 2 60", "- - 70"]
        ),
        // Elements side by side multiply; a bracketed list of ROLLUP stays together.
        (
            "SELECT a, b, c, count(*) FROM (VALUES (1, 2, 3)) AS v(a, b, c) GROUP BY a, ROLLUP ((b, c)) ORDER BY b",
            ["1 - - 1", "1 2 3 1"]
        ),
        // The key is null where the set leaves it out, also inside expressions; aggregates see the rows.
        ("SELECT a + 1, sum(a) FROM (VALUES 1, 2) AS v(a) GROUP BY ROLLUP (a) ORDER BY 1", ["- 3", "2 1", "3 2"]),
        ("SELECT a, grouping(a) FROM (VALUES 1) AS v(a) GROUP BY a", ["1 0"]),
        ("SELECT id, count(*) FROM t WHERE false GROUP BY ROLLUP (id)", []),
        ("SELECT count(*) FROM t WHERE false GROUP BY ()", ["0"]),
    ]

    @Test(
        "queries mean what SQL says, whatever the splits and threads",
        arguments: joinCases + setCases + subqueryCases + groupingCases)
    func queries(sql: String, expected: [String]) async throws {
        let tables = try EngineTests.Tables()
        for (splitBytes, threads) in [(1 << 20, 1), (7, 2)] {
            #expect(
                try await tables.rows(sql, splitBytes: splitBytes, threads: threads) == expected,
                "\(sql) at \(splitBytes)")
        }
    }

    @Test("columns are called what the query calls them, also where it changes nothing but names")
    func names() async throws {
        let outcome = try await EngineTests.Tables().run([
            "SELECT a AS place, b FROM (VALUES (1, 2)) AS v(a, b)",
            "SELECT name AS who, city AS town FROM (SELECT name, city FROM u ORDER BY name) AS s",
            "SELECT name, city FROM u ORDER BY name",
        ])
        let names = try ["0", "1", "2"].map { try outcome.results[$0]?.get().schema.names }
        #expect(names == [["place", "b"], ["who", "town"], ["name", "city"]])
    }

    @Test("a sub-query for a value with several rows is an error of the query")
    func severalRows() async throws {
        let outcome = try await EngineTests.Tables().run(["SELECT (SELECT x FROM t) AS x"])
        let failure = try #require(throws: QueryFailure.self) { try outcome.results["0"]?.get() }
        #expect(failure.diagnostic.id == "subquery-rows")
        #expect(failure.fault == .query)
    }
}
