import Analyzers
import Diagnostics

/// An analyzer's output: its values and tables by the section's id, and the figures it shows.
public struct Section: ReportItem {
    private let id: String
    private let analyzer: String
    private let over: [String: String]
    private let shown: [String]?
    private let window: CellWindow?

    /// A section bound to an analyzer.
    ///
    /// - Parameters:
    ///   - over: sources by role; a role that is not named reads the source of its own name.
    ///   - showing: items, tables and values to show; nil for what the analyzer shows by itself, empty for nothing.
    public init(
        _ id: String, analyzer: String, over: [String: String] = [:], showing: [String]? = nil,
        window: CellWindow? = nil
    ) {
        self.id = id
        self.analyzer = analyzer
        self.over = over
        shown = showing
        self.window = window
    }

    /// Adds the part to a report under construction.
    public func add(to content: inout ReportContent) {
        guard let found = AnalyzerCatalog.named(analyzer) else {
            content.report(
                "unknown-analyzer", "there is no analyzer '\(analyzer)'",
                help: NearMatch.help(analyzer, among: AnalyzerCatalog.all.map(\.name)))
            return
        }
        let names = StandardFigures.names(of: found)
        for name in shown ?? [] where !names.contains(name) {
            content.report(
                "unknown-value", "analyzer '\(analyzer)' has nothing called '\(name)' to show",
                help: NearMatch.help(name, among: names))
        }
        let cells = StandardFigures.cells(
            of: found, in: id, place: nil, items: shown?.filter { names.contains($0) })
        content.add(
            Cell(id: id, kind: .analyze(AnalyzeCell(analyzer: analyzer, over: over, shown: cells)), window: window))
    }
}
