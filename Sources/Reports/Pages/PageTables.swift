import Columnar

/// The rows of the cells that pages see in parts, found by the value that tells the parts apart.
///
/// Made once for all pages: one pass over each result. A class so that pages that are assembled at the same time share it; it never changes.
final class PageTables: Sendable {
    private let parts: [QueryInstance: [Scalar: Table]]

    /// Takes apart every result that a page sees in parts, as far as there are pages. Complexity: O(rows of those results + cells of the parts).
    init(_ tables: RunTables, pages: [ValueEvaluator.LoopRow]) {
        var parts: [QueryInstance: [Scalar: Table]] = [:]
        for (key, column) in tables.planner.catalog.pageColumns {
            let wanted = Set(pages.compactMap { page in page.schema.index(of: column).map { page.values[$0] } })
            for offset in tables.planner.offsets(of: key) {
                guard let instance = tables.planner.instance(key, offset: offset),
                    let table = try? tables.table(key, offset: offset), let index = table.schema.index(of: column)
                else { continue }
                parts[instance] = PageTables.parts(of: table, by: index, wanted)
            }
        }
        self.parts = parts
    }

    /// The rows of a result in which the column has a value; nil when the result is not seen in parts.
    func part(_ instance: QueryInstance, _ value: Scalar) -> Table? { parts[instance]?[value] }

    private static func parts(of table: Table, by column: Int, _ wanted: Set<Scalar>) -> [Scalar: Table] {
        var rows: [Scalar: [[Scalar]]] = [:]
        for batch in table.batches {
            for row in 0..<batch.rowCount {
                let value = batch.columns[column][row]
                if wanted.contains(value) { rows[value, default: []].append(batch.columns.map { $0[row] }) }
            }
        }
        return rows.mapValues { Table(table.schema, rows: $0) }
    }
}

/// One page's view of a run: its row, and its part of the cells that are seen in parts.
struct PageView: Sendable {
    /// The page's row.
    let row: ValueEvaluator.LoopRow
    /// The parts of all pages.
    let parts: PageTables

    /// The page's part of a result whose column must equal the page's own of that name.
    func part(_ instance: QueryInstance, column: String) -> Table? {
        guard let index = row.schema.index(of: column) else { return nil }
        return parts.part(instance, row.values[index])
    }
}
