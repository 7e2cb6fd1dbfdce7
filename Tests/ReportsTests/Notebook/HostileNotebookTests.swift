import Diagnostics
import Reports
import Testing

@Suite("Hostile text is read or refused, never fatal")
struct HostileNotebookTests {
    static let front = "---\nreport: 1\ntitle: R\n---\n"

    @Test(
        "nesting and size have bounds",
        arguments: [
            ("quotes", String(repeating: ">", count: 20_000) + " x"),
            ("lists", String(repeating: "- ", count: 3_000) + "x"),
            ("emphasis", String(repeating: "*a **b ", count: 4_000)),
            ("brackets", String(repeating: "[", count: 20_000)),
            ("ticks", String(repeating: "`a``b", count: 5_000)),
            ("parentheses", "`= \(String(repeating: "(", count: 20_000))`"),
            ("signs", "`= \(String(repeating: "-", count: 20_000))1`"),
            ("nots", "`= \(String(repeating: "not ", count: 20_000))1`"),
            ("sums", "`= 1\(String(repeating: "+1", count: 20_000))`"),
            ("points", "`= a\(String(repeating: ".b", count: 20_000))`"),
            ("ifs", String(repeating: "<!-- if: true -->\n", count: 5_000)),
            ("yaml", "```yaml {chart #c from=q}\nx: \(String(repeating: "[", count: 50_000))\n```"),
            ("yaml lists", "```yaml {kpi}\n\(String(repeating: "- ", count: 50_000))x\n```"),
            ("footnotes", String(repeating: "[^a]: b[^a]\n\n", count: 2_000)),
            ("pipes", "\(String(repeating: "|a", count: 2_000))\n\(String(repeating: "|-", count: 2_000))\n"),
            ("fence", "```sql {#q window=\"\n"), ("open fence", "```sql {#q}\nSELECT 1"), ("comment", "<!-- if: "),
            ("tabs", "\t```\n\t- a\n\t\t- b\n"), ("brace", "```sql {"), ("lone", "`= `"),
        ])
    func bounded(label: String, body: String) {
        let (report, _) = ReportParser.parse(SourceText(path: "r.md", text: Self.front + body))
        #expect(report != nil, "\(label)")
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
