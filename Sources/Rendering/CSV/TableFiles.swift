import Columnar
import QueryPlan
import Reports

/// The tables of a result as CSV files (RFC 4180): `tables/<cell>.csv` for a query, `tables/<cell>-<table>.csv` for a table of an analyzer.
/// People open them in spreadsheets, so texts that would be formulas there are guarded; `report.json` has the exact ones.
enum TableFiles {
    /// The path and the name of each table, in order.
    static func names(of result: ReportResult) -> [(path: String, name: String)] {
        tables(of: result).map { (path($0.name), $0.name) }
    }

    /// The files. Complexity: O(cells of all tables).
    static func files(of result: ReportResult) -> [OutputFile] {
        let csv = TableCSV(lineEnd: .crlf, guardsFormulas: true)
        return tables(of: result).map { OutputFile(path: path($0.name), text: csv.text($0.table)) }
    }

    private static func tables(of result: ReportResult) -> [(name: String, table: Table)] {
        result.cells.flatMap { cell in
            cell.tables.map { (cell.kind == "query" ? cell.id : "\(cell.id)-\($0.name)", $0.table) }
        }
    }

    private static func path(_ name: String) -> String { "tables/\(SVGIdentifier.make(name)).csv" }
}
