import Diagnostics
import Reports
import Testing

@Suite("Hostile text is read or refused, never fatal")
struct HostileNotebookTests {
    static let front = "---\nreport: 1\ntitle: R\n---\n"

    /// A text that shows as its label alone when a test names it.
    struct Attack: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var body: String

        init(_ label: String, _ body: String) {
            testDescription = label
            self.body = body
        }
    }

    @Test(
        "nesting and size have bounds",
        arguments: [
            Attack("quotes", String(repeating: ">", count: 20_000) + " x"),
            Attack("lists", String(repeating: "- ", count: 3_000) + "x"),
            Attack("emphasis", String(repeating: "*a **b ", count: 4_000)),
            Attack("brackets", String(repeating: "[", count: 20_000)),
            Attack("ticks", String(repeating: "`a``b", count: 5_000)),
            Attack("parentheses", "`= \(String(repeating: "(", count: 20_000))`"),
            Attack("signs", "`= \(String(repeating: "-", count: 20_000))1`"),
            Attack("nots", "`= \(String(repeating: "not ", count: 20_000))1`"),
            Attack("sums", "`= 1\(String(repeating: "+1", count: 20_000))`"),
            Attack("points", "`= a\(String(repeating: ".b", count: 20_000))`"),
            Attack("ifs", String(repeating: "<!-- if: true -->\n", count: 5_000)),
            Attack("yaml", "```yaml {chart #c from=q}\nx: \(String(repeating: "[", count: 50_000))\n```"),
            Attack("yaml lists", "```yaml {kpi}\n\(String(repeating: "- ", count: 50_000))x\n```"),
            Attack("footnotes", String(repeating: "[^a]: b[^a]\n\n", count: 2_000)),
            Attack("pipes", "\(String(repeating: "|a", count: 2_000))\n\(String(repeating: "|-", count: 2_000))\n"),
            Attack("fence", "```sql {#q window=\"\n"), Attack("open fence", "```sql {#q}\nSELECT 1"),
            Attack("comment", "<!-- if: "),
            Attack("tabs", "\t```\n\t- a\n\t\t- b\n"), Attack("brace", "```sql {"), Attack("lone", "`= `"),
        ])
    func bounded(attack: Attack) {
        let (report, _) = ReportParser.parse(SourceText(path: "r.md", text: Self.front + attack.body))
        #expect(report != nil)
    }

    @Test("ten thousand inline values on one line keep their places")
    func manyValues() {
        let body = String(repeating: "`= q.x` ", count: 10_000) + "`= !`"
        let (_, found) = ReportParser.parse(SourceText(path: "r.md", text: Self.front + body))
        #expect(found.count == 1)
        #expect(found.first?.range?.lowerBound.line == 5)
        // Ten thousand times eight characters, the opening backtick, '=', a blank and '!' stand before the end.
        #expect(found.first?.range?.lowerBound.column == 80_005)
    }

    @Test("bytes that are no text are refused with their place")
    func binary() {
        let (report, found) = ReportParser.parse(SourceText(path: "r.md", utf8: [0x61, 0x0A, 0x62, 0xFF, 0x00]))
        #expect(report == nil)
        #expect(found.map(\.id) == ["not-text"])
        #expect(found.first?.range?.lowerBound.line == 2)
    }

    @Test("random cuts of a report never trap", arguments: 0..<40)
    func cuts(seed: Int) {
        let whole = Array(
            (Self.front + """
                # H `= a.b as .2f` [^n]

                ```yaml {chart #c from=q}
                mark: line
                x: {column: a, format: "%H"}
                ```

                <!-- each: r in q -->
                | a | b |
                |---|:-:|
                | `= r.x` | ~~é~~ |
                <!-- end -->

                [^n]: note
                """).utf8)
        var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var bytes = whole
        for _ in 0..<6 {
            let at = next(bytes.count)
            if next(2) == 0 { bytes.remove(at: at) } else { bytes[at] = UInt8(next(127) + 1) }
        }
        let (report, found) = ReportParser.parse(SourceText(path: "r.md", utf8: bytes))
        #expect(report != nil || found.contains { $0.id == "not-text" })
    }
}
