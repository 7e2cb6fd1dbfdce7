import Analyzers
import Charting
import Columnar
import Diagnostics
import QueryPlan

/// Turns a cell's results into what the page shows for it.
struct FigureAssembler {
    /// Rows shown of a table that sets no limit.
    static let defaultRowLimit = 50

    let report: Report
    let tables: RunTables
    let evaluator: ValueEvaluator
    let period: Period
    let zone: ZoneRules
    /// Whether somebody writes the report, and wants to know where failures lie.
    var isDraft = false

    var catalog: ReportCatalog { tables.planner.catalog }

    /// The blocks that stand where the cell stands: none for a query that worked and an assert that held.
    func blocks(for cell: Cell) -> [Block] {
        do throws(ValueFailure) {
            switch cell.kind {
            case .query:
                _ = try tables.table(QueryKey(cell.id))
                return []
            case .assertion(_, let message): return try assertion(cell, message: message)
            case .analyze(let analyze): return try analysis(cell, analyze)
            case .chart(let chart): return [.chart(try figure(cell, chart))]
            case .table(let table): return [.dataTable(try dataTable(cell, table))]
            case .keyFigures(let figures): return [.keyFigures(try keyFigures(cell, figures))]
            }
        } catch {
            return [FigureAssembler.failure(of: cell.id, error, isDraft: isDraft)]
        }
    }

    /// A failure shown in a cell's place: its own, or that of a cell it reads.
    static func failure(of cell: String, _ failure: ValueFailure, isDraft: Bool) -> Block {
        guard failure.cell == cell || cell.hasPrefix(failure.cell + "-") else {
            return .failure(
                cell: cell, message: "'\(cell)' has nothing to show: it reads '\(failure.cell)', which failed",
                help: nil)
        }
        let diagnostic = failure.failure.diagnostic
        let place = isDraft ? diagnostic.place.map { " (\($0))" } ?? "" : ""
        return .failure(cell: cell, message: diagnostic.message + place, help: diagnostic.help)
    }

    /// A failure shown in the place of prose that depends on a cell.
    static func dependent(on failure: ValueFailure, _ what: String) -> Block {
        .failure(
            cell: failure.cell, message: "\(what) depends on '\(failure.cell)', which failed", help: nil)
    }

    private func assertion(_ cell: Cell, message: String?) throws(ValueFailure) -> [Block] {
        let rows = try tables.value(
            QueryKey(cell.id, ReportCatalog.failingRows), offset: 0, row: 0, column: ReportCatalog.failingRows)
        guard let count = rows.asInt64, count > 0 else { return [] }
        let found = "\(count) \(count == 1 ? "row does" : "rows do") not pass"
        return [
            .alert(
                .caution,
                [.paragraph([.strong([.text(message ?? "The check '\(cell.id)' failed")]), .text(": \(found).")])])
        ]
    }

    /// What an analysis shows; one failure stands for all of its parts when none of them worked.
    private func analysis(_ cell: Cell, _ analyze: AnalyzeCell) throws(ValueFailure) -> [Block] {
        guard let analyzer = AnalyzerCatalog.named(analyze.analyzer) else {
            _ = try tables.table(QueryKey(cell.id, ReportCatalog.firstValues))
            return []
        }
        let keys = ReportCatalog.keys(cell.id, of: analyzer)
        var failed: [ValueFailure] = []
        for key in keys {
            do throws(ValueFailure) { _ = try tables.table(key) } catch { failed.append(error) }
        }
        if failed.count == keys.count, let first = failed.first { throw first }
        var blocks = analyze.shown.flatMap { self.blocks(for: $0) }
        // A part that failed and that nothing shows is told all the same.
        if !failed.isEmpty, !blocks.contains(where: { if case .failure = $0 { true } else { false } }) {
            blocks.append(
                contentsOf: failed.prefix(1).map { FigureAssembler.failure(of: cell.id, $0, isDraft: isDraft) })
        }
        return blocks
    }
}
