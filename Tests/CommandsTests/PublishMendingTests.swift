import Foundation
import Testing

/// What must not be lost, hidden or made to look right by a later publish.
@Suite("trinity publish: what stays true")
struct PublishMendingTests {
    private static let days = """
        at,x
        2026-11-07T00:00:00Z,1
        2026-11-08T00:00:00Z,-1
        2026-11-09T00:00:00Z,2
        2026-11-10T00:00:00Z,-3
        2026-11-11T00:00:00Z,4

        """

    private func workspace(_ csv: String = days) throws -> Binary {
        let binary = try Binary()
        try binary.useSmallReport(
            csv: csv,
            cells: """

                ```sql {assert #positive message="amounts are positive"}
                SELECT * FROM t WHERE x < 0
                ```
                """)
        return binary
    }

    private func publish(_ binary: Binary, _ day: Int) throws -> Int32 {
        try binary.run("publish", "--period", "2026-11-\(day < 10 ? "0" : "")\(day)").status
    }

    /// The pages of the site that speak of failed checks.
    private func alarmed(_ binary: Binary) throws -> Set<String> {
        Set(
            try binary.files(below: "site").filter {
                $0.key.hasSuffix(".html") && String(decoding: $0.value, as: UTF8.self).contains("checks failed")
            }.keys)
    }

    @Test("a damaged page stays known as damaged when its neighbours change, and a new run mends it")
    func damage() throws {
        let binary = try workspace()
        // Old enough that its digest is taken as known: a run over it is not made again without need.
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -3600)],
            ofItemAtPath: binary.folder.appendingPathComponent("t.csv").path)
        #expect(try publish(binary, 9) == 0)
        let page = "site/small/2026-11-09/index.html"
        try binary.write(
            try binary.read(page).replacingOccurrences(of: "<h1>Small</h1>", with: "<h1>Large</h1>"), to: page)
        for _ in 1...2 {
            #expect(try publish(binary, 11) == 0)
            let verified = try binary.run("verify", "site")
            #expect(verified.status == 1 && verified.error.contains("2026-11-09/index.html"), "\(verified.error)")
        }
        #expect(try publish(binary, 9) == 0)
        #expect(try binary.read(page).contains("../2026-11-11/index.html"))
        let mended = try binary.run("verify", "site")
        #expect(mended.status == 0, "\(mended.error)")
        // Two periods; `latest` is one of them again.
        #expect(mended.output.hasPrefix("2 reports, "), "\(mended.output)")
    }

    @Test("an older period that fails is told of in the archive only, for a later one has passed")
    func backfill() throws {
        let binary = try workspace()
        #expect(try publish(binary, 9) == 0)
        // Without and with an older good page.
        #expect(try publish(binary, 8) == 3)
        #expect(try alarmed(binary) == ["small/index.html"])
        #expect(try publish(binary, 7) == 0)
        #expect(try publish(binary, 8) == 3)
        #expect(try alarmed(binary) == ["small/index.html"])
        #expect(try binary.read("site/small/index.html").contains("Sunday 8 November 2026 was not published"))
        #expect(!(try binary.files(below: "site").keys.contains { $0.contains("2026-11-08") }))
        #expect(try binary.run("verify", "site").status == 0)
        try binary.write(PublishMendingTests.days.replacingOccurrences(of: "-1\n", with: "1\n"), to: "t.csv")
        #expect(try publish(binary, 8) == 0)
        #expect(try alarmed(binary).isEmpty)
    }

    @Test("the notice of a failed period leaves home and pages when a later period passes")
    func laterPeriod() throws {
        let binary = try workspace()
        #expect(try publish(binary, 9) == 0)
        #expect(try publish(binary, 10) == 3)
        let told: Set = ["index.html", "small/index.html", "small/2026-11-09/index.html", "small/latest/index.html"]
        #expect(try alarmed(binary) == told)
        #expect(try publish(binary, 11) == 0)
        #expect(try alarmed(binary) == ["small/index.html"])
        #expect(try binary.run("verify", "site").status == 0)
    }

    @Test("files of a report's template are mended though its run is not made again")
    func statics() throws {
        let binary = try workspace()
        let report = try binary.read("reports/small.md")
        try binary.write(
            report.replacingOccurrences(of: "title: Small\n", with: "title: Small\ntemplate: {name: house}\n"),
            to: "reports/small.md")
        try binary.write("extends: trinity\nstylesheet: style.css\n", to: "templates/house/template.yaml")
        try binary.write("as it was", to: "templates/house/static/logo.txt")
        #expect(try publish(binary, 9) == 0)
        let page = try binary.read("site/small/2026-11-09/index.html")
        let sheet = try #require(page.firstMatch(of: #/href="\.\./\.\./(style-[0-9a-f]{12}\.css)"/#)).output.1
        // Digests of files that were just written are not remembered; with them the run is known.
        Thread.sleep(forTimeInterval: 2.1)
        #expect(try publish(binary, 9) == 0)
        try binary.write("damaged", to: "site/logo.txt")
        try FileManager.default.removeItem(at: binary.folder.appendingPathComponent("site/\(sheet)"))
        #expect(try publish(binary, 9) == 0)
        #expect(try binary.read("site/logo.txt") == "as it was")
        #expect(try binary.read("site/\(sheet)").contains("--accent"))
        let verified = try binary.run("verify", "site")
        #expect(verified.status == 0, "\(verified.error)")
    }

    @Test("render refuses the folder of a published site")
    func renderIntoSite() throws {
        let binary = try workspace()
        #expect(try publish(binary, 9) == 0)
        let refused = try binary.run("render", "--period", "2026-11-09", "--out", "site")
        #expect(refused.status == 2)
        #expect(refused.error.contains("is-a-site") && refused.error.contains("trinity publish --out site"))
        #expect(try binary.run("verify", "site").status == 0)
    }

    @Test(
        "a report cannot have the name of a site's own file",
        arguments: ["feed.xml", "site.json", "404.html", "Index.html", "sitemap.xml"])
    func reserved(name: String) throws {
        let binary = try workspace()
        try binary.write(try binary.read("reports/small.md"), to: "reports/\(name).md")
        let checked = try binary.run("check")
        #expect(checked.status == 2)
        #expect(checked.error.contains("reserved-name") && checked.error.contains("'\(name)'"), "\(checked.error)")
    }

    @Test("a single file gives way to a failed run's unless it is a good one of the same report")
    func singleFile() throws {
        let binary = try workspace("at,x\n2026-11-09T00:00:00Z,-1\n")
        let path = "out/small-2026-11-09.html"
        func total(_ csv: String) -> String { Data("rows,total\r\n\(csv)\r\n".utf8).base64EncodedString() }
        func write() throws -> Int32 {
            try binary.run("publish", "--single-file", "--period", "2026-11-09").status
        }
        #expect(try write() == 3)
        #expect(try binary.read(path).contains(total("1,-1")))
        // A failed one is no good one to keep.
        try binary.write("at,x\n2026-11-09T00:00:00Z,-2\n", to: "t.csv")
        #expect(try write() == 3)
        #expect(try binary.read(path).contains(total("1,-2")))
        // Nor is what somebody else has put there.
        try binary.write("<p>not a report</p>", to: path)
        #expect(try write() == 3)
        #expect(try binary.read(path).contains(total("1,-2")))
        try binary.write("at,x\n2026-11-09T00:00:00Z,5\n", to: "t.csv")
        #expect(try write() == 0)
        try binary.write("at,x\n2026-11-09T00:00:00Z,-2\n", to: "t.csv")
        for _ in 1...2 {
            #expect(try write() == 3)
            let kept = try binary.read(path)
            #expect(kept.contains(total("1,5")) && kept.contains("This page is the last good one."))
        }
    }

    @Test("a run with other parameters that fails holds its own page and says nothing on the usual one")
    func variants() throws {
        let binary = try workspace("at,x\n2026-11-09T00:00:00Z,2\n")
        let text = try binary.read("reports/small.md").replacingOccurrences(
            of: "title: Small\n", with: "title: Small\nparams: {least: {type: double, default: 0}}\n"
        ).replacingOccurrences(of: "WHERE x < 0", with: "WHERE x < :least")
        try binary.write(text, to: "reports/small.md")
        func publish(_ parameters: String...) throws -> Int32 {
            try binary.run(["publish", "--period", "2026-11-09"] + parameters).status
        }
        #expect(try publish() == 0)
        #expect(try publish("--param", "least=1") == 0)
        let variant = try #require(
            try binary.files(below: "site/small").keys.first {
                $0.hasPrefix("2026-11-09+least=") && $0.hasSuffix("index.html")
            })
        #expect(try alarmed(binary).isEmpty)
        // Rows of less than 1 arrive: the usual run still holds, the other one does not.
        try binary.write("at,x\n2026-11-09T00:00:00Z,2\n2026-11-09T01:00:00Z,0.5\n", to: "t.csv")
        #expect(try publish("--param", "least=1") == 3)
        #expect(try alarmed(binary) == ["small/index.html", "small/\(variant)"])
        #expect(try publish() == 0)
        #expect(try alarmed(binary) == ["small/index.html", "small/\(variant)"])
        #expect(try binary.run("verify", "site").status == 0)
        try binary.write("at,x\n2026-11-09T00:00:00Z,2\n", to: "t.csv")
        #expect(try publish("--param", "least=1") == 0)
        #expect(try alarmed(binary).isEmpty)
    }
}
