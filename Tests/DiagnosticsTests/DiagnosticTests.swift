import Diagnostics
import Testing

@Suite("Diagnostics")
struct DiagnosticTests {
    @Test("a finding reads as place, message, line with caret, notes and help")
    func console() {
        let source = SourceText(path: "a.md", text: "eins\n\tzwei drei\n")
        let diagnostic = Diagnostic(
            "unknown-column", .error, "unknown column 'drei'", file: "a.md", range: source.range(11..<15),
            notes: ["a note"],
            help: "did you mean 'eins'?")
        #expect(
            ConsoleFormatter().format(diagnostic, source: source) == """
                a.md:2:7: error: unknown column 'drei' [unknown-column]
                    2 | \tzwei drei
                      | \t     ^^^^
                      = note: a note
                      = help: did you mean 'eins'?

                """)
    }

    @Test("control characters of hostile data do not reach the terminal")
    func printable() {
        let text = ConsoleFormatter().format(Diagnostic("x", .error, "found '\u{1B}[31mred'"), source: nil)
        #expect(!text.unicodeScalars.contains("\u{1B}"))
    }

    @Test(
        "near matches swap, drop and replace letters, within a third of the name",
        arguments: [
            ("amont", "amount"), ("resonnance", "resonance"), ("AMOUNT", "amount"), ("tiem", "time"), ("xyz", nil),
            ("t", "ti"),
        ] as [(String, String?)])
    func nearMatch(name: String, expected: String?) {
        #expect(NearMatch.find(name, among: ["amount", "resonance", "time", "ti"]) == expected)
    }

    @Test("columns count Unicode scalars, lines end at LF, CR belongs to the end")
    func places() {
        let source = SourceText(path: "p", text: "ä€x\r\ny")
        #expect(source.location(at: 5) == SourceLocation(line: 1, column: 3, offset: 5))
        #expect(source.line(1) == "ä€x")
        #expect(source.location(at: 8).line == 2)
    }

    @Test("JSON strings escape what RFC 8259 demands and what HTML could misread; numbers are shortest or null")
    func json() {
        #expect(JSONWriter.quoted("a\"\\\n<\u{1}") == "\"a\\\"\\\\\\n\\u003c\\u0001\"")
        #expect(JSONWriter.quoted("&>\u{7F}\u{2028}\u{2029}") == "\"\\u0026\\u003e\\u007f\\u2028\\u2029\"")
        #expect(JSONWriter.quoted("plain – é € 🙂 '/") == "\"plain – é € 🙂 '/\"" && JSONWriter.quoted("") == "\"\"")
        #expect(JSONWriter.number(0.1) == "0.1")
        #expect(JSONWriter.number(3) == "3")
        #expect(JSONWriter.number(.nan) == "null")
        #expect(JSONWriter.number(1e300) == "1e+300")
    }
}
