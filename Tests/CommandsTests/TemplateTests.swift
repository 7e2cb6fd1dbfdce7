import Foundation
import Testing

@Suite("trinity template")
struct TemplateTests {
    @Test("a new template renders at once, and what is changed in it shows")
    func starter() throws {
        let binary = try Binary()
        try binary.useSmallReport(csv: "at,x\n2026-11-09T00:00:00Z,1\n")
        let made = try binary.run("new", "template", "house")
        #expect(made.status == 0, "\(made.error)")
        #expect(made.output.contains("templates/house/: template.yaml, page.mustache, house.css"))
        func page(_ choice: String) throws -> String {
            try binary.write(
                "sources:\n  t: {path: t.csv, time: at}\ntemplate: \(choice)\n", to: "trinity.yaml")
            let done = try binary.run("render", "reports/small.md", "--period", "2026-11-09")
            #expect(done.status == 0, "\(done.error)")
            return try binary.read("out/small/2026-11-09/index.html")
        }
        let usual = try page("trinity")
        let plain = try page("house")
        #expect(!plain.contains("<p class=\"note-line\">"))
        #expect(plain.contains("<h1>Small</h1>") && usual.contains("<h1>Small</h1>"))
        #expect(try page("{name: house, options: {note: A & B}}").contains("<p class=\"note-line\">A &amp; B</p>"))
        // Every commented line of the starter is a setting that works when its comment mark goes.
        let manifest = try binary.read("templates/house/template.yaml")
        let lines = manifest.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let isSetting = line.hasPrefix("  # ") && line.dropFirst(4).prefix { $0 != " " }.hasSuffix(":")
            return isSetting ? "  " + line.dropFirst(4) : String(line)
        }
        #expect(lines.filter { $0.hasPrefix("  accent:") }.count == 1)
        try binary.write(lines.joined(separator: "\n"), to: "templates/house/template.yaml")
        #expect(try page("house").contains("<h1>Small</h1>"))
        #expect(try binary.run("new", "template", "house").status == 2)
        let shadow = try binary.run("new", "template", "plain")
        #expect(shadow.output.contains("takes the place of the built-in template 'plain'"))
        #expect(!made.output.contains("built-in"))
    }

    @Test("check finds a wrong choice where it is written, render refuses it, and list marks a broken template")
    func wrong() throws {
        let binary = try Binary()
        try binary.useSmallReport(csv: "at,x\n2026-11-09T00:00:00Z,1\n")
        let text = try binary.read("reports/small.md")
        try binary.write(
            text.replacingOccurrences(of: "title: Small\n", with: "title: Small\ntemplate: {name: plian}\n"),
            to: "reports/small.md")
        let checked = try binary.run("check")
        #expect(checked.status == 2)
        #expect(
            checked.error.contains("reports/small.md:4:18: error: there is no template 'plian'"), "\(checked.error)")
        #expect(checked.error.contains("did you mean 'plain'?"))
        #expect(try binary.run("render", "reports/small.md").status == 2)
        try binary.write("{{titel}}", to: "templates/own/page.mustache")
        let listed = try binary.run("template", "list")
        #expect(listed.status == 2)
        #expect(listed.output.contains("trinity"))
        #expect(listed.error.contains("templates/own/page.mustache:1:3: error: there is no variable 'titel' here"))
    }

    @Test("the three that ship are listed; variables prints each with its type")
    func reference() throws {
        let binary = try Binary()
        let listed = try binary.run("template", "list")
        #expect(listed.status == 0)
        #expect(
            listed.output.split(separator: "\n").map { $0.prefix { $0 != " " } } == [
                "glyph-weaver", "plain", "trinity",
            ])
        let printed = try binary.run("template", "variables", "plain")
        #expect(printed.status == 0)
        let words = printed.output.split(separator: "\n").map {
            $0.split(separator: " ").prefix(3).joined(separator: " ")
        }
        for expected in ["kicker text, optional", "body HTML The", "charts inline |", "accent color #2a5db0,"] {
            #expect(words.contains(expected), "\(expected)")
        }
    }

    @Test("each shipped template renders a page that stands alone", arguments: ["trinity", "plain", "glyph-weaver"])
    func shipped(name: String) throws {
        let binary = try Binary()
        try binary.useShippedReports(rows: 2000)
        try binary.write(try binary.read("trinity.yaml") + "template: \(name)\n", to: "trinity.yaml")
        let done = try binary.run("render", "reports/trinity_report_weekly.md", "--period", "2026-W46")
        #expect(done.status == 0, "\(done.error)")
        let page = try binary.read("out/trinity_report_weekly/2026-W46/index.html")
        #expect(page.contains("<!doctype html>") == (name != "glyph-weaver"))
        #expect(page.contains("<picture") == (name != "trinity"))
        #expect(page.contains("<table"))
        #expect(try binary.run("verify", "out").status == 0)
    }
}
