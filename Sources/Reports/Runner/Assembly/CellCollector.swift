import Analyzers
import Columnar
import Diagnostics
import QueryPlan
import Tracing

/// Gathers what every cell brought, for `report.json` and the exit status.
struct CellCollector {
    let report: Report
    let tables: RunTables
    let figures: FigureAssembler

    /// Every cell in document order; a failed cell has neither values nor tables. Of a report with pages, what differs from page to page stands
    /// with the pages (parts of queries, and key figures), everything else with the run.
    var results: [CellResult] {
        report.cells.filter { cell in
            report.pages == nil || (cell.pageColumn != nil || cell.isKeyFigures) == (tables.page != nil)
        }.map { cell in
            // Pages may be thousands, and are made when somebody looks at them: only the run's own cells are spans.
            if tables.page != nil { return result(of: cell) }
            return withSpan("cell") { span in
                let result = result(of: cell)
                if span.isRecording { RunObservation.describe(cell, result, failure: failure(of: cell), on: span) }
                return result
            }
        }
    }

    private func result(of cell: Cell) -> CellResult {
        var result = CellResult(id: cell.id, kind: cell.kindName, values: [], tables: [])
        switch cell.kind {
        case .query:
            if let table = try? tables.table(QueryKey(cell.id)) { result.tables = [NamedTable("result", table)] }
        case .analyze(let analyze):
            if let analyzer = AnalyzerCatalog.named(analyze.analyzer) {
                (result.values, result.tables) = CellCollector.outputs(of: analyzer, cell: cell.id, in: tables)
            }
        case .assertion:
            let key = QueryKey(cell.id, ReportCatalog.failingRows)
            if let rows = try? tables.value(key, offset: 0, row: 0, column: ReportCatalog.failingRows) {
                result.values = [Named(ReportCatalog.failingRows, rows)]
            }
        case .keyFigures(let bodies):
            for (name, value) in figures.values(of: bodies) where !result.values.contains(where: { $0.name == name }) {
                result.values.append(Named(name, value))
            }
        case .chart, .table: break
        }
        return result
    }

    /// An analyzer's values and tables; those of a failed query are missing.
    static func outputs(
        of analyzer: Analyzer, cell: String, in tables: RunTables
    ) -> (values: [Named<Scalar>], tables: [NamedTable]) {
        var values: [Named<Scalar>] = []
        var named: [NamedTable] = []
        for (query, key) in zip(analyzer.queries, ReportCatalog.keys(cell, of: analyzer)) {
            guard let table = try? tables.table(key) else { continue }
            switch query.output {
            case .values(let descriptions):
                for description in descriptions {
                    let index = table.schema.index(of: description.name)
                    values.append(Named(description.name, index.map { table.scalar(row: 0, column: $0) } ?? .null))
                }
            case .table(let description): named.append(NamedTable(description.name, table))
            }
        }
        return (values, named)
    }

    /// Every assert in document order.
    var asserts: [AssertResult] {
        report.cells.compactMap { cell in
            guard case .assertion(_, let message) = cell.kind else { return nil }
            let key = QueryKey(cell.id, ReportCatalog.failingRows)
            let rows = try? tables.value(key, offset: 0, row: 0, column: ReportCatalog.failingRows).asInt64
            return AssertResult(
                id: cell.id, message: message, passed: rows == 0, failingRows: rows.map { Int($0) })
        }
    }

    /// The cells whose own queries failed, in document order.
    var failures: [CellFailure] {
        report.cells.compactMap { cell in failure(of: cell).map { CellFailure(id: cell.id, failure: $0) } }
    }

    /// Why a cell's own queries have no result; nil when they have.
    private func failure(of cell: Cell) -> QueryFailure? {
        for key in keys(of: cell) {
            do throws(ValueFailure) { _ = try tables.table(key) } catch { return error.failure }
        }
        return nil
    }

    private func keys(of cell: Cell) -> [QueryKey] {
        switch cell.kind {
        case .query: [QueryKey(cell.id)]
        case .assertion: [QueryKey(cell.id, ReportCatalog.failingRows)]
        case .analyze(let analyze):
            AnalyzerCatalog.named(analyze.analyzer).map { ReportCatalog.keys(cell.id, of: $0) }
                ?? [QueryKey(cell.id, ReportCatalog.firstValues)]
        case .chart, .table, .keyFigures: []
        }
    }
}

extension Cell {
    /// Whether it shows key figures.
    fileprivate var isKeyFigures: Bool { if case .keyFigures = kind { true } else { false } }
}
