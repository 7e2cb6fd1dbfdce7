import Foundation
import Testing

@Suite("where links and images of a report lead")
struct DestinationTests {
    /// A workspace whose report has a text, two images, and a chart `trend`.
    private func workspace(_ text: String) throws -> Binary {
        let binary = try Binary()
        try binary.useSmallReport(
            csv: "at,x\n2026-11-09T00:00:00Z,1\n",
            cells: """

                ```yaml {chart #trend from=n}
                mark: bar
                x: rows
                y: total
                ```

                \(text)
                """)
        try binary.write("<svg xmlns='http://www.w3.org/2000/svg'/>", to: "reports/images/logo.svg")
        try binary.write("<svg xmlns='http://www.w3.org/2000/svg'/>", to: "images/above.svg")
        try binary.write("---\nreport: 1\ntitle: Other\n---\n", to: "reports/other.md")
        return binary
    }

    /// What `trinity check` finds, as `id line:column help`.
    private func found(_ text: String) throws -> [String] {
        let checked = try workspace(text).run("check", "reports/small.md", "--json")
        let all = try #require(JSONSerialization.jsonObject(with: Data(checked.output.utf8)) as? [[String: Any]])
        return all.map { one in
            let help = (one["help"] as? String).map { " \($0)" } ?? ""
            return "\(one["id"] ?? "-") \(one["column"] ?? "-")\(help)"
        }
    }

    @Test(
        "what pages leave out or what leads nowhere is told where it is written",
        arguments: [
            ("![a](https://example.org/a.png)", "remote-image 6 save the image below 'reports/' and show that"),
            ("![a](//example.org/a.png)", "remote-image 6 save the image below 'reports/' and show that"),
            ("![a](images/lgoo.svg)", "missing-image 6 did you mean 'logo.svg'?"),
            ("![a](../images/above.svg)", "outside-image 6 put the image below 'reports/' and show that"),
            ("![a](../../../etc/passwd)", "outside-image 6 put the image below 'reports/' and show that"),
            ("![a](/etc/passwd)", "outside-image 6 put the image below 'reports/' and show that"),
            (
                "see [a](javascript:alert(1))",
                "unsafe-link 9 write a whole address, or a way that starts from the page"
            ),
            (
                "[a](<java\tscript:alert(1)>)",
                "unsafe-link 6 write a whole address, or a way that starts from the page"
            ),
            ("[a](other.md)", "broken-link 5 write '../../other/latest/index.html'"),
            ("[a](../../othr/latest/)", "broken-link 5"),
            ("[a](charts/trned.svg)", "broken-link 5 did you mean 'charts/trend.svg'?"),
            ("[a](../../../index.html)", "broken-link 5"),
            ("[a](nothing.pdf?x#y)", "broken-link 5"),
        ])
    func wrong(text: String, expected: String) throws { #expect(try found(text) == [expected]) }

    @Test("links that lead to pages, files and sites, and images that are there, are fine")
    func fine() throws {
        #expect(
            try found(
                """
                [a](https://example.org) [b](mailto:a@b.c) [c](#top) [d](report.json) [e](../../other/latest/index.html)
                [f](../index.html) [g](../../index.html) [h](charts/trend.svg) [i](tables/n.csv) [j](../../other/2026-W46/)
                <https://example.org> ![k](images/logo.svg) [l][1] [m](../latest/) [n](/elsewhere)

                [1]: manifest.json
                """) == [])
    }

    @Test("a single file has no neighbours: links to them are told; what it holds itself is fine")
    func singleFile() throws {
        let binary = try workspace(
            "[a](../index.html) [b](report.json) ![c](images/logo.svg) ![d](../images/above.svg)")
        let done = try binary.run("publish", "--single-file", "--period", "2026-11-09", "reports/small.md")
        #expect(done.status == 0, "\(done.error)")
        #expect(done.error.contains("this leads nowhere: a page that is one file has nothing there"), "\(done.error)")
        #expect(done.error.contains("does not lie below the report's folder"))
        #expect(done.error.ranges(of: "[broken-link]").count == 1)
    }

    @Test("rendered pages have their images beside them, and the manifest lists those")
    func rendered() throws {
        let binary = try workspace("![c](images/logo.svg)")
        let done = try binary.run("render", "--period", "2026-11-09", "reports/small.md")
        #expect(done.status == 0, "\(done.error)")
        #expect(try binary.read("out/small/2026-11-09/images/logo.svg").hasPrefix("<svg"))
        #expect(try binary.read("out/small/2026-11-09/manifest.json").contains("images/logo.svg"))
        #expect(try binary.run("verify", "out").status == 0)
    }
}
