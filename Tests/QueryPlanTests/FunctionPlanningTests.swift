import Columnar
import Diagnostics
import QueryPlan
import Testing

/// What functions with a spelling of their own come to in a plan; written out, they read back as the same.
@Suite("Functions in plans")
struct FunctionPlanningTests {
    private let context = PlanningContext(
        tables: [
            "t": .source(
                SourceTable(
                    name: "t",
                    schema: Schema([
                        Field("n", .int64), Field("x", .double), Field("s", .string), Field("d", .date),
                        Field("t", .timestamp),
                    ])))
        ])

    private func planned(_ expression: String) throws -> String {
        let planned = QueryPlanner.plan(
            SourceText(path: "q", text: "SELECT \(expression) AS y FROM t"), range: nil, context: context)
        #expect(planned.diagnostics.isEmpty)
        let line = try #require(planned.plan).line
        return String(line.dropFirst("Project ".count).dropLast(" AS y".count))
    }

    @Test(
        "special forms",
        arguments: [
            ("trim(BOTH 'x' FROM s)", "trim(BOTH 'x' FROM s)"), ("trim('x' FROM s)", "trim(BOTH 'x' FROM s)"),
            ("trim(LEADING 'x' FROM s)", "trim(LEADING 'x' FROM s)"), ("trim(TRAILING FROM s)", "rtrim(s)"),
            ("btrim(s, 'x')", "trim(BOTH 'x' FROM s)"), ("substring(s FROM 2 FOR 3)", "substring(s, 2, 3)"),
            ("overlay(s PLACING 'x' FROM 2)", "overlay(s, 'x', 2)"), ("position('x' IN s)", "instr(s, 'x')"),
            ("position('x', s, 3)", "locate('x', s, 3)"), ("s LIKE 'a^%' ESCAPE '^'", "s LIKE 'a\\%'"),
            ("s LIKE ANY ('a%', 'b%')", "s LIKE 'a%' OR s LIKE 'b%'"),
            ("s LIKE ALL ('a%', 'b%')", "s LIKE 'a%' AND s LIKE 'b%'"),
            ("s NOT LIKE SOME ('a%', 'b%')", "NOT (s LIKE 'a%' AND s LIKE 'b%')"),
            ("s NOT ILIKE ALL ('a%', 'b%')", "NOT (s ILIKE 'a%' OR s ILIKE 'b%')"),
            ("s LIKE ANY ('a%')", "s LIKE 'a%'"),
            ("s RLIKE 'a'", "regexp_like(s, 'a')"), ("s NOT REGEXP 'a'", "NOT regexp_like(s, 'a')"),
            ("nvl2(n, 1, 2)", "CASE WHEN n IS NOT NULL THEN 1 ELSE 2 END"), ("isnull(n)", "n IS NULL"),
            ("decode(n, 1, 'a', 'b')", "CASE WHEN n <=> 1 THEN 'a' ELSE 'b' END"), ("log(x)", "ln(x)"),
            ("dateadd(HOUR, 2, t)", "timestampadd('hour', 2, t)"),
            ("datediff(MONTH, d, d)", "timestampdiff('month', CAST(d AS timestamp), CAST(d AS timestamp))"),
            ("extract(dow FROM d)", "dayofweek(d)"),
            ("from_unixtime(n)", "date_format(CAST(n AS timestamp), 'yyyy-MM-dd HH:mm:ss')"),
        ])
    func specialForms(written: String, meant: String) throws {
        #expect(try planned(written) == meant)
    }

    @Test(
        "operators of bits bind between comparisons and sums",
        arguments: [
            ("n | n ^ n & n", "n | n ^ n & n"), ("(n | n) & n", "(n | n) & n"), ("n & n = n", "n & n = n"),
            ("n + n & n", "n + n & n"), ("n + (n & n)", "n + (n & n)"), ("~n", "n ^ -1"),
            ("n << 2 | 1", "shiftleft(n, 2) | 1"), ("n >> n >>> 1", "shiftrightunsigned(shiftright(n, n), 1)"),
        ])
    func bits(written: String, meant: String) throws {
        #expect(try planned(written) == meant)
    }

    @Test(
        "intervals: months first, then days, then the rest",
        arguments: [
            ("t + INTERVAL 2 HOURS", "timestampadd('hour', 2, t)"),
            ("t - INTERVAL '1' DAY", "timestampadd('day', -1, t)"),
            ("t + INTERVAL 25 HOURS", "timestampadd('hour', 1, timestampadd('day', 1, t))"),
            ("t + INTERVAL 90 MINUTES", "timestampadd('minute', 90, t)"),
            ("t + INTERVAL '- 1 day +2 hours'", "timestampadd('hour', -22, t)"),
            ("t + INTERVAL 1 DAY -2 HOURS", "timestampadd('hour', 22, t)"),
            ("t + INTERVAL 1 DAY + 2 HOURS", "timestampadd('hour', 2, timestampadd('day', 1, t))"),
            ("t + INTERVAL +1 DAY", "timestampadd('day', 1, t)"),
            ("t - -INTERVAL '2 day -2 hours'", "timestampadd('hour', 22, timestampadd('day', 1, t))"),
            ("t + -INTERVAL '1 day 2 hours'", "timestampadd('hour', -2, timestampadd('day', -1, t))"),
            ("-INTERVAL n DAYS + d", "date_add(d, -n)"),
            ("d + INTERVAL 1 DAY - 2", "date_sub(date_add(d, 1), 2)"),
            (
                "t + INTERVAL '1 02:03:04.5' DAY TO SECOND",
                "timestampadd('millisecond', 7384500, timestampadd('day', 1, t))"
            ),
            ("t + INTERVAL 3 DAYS 2 MONTHS", "timestampadd('day', 3, timestampadd('month', 2, t))"),
            ("d + INTERVAL '1-2' YEAR TO MONTH", "add_months(d, 14)"),
            ("d - INTERVAL 2 WEEKS", "date_add(d, -14)"),
            ("INTERVAL n DAYS + d", "date_add(d, n)"), ("d + INTERVAL n MONTHS", "add_months(d, n)"),
            ("d + INTERVAL 1 HOUR", "timestampadd('hour', 1, CAST(d AS timestamp))"),
        ])
    func intervals(written: String, meant: String) throws {
        #expect(try planned(written) == meant)
    }

    @Test("every function of the catalogue has a name of its own and one sentence")
    func catalogue() {
        var names: Set<String> = []
        for function in FunctionCatalog.all {
            for name in [function.name] + function.aliases {
                #expect(names.insert(name).inserted, "\(name) is there twice")
            }
            #expect(!function.summary.isEmpty && !function.summary.contains("\n"))
        }
    }
}
