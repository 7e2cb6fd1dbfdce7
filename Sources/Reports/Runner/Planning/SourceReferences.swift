import Analyzers
import QueryPlan

/// Which sources a report may read, found in its text alone.
enum SourceReferences {
    /// The names, as declared, of the sources that a report's queries, analyzers and figures name.
    static func names(in report: Report, among sources: [SourceDeclaration]) -> Set<String> {
        var wanted: Set<String> = []
        for cell in report.cells { collect(cell, into: &wanted) }
        let lowered = Set(wanted.map { $0.lowercased() })
        return Set(sources.map(\.name).filter { lowered.contains($0.lowercased()) })
    }

    private static func collect(_ cell: Cell, into names: inout Set<String>) {
        switch cell.kind {
        case .query(let sql), .assertion(let sql, _):
            names.formUnion(ParsedQuery(sql.source, range: sql.offsets).tables)
        case .analyze(let analyze):
            for role in AnalyzerCatalog.named(analyze.analyzer)?.roles ?? [] {
                names.insert(analyze.over[role.name] ?? role.name)
            }
        case .chart(let chart): names.insert(chart.from)
        case .table(let table): names.formUnion([table.from] + table.columns.compactMap(\.trend?.from))
        case .keyFigures: break
        }
    }
}
