import Charting
import Columnar
import Diagnostics
import Foundation
import FoundationXML
import QueryPlan
import Reports
import TestSupport
import Testing

@testable import Rendering

@Suite("Output")
struct OutputTests {
    /// A result with hostile text wherever data or authors put text.
    func result(_ text: String, seconds: Double = 1) throws -> ReportResult {
        let period = try Period(id: "2026-W46", zone: .utc)
        let table = Table(
            Schema([Field("name", .string), Field("n", .int64)]),
            rows: [[.string(text), .int64(3)], [.null, .int64(-1)]])
        let chart = ChartFigure(
            id: "bars", title: text, caption: text, width: .half,
            specification: ChartSpecification(.bar, x: "name", y: "n", title: text), input: ChartInput(table: table))
        let rows: [[DataTable.Cell]] = [
            [DataTable.Cell(.string(text), text: text), DataTable.Cell(.int64(3), text: "3")],
            [DataTable.Cell(.null, text: "–"), DataTable.Cell(.int64(-1), text: "-1")],
        ]
        let shown = DataTable(
            id: "shown", title: text, caption: nil,
            columns: [
                DataTable.Column(name: "name", label: text, unit: nil, alignment: .leading, showsBar: false),
                DataTable.Column(name: "n", label: "N", unit: "π", alignment: .trailing, showsBar: true),
            ], rows: rows, totalRows: 9, width: .full)
        let blocks: [Block] = [
            .keyFigures([
                KeyFigure(
                    id: "k", label: text, value: text, unit: text, description: text,
                    change: KeyFigure.Change(text: "+1", basis: text, tone: .good), history: [1, nil, 2],
                    historyLabels: ["a", text, "c"])
            ]),
            .heading(level: 2, id: "part", [.text(text)]),
            .paragraph([
                .text(text), .value(text), .strong([.emphasis([.text(text)])]), .code(text), .softBreak,
                .link([.text(text)], destination: text, title: text),
                .image(alternative: text, destination: text, title: nil),
                .footnote(1, occurrence: 1), .lineBreak, .strikethrough([.text(text)]),
            ]),
            .list(start: nil, isTight: true, items: [[.paragraph([.text(text)])]]),
            .list(start: 3, isTight: false, items: [[.paragraph([.text(text)]), .code(language: text, text)]]),
            .quote([.paragraph([.text(text)])]), .alert(.warning, [.paragraph([.text(text)])]),
            .proseTable(
                ProseTable(
                    alignments: [.leading, .trailing], header: [[.text(text)], []],
                    rows: [[[.text(text)], [.code(text)]]])),
            .rule, .chart(chart), .dataTable(shown), .failure(cell: text, message: text, help: text),
        ]
        let description = SourceDescription(
            name: "t", schema: table.schema, isInferred: false, format: "CSV",
            files: [InputFile(path: text, bytes: 5, rows: 2, rejectedRows: 1)])
        return ReportResult(
            report: "demo", title: text, kicker: text, description: text, period: period, priorPeriod: period.prior,
            parameters: [Named("p", .string(text))], blocks: blocks,
            footnotes: [Footnote(label: "a", blocks: [.paragraph([.text(text)])], references: 1)],
            cells: [
                CellResult(
                    id: "bars", kind: "query", values: [Named("v", .double(.nan))],
                    tables: [NamedTable("result", table)])
            ],
            asserts: [AssertResult(id: "ok", message: nil, passed: false, failingRows: 2)], failures: [],
            sources: [
                SourceUsage(
                    description: description, scans: 1, rowsWithoutTime: 1,
                    rejected: [RejectedInput(path: text, line: 3, column: "n", reason: text, text: text)])
            ], engine: "local 1", planFingerprint: "00ff00ff00ff00ff",
            timings: [StageTiming(stage: "scan", seconds: seconds)])
    }

    private func files(_ result: ReportResult) throws -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: try ReportRenderer(template: TemplateStore().load()).files(for: result).map {
                ($0.path, String(decoding: $0.bytes, as: UTF8.self))
            })
    }

    @Test(
        "hostile text stays text in every output",
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "]]>", "javascript:alert(1)",
            "JaVa\tScRiPt:alert(1)", "javascript:\u{301}alert(1)", "&#106;avascript:alert(1)",
            "`\u{301}<script>x</script>",
            "a|b", "`` ` ``", "\u{202E}abc\u{2066}", "bell\u{7}\u{0}", "<\u{301}b>", "&lt;",
            "{{title}}",
        ])
    func hostile(text: String) throws {
        let files = try files(result(text))
        let page = try #require(files["index.html"])
        // The page has the same elements as one of harmless text that is refused as a link, or only as an image, like it.
        let isRefused = text.range(of: "script:", options: [.caseInsensitive, .literal]) != nil && !text.hasPrefix("&")
        let twin = isRefused ? "ftp://harmless" : text.hasPrefix("&#106;") ? "harm#less:x" : "harmless"
        let harmless = try #require(try self.files(result(twin))["index.html"])
        #expect(tags(in: page) == tags(in: harmless))
        // Nor does any element have other attributes, charts included.
        #expect(attributes(in: page).isSubset(of: attributes(in: harmless)))
        #expect(page.range(of: "href=\"javascript:", options: [.caseInsensitive, .literal]) == nil)
        for path in files.keys where path.hasSuffix(".svg") {
            let parser = XMLParser(data: Data((files[path] ?? "").utf8))
            #expect(parser.parse(), "\(path): \(String(describing: parser.parserError))")
        }
        let json = try JSONSerialization.jsonObject(with: Data((files["report.json"] ?? "").utf8)) as? [String: Any]
        #expect(json?["title"] as? String == text)
        let markdown = try #require(files["report.md"])
        // Inside code everything is text; elsewhere nothing may start an element.
        var isFenced = false
        for line in markdown.split(separator: "\n") {
            if line.drop(while: { $0 == " " || $0 == ">" }).hasPrefix("```") { isFenced.toggle() }
            let prose = isFenced ? "" : withoutCode(String(line))
            for tag in ["<script", "<img"] { #expect(prose.range(of: tag, options: .literal) == nil, "\(line)") }
        }
    }

    /// A line of Markdown without its code spans: a run of backticks up to the next run of the same length (CommonMark 0.31, 6.1).
    private func withoutCode(_ line: String) -> String {
        let bytes = Array(line.utf8)
        let backtick = UInt8(ascii: "`")
        func run(at start: Int) -> Int { bytes[start...].prefix { $0 == backtick }.count }
        var kept: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let isEscaped = index > 0 && bytes[index - 1] == UInt8(ascii: "\\")
            guard bytes[index] == backtick, !isEscaped else {
                kept.append(bytes[index])
                index += 1
                continue
            }
            let length = run(at: index)
            var end = index + length
            while end < bytes.count, !(bytes[end] == backtick && run(at: end) == length) {
                end += bytes[end] == backtick ? run(at: end) : 1
            }
            // Backticks without a partner are text, and so is what follows them.
            if end >= bytes.count {
                kept += bytes[index..<index + length]
                index += length
            } else {
                index = end + length
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// The names of all attributes that stand inside tags.
    private func attributes(in html: String) -> Set<String> {
        var names: Set<String> = []
        for tag in html.matches(of: #/<[A-Za-z!][^<>"]*(?:"[^"]*"[^<>"]*)*>/#.matchingSemantics(.unicodeScalar)) {
            let bare = tag.output.replacing(#/"[^"]*"/#.matchingSemantics(.unicodeScalar), with: "")
            for part in bare.split(whereSeparator: { " \n>/".contains($0) }).dropFirst() {
                names.insert(part.prefix { $0 != "=" }.lowercased())
            }
        }
        return names
    }

    @Test(
        "links lead to the web, to this site or nowhere; images only to this site",
        arguments: [
            ("https://a.example/x", "https://a.example/x", nil), ("a b/c.png", "a%20b/c.png", "a%20b/c.png"),
            ("#part", "#part", "#part"), ("mailto:a@b.example", "mailto:a@b.example", nil), ("//host/x", nil, nil),
            ("\\\\host\\x", nil, nil), ("/\\host", nil, nil), ("javascript:alert(1)", nil, nil),
            (" java\nscript:x", nil, nil), ("javascript:\u{301}x", nil, nil), ("data:text/html,x", nil, nil),
            ("docs/a:b", "docs/a:b", nil),
        ] as [(String, String?, String?)])
    func destinations(written: String, link: String?, image: String?) {
        #expect(HTMLText.safeDestination(written) == link)
        #expect(HTMLText.safeImage(written) == image)
    }

    @Test("Markdown holds an entity, a pipe and a backtick with a combining mark as they are")
    func markdown() throws {
        #expect(MarkdownText.destination("&#106;avascript:x") == "&amp;#106;avascript:x")
        #expect(MarkdownText.destination("a?x=1&y=(2)") == "a?x=1&amp;y=%282%29")
        #expect(MarkdownText.code("`\u{301}a") == "`` `\u{301}a ``")
        let text = try #require(try files(result("a|b"))["report.md"])
        #expect(text.contains("| a\\|b | `a\\|b` |"))
    }

    /// The names of all elements in order, leaving out charts, which have tests of their own.
    private func tags(in html: String) -> [Substring] {
        var names: [Substring] = []
        var inside = false
        for part in html.split(separator: "<", omittingEmptySubsequences: true).dropFirst() {
            let name = part.prefix { $0.isLetter || $0.isNumber || $0 == "/" || $0 == "!" }
            if name == "svg" { inside = true }
            if !inside { names.append(name) }
            if name == "/svg" { inside = false }
        }
        return names
    }

    @Test(
        "a document of every kind of block renders as it always did",
        arguments: ["index.html", "report.md", "report.json"])
    func golden(file: String) throws {
        expectGolden(try #require(try files(result("Plain & <simple>"))[file]), named: file)
    }

    @Test("only the manifest knows how long a run took")
    func purity() throws {
        let first = try files(result("x", seconds: 1))
        let second = try files(result("x", seconds: 2))
        #expect(Set(first.keys) == Set(second.keys))
        #expect(first.keys.filter { first[$0] != second[$0] } == ["manifest.json"])
    }

    @Test("numbers that JSON does not have are null, integers stay integers")
    func json() throws {
        let text = try #require(try files(result("x"))["report.json"])
        #expect(text.contains("\"values\":{\"v\":null}"))
        #expect(text.contains("\"rows\":[[\"x\",3],[null,-1]]"))
        #expect(
            text.contains(
                "\"period\":{\"id\":\"2026-W46\",\"from\":\"2026-11-09T00:00:00Z\",\"to\":\"2026-11-16T00:00:00Z\"}"))
    }

    @Test("SHA-256 of \"abc\" is what FIPS 180-4's example says")
    func digest() {
        let abc = Array("abc".utf8)
        #expect(Digest.hex(abc) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest.base64(abc) == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
    }

    @Test("verify finds what is changed, missing and extra")
    func verify() throws {
        let folder = try ScratchFolder()
        let publisher = SitePublisher(output: folder.url.path, template: try TemplateStore().load())
        try publisher.publish(
            try ReportRenderer(template: TemplateStore().load()).files(for: result("x")), report: "demo",
            period: "2026-W46")
        #expect(OutputVerifier.verify(folder.url.path).problems.isEmpty)
        try folder.write("changed", to: "demo/2026-W46/report.md")
        try folder.write("extra", to: "demo/2026-W46/extra.txt")
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("demo/2026-W46/report.json"))
        #expect(
            Set(OutputVerifier.verify(folder.url.path).problems.map(\.id)) == [
                "changed-file", "missing-file", "extra-file",
            ])
    }

    @Test("publishing replaces a report whole, mends what a killed run left, and lists periods newest first")
    func publish() throws {
        let folder = try ScratchFolder()
        let publisher = SitePublisher(output: folder.url.path, title: "All of it", template: try TemplateStore().load())
        let files = try ReportRenderer(template: TemplateStore().load()).files(for: result("x"))
        try publisher.publish(files, report: "demo", period: "2026-W46")
        try folder.write("stale", to: "demo/2026-W46/stale.txt")
        try folder.write("half", to: "demo/.new-2026-W47-1/index.html")
        try FileManager.default.moveItem(
            at: folder.url.appendingPathComponent("demo/2026-W46"),
            to: folder.url.appendingPathComponent("demo/.new-2026-W45-1.old"))
        try folder.write("not json", to: "demo/2026-W44/report.json")
        for left in ["demo/.index.html.new-1", ".index.html.new-1"] { try folder.write("half", to: left) }
        try publisher.publish(files, report: "demo", period: "2026-W46")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.appendingPathComponent("demo").path)
            .sorted()
        #expect(names == ["2026-W44", "2026-W45", "2026-W46", "index.html"])
        #expect(FileTree.names(in: folder.url.path) == [".lock", "demo", "index.html"])
        #expect(
            !FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("demo/2026-W46/stale.txt").path))
        let index = try folder.read("index.html")
        #expect(index.contains("demo/2026-W44 cannot be read"))
        let newest = try #require(index.range(of: "<li><a href=\"demo/2026-W46/index.html\""))
        let older = try #require(index.range(of: "<li><a href=\"demo/2026-W45/index.html\""))
        #expect(newest.lowerBound < older.lowerBound)
    }

    @Test("lists say what went wrong on a page, and leave out what has none")
    func lists() throws {
        let folder = try ScratchFolder()
        let publisher = SitePublisher(output: folder.url.path, template: try TemplateStore().load())
        func report(_ from: String, _ rest: String) -> String {
            "{\"title\":\"Demo\",\"period\":{\"from\":\"\(from)\"},\"cells\":{\"a\":[1,{\"b\":null}]}\(rest)}"
        }
        let checks = "[{\"passed\":false},{\"passed\":true,\"text\":\"a\"},{\"passed\":false},{}]"
        let trouble = ",\"asserts\":\(checks),\"failures\":[{\"cell\":\"a\"}]"
        try folder.write(report("2026-10-12", trouble), to: "demo/2026-W42/report.json")
        try folder.write("page", to: "demo/2026-W42/index.html")
        try folder.write(report("2026-10-19", ""), to: "demo/2026-W43/report.json")
        try publisher.publish(
            try ReportRenderer(template: TemplateStore().load()).files(for: result("x")), report: "demo",
            period: "2026-W46")
        let index = try folder.read("index.html")
        #expect(index.contains("2 checks failed, 1 cell failed"))
        #expect(index.contains("demo/2026-W42/index.html"))
        #expect(!index.contains("demo/2026-W43/index.html"))
        #expect(index.contains("demo/2026-W43 cannot be read"))
    }

    @Test("what cannot be written leaves no hidden files behind")
    func unwritable() throws {
        let folder = try ScratchFolder()
        let publisher = SitePublisher(output: folder.url.path, template: try TemplateStore().load())
        #expect(throws: DiagnosticsError.self) {
            try publisher.publish(
                [OutputFile(path: "index.html", text: "page")],
                statics: [OutputFile(path: "demo", text: "a file where the folder is")], report: "demo",
                period: "2026-W46")
        }
        #expect(FileTree.names(in: folder.url.path) == [".lock", "demo"])
        #expect(FileTree.names(in: "\(folder.url.path)/demo") == ["2026-W46"])
    }

    @Test("a page and a manifest say when another engine stood in, and no page says which engine ran otherwise")
    func notice() throws {
        var told = try result("x")
        let page = PageHTML(template: try TemplateStore().load())
        #expect(!page.text(told).contains("local 1") && !ReportMarkdown.text(told).contains("local 1"))
        told.notice = "ran on the local engine, because Spark did not answer at sc://host:15002"
        #expect(page.text(told).contains("; this run ran on the local engine, because Spark did not answer"))
        #expect(ReportMarkdown.text(told).contains("This run ran on the local engine"))
    }

    @Test("a report without sources says nothing of them in Markdown, and that there are none on its page")
    func withoutSources() throws {
        var bare = try result("x")
        bare.sources = []
        let text = ReportMarkdown.text(bare)
        #expect(text.contains("---\n\nPlan `") && !text.contains("Sources"))
        let page = try PageHTML(template: TemplateStore().load()).text(bare)
        #expect(page.contains("<h2>Sources</h2>\n<ul>\n<li>none</li>"))
    }
}
