import Columnar
import Diagnostics
import QueryPlan
import Testing

/// What a query means, seen in its plan; and what is wrong with it, word for word.
@Suite("Planning")
struct PlanningTests {
    static let context = PlanningContext(
        tables: [
            "t": .source(
                SourceTable(
                    name: "t",
                    schema: Schema([
                        Field("id", .string), Field("user", .string), Field("amount", .double), Field("n", .int64),
                        Field("at", .timestamp), Field("day", .date), Field("ok", .boolean),
                    ]))),
            "u": .source(SourceTable(name: "u", schema: Schema([Field("id", .string), Field("score", .double)]))),
        ], parameters: ["limit": Parameter(type: .double, value: .double(0.5))])

    private func plan(_ sql: String) -> PlannedQuery {
        QueryPlanner.plan(SourceText(path: "q.sql", text: sql), range: nil, context: Self.context)
    }

    @Test(
        "precedence is SQL's",
        arguments: [
            ("a OR b AND c", "a OR b AND c"), ("(a OR b) AND c", "(a OR b) AND c"), ("NOT a AND b", "NOT a AND b"),
            ("NOT (a AND b)", "NOT (a AND b)"), ("n + n * n", "n + n * n"), ("(n + n) * n", "(n + n) * n"),
            ("n - (n - n)", "n - (n - n)"), ("n - n - n", "n - n - n"), ("-n + n", "-n + n"), ("-(n + n)", "-(n + n)"),
            ("n = n + 1", "n = n + 1"), ("n < 1 = a", "n < 1 = a"), ("a IS NULL OR b", "a IS NULL OR b"),
            ("NOT a IS NULL", "a IS NOT NULL"), ("s || s = s", "s || s = s"),
            ("n BETWEEN 1 AND 2 AND a", "n >= 1 AND n <= 2 AND a"),
            ("n % 2 * 3", "n % 2 * 3"), ("-n::double", "-CAST(n AS double)"),
        ])
    func precedence(written: String, meant: String) throws {
        let context = PlanningContext(
            tables: [
                "t": .source(
                    SourceTable(
                        name: "t",
                        schema: Schema([
                            Field("a", .boolean), Field("b", .boolean), Field("c", .boolean), Field("n", .int64),
                            Field("s", .string),
                        ])))
            ])
        let planned = QueryPlanner.plan(
            SourceText(path: "q", text: "SELECT \(written) AS x FROM t"), range: nil, context: context)
        #expect(planned.diagnostics.isEmpty)
        #expect(try #require(planned.plan).line == "Project \(meant) AS x")
    }

    @Test(
        "a wrong query says what, where and what to do",
        arguments: [
            ("", 1, 1, "sql-syntax", "expected a SELECT, found nothing", nil),
            ("SELECT", 1, 7, "sql-syntax", "expected an expression to select, found the end of the query", nil),
            ("SELECT amont FROM t", 1, 8, "unknown-column", "unknown column 'amont'", "did you mean 'amount'?"),
            (
                "SELECT amount\nFROM tt", 2, 6, "unknown-table", "there is no source or query named 'tt'",
                "did you mean 't'?"
            ),
            (
                "SELECT summ(amount) FROM t", 1, 8, "unknown-function", "there is no function 'summ'",
                "did you mean 'sum'?"
            ),
            (
                "SELECT amount + id FROM t", 1, 17, "type-mismatch", "+ needs numbers, found a string",
                "cast it to a number"
            ),
            (
                "SELECT user, sum(amount) FROM t", 1, 8, "not-grouped",
                "'user' is neither grouped nor inside an aggregate",
                "add it to GROUP BY or wrap it in an aggregate such as max(user)"
            ),
            (
                "SELECT id FROM t JOIN u ON t.id = u.id", 1, 8, "ambiguous-column",
                "'id' is ambiguous: it is in t and u", "write t.id"
            ),
            (
                "SELECT 1 FROM t WHERE sum(amount) > 1", 1, 23, "aggregate-not-allowed",
                "sum() is an aggregate and cannot stand in WHERE", "use HAVING, or a sub-query"
            ),
            ("SELECT 0x10", 1, 8, "sql-syntax", "'0x10' is no number", "write it in decimal, 16"),
            ("SELECT 1_000", 1, 8, "sql-syntax", "'1_000' is no number", "write it without \"_\", 1000"),
            (
                "SELECT 2L", 1, 8, "sql-syntax", "'2L' is no number",
                "write CAST(2 AS bigint); of the suffixes only BD, for decimals, is read"
            ),
            (
                "SELECT 1.5em", 1, 8, "sql-syntax", "'1.5em' is no number",
                "put a blank, or AS, between the number and a name"
            ),
            ("SELECT n FROM t LIMIT n", 1, 23, "unknown-column", "unknown column 'n'", nil),
            (
                "SELECT n = ANY (SELECT 1) FROM t", 1, 12, "sql-syntax", "'= ANY' does not take a sub-query",
                "write IN (SELECT …)"
            ),
            (
                "SELECT abs(SELECT 1)", 1, 12, "sql-syntax", "'SELECT' is a reserved word; expected an expression",
                "a sub-query for a value has brackets of its own: (SELECT …)"
            ),
            (
                "SELECT n AS z, amount AS z FROM t ORDER BY z", 1, 44, "ambiguous-column",
                "'z' is ambiguous: 2 columns are called so", "give each a name of its own with AS"
            ),
            (
                "SELECT n AS z, amount AS z FROM t ORDER BY 1, -Z", 1, 48, "ambiguous-column",
                "'Z' is ambiguous: 2 columns are called so", "give each a name of its own with AS"
            ),
            (
                "SELECT t.id, u.id FROM t JOIN u ON t.id = u.id ORDER BY id", 1, 57, "ambiguous-column",
                "'id' is ambiguous: it is in t and u", "write t.id"
            ),
            (
                "SELECT DISTINCT n FROM t ORDER BY n + amount", 1, 35, "sql-syntax",
                "with DISTINCT, ORDER BY can only use selected columns", "select it too"
            ),
            (
                "SELECT DISTINCT n AS id FROM t ORDER BY n, -n, length(user)", 1, 48, "sql-syntax",
                "with DISTINCT, ORDER BY can only use selected columns", "select it too"
            ),
            (
                "SELECT n, n FROM t UNION SELECT 1, 2 ORDER BY n", 1, 47, "ambiguous-column",
                "'n' is ambiguous: 2 columns are called so", "give each a name of its own with AS"
            ),
            (
                "SELECT 1 FROM t WHERE day = 'abc'", 1, 23, "type-mismatch",
                "'abc' is no date; write DATE '2026-11-09'", nil
            ),
            (
                "SELECT n IN (1, 2.5, 'x') FROM t", 1, 22, "type-mismatch", "IN cannot compare a double with a string",
                "cast one of them"
            ),
            ("SELECT 'abc", 1, 8, "sql-syntax", "this text has no closing '", "close it with '"),
            ("SELECT (1 + 2", 1, 14, "sql-syntax", "expected ')', found the end of the query", nil),
            ("SELECT 1 /* x", 1, 10, "sql-syntax", "this comment has no closing */", "close it with */"),
            ("SELECT 1; SELECT 2", 1, 11, "sql-syntax", "expected one query, found a second statement", nil),
            ("DELETE FROM t", 1, 1, "sql-syntax", "'DELETE' is not a query: a report only reads", "write a SELECT"),
            ("SELECT :limt", 1, 8, "unknown-parameter", "there is no parameter ':limt'", "did you mean ':limit'?"),
            ("SELECT CAST(n AS money) FROM t", 1, 18, "unknown-type", "there is no type 'money'", nil),
            (
                "SELECT date_trunc('houre', at) FROM t", 1, 19, "unknown-unit", "there is no unit of time 'houre'",
                "did you mean 'hour'?"
            ),
            (
                "SELECT now()", 1, 8, "impure-function", "now() would make the result depend on more than the data",
                "use :period_from and :period_to, or a parameter"
            ),
            (
                "SELECT round(amount, 1, 2) FROM t", 1, 8, "wrong-arguments", "round() takes 1 to 2 arguments, found 3",
                nil
            ),
            (
                "SELECT amount FROM t WHERE amount", 1, 28, "type-mismatch", "WHERE needs a condition, found a double",
                nil
            ),
            (
                "SELECT 99999999999999999999", 1, 8, "number-out-of-range",
                "99999999999999999999 does not fit into a bigint",
                "write it as a double, such as 99999999999999999999.0, or as a decimal, 99999999999999999999BD"
            ),
            ("SELECT n FROM t ORDER BY 3", 1, 26, "sql-syntax", "ORDER BY 3 names no column: there is 1", nil),
            (
                "SELECT at = id FROM t", 1, 8, "type-mismatch", "= cannot compare a timestamp with a string",
                "cast one of them"
            ),
            (
                "SELECT 1 AS x FROM t WHERE at > 'noon'", 1, 28, "type-mismatch",
                "'noon' is no timestamp; write TIMESTAMP '2026-11-09T13:00:00Z'", nil
            ),
            (
                "SELECT row_number() FROM t", 1, 8, "sql-syntax", "row_number() needs OVER",
                "write row_number(…) OVER (PARTITION BY … ORDER BY …)"
            ),
            (
                "SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id)", 1, 61, "correlated-subquery",
                "'t.id' is a column of the query around this sub-query", "join the sub-query instead"
            ),
            (
                "SELECT id FROM t WHERE id IN (SELECT id, score FROM u)", 1, 24, "sql-syntax",
                "the sub-query of IN must select one column, not 2", nil
            ),
            (
                "SELECT t.id FROM t JOIN u ON t.id IN (SELECT id FROM u)", 1, 30, "sql-syntax",
                "a sub-query cannot stand in ON", "compute it in WITH and join it"
            ),
            (
                "SELECT n FROM t INTERSECT SELECT id FROM t", 1, 1, "type-mismatch",
                "INTERSECT cannot bring 'n' (bigint) and 'id' (string) together", "cast one of them"
            ),
            (
                "SELECT grouping(n) FROM t GROUP BY user", 1, 8, "not-grouped",
                "'grouping(n)' names something that is no key of GROUP BY", nil
            ),
            (
                "SELECT 1 AS x FROM t GROUP BY CUBE (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)", 1, 71, "sql-syntax",
                "CUBE takes at most 10 keys, found 11", "name the sets with GROUPING SETS"
            ),
            (
                "SELECT 1 AS x FROM t NATURAL JOIN u USING (id)", 1, 37, "sql-syntax", "a NATURAL join takes no USING",
                "leave out one of the two"
            ),
        ] as [(String, Int, Int, String, String, String?)])
    func diagnostics(sql: String, line: Int, column: Int, id: String, message: String, help: String?) throws {
        let planned = plan(sql)
        #expect(planned.plan == nil)
        let first = try #require(planned.diagnostics.first)
        #expect(first.message == message)
        #expect(first.id == id)
        #expect(first.help == help)
        #expect(first.range?.lowerBound.line == line)
        #expect(first.range?.lowerBound.column == column)
    }

    @Test("several mistakes are found at once")
    func several() {
        let planned = plan("SELECT amont, summ(n) FROM t")
        #expect(planned.diagnostics.map(\.id) == ["unknown-column", "unknown-function"])
    }

    @Test("brackets by the thousand and long chains are refused, not crashed on")
    func depth() {
        let brackets = plan(
            "SELECT " + String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000))
        #expect(brackets.diagnostics.first?.message == "this nests deeper than 200 levels")
        let chain = plan("SELECT " + Array(repeating: "1", count: 10_000).joined(separator: " + "))
        #expect(chain.diagnostics.first?.message == "this expression chains more than 1000 operators")
    }

    @Test(
        "what could bring the planner down is refused in words",
        arguments: [
            (
                "SELECT 1 FROM t JOIN u ON t.id = u.id AND u.score > (SELECT avg(score) FROM u)",
                "a sub-query cannot stand in ON"
            ),
            (
                "SELECT 1 AS x UNION ALL SELECT 2 ORDER BY (SELECT 1)",
                "a sub-query cannot stand in the ORDER BY of a set operation"
            ),
            (
                "SELECT lag(n, -9223372036854775808) OVER (ORDER BY n) FROM t",
                "the offset of lag() must be a whole number"
            ),
            (
                "SELECT n FROM t ORDER BY n LIMIT 9223372036854775807 OFFSET 1",
                "LIMIT takes a whole number from 0 to 281474976710656"
            ),
            ("SELECT " + String(repeating: "?", count: 20_000), "unexpected character '?'"),
            (
                "SELECT 1" + String(repeating: "::bigint", count: 14_000),
                "this expression chains more than 1000 operators"
            ),
            (
                "SELECT 1" + String(repeating: " IS NULL", count: 14_000),
                "this expression chains more than 1000 operators"
            ),
            (
                "SELECT lag(n) FILTER (WHERE n > 2) OVER (ORDER BY n) FROM t",
                "FILTER, DISTINCT and * belong to aggregates; lag() is none"
            ),
            (
                "SELECT sum(n) WITHIN GROUP (ORDER BY n) FROM t",
                "WITHIN GROUP belongs to percentile_cont and string_agg; sum() takes none"
            ),
        ])
    func traps(sql: String, message: String) {
        let planned = plan(sql)
        #expect(planned.plan == nil)
        #expect(planned.diagnostics.first?.message == message)
    }

    @Test("a sub-query's value stands beside aggregates, and its table is known")
    func scalarSubquery() throws {
        let sql = "SELECT sum(amount) / (SELECT count(*) FROM u) AS share FROM t"
        let planned = plan(sql)
        #expect(planned.diagnostics.isEmpty, "\(planned.diagnostics)")
        #expect(planned.plan?.schema.fields == [Field("share", .double)])
        let text = SourceText(
            path: "q",
            text: "SELECT sum(n) FILTER (WHERE n > (SELECT max(score) FROM u)) FROM t GROUP BY (SELECT 1 FROM v)")
        #expect(Set(ParsedQuery(text).tables) == ["t", "u", "v"])
    }

    @Test("sub-queries that read one another many times stay small, and unions beyond all measure are refused")
    func sizes() throws {
        let steps = (1...60).map { "c\($0) AS (SELECT x.a FROM c\($0 - 1) AS x JOIN c\($0 - 1) AS y ON x.a = y.a)" }
        let query = "WITH c0 AS (SELECT n AS a FROM t), " + steps.joined(separator: ", ") + " SELECT a FROM c60"
        let first = try #require(plan(query).plan)
        #expect(first.operatorCount < 200)
        #expect(first.sources == ["t"])
        // Made twice, it is the same plan; over other rows it is another.
        #expect(plan(query).plan == first)
        #expect(plan(query.replacing("SELECT n AS a FROM t", with: "SELECT n AS a FROM t WHERE ok")).plan != first)
        let part = "SELECT n FROM (SELECT n FROM (SELECT n FROM t WHERE n > 1) WHERE n > 2) WHERE n > 3"
        let many = Array(repeating: part, count: 1800).joined(separator: " UNION ALL ")
        #expect(plan(many).diagnostics.first?.id == "query-too-large")
        let chain = Array(repeating: "SELECT 1", count: 12_000).joined(separator: " UNION ALL ")
        #expect(plan(chain).diagnostics.first?.message == "this query chains more than 2000 set operations")
    }

    @Test("what fails on a row is found in the text, whatever planning has made of it")
    func places() throws {
        let sql =
            "SELECT n + 1, amount / (1 - 1), sum(n) OVER (ORDER BY n) % (n - n) FROM t WHERE CAST(id AS bigint) > 0"
        let places = plan(sql).places
        func text(_ expression: String) -> String? {
            places.place(of: expression).map {
                String(
                    sql.dropFirst($0.range.lowerBound.column - 1).prefix(
                        $0.range.upperBound.column - $0.range.lowerBound.column))
            }
        }
        #expect(text("n + 1") == "+")
        #expect(text("amount / 0e0") == "/" || text("amount / CAST(0 AS double)") == "/" || text("amount / 0.0") == "/")
        #expect(text("CAST(id AS bigint)") == "CAST(id AS bigint)")
        #expect(text("n - n") == "-")
        #expect(text("n + 2") == nil)
    }

    @Test("a message about a column that is not there says why there are none, and whether there may be others")
    func missingColumns() {
        func notes(_ sql: String, _ context: PlanningContext) -> [String] {
            QueryPlanner.plan(SourceText(path: "q", text: sql), range: nil, context: context).diagnostics.first?.notes
                ?? []
        }
        let empty = PlanningContext(tables: ["e": .source(SourceTable(name: "e", schema: Schema([])))])
        #expect(notes("SELECT a", empty) == ["there is no FROM"])
        #expect(notes("SELECT a FROM e", empty) == ["'e' has no columns"])
        #expect(notes("SELECT * FROM e", empty) == ["'e' has no columns"])
        #expect(notes("SELECT 1 LIMIT a", empty) == ["LIMIT sees no columns"])
        #expect(notes("VALUES (a)", empty) == ["VALUES sees no columns"])
        let table = PlanningContext.Table.source(SourceTable(name: "s", schema: Schema([Field("a", .int64)])))
        let sampled = PlanningContext(tables: ["s": table], sampledTables: ["s"])
        #expect(
            notes("SELECT b FROM s", sampled) == [
                "there are a",
                "the columns of 's' are those of a sample of its rows; to read others declare all that are wanted: schema: {NAME: TYPE, …}",
            ])
    }

    @Test(
        "words of other dialects and misspelt clauses are met with what to write",
        arguments: [
            ("WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a", "no sub-query reads itself here"),
            ("SELECT id FROM t QUALIFY row_number() OVER (ORDER BY id) = 1", "filter around the window"),
            ("SELECT TOP 5 id FROM t", "write LIMIT"),
            ("SELECT id FROM t FETCH FIRST 5 ROWS ONLY", "write LIMIT"),
            ("SELECT id FROM t TABLESAMPLE SYSTEM (10)", "filter rows instead"),
            ("SELECT id frm t", "did you mean 'FROM'?"),
            ("SELECT id FROM t GROPU BY id", "did you mean 'GROUP'?"),
            ("SELECT id FROM t WHERE (id, n) IN (SELECT id, n FROM t)", "compare values one by one"),
            ("SELECT id FROM 't.csv'", "give the file a name"),
            ("SELECT id FROM t GROUP BY ALL", "GROUP BY 1, 2"),
            ("SELECT id FROM t WHERE id = \"Rome\"", "a text stands in single quotes: 'Rome'"),
            ("SELECT current_date FROM t", "use :period_from"),
        ])
    func otherDialects(sql: String, help: String) throws {
        let found = plan(sql).diagnostics
        #expect(found.count == 1)
        #expect(found.first?.help?.contains(help) == true, "\(found)")
    }

    @Test("the right side of USING can be named with its table")
    func using() {
        let planned = plan("SELECT t.id FROM t LEFT JOIN u USING (id) WHERE u.id IS NULL")
        #expect(planned.diagnostics.isEmpty, "\(planned.diagnostics)")
    }

    @Test("plans that differ only in which of two equal names they read have different fingerprints")
    func fingerprintsTellColumnsApart() throws {
        let first = try #require(plan("SELECT a.n FROM t AS a JOIN t AS b ON a.id = b.id").plan)
        let second = try #require(plan("SELECT b.n FROM t AS a JOIN t AS b ON a.id = b.id").plan)
        #expect(first.fingerprint != second.fingerprint)
    }

    @Test("only what is read is scanned, and filters go to the scan")
    func pruning() throws {
        let plan = try #require(
            plan(
                "SELECT user, total FROM (SELECT user, sum(amount) AS total, avg(n) AS unused FROM t GROUP BY user) WHERE user > 'a'"
            ).plan)
        #expect(
            Optimizer.optimize(plan).formatted() == """
                Project user, sum(amount) AS total
                  Aggregate sum(amount) by user
                    Filter user > 'a'
                      Scan t [user, amount]

                """)
    }

    @Test("a filter does not pass a limit, nor a window that it would change")
    func barriers() throws {
        let limited = try #require(plan("SELECT * FROM (SELECT n FROM t ORDER BY n LIMIT 3) WHERE n > 1").plan)
        #expect(
            Optimizer.optimize(limited).formatted() == """
                Filter n > 1
                  Limit 3
                    Sort n
                      Scan t [n]

                """)
        let windowed = try #require(
            plan(
                "SELECT * FROM (SELECT user, lag(n) OVER (PARTITION BY user ORDER BY at) AS p, ok FROM t) WHERE ok AND user = 'x'"
            ).plan)
        let lines = Optimizer.optimize(windowed).formatted().split(separator: "\n").map { $0.drop { $0 == " " } }
        let window = try #require(lines.firstIndex { $0.hasPrefix("Window") })
        #expect(lines[..<window].contains("Filter ok"))
        #expect(lines[window...].contains("Filter user = 'x'"))
    }

    @Test("comma and WHERE make a join on keys")
    func joinKeys() throws {
        let plan = try #require(plan("SELECT score FROM t, u WHERE t.id = u.id AND amount > 1").plan)
        #expect(
            Optimizer.optimize(plan).formatted() == """
                Project score
                  Inner join on id = id
                    Project id
                      Filter amount > 1.0
                        Scan t [id, amount]
                    Scan u [id, score]

                """)
    }

    @Test("the fingerprint of a plan never changes by itself")
    func fingerprint() throws {
        let plan = try #require(plan("SELECT sum(amount) FROM t WHERE n > 1").plan)
        #expect(
            plan.fingerprint == self.plan("select SUM( amount )  FROM t where n>1").plan.map(renamed)?.fingerprint ?? ""
        )
        #expect(plan.fingerprint != self.plan("SELECT sum(amount) FROM t WHERE n > 2").plan?.fingerprint)
    }

    /// The default name of a column is its text as written; everything else of the two plans is equal.
    private func renamed(_ plan: LogicalPlan) -> LogicalPlan {
        guard case .project(let columns, .aggregate(let keys, let aggregates, let input)) = plan else { return plan }
        return .project(
            columns.map { _ in Named("sum(amount)", .column(index: 0, name: "sum(amount)", type: .double)) },
            .aggregate(keys: keys, aggregates: aggregates.map { Named("sum(amount)", $0.value) }, input))
    }
}
