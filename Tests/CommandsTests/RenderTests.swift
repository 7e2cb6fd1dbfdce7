import Foundation
import Testing

@Suite("trinity render")
struct RenderTests {
    static let periods = [
        ("trinity_report_weekly", "2026-W46"), ("quantum_resonance_hourly", "2026-11-13T06"),
        ("payment_analytics_daily", "2026-11-13"), ("ethical_coherence_daily", "2026-11-13"),
        ("gallery", "2026-W46"),
    ]

    @Test("any number of threads gives the same bytes, and verify agrees", arguments: periods)
    func threads(report: String, period: String) throws {
        let binary = try Binary()
        try binary.useShippedReports()
        var outputs: [[String: Data]] = []
        for threads in [1, 2, 7] {
            let done = try binary.run(
                "render", "reports/\(report).md", "--period", period, "--threads", "\(threads)", "--out",
                "out\(threads)")
            #expect(done.status == 0, "\(done.error)")
            outputs.append(try binary.files(below: "out\(threads)"))
            #expect(try binary.run("verify", "out\(threads)").status == 0)
        }
        #expect(outputs[0].keys.contains("\(report)/\(period)/index.html"))
        #expect(outputs[0] == outputs[1] && outputs[0] == outputs[2])
        let page = String(decoding: outputs[0]["\(report)/\(period)/index.html"] ?? Data(), as: UTF8.self)
        #expect(!page.contains("cannot be drawn"))
    }

    @Test("included files are found beside the file that includes them, wherever the report lies")
    func includes() throws {
        let binary = try Binary()
        try binary.useSmallReport(csv: "at,x\n2026-11-09T00:00:00Z,1\n", cells: "<!-- include: parts/a.md -->\n")
        try binary.write("From a, then:\n\n<!-- include: more/b.md -->\n", to: "reports/parts/a.md")
        try binary.write("from b.\n", to: "reports/parts/more/b.md")
        let done = try binary.run("render", "reports/small.md", "--period", "2026-11-09")
        #expect(done.status == 0, "\(done.error)")
        let page = try binary.read("out/small/2026-11-09/report.md")
        #expect(page.contains("From a, then:") && page.contains("from b."))
    }

    @Test("reports of one name are refused before any is run: the second would overwrite the first")
    func namesakes() throws {
        let binary = try Binary()
        try binary.useSmallReport(csv: "at,x\n2026-11-09T00:00:00Z,1\n", cells: "")
        try binary.write(try binary.read("reports/small.md"), to: "reports/old/small.md")
        for command in [
            ["render"], ["render", "reports/old/small.md", "reports/small.md"], ["publish"], ["check"],
        ] {
            let done = try binary.run(command)
            #expect(done.status == 2)
            let said = "the pages of 'reports/old/small.md' and 'reports/small.md' would both be those of 'small'"
            #expect(done.error.contains(said), "\(command): \(done.error)")
        }
        let twice = try binary.run("render", "reports/small.md", "./reports/small.md")
        #expect(twice.status == 2 && twice.error.contains("'reports/small.md' is named twice"))
        #expect(!FileManager.default.fileExists(atPath: binary.folder.appendingPathComponent("out").path))
    }

    @Test("reports of one name in two workspaces go to each's own folder, but not to one")
    func namesakesApart() throws {
        let binary = try Binary()
        try binary.useSmallReport(csv: "at,x\n2026-11-09T00:00:00Z,1\n", cells: "")
        for file in ["trinity.yaml", "t.csv", "reports/small.md"] {
            try binary.write(binary.read(file), to: "b/\(file)")
        }
        let both = ["render", "reports/small.md", "b/reports/small.md", "--period", "2026-11-09"]
        #expect(try binary.run(both).status == 0)
        #expect(try binary.files(below: "b/out").keys.contains("small/2026-11-09/index.html"))
        #expect(try binary.run(both + ["--out", "one"]).status == 2)
    }

    @Test("NDJSON and CSV of the same data give the same report")
    func formats() throws {
        let binary = try Binary()
        try binary.useShippedReports(rows: 5000)
        let csv = try binary.run("render", "reports/trinity_report_weekly.md", "--period", "2026-W46", "--out", "csv")
        #expect(csv.status == 0)
        let made = try binary.run(
            "sample", "--out", "data", "--rows", "5000", "--end", "2026-11-16", "--format", "ndjson", "--quiet")
        #expect(made.status == 0)
        try binary.write(
            try binary.read("trinity.yaml").replacingOccurrences(of: "*.csv", with: "*.ndjson"), to: "trinity.yaml")
        let ndjson = try binary.run(
            "render", "reports/trinity_report_weekly.md", "--period", "2026-W46", "--out", "ndjson")
        #expect(ndjson.status == 0, "\(ndjson.error)")
        let path = "trinity_report_weekly/2026-W46/report.json"
        #expect(try binary.read("csv/\(path)") == binary.read("ndjson/\(path)"))
    }

    @Test("a period without rows is a normal answer, said in words", arguments: periods)
    func emptyPeriod(report: String, period: String) throws {
        let binary = try Binary()
        try binary.useShippedReports(rows: 1000)
        let old = ["2026-W46": "2020-W01", "2026-11-13T06": "2020-01-01T06", "2026-11-13": "2020-01-01"][period] ?? ""
        let done = try binary.run("render", "reports/\(report).md", "--period", old)
        #expect(done.status == 0, "\(done.error)")
        let page = try binary.read("out/\(report)/\(old)/index.html")
        #expect(page.contains("No data in this period"))
        for word in ["NaN", "inf%", "Infinity", "nil"] { #expect(!page.contains(word), "\(word)") }
    }

    @Test("what is wrong with a source is said with its place, and nothing is written")
    func badRow() throws {
        let binary = try Binary()
        try binary.useSmallReport(
            csv: "at,x\n2026-11-09T00:00:00Z,1\n2026-11-09T01:00:00Z,two\n",
            sourceOptions: ", schema: {at: timestamp, x: double}")
        let done = try binary.run("render", "reports/small.md", "--period", "2026-11-09")
        #expect(done.status == 1)
        #expect(done.error.contains("t.csv:3:"))
        #expect(done.error.contains("column 'x'"))
        // The page says so in the cell's place; it does not show a zero.
        let page = try binary.read("out/small/2026-11-09/index.html")
        #expect(page.contains("failed"))
    }

    @Test("rows set aside are counted on the page and kept")
    func quarantine() throws {
        let binary = try Binary()
        try binary.useSmallReport(
            csv: "at,x\n2026-11-09T00:00:00Z,1\n2026-11-09T01:00:00Z,two\n2026-11-09T02:00:00Z,3\n",
            sourceOptions: ", schema: {at: timestamp, x: double}, on_bad_row: quarantine")
        let done = try binary.run("render", "reports/small.md", "--period", "2026-11-09")
        #expect(done.status == 0, "\(done.error)")
        #expect(done.error.contains("1 row of 't' set aside"))
        #expect(try binary.read("out/small/2026-11-09/report.json").contains("\"rows\":[[2,4]]"))
        #expect(try binary.read("out/small/2026-11-09/rejects.ndjson").contains("\"line\":3"))
        #expect(try binary.read("out/small/2026-11-09/index.html").contains("1 rejected"))
    }

    @Test("a missing file, a glob without files and a missing column are errors before anything runs")
    func missing() throws {
        let binary = try Binary()
        try binary.useSmallReport(csv: nil)
        let gone = try binary.run("render", "reports/small.md", "--period", "2026-11-09")
        #expect(gone.status == 2)
        #expect(gone.error.contains("t.csv"))
        try binary.write("sources:\n  t: {path: 'x/*.csv', time: at}\n", to: "trinity.yaml")
        let glob = try binary.run("check")
        #expect(glob.status == 2)
        #expect(glob.error.contains("x/*.csv"))
        try binary.useSmallReport(csv: "at,y\n2026-11-09T00:00:00Z,1\n")
        let column = try binary.run("check")
        #expect(column.status == 2)
        #expect(column.error.contains("reports/small.md:10:"))
        #expect(column.error.contains("unknown column 'x'"))
        #expect(!FileManager.default.fileExists(atPath: binary.folder.appendingPathComponent("out").path))
    }

    @Test(
        "an empty file and a header without rows are empty, not errors",
        arguments: ["", "at,x\n", "\u{FEFF}at,x\r\n", "at,x"])
    func empty(csv: String) throws {
        let binary = try Binary()
        try binary.useSmallReport(csv: csv, sourceOptions: ", schema: {at: timestamp, x: double}")
        let done = try binary.run("render", "reports/small.md", "--period", "2026-11-09")
        #expect(done.status == 0, "\(done.error)")
        #expect(try binary.read("out/small/2026-11-09/report.json").contains("\"rows\":[[0,null]]"))
    }

    @Test("a cell that fails is shown in place, the rest of the report goes on, and the exit status is 1")
    func failingCell() throws {
        let binary = try Binary()
        try binary.useSmallReport(
            csv: "at,x\n2026-11-09T00:00:00Z,0\n",
            cells: "\n```sql {#broken show=table}\nSELECT 1 / x AS y FROM t\n```\n\nStill here.\n")
        let done = try binary.run("render", "reports/small.md", "--period", "2026-11-09")
        #expect(done.status == 1)
        #expect(done.error.contains("division by zero"))
        let page = try binary.read("out/small/2026-11-09/index.html")
        #expect(page.contains("division by zero") && page.contains("Still here."))
    }

    @Test("a failed assert is exit status 3 and stands on the page")
    func failedAssert() throws {
        let binary = try Binary()
        try binary.useSmallReport(
            csv: "at,x\n2026-11-09T00:00:00Z,-1\n",
            cells: "\n```sql {assert #positive}\nSELECT * FROM t WHERE x < 0\n```\n")
        let done = try binary.run("render", "reports/small.md", "--period", "2026-11-09")
        #expect(done.status == 3)
        #expect(done.error.contains("assert 'positive' failed: 1 row"))
        #expect(try binary.read("out/small/2026-11-09/index.html").contains("‘positive’"))
    }

    @Test("hostile data is text in every output")
    func hostile() throws {
        let binary = try Binary()
        let values = [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "]]>", "javascript:alert(1)", "a|b",
            "`code`",
            "\u{202E}drawkcab", "bell\u{7}", "<\u{301}b>",
        ]
        let rows = values.map { "2026-11-09T00:00:00Z,1,\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" }
        try binary.useSmallReport(
            csv: "at,x,name\n" + rows.joined(separator: "\n") + "\n",
            cells: """

                ```sql {#names show=table}
                SELECT name, count(*) AS n FROM t GROUP BY name ORDER BY name
                ```

                ```yaml {chart #bars from=names}
                mark: bar
                x: name
                y: n
                title: Names
                ```

                <!-- each: row in names -->
                - `= row.name`
                <!-- end -->
                """)
        let done = try binary.run("render", "reports/small.md", "--period", "2026-11-09")
        #expect(done.status == 0, "\(done.error)")
        let base = "out/small/2026-11-09"
        for file in ["index.html", "charts/bars.svg", "report.md"] {
            let text = try binary.read("\(base)/\(file)")
            #expect(!text.contains("<script"), "\(file)")
            #expect(!text.contains("<img src=x"), "\(file)")
            #expect(!text.unicodeScalars.contains("\u{7}"), "\(file)")
            #expect(text.range(of: "<\u{301}b", options: .literal) == nil, "\(file)")
        }
        let page = try binary.read("\(base)/index.html")
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(!page.contains("href=\"javascript:"))
        let json =
            try JSONSerialization.jsonObject(with: Data(binary.read("\(base)/report.json").utf8)) as? [String: Any]
        let cells = json?["cells"] as? [String: Any]
        let tables = (cells?["names"] as? [String: Any])?["tables"] as? [String: Any]
        let found = ((tables?["result"] as? [String: Any])?["rows"] as? [[Any]])?.compactMap { $0.first as? String }
        #expect(Set(found ?? []) == Set(values))
    }

    @Test("wrong use is exit status 2 and says what would be right")
    func usage() throws {
        let binary = try Binary()
        try binary.useSmallReport(csv: "at,x\n2026-11-09T00:00:00Z,1\n")
        let grain = try binary.run("render", "reports/small.md", "--period", "2026-W46")
        #expect(grain.status == 2)
        #expect(grain.error.contains("'2026-W46' is a week; this report covers days"))
        let parameter = try binary.run("render", "reports/small.md", "--period", "2026-11-09", "--param", "x=1")
        #expect(parameter.status == 2)
        #expect(parameter.error.contains("there is no parameter 'x'"))
        let report = try binary.run("render", "reports/smal.md")
        #expect(report.status == 2)
        #expect(report.error.contains("there is no file 'reports/smal.md'"))
        #expect(try binary.run("render", "--nonsense").status == 2)
        #expect(try binary.run("verify", "reports").status == 1)
    }

    @Test("decimals, and columns named by their sub-query, reach the page as they are")
    func exactValues() throws {
        let binary = try Binary()
        try binary.write("sources: {}\n", to: "trinity.yaml")
        try binary.write(
            """
            ---
            report: 1
            title: Exact
            ---
            `= d.x as ,.2f` is `= if(d.x == 9007199254740993.12, 'wrong', 'right')`, and `= v.n` stands for `= v.name`.

            ```sql {#d show=table}
            SELECT 9007199254740993.11BD AS x
            ```

            ```sql {#v show=table}
            SELECT name, n FROM (VALUES ('a', 3), ('b', 4)) AS v(name, n)
            ```

            ```yaml {chart #bars from=v}
            mark: bar
            x: name
            y: n
            ```
            """, to: "reports/exact.md")
        let done = try binary.run("render", "--period", "2026-W46")
        #expect(done.status == 0, "\(done.error)")
        let text = try binary.read("out/exact/2026-W46/report.md")
        #expect(text.contains("9,007,199,254,740,993.11 is right, and 3 stands for a."))
        #expect(text.contains("| 9,007,199,254,740,993.11 |"))
        #expect(text.contains("| Name | N |") || text.contains("| Name |"))
        #expect(try !binary.read("out/exact/2026-W46/index.html").contains("cannot be drawn"))
    }

    @Test("different parameter values never share a folder, and plain ones name it")
    func outputFolders() throws {
        let binary = try Binary()
        try binary.write("sources: {}\n", to: "trinity.yaml")
        try binary.write(
            "---\nreport: 1\ntitle: P\nparams: {p: {type: string, default: x}}\n---\nIt is `= param.p`.\n",
            to: "reports/p.md")
        let long = String(repeating: "a", count: 400)
        let values = ["a/b", "a b", "a_b", "plain-1.5", "\u{E9}", "e\u{301}", "", "a~b", "..", long, long + "b"]
        for value in values {
            let done = try binary.run("render", "--period", "2026-W46", "--param", "p=\(value)", "--quiet")
            #expect(done.status == 0, "\(value): \(done.error)")
        }
        let pages = try binary.files(below: "out/p").filter { $0.key.hasSuffix("report.md") }
        #expect(pages.count == values.count)
        #expect(Set(pages.values).count == values.count)
        #expect(pages.keys.contains("2026-W46+p=plain-1.5/report.md"))
        #expect(pages.keys.allSatisfy { $0.split(separator: "/")[0].utf8.count <= 255 })
    }

    @Test("a new workspace renders at once")
    func newWorkspace() throws {
        let binary = try Binary()
        #expect(try binary.run("new", "workspace", "w").status == 0)
        try binary.write(
            try binary.read("w/trinity.yaml").replacingOccurrences(of: "data/", with: "w/data/"), to: "trinity.yaml")
        let done = try binary.run("render", "w/reports/first.md")
        #expect(done.status == 0, "\(done.error)")
    }

    @Test("check finds the mistakes of a report's queries beside those that keep a cell from being read, and no others")
    func allMistakes() throws {
        let binary = try Binary()
        try binary.useSmallReport(
            csv: "at,x\n2026-11-09T00:00:00Z,1\n",
            cells: """

                ```sql {#broken windw=all}
                SELECT cuont(*), idd FROM t
                ```

                ```yaml {chart #c from=n}
                mark: bra
                x: rows
                y: total
                ```

                ```yaml {analyze #a}
                analyser: payment_patterns
                ```

                `= a.total_payments` `= nothing.x`

                ```sql {#more show=tabel}
                SELECT 1 AS one
                ```

                ```sql {#reader}
                SELECT one, tow FROM more
                ```
                """)
        let done = try binary.run("check")
        #expect(done.status == 2)
        for wanted in ["'cuont'", "'idd'", "'bra'", "'analyser'", "'nothing'"] {
            #expect(done.error.contains(wanted), "\(wanted)")
        }
        // An unknown key of two cells, a missing one, and what their consequences are not.
        #expect(done.error.hasSuffix("9 errors in 1 file\n"), "\(done.error)")
    }

    @Test("what fails on a row is shown in the cell that writes it, also when another cell reads that")
    func runtimePlace() throws {
        let binary = try Binary()
        try binary.useSmallReport(
            csv: "at,x\n2026-11-09T00:00:00Z,1\n",
            cells:
                "\n```sql {#low}\nSELECT x % (x - x) AS r FROM t\n```\n\n```sql {#high}\nSELECT max(r) AS m FROM low\n```\n"
        )
        let done = try binary.run("render", "reports/small.md", "--period", "2026-11-09")
        #expect(done.status == 1)
        for cell in ["low", "high"] {
            let shown =
                "reports/small.md:18:10: error: division by zero in '%' [division-by-zero]\n"
                + "   18 | SELECT x % (x - x) AS r FROM t\n      |          ^\n      = note: in cell '\(cell)' of"
            #expect(done.error.contains(shown), "\(done.error)")
        }
    }
}
