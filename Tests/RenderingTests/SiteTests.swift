import Columnar
import Diagnostics
import Testing

@testable import Rendering
import Reports

@Suite("Site")
struct SiteTests {
    @Test("slots take other texts and leave the rest as it is")
    func slots() {
        let page = Array("a<!--trinity:head-->old<!--/trinity:head-->b<!--trinity:pager--><!--/trinity:pager-->c".utf8)
        let filled = PageSlots.filled(page, [.pager: "<nav>"])
        #expect(
            String(decoding: filled, as: UTF8.self)
                == "a<!--trinity:head--><!--/trinity:head-->b<!--trinity:pager--><nav><!--/trinity:pager-->c")
        #expect(PageSlots.filled(filled, [.head: "old"]) == page)
        // A comment of the author's, and a slot that is never closed, are no slots.
        for text in ["<!--trinity:other--><!--/trinity:other-->", "<!--trinity:head-->", "<!--trinity"] {
            #expect(PageSlots.filled(Array(text.utf8), [.head: "x"]) == Array(text.utf8))
        }
    }

    @Test("paths in addresses are percent-encoded, also beyond ASCII (RFC 3986, 2.1)")
    func encoding() {
        #expect(AddressText.encoded("a b/ü+=1~_.-") == "a%20b/%C3%BC%2B%3D1~_.-")
        #expect(SiteAddress(base: nil).of("x/y.html", fromDepth: 2) == "../../x/y.html")
        #expect(SiteAddress(base: "https://a.example/").of("x y", fromDepth: 2) == "https://a.example/x%20y")
        #expect(SiteAddress(base: "https://me@A.example:81/x/").host == "a.example")
    }

    @Test("a table is CSV as RFC 4180 says: nulls are empty, an empty text is quoted, quotes are doubled")
    func csv() {
        let table = Table(
            Schema([Field("a", .string), Field("b,c", .int64)]),
            rows: [[.string("x\"y"), .int64(1)], [.string(""), .null], [.null, .int64(-2)]])
        #expect(TableCSV(lineEnd: .crlf).text(table) == "a,\"b,c\"\r\n\"x\"\"y\",1\r\n\"\",\r\n,-2\r\n")
    }

    @Test("a manifest's list of files can be replaced; what stands before it keeps its bytes")
    func manifest() throws {
        let head = "{\n  \"report\": \"x\""
        let one = ListedFile(path: "a", bytes: 1, sha256: "00")
        let text = Manifest.text(head: head, files: [one])
        #expect(Manifest.files(of: Array(text.utf8)) == [one])
        #expect(Manifest.head(ofText: text) == head)
        #expect(
            text
                == "{\n  \"report\": \"x\",\n  \"outputs\": [\n    {\n      \"path\": \"a\",\n      \"bytes\": 1,\n      \"sha256\": \"00\"\n    }\n  ]\n}\n"
        )
    }

    @Test("two files of one path are a conflict unless they are the same")
    func conflict() throws {
        let logo = OutputFile(path: "logo.svg", text: "<svg/>")
        let other = OutputFile(path: "logo.svg", text: "<svg></svg>")
        #expect(try SitePlan.unique([logo, logo]).count == 1)
        let error = #expect(throws: DiagnosticsError.self) { _ = try SitePlan.unique([logo, other, other]) }
        #expect(error?.diagnostics.map(\.id) == ["template-conflict"])
    }

    @Test("files are taken into a page as data; text that looks like a link is not touched")
    func inlining() {
        let page =
            "<a href=\"a.json\">a.json</a> href=&quot;a.json&quot; <img src=\"b.svg\" alt=\"\"><a href=\"c.json\">c</a>"
        let inlined = SingleFile.inlined(
            Array(page.utf8), ["a.json": Array("{}".utf8), "b.svg": Array("<svg/>".utf8)])
        // Base 64 by RFC 4648: "{}" is e30=, "<svg/>" is PHN2Zy8+.
        #expect(
            String(decoding: inlined, as: UTF8.self)
                == "<a href=\"data:application/json;base64,e30=\" download=\"a.json\">a.json</a> href=&quot;a.json&quot; "
                + "<img src=\"data:image/svg+xml;base64,PHN2Zy8+\" alt=\"\"><a href=\"c.json\">c</a>")
    }

    @Test("a template's file cannot stand where a report has its folder, nor where the site has a file of its own")
    func places() throws {
        func found(_ paths: String...) throws -> [String] {
            do {
                try SitePlan.checkPlaces(of: paths.map { OutputFile(path: $0, text: "") }, reports: ["weekly"])
                return []
            } catch let error as DiagnosticsError {
                return error.diagnostics.map { "\($0.id) \($0.message)" }
            }
        }
        #expect(try found("logo.svg", "fonts/weekly.woff2", "weekly.css") == [])
        #expect(
            try found("weekly", "weekly/logo.svg", "sitemap.xml", "index.html") == [
                "template-conflict a template brings a file 'weekly', where the report 'weekly' has its folder",
                "template-conflict a template brings a file 'weekly/logo.svg', where the report 'weekly' has its folder",
                "template-conflict a template brings a file 'sitemap.xml', which every site makes itself",
                "template-conflict a template brings a file 'index.html', which every site makes itself",
            ])
    }

    @Test("a site of more pages than one site map may list has an index of several")
    func siteMap() {
        let pages = (1...5).map { (path: "p\($0) x", changed: "2026-11-0\($0)T00:00:00Z") }
        let one = SiteMap.files(base: "https://a.example/", pages: pages)
        #expect(one.map(\.0) == ["sitemap.xml"])
        #expect(one[0].1.ranges(of: "<url><loc>https://a.example/p").count == 5)
        let parts = SiteMap.files(base: "https://a.example/", pages: pages, most: 2)
        #expect(parts.map(\.0) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"])
        #expect(
            parts[0].1.hasSuffix(
                "<sitemap><loc>https://a.example/sitemap-3.xml</loc><lastmod>2026-11-05T00:00:00Z</lastmod></sitemap>\n</sitemapindex>\n"
            ))
        #expect(parts[3].1.contains("<url><loc>https://a.example/p5%20x</loc>"))
        #expect(parts.dropFirst().map { $0.1.ranges(of: "<url>").count } == [2, 2, 1])
    }

    @Test("texts that a spreadsheet would run as formulas are guarded in the CSV that sites offer; numbers are not")
    func formulas() {
        let table = Table(
            Schema([Field("=a", .string), Field("n", .int64)]),
            rows: [[.string("=1+2"), .int64(-3)], [.string("@x,y"), .null], [.string("a=b"), .int64(1)]])
        #expect(
            TableCSV(lineEnd: .lf, guardsFormulas: true).text(table) == "'=a,n\n'=1+2,-3\n\"'@x,y\",\na=b,1\n")
        #expect(TableCSV(lineEnd: .lf).text(table) == "=a,n\n=1+2,-3\n\"@x,y\",\na=b,1\n")
    }
}
