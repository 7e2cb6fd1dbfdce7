import Columnar
import Diagnostics
import QueryPlan
import Reports
import Testing

/// A wrong report and all that must be said about it: `line:column id message | help`.
struct WrongReport: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var text: String
    var expected: [String]

    init(_ label: String, _ text: String, _ expected: [String]) {
        testDescription = label
        self.text = text
        self.expected = expected
    }

    /// A wrong body below four lines of right front matter: its first line is line 5.
    init(body label: String, _ text: String, _ expected: [String]) {
        self.init(label, "---\nreport: 1\nparams: {low: {type: double, default: 0.5}}\n---\n" + text, expected)
    }
}

@Suite("Wrong reports get the right words at the right place")
struct WrongReportTests {
    static let sources: [String: Schema] = [
        "payments": Schema([
            Field("payment_id", .string), Field("user_id", .string), Field("amount", .double),
            Field("timestamp", .timestamp), Field("status", .string),
        ])
    ]

    static let query =
        "```sql {#q}\nSELECT status, sum(amount) AS volume, max(timestamp) AS last FROM payments GROUP BY status\n```\n"

    static let frontMatter: [WrongReport] = [
        WrongReport(
            "no front matter", "# Hello\n",
            [
                "1:1 missing-front-matter a report starts with front matter | start the file with the three lines '---', 'report: 1' and '---'"
            ]),
        WrongReport(
            "open front matter", "---\nreport: 1\n",
            ["1:1 missing-front-matter the front matter is never closed | end it with a line '---'"]),
        WrongReport(
            "no version", "---\ntitle: A\n---\n",
            ["2:1 missing-key the front matter has no 'report' | write 'report: 1'"]),
        WrongReport(
            "other version", "---\nreport: 2\n---\n",
            ["2:9 unknown-version 'report' is the version of the language and must be 1"]),
        WrongReport(
            "unknown key", "---\nreport: 1\ntitel: A\n---\n",
            ["3:1 unknown-key unknown key 'titel' in the front matter | did you mean 'title'?"]),
        WrongReport(
            "broken YAML", "---\nreport: 1\ntitle: [a\n---\n",
            [
                "4:1 bad-yaml this is not YAML: while parsing a flow sequence: did not find expected ',' or ']'"
            ]),
        WrongReport(
            "schedule", "---\nreport: 1\nschedule: weekley mon 00:00\n---\n",
            [
                "3:11 bad-schedule 'weekley mon 00:00' is no schedule; expected 'hourly', 'daily 06:00', 'weekly mon 06:00', 'monthly 1 06:00' or five cron fields | did you mean 'weekly'?"
            ]),
        WrongReport(
            "weekday", "---\nreport: 1\nschedule: weekly mo 00:00\n---\n",
            [
                "3:11 bad-schedule 'mo' is no day of the week; there are mon, tue, wed, thu, fri, sat, sun | did you mean 'mon'?"
            ]),
        WrongReport(
            "weekday in full", "---\nreport: 1\nschedule: weekly monday 07:30\n---\n",
            [
                "3:11 bad-schedule 'monday' is no day of the week; there are mon, tue, wed, thu, fri, sat, sun | write 'weekly mon 07:30'"
            ]),
        WrongReport(
            "weekday without a time", "---\nreport: 1\nschedule: weekly friday\n---\n",
            ["3:11 bad-schedule 'weekly' is followed by a day and a time of day | write 'weekly fri 06:00'"]),
        WrongReport(
            "cron's nickname", "---\nreport: 1\nschedule: \"@daily\"\n---\n",
            [
                "3:11 bad-schedule '@daily' is no schedule; expected 'hourly', 'daily 06:00', 'weekly mon 06:00', 'monthly 1 06:00' or five cron fields | write 'daily 00:00'"
            ]),
        WrongReport(
            "time of day", "---\nreport: 1\nschedule: daily 24:00\n---\n",
            ["3:11 bad-schedule '24:00' is no time of day | write it like '06:00', from 00:00 to 23:59"]),
        WrongReport(
            "cron", "---\nreport: 1\nschedule: 61 * * * *\n---\n",
            [
                "3:11 bad-schedule '61' is no minute of a cron schedule | it is *, or numbers from 0 to 59 with ',', '-' and '/'"
            ]),
        WrongReport(
            "zone", "---\nreport: 1\ntimezone: Europe/Berlim\n---\n",
            ["3:11 unknown-zone there is no time zone 'Europe/Berlim' | did you mean 'Europe/Berlin'?"]),
        WrongReport(
            "grain", "---\nreport: 1\nperiod: {grain: weeks}\n---\n",
            [
                "3:17 unknown-value 'grain' is one of hour, day, week, month, quarter, year, not 'weeks' | did you mean 'week'?"
            ]),
        WrongReport(
            "compare", "---\nreport: 1\nperiod: {compare: [priro]}\n---\n",
            ["3:20 unknown-value 'compare' is [prior] or none, not 'priro' | did you mean 'prior'?"]),
        WrongReport(
            "parameter type", "---\nreport: 1\nparams: {a: {type: dobule}}\n---\n",
            ["3:20 unknown-type there is no type 'dobule' | did you mean 'double'?"]),
        WrongReport(
            "default of another type", "---\nreport: 1\nparams: {a: {type: double, default: much}}\n---\n",
            ["3:37 wrong-type parameter 'a' is a double; 'much' is none"]),
        WrongReport(
            "default out of range", "---\nreport: 1\nparams: {a: {type: double, default: 2, max: 1}}\n---\n",
            ["3:37 out-of-range the default 2 is above the maximum 1"]),
        WrongReport(
            "default not allowed",
            "---\nreport: 1\nparams: {a: {type: string, default: re, values: [red, blue]}}\n---\n",
            ["3:37 out-of-range the default 're' is none of the values red, blue | did you mean 'red'?"]),
    ]

    static let cells: [WrongReport] = [
        WrongReport(
            body: "language", "```python {x}\n1\n```\n",
            [
                "5:4 unknown-language 'python' cells cannot be executed | leave the braces out to show code without running it"
            ]),
        WrongReport(
            body: "kind", "```yaml {chrat #c}\n```\n",
            ["5:10 unknown-kind there is no cell kind 'chrat' | did you mean 'chart'?"]),
        WrongReport(
            body: "no kind", "```yaml {#c}\na: 1\n```\n",
            ["5:9 missing-kind a yaml cell says what it is | write one of analyze, chart, table, kpi behind '{'"]),
        WrongReport(
            body: "kind in the wrong language", "```yaml {query #c}\na: 1\n```\n",
            ["5:4 wrong-language a cell of kind 'query' is written in sql, not in yaml"]),
        WrongReport(
            body: "no id", "```sql {}\nSELECT 1\n```\n",
            [
                "5:8 missing-id a query needs an id by which charts and text can read it | write {#id}, or show=table to show its rows here"
            ]),
        WrongReport(
            body: "bad id", "```sql {#by-day}\nSELECT 1 AS a\n```\n",
            ["5:9 bad-id '#by-day' is no id; use letters, digits and '_', a letter first | write '#by_day'"]),
        WrongReport(
            body: "reserved id", "```sql {#param}\nSELECT 1 AS a\n```\n",
            ["5:9 reserved-name 'param' means something else in expressions and cannot be an id"]),
        WrongReport(
            body: "duplicate id", "```sql {#a}\nSELECT 1 AS a\n```\n```sql {#a}\nSELECT 1 AS a\n```\n",
            ["8:9 duplicate-id another cell has the id 'a'"]),
        WrongReport(
            body: "unknown attribute", "```sql {#a windwo=all}\nSELECT 1 AS a\n```\n",
            ["5:12 unknown-key unknown key 'windwo' in a cell of kind 'query' | did you mean 'window'?"]),
        WrongReport(
            body: "window", "```sql {#a window=\"12 weaks\"}\nSELECT 1 AS a\n```\n",
            [
                "5:20 bad-window '12 weaks' is not a window; expected 'all', 'period' or a span such as '12 weeks' | did you mean '12 weeks'?"
            ]),
        WrongReport(
            body: "open quote", "```sql {#a window=\"12}\nSELECT 1 AS a\n```\n",
            ["5:19 bad-fence this text has no closing \""]),
        WrongReport(body: "open brace", "```sql {#a\nSELECT 1 AS a\n```\n", ["5:8 bad-fence this '{' is never closed"]),
        WrongReport(
            body: "open fence", "```sql {#a}\nSELECT 1 AS a\n", ["5:1 unterminated-fence this fence is never closed"]),
        WrongReport(body: "empty cell", "```sql {#a}\n\n```\n", ["5:8 empty-cell this cell has no SQL"]),
        WrongReport(
            body: "column in SQL", "```sql {#a}\nSELECT amuont FROM payments\n```\n",
            ["6:8 unknown-column unknown column 'amuont' | did you mean 'amount'?"]),
        WrongReport(
            body: "mark", query + "```yaml {chart #c from=q}\nmark: lien\nx: last\ny: volume\n```\n",
            [
                "9:7 unknown-value 'mark' is one of line, area, bar, point, histogram, heatmap, sparkline, cascade, box, calendar, donut, slope, bubble, flow, not 'lien' | did you mean 'line'?"
            ]),
        WrongReport(
            body: "layer",
            query
                + "```yaml {chart #c from=q}\nmark: line\nx: last\ny: volume\nlayers:\n  - {mark: line, y: volum}\n```\n",
            ["13:21 bad-chart chart 'c': the data has no column 'volum' | did you mean 'volume'?"]),
        WrongReport(
            body: "layer mark",
            query
                + "```yaml {chart #c from=q}\nmark: line\nx: last\ny: volume\nlayers: [{mark: lin, y: volume}]\n```\n",
            ["12:17 unknown-value 'mark' is one of line, area, bar, point, rule, not 'lin' | did you mean 'line'?"]),
        WrongReport(
            body: "layer key",
            query
                + "```yaml {chart #c from=q}\nmark: line\nx: last\ny: volume\nlayers: [{mark: rule, vlaue: 3, at: 2026-11-13}]\n```\n",
            ["12:23 unknown-key unknown key 'vlaue' in layer 1 | did you mean 'value'?"]),
        WrongReport(
            body: "layer behind one that cannot be read",
            query
                + "```yaml {chart #c from=q}\nmark: line\nx: last\ny: volume\nlayers:\n  - {mark: lin, y: volume}\n  - {mark: line, y: volum}\n```\n",
            [
                "13:12 unknown-value 'mark' is one of line, area, bar, point, rule, not 'lin' | did you mean 'line'?",
                "14:21 bad-chart chart 'c': the data has no column 'volum' | did you mean 'volume'?",
            ]),
        WrongReport(
            body: "chart places",
            query
                + "```yaml {chart #c from=q}\nmark: line\nx: last\ny: {column: volume, scale: time, min: 3, max: 1}\ncolor: {column: stat}\nbands: [{from: 1}, {from: 3, to: 2}]\nannotations: [{x: 3, text: a}]\n```\n",
            [
                "11:28 bad-chart chart 'c': a time scale does not suit column 'volume', which is a double",
                "11:47 bad-chart chart 'c': 'min' must be below 'max'",
                "12:17 bad-chart chart 'c': the data has no column 'stat' | did you mean 'status'?",
                "13:34 bad-chart chart 'c': a band's 'from' must be below its 'to'",
                "14:19 bad-chart chart 'c': an annotation's 'x' must be a time, as column 'last' is, not '3' | write a time as 2026-11-13 or 2026-11-13T05:00",
            ]),
        WrongReport(
            body: "chart domain",
            query + "```yaml {chart #c from=q}\nmark: line\nx: last\ny: volume\ndomain: [3, 1]\n```\n",
            ["12:9 bad-chart chart 'c': 'min' must be below 'max'"]),
        WrongReport(
            body: "facet", query + "```yaml {chart #c from=q}\nmark: line\nx: last\ny: volume\nfacet: volme\n```\n",
            ["12:8 bad-chart chart 'c': the data has no column 'volme' | did you mean 'volume'?"]),
        WrongReport(
            body: "box",
            query
                + "```yaml {chart #c from=q}\nmark: box\ny: volume\nlow: volume\nq1: volume\nmedian: volume\nq3: volume\nhigh: volume\n```\n",
            [
                "10:4 bad-chart chart 'c': a box plot has either raw values in 'y' or ready numbers, not both | remove 'y', or remove low, q1, median, q3 and high"
            ]),
        WrongReport(
            body: "slope", query + "```yaml {chart #c from=q}\nmark: slope\ny: volume\nseries: last\n```\n",
            [
                "8:9 bad-chart chart 'c': a slope chart needs 'x', or the period before to compare with | name the column of the two positions, or write 'compare: prior'"
            ]),
        WrongReport(
            body: "layers and compare",
            query
                + "```yaml {chart #c from=q}\nmark: bar\nx: last\ny: volume\nlayers: [{mark: rule, value: 3}]\ncompare: prior\n```\n",
            [
                "13:10 bad-chart chart 'c': a chart with layers does not draw the period before | remove 'compare', or query the earlier values as a column and add a layer"
            ]),
        WrongReport(
            body: "echo", "```sql {#a echo=yes}\nSELECT 1 AS a\n```\n",
            ["5:17 unknown-value 'echo' is true or false, not 'yes'"]),
        WrongReport(
            body: "chart key", query + "```yaml {chart #c from=q}\nmark: line\nx: last\ny: volume\ntitel: A\n```\n",
            ["12:1 unknown-key unknown key 'titel' in chart 'c' | did you mean 'title'?"]),
        WrongReport(
            body: "chart column", query + "```yaml {chart #c from=q}\nmark: line\nx: last\ny: volum\n```\n",
            ["11:4 bad-chart chart 'c': the data has no column 'volum' | did you mean 'volume'?"]),
        WrongReport(
            body: "chart without from", query + "```yaml {chart #c}\nmark: line\nx: last\ny: volume\n```\n",
            ["8:9 missing-from a chart names the table it shows | write {chart #c from=QUERY}"]),
        WrongReport(
            body: "table from nowhere", query + "```yaml {table #t from=qq}\ntitle: T\n```\n",
            ["8:24 unknown-table there is no cell or source 'qq' | did you mean 'q'?"]),
        WrongReport(
            body: "table options that do not suit the column's type",
            query
                + """
                ```yaml {table #t from=q}
                columns:
                - status: {bar: true, heat: true, total: sum}
                - last: {total: average}
                - volume: {total: summ, heat: hot, trend: {from: q, x: status, y: volum, by: status}}
                ```
                """,
            [
                "10:17 wrong-type 'bar' is for numbers; 'status' is a string",
                "10:29 wrong-type 'heat' is for numbers; 'status' is a string",
                "10:42 wrong-type the total 'sum' is for numbers; 'status' is a string",
                "11:17 wrong-type the total 'average' is for numbers; 'last' is a timestamp",
                "12:19 unknown-value 'total' is one of sum, average, min, max, count, not 'summ' | did you mean 'sum'?",
                "12:31 unknown-value 'heat' is one of sequential, diverging, not 'hot'",
                "12:67 unknown-column 'q' has no column 'volum' | did you mean 'volume'?",
            ]),
        WrongReport(
            body: "a trend from nowhere, by a column that is not there, and with a format",
            query
                + """
                ```yaml {table #t from=q}
                total_label: All
                columns:
                - status
                - line: {format: ",d", trend: {from: qq, x: a, y: b, by: stats}}
                - other: {trend: {from: q, x: a}}
                ```
                """,
            [
                "9:14 missing-key 'total_label' names a row of totals, but no column has a 'total' | give a column one, such as {total: sum}",
                "12:18 conflicting-keys a column with a 'trend' shows a line and no value, so that it has no 'format'",
                "12:38 unknown-table there is no cell or source 'qq' | did you mean 'q'?",
                "12:58 unknown-column 'q' has no column 'stats' | did you mean 'status'?",
                "13:18 missing-key the trend of column 'other' has no 'y' | write trend: {from: by_day, x: day, y: amount, by: user_id}",
            ]),
        WrongReport(
            body: "table column", query + "```yaml {table #t from=q}\ncolumns: [status, volumee]\n```\n",
            ["9:19 unknown-column 'q' has no column 'volumee' | did you mean 'volume'?"]),
        WrongReport(
            body: "analyzer", "```yaml {analyze #p}\nanalyzer: payment_pattern\n```\n",
            ["6:11 unknown-analyzer there is no analyzer 'payment_pattern' | did you mean 'payment_patterns'?"]),
        WrongReport(
            body: "shown item", "```yaml {analyze #p}\nanalyzer: payment_patterns\nshow: [anomalys]\n```\n",
            [
                "7:8 unknown-value analyzer 'payment_patterns' has nothing called 'anomalys' to show | did you mean 'anomalies'?"
            ]),
        WrongReport(
            body: "analyzer role",
            "```yaml {analyze #p}\nanalyzer: payment_patterns\nover: {paymnts: payments}\nshow: none\n```\n",
            ["7:8 unknown-key unknown key 'paymnts' in 'over' | did you mean 'payments'?"]),
        WrongReport(
            body: "kpi without value", "```yaml {kpi}\n- {label: A}\n```\n",
            ["6:3 missing-key a key figure has no 'value' | write {value: cell.name}"]),
        WrongReport(
            body: "kpi expression", query + "```yaml {kpi}\n- {value: q.volume +}\n```\n",
            ["9:21 bad-expression expected a value, found the end"]),
    ]

    static let text: [WrongReport] = [
        WrongReport(
            body: "cell in a value", query + "`= qq.volume`\n",
            ["8:4 unknown-name there is no cell 'qq' | did you mean 'q'?"]),
        WrongReport(
            body: "column in a value", query + "`= q.volum`\n",
            ["8:4 unknown-column 'q' has no column 'volum' | did you mean 'volume'?"]),
        WrongReport(
            body: "parameter in a value", "`= param.lwo`\n",
            ["5:4 unknown-parameter there is no parameter 'lwo' | did you mean 'low'?"]),
        WrongReport(
            body: "function", "`= rond(1)`\n",
            ["5:4 unknown-function there is no function 'rond' | did you mean 'round'?"]),
        WrongReport(
            body: "arguments", "`= plural(1, 'a')`\n", ["5:4 wrong-arguments plural() takes 3 arguments, not 2"]),
        WrongReport(
            body: "a comparison of what has no periods",
            "```sql {#q}\nSELECT 1 AS n\n```\n\n<!-- each: r in q -->\n`= delta(r.n)` `= prior(1)` `= change(q.n / r.n)`\n<!-- end -->\n",
            [
                "10:10 no-comparison delta() has nothing to compare with: this has one value in a run | take a query's value, such as totals.orders, or a column that a query compares itself",
                "10:25 no-comparison prior() has nothing to compare with: this has one value in a run | take a query's value, such as totals.orders, or a column that a query compares itself",
            ]),
        WrongReport(body: "open parenthesis", "`= (1 + 2`\n", ["5:4 bad-expression this '(' is never closed"]),
        WrongReport(body: "two values", "`= 1 2`\n", ["5:6 bad-expression expected an operator or the end, found '2'"]),
        WrongReport(body: "open text", "é `= 'a`\n", ["5:6 bad-expression this text has no closing '"]),
        WrongReport(
            body: "value in a pipe table", "| a |\n|---|\n| `= 1 +` |\n",
            ["7:9 bad-expression expected a value, found the end"]),
        WrongReport(
            body: "value in a quote", "> a\n> `= 1 +`\n", ["6:9 bad-expression expected a value, found the end"]),
        WrongReport(
            body: "if without end", "<!-- if: true -->\na\n", ["5:1 unbalanced-control this 'if' has no '<!-- end -->'"]
        ),
        WrongReport(
            body: "end without if", "a\n\n<!-- end -->\n",
            [
                "7:1 unbalanced-control this 'end' closes nothing | 'if' and 'each' end in the list item, quote or file that they start in"
            ]),
        WrongReport(
            body: "else twice", "<!-- if: true -->\n<!-- else -->\n<!-- else -->\n<!-- end -->\n",
            ["7:1 unbalanced-control this 'if' has its 'else' already"]),
        WrongReport(
            body: "condition", "<!-- if: -->\na\n<!-- end -->\n",
            ["5:1 bad-control 'if' has no condition | write <!-- if: condition -->"]),
        WrongReport(
            body: "condition of another type", query + "<!-- if: q.volume -->\na\n<!-- end -->\n",
            ["8:10 wrong-type a condition is true or false; this is a double"]),
        WrongReport(
            body: "each without table", "<!-- each: row -->\na\n<!-- end -->\n",
            ["5:12 bad-control an 'each' names a variable and a table | write <!-- each: row in cell -->"]),
        WrongReport(
            body: "endif", "<!-- if: true -->\na\n<!-- endif -->\n",
            [
                "5:1 unbalanced-control this 'if' has no '<!-- end -->'",
                "7:1 unknown-control '<!-- endif -->' is a comment, not control | did you mean '<!-- end -->'?",
            ]),
        WrongReport(
            body: "no colon", "<!-- if q.volume > 1 -->\na\n\n<!-- each row in q -->\nb\n",
            [
                "5:1 unknown-control '<!-- if q.volume > 1 -->' is a comment, not control | did you mean '<!-- if: condition -->'?",
                "8:1 unknown-control '<!-- each row in q -->' is a comment, not control | did you mean '<!-- each: row in cell -->'?",
            ]),
        WrongReport(
            body: "prose in comments",
            "<!-- if you change this, change that -->\n<!-- if needed -->\n<!-- each week is one -->\n<!-- end of it -->\na\n",
            []),
        WrongReport(
            body: "control inside text", "a <!-- if: true --> b\n",
            ["5:3 misplaced-control a control comment stands on a line of its own, not inside text"]),
        WrongReport(
            body: "missing include", "<!-- include: x.md -->\n",
            ["5:15 missing-include there is no file 'reports/x.md' to include"]),
        WrongReport(
            body: "include outside", "<!-- include: ../../x.md -->\n",
            [
                "5:15 include-outside '../../x.md' lies outside the workspace | an included file's path starts from the folder of the file that includes it"
            ]),
        WrongReport(
            body: "include itself", "<!-- include: r.md -->\n",
            ["5:15 circular-include files include each other in a circle: 'reports/r.md' includes 'reports/r.md'"]),
        WrongReport(
            body: "footnote", "a[^x]\n",
            ["5:2 unknown-footnote there is no footnote 'x' | write its text on a line of its own: [^x]: …"]),
        WrongReport(
            body: "footnote twice", "a[^x]\n\n[^x]: b\n[^x]: c\n",
            ["8:1 duplicate-footnote the footnote 'x' stands here again"]),
        WrongReport(
            body: "unused footnote", "a\n\n[^x]: b\n", ["7:1 unused-footnote nothing refers to the footnote 'x'"]),
        WrongReport(
            body: "HTML", "a <b>c</b>\n",
            ["5:3 raw-html HTML is shown as text, not as HTML", "5:7 raw-html HTML is shown as text, not as HTML"]),
        WrongReport(
            body: "alert", "> [!WARNNG]\n> a\n",
            ["5:3 unknown-alert there is no alert '[!WARNNG]' | did you mean '[!WARNING]'?"]),
    ]

    @Test("all findings of a report come at once, in reading order, those of its front matter, cells and text alike")
    func allAtOnce() async {
        let text = """
            ---
            report: 1
            titel: A
            ---
            `= 1 +` and `= b.x`

            ```sql {#a windwo=all}
            SELECT amuont FROM payments
            ```

            > ```yaml {table #t from=a}
            > colums: [x]
            > ```

            <!-- if: 1 -->
            """
        let (report, parsed) = ReportParser.parse(SourceText(path: "reports/r.md", text: text))
        var workspace = Workspace(root: "/w")
        workspace.sources = [SourceDeclaration(name: "payments", paths: ["p.csv"], root: "/w", timeColumn: "timestamp")]
        var found = parsed
        if let report {
            found += await ReportRunner(backend: StubBackend(Self.sources), workspace: workspace).check(report)
        }
        let places = found.sortedForReading().map {
            "\($0.range?.lowerBound.line ?? 0):\($0.range?.lowerBound.column ?? 0) \($0.id)"
        }
        #expect(
            places == [
                "3:1 unknown-key", "5:7 bad-expression", "5:16 unknown-name", "7:12 unknown-key", "8:8 unknown-column",
                "12:3 unknown-key", "15:1 unbalanced-control", "15:10 wrong-type",
            ])
    }

    @Test("each finding stands at its place, word for word", arguments: frontMatter + cells + text)
    func wrong(report wrong: WrongReport) async {
        let (report, parsed) = ReportParser.parse(SourceText(path: "reports/r.md", text: wrong.text))
        var found = parsed
        if let report {
            var workspace = Workspace(root: "/w")
            workspace.sources = Self.sources.keys.sorted().map {
                SourceDeclaration(name: $0, paths: ["\($0).csv"], root: "/w", timeColumn: "timestamp")
            }
            found += await ReportRunner(backend: StubBackend(Self.sources), workspace: workspace).check(report)
        }
        let lines = found.sortedForReading().map { diagnostic in
            "\(diagnostic.range?.lowerBound.line ?? 0):\(diagnostic.range?.lowerBound.column ?? 0) \(diagnostic.id) "
                + diagnostic.message + (diagnostic.help.map { " | \($0)" } ?? "")
        }
        #expect(lines == wrong.expected)
        #expect(found.allSatisfy { $0.file == "reports/r.md" })
    }
}
