import ArgumentParser
import Diagnostics
import Foundation
import StatusServer
import Testing

@testable import Commands

@Suite("trinity preview")
struct PreviewTests {
    private let binary: Binary
    private let session: PreviewSession

    private static let source = "sources:\n  t: {path: 'data/*.csv', time: at, schema: {at: timestamp, x: int64}}\n"

    init() throws {
        binary = try Binary()
        try binary.useSmallReport(csv: nil)
        try binary.write(PreviewTests.source, to: "trinity.yaml")
        try binary.write("at,x\n2026-11-09T00:00:00Z,1\n", to: "data/a.csv")
        session = PreviewSession(
            path: binary.folder.path + "/reports/small.md", input: try SourceOptions.parse([]),
            covered: try PeriodOptions.parse(["--period", "2026-11-09"]),
            arguments: try RunArguments.parse(["--quiet"]))
    }

    /// The page that a state shows.
    private func page(_ state: PreviewState) -> String {
        String(decoding: state.files[state.page] ?? [], as: UTF8.self)
    }

    /// The report's text with a change, saved.
    private func edit(_ old: String, _ new: String) throws {
        let text = try binary.read("reports/small.md")
        #expect(text.contains(old))
        try binary.write(text.replacingOccurrences(of: old, with: new), to: "reports/small.md")
    }

    @Test("rows that are added, files that come and files that go show in the figures")
    func data() async throws {
        #expect(page(await session.refresh()).contains("Rows: <bdi>1</bdi>"))
        let stamps = session.dataStamps
        try binary.write("at,x\n2026-11-09T00:00:00Z,1\n2026-11-09T01:00:00Z,2\n", to: "data/a.csv")
        #expect(session.dataStamps != stamps)
        #expect(page(await session.refresh()).contains("Rows: <bdi>2</bdi>"))
        try binary.write("at,x\n2026-11-09T02:00:00Z,5\n", to: "data/b.csv")
        #expect(page(await session.refresh()).contains("Rows: <bdi>3</bdi>"))
        try FileManager.default.removeItem(at: binary.folder.appendingPathComponent("data/a.csv"))
        let last = await session.refresh()
        #expect(page(last).contains("Rows: <bdi>1</bdi>"))
        #expect(last.findings == nil)
    }

    @Test("a value that does not fit is told with its file and line, and the cells that have no result for it")
    func badValue() async throws {
        _ = await session.refresh()
        try binary.write("at,x\n2026-11-09T00:00:00Z,1\n2026-11-09T01:00:00Z,abc\n", to: "data/a.csv")
        let state = await session.refresh()
        #expect(state.hasErrors)
        let findings = try #require(state.findings)
        #expect(findings.contains("data/a.csv:3") && findings.contains("abc") && findings.contains("in the cell 'n'"))
    }

    @Test("a query that fails on some row is told with its place in the report, below the page and in it")
    func failure() async throws {
        try edit("sum(x) AS total FROM t", "sum(1 / (x - x)) AS total FROM t")
        let state = await session.refresh()
        #expect(state.hasErrors)
        // The query stands on line 10, and the sign of the division behind `SELECT count(*) AS rows, sum(1 `.
        #expect(try #require(state.findings).contains("reports/small.md:10:32: error: "))
        #expect(page(state).contains("reports/small.md:10:32"))
    }

    @Test("what is wrong with a value, a format, a figure or a control comment stands where it is written")
    func marks() async throws {
        try edit(
            "Rows: `= n.rows as ,d`",
            "Wrong name: `= n.rowz`.\n\nWrong format: `= n.rows as ,.2q`.\n\nNo value: `= n.rows +`.\n\n"
                + "<!-- if: n.rows > 0 -->\n\nInside.\n")
        try edit(
            "title: Totals\n```",
            "title: Totals\n```\n\n```yaml {chart #wrong from=n}\nmark: areaa\nx: rows\ny: total\n```\n\n"
                + "```yaml {chart #broken from=n}\nmark: [bar\n```\n")
        let state = await session.refresh()
        let page = page(state)
        #expect(page.contains("Wrong name: <mark>&#39;n&#39; has no column &#39;rowz&#39;"))
        #expect(page.contains("Wrong format: <mark>"))
        #expect(page.contains("No value: <mark>"))
        let boxes = page.components(separatedBy: "class=\"alert caution\"").dropFirst()
        #expect(boxes.contains { $0.contains("this &#39;if&#39; has no &#39;&lt;!-- end --&gt;&#39;") })
        #expect(boxes.contains { $0.contains("areaa") })
        #expect(boxes.count == 3)
        #expect(page.contains("Inside."))
        // Nothing of it stands in a report for readers.
        try binary.useSmallReport(csv: nil)
        try binary.write(PreviewTests.source, to: "trinity.yaml")
        #expect(!self.page(await session.refresh()).contains("<mark>"))
    }

    @Test("a chart of columns that are not there is not drawn, and says why in its place")
    func badChart() async throws {
        try edit(
            "title: Totals\n```", "title: Totals\n```\n\n```yaml {chart #c from=n}\nmark: bar\nx: rowz\ny: total\n```\n"
        )
        let page = page(await session.refresh())
        #expect(page.contains("The cell ‘c’ failed."))
        #expect(page.contains("rowz"))
        #expect(!page.contains("charts/c.svg") && !page.contains("id=\"c\""))
    }

    @Test("front matter with mistakes keeps the last page and its results, and says of when the page is")
    func frontMatter() async throws {
        let good = await session.refresh()
        try edit("grain: day", "grain: dya")
        let wrong = await session.refresh()
        #expect(wrong.hasErrors && wrong.files == good.files && wrong.page == good.page)
        let findings = try #require(wrong.findings)
        #expect(findings.hasPrefix("shown: the report as it was at "))
        #expect(findings.contains("small.md:4:") && findings.contains("dya"))
        try edit("grain: dya", "grain: day")
        let mended = await session.refresh()
        #expect(mended.findings == nil && mended.summary.contains(" 0 of "))
    }

    @Test("an empty file, as while it is being saved, keeps the last page and its results", arguments: ["", "\n \n"])
    func empty(text: String) async throws {
        let good = await session.refresh()
        let written = try binary.read("reports/small.md")
        try binary.write(text, to: "reports/small.md")
        #expect(session.isEmpty == text.isEmpty)
        let empty = await session.refresh()
        #expect(empty.title == "Small" && empty.page == good.page && empty.files == good.files)
        #expect(try #require(empty.findings).contains("the report is empty"))
        try binary.write(written, to: "reports/small.md")
        #expect(await session.refresh().summary.contains(" 0 of "))
    }

    @Test("a report that is empty from the start has a page that says so")
    func emptyFromTheStart() async throws {
        try binary.write("", to: "reports/small.md")
        let state = await session.refresh()
        #expect(page(state).contains("There is nothing to show yet."))
        #expect(page(state).contains("the report is empty"))
    }

    @Test(
        "a report that has gone is told by its name, and so is a wrong setting or style sheet; the last page stays as an old one"
    )
    func outside() async throws {
        let good = await session.refresh()
        let written = try binary.read("reports/small.md")
        try FileManager.default.removeItem(at: binary.folder.appendingPathComponent("reports/small.md"))
        let gone = await session.refresh()
        #expect(gone.files == good.files)
        #expect(try #require(gone.findings).contains("reports/small.md: error: there is no file"))
        try binary.write(written, to: "reports/small.md")
        try binary.write("sources: [1]\n", to: "trinity.yaml")
        let wrong = await session.refresh()
        #expect(wrong.files == good.files)
        #expect(try #require(wrong.findings).hasPrefix("shown: the report as it was at "))
        #expect(try #require(wrong.findings).contains("trinity.yaml:1:"))
        #expect(!wrong.summary.contains("cannot be read"))
    }

    @Test("a state looks like the one before when nothing that shows has changed")
    func sameness() async throws {
        let first = await session.refresh()
        try edit("title: Small", "title: Small\n")
        let second = await session.refresh()
        #expect(second.version != first.version && second.looksLike(first))
        try edit("Rows:", "All rows:")
        #expect(!(await session.refresh()).looksLike(first))
    }

    @Test("images are looked at as the report's own files are, whether they are there or not")
    func images() async throws {
        try edit("Rows:", "![A plan](plan.png)\n\nRows:")
        _ = await session.refresh()
        let missing = session.stamps
        try binary.write([1, 2, 3], to: "reports/plan.png")
        #expect(session.stamps != missing)
        let first = await session.refresh()
        let stamps = session.stamps
        try binary.write([1, 2, 3, 4], to: "reports/plan.png")
        #expect(session.stamps != stamps)
        let second = await session.refresh()
        #expect(second.files["/small/2026-11-09/plan.png"] == [1, 2, 3, 4])
        #expect(!second.looksLike(first))
    }

    @Test("quoted lines are those of the text in which something was found, whatever its file holds by now")
    func quotes() throws {
        try binary.write("new text\n", to: "a.md")
        let text = SourceText(path: binary.folder.path + "/a.md", text: "old text\n")
        let finding = Diagnostic("wrong", .error, "this is wrong", file: text.path, range: text.range(0..<3))
        #expect(Console.plain([finding], texts: [text]).contains("1 | old text\n"))
        #expect(Console.plain([finding]).contains("1 | new text\n"))
    }

    @Test("a report's name without its path is answered with the path")
    func name() throws {
        let done = try binary.run("preview", "small", "--port", "0")
        #expect(done.status != 0)
        #expect(done.error.contains("did you mean 'reports/small.md'?"))
    }
}
