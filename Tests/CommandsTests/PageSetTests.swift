import Foundation
import Testing

@Suite("Pages from the rows of a cell")
struct PageSetTests {
    private static let csv = """
        at,user,name,x
        2026-11-08T00:00:00Z,1,Ann B.,10
        2026-11-09T00:00:00Z,1,Ann B.,1
        2026-11-09T01:00:00Z,2,Zoë/Ü,2
        2026-11-09T02:00:00Z,1,Ann B.,4

        """

    private func workspace(
        _ pages: String = #"{each: users, path: "users/{page.name}", title: "{page.name}"}"#, csv: String = csv
    ) throws -> Binary {
        let binary = try Binary()
        try binary.write("sources:\n  t: {path: t.csv, time: at}\n", to: "trinity.yaml")
        try binary.write(csv, to: "t.csv")
        try binary.write(
            """
            ---
            report: 1
            title: Users
            period: {grain: day, offset: -1}
            pages: \(pages)
            ---

            `= page.name` paid `= own.total as .1f`, `= change(own.total) as +.1f` on the day before, of `= whole.total as .1f`.

            ```sql {#users}
            SELECT user, name, count(*) AS n FROM t GROUP BY 1, 2
            ```

            ```sql {#whole}
            SELECT sum(x) AS total FROM t
            ```

            ```sql {#own page=user}
            SELECT user, sum(x) AS total FROM t GROUP BY user
            ```

            ```sql {#rows page=user}
            SELECT user, at, x FROM t ORDER BY at DESC
            ```

            ```yaml {table #shown from=rows}
            title: Rows
            ```

            ```yaml {kpi #sums}
            - {value: own.total, label: Total}
            ```
            """, to: "reports/users.md")
        return binary
    }

    @Test("each row gives a page with its own rows of the cells that are seen by page, from one scan")
    func pages() throws {
        let binary = try workspace()
        let done = try binary.run("publish", "--period", "2026-11-09")
        #expect(done.status == 0, "\(done.error)")
        let run = "site/users/2026-11-09"
        // Worked by hand: Ann paid 1 + 4 after 10 the day before; Zoë 2 after nothing.
        let ann = try binary.read("\(run)/users/ann-b/report.md")
        #expect(ann.hasPrefix("# Ann B.\n"))
        #expect(ann.contains("Ann B. paid 5.0, −5.0 on the day before, of 7.0."))
        #expect(ann.contains("| 9 November 2026, 02:00 | 4 |\n| 9 November 2026, 00:00 | 1 |"))
        #expect(!ann.contains("| 2 |"))
        let other = try binary.read("\(run)/users/zoë-ü/report.md")
        #expect(other.contains("Zoë/Ü paid 2.0, – on the day before, of 7.0."))
        let page = try binary.read("\(run)/users/ann-b/index.html")
        #expect(page.contains("<a rel=\"next\" href=\"../../users/zo%C3%AB-%C3%BC/index.html\">Zoë/Ü →</a>"))
        #expect(page.contains("href=\"../../../../index.html\">All reports</a>"))
        #expect(page.contains("href=\"../../manifest.json\""))
        let index = try binary.read("\(run)/index.html")
        #expect(
            index.contains("href=\"users/ann-b/index.html\"")
                && index.contains("href=\"users/zo%C3%AB-%C3%BC/index.html\""))
        #expect(
            try binary.read("\(run)/users/ann-b/tables/own.csv") == "user,total\r\n1,5\r\n")
        let json = try binary.read("\(run)/users/ann-b/report.json")
        #expect(json.contains(#""page":{"path":"users/ann-b","values":{"user":1,"name":"Ann B.","n":2}}"#))
        // What is the same on every page stands once, with the run.
        #expect(!json.contains("\"whole\""))
        let whole = try binary.read("\(run)/report.json")
        #expect(whole.contains("\"whole\"") && !whole.contains("\"own\""))
        #expect(try binary.read("\(run)/manifest.json").contains("\"scans\": 1"))
        #expect(try binary.read("site/users/latest/users/ann-b/index.html") == page)
        #expect(try binary.run("verify", "site").status == 0)
    }

    @Test("pages are the same at any number of threads, and render writes them too")
    func render() throws {
        let binary = try workspace()
        var outputs: [[String: Data]] = []
        for threads in ["1", "5"] {
            let done = try binary.run(
                "render", "--period", "2026-11-09", "--threads", threads, "--out", "out\(threads)")
            #expect(done.status == 0, "\(done.error)")
            outputs.append(try binary.files(below: "out\(threads)"))
            #expect(try binary.run("verify", "out\(threads)").status == 0)
        }
        #expect(outputs[0] == outputs[1])
        #expect(outputs[0].keys.contains("users/2026-11-09/users/ann-b/index.html"))
    }

    @Test(
        "rows that would be one page, or none, are named with their place",
        arguments: [
            ("{page.name}", "2026-11-09T03:00:00Z,3,ann b,4\n", "duplicate-page", "row 3 (user '3') of 'users'"),
            ("{page.name}", "2026-11-09T03:00:00Z,3,,4\n", "empty-page", "row 3 (user '3')"),
            ("u/{page.name}", "2026-11-09T03:00:00Z,3,...,4\n", "empty-page", "leaves a name empty"),
            (
                "{page.name}{page.name}{page.name}",
                "2026-11-09T03:00:00Z,3,\(String(repeating: "n", count: 100)),4\n", "long-page", "255 bytes"
            ),
            ("{page.name}", "2026-11-09T03:00:00Z,3,Charts,4\n", "taken-page", "'charts'"),
        ])
    func collisions(path: String, row: String, id: String, words: String) throws {
        let binary = try workspace("{each: users, path: \"\(path)\"}", csv: PageSetTests.csv + row)
        let done = try binary.run("publish", "--period", "2026-11-09")
        #expect(done.status == 1)
        #expect(done.error.contains(id) && done.error.contains(words), "\(done.error)")
        #expect(done.error.contains("reports/users.md:5:"))
        #expect(!FileManager.default.fileExists(atPath: binary.folder.appendingPathComponent("site").path))
    }

    @Test(
        "what is wrong with pages is found without running",
        arguments: [
            ("{each: user, path: \"{page.name}\"}", "unknown-cell", "did you mean 'users'?"),
            ("{each: shown, path: \"{page.name}\"}", "unknown-cell", "a cell of kind 'table'"),
            ("{each: users, path: \"{page.nam}\"}", "unknown-column", "did you mean 'name'?"),
            ("{each: users, path: users}", "bad-path", "every page would have the same path"),
            ("{each: users, path: \"a b/{page.name}\"}", "bad-path", "' ' cannot stand in a path"),
            ("{each: users, path: \"../{page.name}\"}", "bad-path", "no part of a path starts with '.'"),
            ("{each: users, path: \"/{page.name}\"}", "bad-path", "does not start with '/'"),
            ("{each: users, path: \"index.html/{page.name}\"}", "bad-path", "no name with a dot"),
            ("{each: users, path: \"report.json/a/{page.name}\"}", "bad-path", "no name with a dot"),
            ("{each: users, path: \"Tables/{page.name}\"}", "bad-path", "'tables'"),
            ("{each: users, path: \"a//{page.name}\"}", "bad-path", "no empty part"),
            ("{each: users, path: \"{page.name\"}", "bad-expression", "never closed"),
            ("{each: users}", "missing-key", "has no 'path'"),
            ("{each: own, path: \"{page.user}\"}", "circular-pages", "'own'"),
            ("{each: whole, path: \"{page.total}\"}", "unknown-column", "'whole' has no column"),
        ])
    func checks(pages: String, id: String, words: String) throws {
        let binary = try workspace(pages)
        let done = try binary.run("check")
        #expect(done.status == 2)
        #expect(done.error.contains(id) && done.error.contains(words), "\(done.error)")
    }

    @Test("a cell seen by page needs pages and the column on both sides")
    func attribute() throws {
        let binary = try workspace()
        let text = try binary.read("reports/users.md")
        try binary.write(
            text.replacingOccurrences(of: "{#own page=user}", with: "{#own page=usr}"), to: "reports/users.md")
        let unknown = try binary.run("check")
        #expect(unknown.error.contains("'own' has no column 'usr'") && unknown.error.contains("did you mean 'user'?"))
        try binary.write(
            text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("pages:") }
                .joined(separator: "\n"), to: "reports/users.md")
        let none = try binary.run("check")
        #expect(none.error.contains("no-pages"))
        #expect(none.error.contains("this report has no 'pages' in its front matter"))
    }
}
