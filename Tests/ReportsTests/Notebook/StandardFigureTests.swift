import Analyzers
import Testing

@testable import Reports

@Suite("Standard figures")
struct StandardFigureTests {
    @Test("every figure that an analyzer shows by default reads as a cell", arguments: AnalyzerCatalog.all.map(\.name))
    func standardItemsParse(name: String) throws {
        let analyzer = try #require(AnalyzerCatalog.named(name))
        let cells = StandardFigures.cells(of: analyzer, in: "cell", place: nil, items: nil)
        #expect(cells.map(\.id) == analyzer.standard.map { "cell-\($0.id)" })
    }
}
