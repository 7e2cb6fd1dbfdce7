import Testing

@testable import Reports

@Suite("Paths of pages")
struct PagePathTests {
    @Test(
        "a value becomes a safe name: letters and digits in lower case, one hyphen for anything else",
        arguments: [
            ("Ann B.", "ann-b"), ("../../etc/passwd", "etc-passwd"), ("a\u{0}b\\c:d", "a-b-c-d"), ("..", ""), ("", ""),
            (" -- ", ""), ("2026-11-09T00:00:00Z", "2026-11-09t00-00-00z"), ("1.5", "1-5"), ("Ünï 東京", "ünï-東京"),
            ("CON", "con"),
        ])
    func slug(value: String, name: String) { #expect(PagePath.slug(value) == name) }

    @Test("names stay below what file systems allow, and end on a whole letter")
    func length() {
        #expect(PagePath.slug(String(repeating: "ü", count: 500)) == String(repeating: "ü", count: 60))
        #expect(PagePath.slug(String(repeating: "a ", count: 500)).utf8.count <= 120)
    }
}
