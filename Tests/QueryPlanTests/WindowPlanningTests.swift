import Columnar
import Diagnostics
import QueryPlan
import Testing

/// Windows and ordered aggregates that make no sense, word for word, and how a window is printed.
@Suite("Planning windows")
struct WindowPlanningTests {
    private func plan(_ sql: String) -> PlannedQuery {
        let schema = Schema([Field("id", .string), Field("n", .int64), Field("x", .double)])
        return QueryPlanner.plan(
            SourceText(path: "q", text: sql), range: nil,
            context: PlanningContext(tables: ["t": .source(SourceTable(name: "t", schema: schema))]))
    }

    @Test(
        "a wrong window is told where and why",
        arguments: [
            (
                "SELECT sum(n) OVER (ORDER BY n ROWS BETWEEN 1 FOLLOWING AND CURRENT ROW) FROM t", 32, "invalid-frame",
                "this frame starts after it ends", "write ROWS BETWEEN, the earlier bound first"
            ),
            (
                "SELECT sum(n) OVER (ORDER BY n ROWS 1 FOLLOWING) FROM t", 32, "invalid-frame",
                "this frame starts after it ends", "write ROWS BETWEEN, the earlier bound first"
            ),
            (
                "SELECT sum(n) OVER (ORDER BY n ROWS UNBOUNDED FOLLOWING) FROM t", 37, "invalid-frame",
                "a frame cannot start with UNBOUNDED FOLLOWING", nil
            ),
            (
                "SELECT sum(n) OVER (ORDER BY n ROWS BETWEEN CURRENT ROW AND UNBOUNDED PRECEDING) FROM t", 61,
                "invalid-frame", "a frame cannot end with UNBOUNDED PRECEDING", nil
            ),
            (
                "SELECT sum(n) OVER (ORDER BY n RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) FROM t", 46,
                "invalid-frame", "RANGE frames with an offset are not part of the SQL subset",
                "count rows with ROWS, or write UNBOUNDED or CURRENT ROW"
            ),
            (
                "SELECT sum(n) OVER (RANGE UNBOUNDED PRECEDING) FROM t", 21, "invalid-frame",
                "a RANGE frame with CURRENT ROW needs an ORDER BY in OVER",
                "without one every row is a peer of every other"
            ),
            (
                "SELECT sum(n) OVER (ORDER BY n ROWS BETWEEN -1 PRECEDING AND CURRENT ROW) FROM t", 45, "type-mismatch",
                "a frame takes a whole number from 0 to 281474976710656", nil
            ),
            (
                "SELECT sum(n) OVER (ORDER BY n ROWS BETWEEN n PRECEDING AND CURRENT ROW) FROM t", 45, "unknown-column",
                "unknown column 'n'", nil
            ),
            (
                "SELECT sum(n) OVER (ORDER BY n GROUPS 1 PRECEDING) FROM t", 32, "sql-syntax",
                "GROUPS frames are not part of the SQL subset", "write ROWS or RANGE"
            ),
            (
                "SELECT sum(n) OVER (ORDER BY n ROWS 1 PRECEDING EXCLUDE TIES) FROM t", 49, "sql-syntax",
                "EXCLUDE is not part of the SQL subset", nil
            ),
            (
                "SELECT sum(n) OVER (ORDER BY n ROWS 1) FROM t", 38, "sql-syntax",
                "expected PRECEDING or FOLLOWING, found ')'", nil
            ),
            (
                "SELECT rank() OVER (ORDER BY n ROWS 1 PRECEDING) FROM t", 32, "sql-syntax",
                "rank() sees its whole partition and takes no frame", "leave the frame out"
            ),
            (
                "SELECT ntile(4) OVER (PARTITION BY n) FROM t", 8, "sql-syntax", "ntile() needs an ORDER BY in OVER",
                nil
            ),
            (
                "SELECT ntile(0) OVER (ORDER BY n) FROM t", 14, "type-mismatch",
                "the number of parts of ntile() must be a whole number from 1", nil
            ),
            (
                "SELECT nth_value(n, n) OVER (ORDER BY n) FROM t", 21, "type-mismatch",
                "the row number of nth_value() must be a whole number from 1", nil
            ),
            (
                "SELECT nth_value(n) OVER (ORDER BY n) FROM t", 8, "wrong-arguments",
                "nth_value() takes 2 arguments, found 1", nil
            ),
            (
                "SELECT sum(n) OVER ww FROM t WINDOW w AS (ORDER BY n)", 20, "unknown-window",
                "there is no window 'ww'", "did you mean 'w'?"
            ),
            (
                "SELECT sum(n) OVER w FROM t", 20, "unknown-window", "there is no window 'w'",
                "define it with WINDOW w AS (…) behind FROM"
            ),
            (
                "SELECT sum(n) OVER (w ORDER BY x) FROM t WINDOW w AS (ORDER BY n)", 21, "sql-syntax",
                "a window that builds on 'w' cannot have ORDER BY too", nil
            ),
            (
                "SELECT sum(n) OVER w FROM t WINDOW w AS (ORDER BY n), W AS (ORDER BY x)", 55, "duplicate-name",
                "there is a second window named 'W'", nil
            ),
            (
                "SELECT sum(n) IGNORE NULLS OVER (ORDER BY n) FROM t", 8, "sql-syntax",
                "sum() takes no IGNORE NULLS or RESPECT NULLS", nil
            ),
            (
                "SELECT sum(DISTINCT n) OVER (ORDER BY n) FROM t", 8, "sql-syntax", "sum(DISTINCT …) takes no OVER",
                "select the distinct rows in a sub-query first"
            ),
            (
                "SELECT string_agg(id, id) FROM t", 23, "type-mismatch",
                "the separator of string_agg() must be a constant", nil
            ),
            (
                "SELECT string_agg(DISTINCT id, ',' ORDER BY n) FROM t", 45, "sql-syntax",
                "with DISTINCT, string_agg() can only be ordered by the texts that it joins", nil
            ),
            (
                "SELECT string_agg(id, ',' ORDER BY n) WITHIN GROUP (ORDER BY n) FROM t", 8, "sql-syntax",
                "string_agg() takes one order: ORDER BY in its brackets, or WITHIN GROUP", nil
            ),
            (
                "SELECT sum(n ORDER BY n) FROM t", 8, "sql-syntax",
                "ORDER BY inside a call belongs to string_agg; sum() takes none", nil
            ),
            (
                "SELECT approx_percentile(n, 1.5) FROM t", 8, "type-mismatch",
                "the fraction of a percentile must be a constant from 0 to 1", nil
            ),
        ] as [(String, Int, String, String, String?)])
    func diagnostics(sql: String, column: Int, id: String, message: String, help: String?) throws {
        let planned = plan(sql)
        #expect(planned.plan == nil)
        let first = try #require(planned.diagnostics.first)
        #expect(first.message == message)
        #expect(first.id == id)
        #expect(first.help == help)
        #expect(first.range?.lowerBound.column == column)
    }

    @Test(
        "a window is printed with its frame where it has one of its own",
        arguments: [
            ("sum(n) OVER (ORDER BY n)", "sum(n) OVER (ORDER BY n)"),
            ("sum(n) OVER (ORDER BY n RANGE UNBOUNDED PRECEDING)", "sum(n) OVER (ORDER BY n)"),
            (
                "sum(n) OVER (ORDER BY n ROWS 2 PRECEDING)",
                "sum(n) OVER (ORDER BY n ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)"
            ),
            (
                "nth_value(n, 3) IGNORE NULLS OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
                "nth_value(n, 3) IGNORE NULLS OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
            ),
            ("lead(n, 2) OVER (ORDER BY n)", "lead(n, 2) OVER (ORDER BY n)"),
        ])
    func printing(call: String, printed: String) throws {
        #expect(try #require(plan("SELECT \(call) AS v FROM t").plan).formatted().contains(printed))
    }
}
