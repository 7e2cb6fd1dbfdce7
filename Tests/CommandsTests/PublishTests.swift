import Foundation
import FoundationXML
import Testing

@Suite("trinity publish")
struct PublishTests {
    private static let november = "at,x\n2026-11-09T00:00:00Z,1\n2026-11-09T01:00:00Z,2\n2026-11-10T01:00:00Z,4\n"
    private static let figures = """

        ```yaml {kpi #sums}
        - {value: n.total, label: Total}
        ```

        ```sql {assert #positive message="amounts are positive"}
        SELECT * FROM t WHERE x < 0
        ```
        """

    private func workspace(_ csv: String = november) throws -> Binary {
        let binary = try Binary()
        try binary.useSmallReport(csv: csv, cells: PublishTests.figures)
        return binary
    }

    /// Inode and time of modification of every file below a folder, by path.
    private func stamps(_ binary: Binary, _ path: String = "site") throws -> [String: String] {
        var stamps: [String: String] = [:]
        for name in try binary.files(below: path).keys {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: binary.folder.appendingPathComponent("\(path)/\(name)").path)
            stamps[name] = "\(attributes[.systemFileNumber] ?? "") \(attributes[.modificationDate] ?? "")"
        }
        return stamps
    }

    @Test(
        "a site has a home page with figures, an archive, the period's page, latest, a feed and a page for wrong addresses"
    )
    func site() throws {
        let binary = try workspace()
        let done = try binary.run("publish", "--period", "2026-11-09", "--title", "All <of> it")
        #expect(done.status == 0, "\(done.error)")
        let files = try binary.files(below: "site")
        let run = ["index.html", "report.json", "report.md", "tables/n.csv"]
        #expect(
            Set(files.keys)
                == Set(
                    ["index.html", "404.html", "feed.xml", "site.json", "small/index.html"]
                        + run.flatMap { ["small/2026-11-09/\($0)", "small/latest/\($0)"] }))
        let home = try binary.read("site/index.html")
        #expect(home.contains("<h1>All &lt;of&gt; it</h1>"))
        #expect(home.contains("href=\"small/latest/index.html\""))
        #expect(home.contains(">Total</dt>") && home.contains("<bdi>3</bdi>"))
        #expect(try binary.read("site/small/index.html").contains("href=\"2026-11-09/index.html\""))
        // RFC 4180: lines end with CR and LF.
        #expect(try binary.read("site/small/2026-11-09/tables/n.csv") == "rows,total\r\n2,3\r\n")
        let page = try binary.read("site/small/latest/index.html")
        #expect(try binary.read("site/small/2026-11-09/index.html") == page)
        #expect(page.contains("<link rel=\"canonical\" href=\"../../small/2026-11-09/index.html\">"))
        let verified = try binary.run("verify", "site")
        #expect(verified.status == 0, "\(verified.error)")
    }

    @Test("render gives the pages that it always gave: nothing of a site is in them")
    func render() throws {
        let binary = try workspace()
        #expect(try binary.run("render", "--period", "2026-11-09").status == 0)
        let page = try binary.read("out/small/2026-11-09/index.html")
        for word in ["trinity:", "canonical", "pager\""] {
            #expect(!page.contains("<!--\(word)") && !page.contains("\"\(word)"))
        }
        #expect(try binary.files(below: "out").keys.allSatisfy { !$0.contains("tables/") && !$0.contains("latest") })
    }

    @Test("with nothing changed nothing is written, and the answer is the same")
    func unchanged() throws {
        let binary = try workspace()
        // Digests of files that were just written are not remembered: without them a run is made again, and finds nothing to write.
        #expect(try binary.run("publish", "--period", "2026-11-09").status == 0)
        let before = try stamps(binary)
        let manifest = try binary.read("site/small/2026-11-09/manifest.json")
        Thread.sleep(forTimeInterval: 2.1)
        try binary.run("publish", "--period", "2026-11-09")
        let third = try binary.run("publish", "--period", "2026-11-09")
        #expect(third.status == 0)
        #expect(third.output.contains("nothing changed"))
        let after = try stamps(binary)
        // Only what says when it ran.
        for (path, stamp) in before where path != "site.json" { #expect(after[path] == stamp, "\(path)") }
        #expect(
            try binary.read("site/small/2026-11-09/manifest.json").count == manifest.count
                || manifest.contains("seconds"))
        #expect(try binary.run("verify", "site").status == 0)
    }

    @Test("without options, the site's folder and address are the workspace's, and a job's run is the same run")
    func workspaceSite() throws {
        let binary = try workspace()
        try binary.write(
            "site: public\nbase_url: https://example.org/r/\nsources:\n  t: {path: t.csv, time: at}\n",
            to: "trinity.yaml")
        let made = try binary.run("publish", "--period", "2026-11-09")
        #expect(made.output.hasPrefix("public/index.html: "))
        #expect(try binary.read("public/sitemap.xml").contains("https://example.org/r/small/2026-11-09/"))
        Thread.sleep(forTimeInterval: 2.1)
        #expect(try binary.run("jobs", "run", "small", "--period", "2026-11-09").status == 0)
        #expect(try binary.run("publish", "--period", "2026-11-09").output.contains("nothing changed"))
        #expect(!FileManager.default.fileExists(atPath: binary.folder.appendingPathComponent("site").path))
    }

    @Test("a profile, the environment or a flag that changes a source publishes anew, and what they change shows")
    func sourcesOfElsewhere() throws {
        let binary = try Binary()
        // Noon in UTC and half past midnight: in Berlin, an hour ahead, the latter is still the day before.
        try binary.useSmallReport(
            csv: "at,later,x\n2026-11-09T12:00:00,2026-11-10T12:00:00,1\n2026-11-09T00:30:00,,2\n")
        try binary.write(
            try binary.read("reports/small.md").replacingOccurrences(of: "report: 1", with: "report: 1\ntimezone: UTC"),
            to: "reports/small.md")
        try binary.write(
            "sources:\n  t: {path: t.csv, time: at}\nprofiles:\n  late: {sources: {t: {path: t.csv, time: later}}}\n",
            to: "trinity.yaml")
        let publish = ["publish", "--period", "2026-11-09"]
        try binary.run(publish)
        Thread.sleep(forTimeInterval: 2.1)
        try binary.run(publish)
        #expect(try binary.run(publish).output.contains("nothing changed"))
        #expect(try binary.read("site/small/2026-11-09/report.md").contains("Rows: 2"))
        for (arguments, environment, rows) in [
            ([], ["TRINITY_TIMEZONE": "Europe/Berlin"], 1), ([], [:], 2), (["--profile", "late"], [:], 0), ([], [:], 2),
            (["--timezone", "Europe/Berlin"], [:], 1),
        ] as [([String], [String: String], Int)] {
            let made = try binary.run(publish + arguments, environment: environment)
            #expect(made.status == 0)
            #expect(!made.output.contains("nothing changed"), "\(arguments) \(environment)")
            #expect(
                try binary.read("site/small/2026-11-09/report.md").contains("Rows: \(rows)"),
                "\(arguments) \(environment)")
        }
    }

    @Test("a further period changes only what tells of it; pages link to their neighbours")
    func neighbours() throws {
        let binary = try workspace()
        #expect(try binary.run("publish", "--period", "2026-11-09").status == 0)
        let before = try stamps(binary)
        #expect(try binary.run("publish", "--period", "2026-11-10").status == 0)
        let after = try stamps(binary)
        let first = try binary.read("site/small/2026-11-09/index.html")
        #expect(first.contains("<a rel=\"next\" href=\"../2026-11-10/index.html\">10 November →</a>"))
        #expect(first.contains("<a href=\"../latest/index.html\">Latest</a>"))
        #expect(
            try binary.read("site/small/latest/index.html").contains(
                "<a rel=\"prev\" href=\"../2026-11-09/index.html\">← 9 November</a>"))
        for file in ["report.json", "report.md", "tables/n.csv"] {
            #expect(after["small/2026-11-09/\(file)"] == before["small/2026-11-09/\(file)"], "\(file)")
        }
        #expect(after["404.html"] == before["404.html"])
        #expect(try binary.run("verify", "site").status == 0)
    }

    @Test("a failed assert keeps the last good page with a dated notice until a run passes again")
    func gate() throws {
        let binary = try workspace()
        #expect(try binary.run("publish", "--period", "2026-11-09").status == 0)
        let good = try binary.read("site/small/2026-11-09/report.json")
        try binary.write(PublishTests.november + "2026-11-10T02:00:00Z,-1\n", to: "t.csv")
        for _ in 1...2 {
            let failed = try binary.run("publish", "--period", "2026-11-10")
            #expect(failed.status == 3)
            #expect(
                failed.error.contains("assert 'positive' failed: 1 row")
                    || failed.error.contains("amounts are positive"))
            let page = try binary.read("site/small/latest/index.html")
            let year = Calendar(identifier: .gregorian).component(.year, from: Date())
            #expect(
                page.contains(#/The checks failed on \d+ [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC\./#)
                    && page.contains(String(year)))
            #expect(page.contains("Tuesday 10 November 2026 was not published: amounts are positive (1 row)"))
            #expect(try binary.read("site/small/latest/report.json") == good)
            #expect(
                !FileManager.default.fileExists(
                    atPath: binary.folder.appendingPathComponent("site/small/2026-11-10").path))
            #expect(try binary.read("site/index.html").contains("was not published"))
            #expect(try binary.run("verify", "site").status == 0)
        }
        try binary.write(PublishTests.november, to: "t.csv")
        #expect(try binary.run("publish", "--period", "2026-11-10").status == 0)
        for page in ["index.html", "small/2026-11-09/index.html", "small/latest/index.html"] {
            #expect(!(try binary.read("site/\(page)").contains("checks failed")), "\(page)")
        }
        #expect(try binary.run("verify", "site").status == 0)
    }

    @Test("the first page of a report is published whatever its checks say, and gives way to a good one")
    func firstFailure() throws {
        let binary = try workspace("at,x\n2026-11-09T00:00:00Z,-1\n")
        #expect(try binary.run("publish", "--period", "2026-11-09").status == 3)
        #expect(try binary.read("site/small/latest/index.html").contains("role=\"alert\""))
        #expect(try binary.read("site/small/index.html").contains("checks failed"))
        // It is no news for the feed.
        #expect(!(try binary.read("site/feed.xml").contains("<entry>")))
        try binary.write("at,x\n2026-11-09T00:00:00Z,1\n", to: "t.csv")
        #expect(try binary.run("publish", "--period", "2026-11-09").status == 0)
        #expect(!(try binary.read("site/small/latest/index.html").contains("role=\"alert\"")))
        #expect(try binary.read("site/feed.xml").contains("<entry>"))
    }

    @Test(
        "an address gives absolute links, ids and a site map; feed and map are well-formed",
        arguments: [nil, "https://a.example/r"])
    func addresses(base: String?) throws {
        let binary = try workspace()
        let done = try binary.run(["publish", "--period", "2026-11-09"] + (base.map { ["--base-url", $0] } ?? []))
        #expect(done.status == 0, "\(done.error)")
        let feed = try binary.read("site/feed.xml")
        #expect(XMLParser(data: Data(feed.utf8)).parse())
        let folder = base.map { $0 + "/" } ?? ""
        #expect(
            feed.contains("<link rel=\"alternate\" type=\"text/html\" href=\"\(folder)small/2026-11-09/index.html\"/>"))
        #expect(
            feed.contains(
                base == nil
                    ? "<id>tag:localhost,2026-11-09:reports/small/2026-11-09</id>"
                    : "<id>tag:a.example,2026-11-09:r/small/2026-11-09</id>"))
        #expect(feed.contains("&lt;strong&gt;3&lt;/strong&gt;"))
        guard base != nil else {
            #expect(!(try binary.files(below: "site").keys.contains("sitemap.xml")))
            return
        }
        let map = try binary.read("site/sitemap.xml")
        #expect(XMLParser(data: Data(map.utf8)).parse())
        #expect(map.contains("<loc>https://a.example/r/small/2026-11-09/index.html</loc>"))
        #expect(
            try binary.read("site/small/latest/index.html").contains(
                "<link rel=\"canonical\" href=\"https://a.example/r/small/2026-11-09/index.html\">"))
    }

    @Test("files that others have put into the site stay; a folder that is no site is not touched")
    func strangers() throws {
        let binary = try workspace()
        try binary.write("precious", to: "notes/a.txt")
        let refused = try binary.run("publish", "--period", "2026-11-09", "--out", "notes")
        #expect(refused.status != 0)
        #expect(refused.error.contains("not-a-site"))
        #expect(try binary.read("notes/a.txt") == "precious")
        #expect(try binary.run("publish", "--period", "2026-11-09").status == 0)
        try binary.write("reports.example.org", to: "site/CNAME")
        try binary.write("x", to: "site/.well-known/y")
        #expect(try binary.run("publish", "--period", "2026-11-10").status == 0)
        #expect(try binary.read("site/CNAME") == "reports.example.org")
        #expect(try binary.read("site/.well-known/y") == "x")
        #expect(try binary.run("verify", "site").status == 0)
    }

    @Test("what a killed run has left beside the site goes with the next; damage is mended and verify sees it")
    func mending() throws {
        let binary = try workspace()
        #expect(try binary.run("publish", "--period", "2026-11-09").status == 0)
        try binary.write("half", to: ".site.new-1/index.html")
        try binary.write("changed", to: "site/small/2026-11-09/report.md")
        try binary.write("<p>", to: "site/404.html")
        try FileManager.default.removeItem(at: binary.folder.appendingPathComponent("site/feed.xml"))
        let broken = try binary.run("verify", "site")
        #expect(broken.status == 1)
        #expect(
            broken.error.contains("404.html") && broken.error.contains("feed.xml") && broken.error.contains("report.md")
        )
        #expect(try binary.run("publish", "--period", "2026-11-09").status == 0)
        #expect(!FileManager.default.fileExists(atPath: binary.folder.appendingPathComponent(".site.new-1").path))
        let mended = try binary.run("verify", "site")
        #expect(mended.status == 0, "\(mended.error)")
    }

    @Test(
        "a single file has everything inside and asks for nothing; a failed check leaves the last good one with a notice"
    )
    func singleFile() throws {
        let binary = try workspace()
        let done = try binary.run("publish", "--single-file", "--period", "2026-11-09")
        #expect(done.status == 0, "\(done.error)")
        let path = "out/small-2026-11-09.html"
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: binary.folder.appendingPathComponent("out").path) == [
                "small-2026-11-09.html"
            ])
        let page = try binary.read(path)
        for match in page.matches(of: #/ (href|src)="([^"]*)"/#) {
            #expect(match.output.2.hasPrefix("data:") || match.output.2.hasPrefix("#"), "\(match.output.2.prefix(60))")
        }
        let csv = Data("rows,total\r\n2,3\r\n".utf8).base64EncodedString()
        #expect(page.contains("href=\"data:text/csv;base64,\(csv)\" download=\"n.csv\""))
        #expect(try binary.run("publish", "--single-file", "--period", "2026-11-09").output.contains("nothing changed"))
        try binary.write("at,x\n2026-11-09T00:00:00Z,-1\n", to: "t.csv")
        #expect(try binary.run("publish", "--single-file", "--period", "2026-11-09").status == 3)
        let kept = try binary.read(path)
        #expect(kept.contains("The checks failed on") && kept.contains(csv))
    }

    @Test("images beside a report go with its pages; one that is missing is a warning")
    func images() throws {
        let binary = try Binary()
        try binary.useSmallReport(
            csv: PublishTests.november,
            cells:
                "\n![one](img/a%20b.svg) ![two](../outside.svg) ![three](https://a.example/x.png) ![four](none.png)\n")
        try binary.write("<svg xmlns='http://www.w3.org/2000/svg'/>", to: "reports/img/a b.svg")
        try binary.write("secret", to: "outside.svg")
        let done = try binary.run("publish", "--period", "2026-11-09")
        #expect(done.status == 0, "\(done.error)")
        #expect(done.error.contains("there is no image 'reports/none.png'"))
        #expect(try binary.read("site/small/latest/img/a b.svg").hasPrefix("<svg"))
        #expect(try binary.read("site/small/latest/index.html").contains("src=\"img/a%20b.svg\""))
        #expect(!(try binary.files(below: "site").keys.contains { $0.contains("outside") }))
        #expect(try binary.run("publish", "--single-file", "--period", "2026-11-09").status == 0)
        #expect(try binary.read("out/small-2026-11-09.html").contains("src=\"data:image/svg+xml;base64,"))
    }

    @Test("what is wrong with the last report is told before the first one runs")
    func allChecked() throws {
        let binary = try workspace()
        try binary.write(
            "---\nreport: 1\ntitle: Wrong\nperiod: {grain: day}\n---\n\n```sql {#q}\nSELECT y FROM t\n```\n",
            to: "reports/wrong.md")
        let done = try binary.run("publish", "--period", "2026-11-09")
        #expect(done.status == 2)
        #expect(done.error.contains("reports/wrong.md:8:8: error: unknown column 'y'"))
        #expect(!FileManager.default.fileExists(atPath: binary.folder.appendingPathComponent("site").path))
    }
}
