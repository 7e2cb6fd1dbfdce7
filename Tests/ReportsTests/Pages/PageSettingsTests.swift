import Diagnostics
import Testing

@testable import Reports

@Suite("Pages in Swift")
struct PageSettingsTests {
    @Test("path and title are written as in a notebook")
    func reading() throws {
        let pages = try PageSettings(each: "users", path: "u/{page.id}", title: "{page.total as .1f} of {page.id}")
        #expect(pages.path.parts.count == 2)
        #expect(pages.title?.parts.count == 3)
        #expect(pages.expressions.map(\.format) == [nil, ".1f", nil])
    }

    @Test("what is wrong with them is thrown", arguments: ["u", "{page.id", "{}", "a b/{page.id}", "{page.}"])
    func mistakes(path: String) {
        #expect(throws: DiagnosticsError.self) { try PageSettings(each: "users", path: path) }
    }
}
