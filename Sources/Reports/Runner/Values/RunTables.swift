import Columnar
import Diagnostics
import QueryPlan

/// The tables that a run brought, by query and period.
struct RunTables {
    /// What was asked for.
    let planner: ReportPlanner
    /// What came back, by request.
    let results: [String: Result<Table, QueryFailure>]
    /// The page that looks at the results; nil for all rows.
    var page: PageView?

    /// The rows of a query for the period `offset` steps from the report's.
    ///
    /// - Throws: `ValueFailure` when the query has no plan, failed, or was not asked for.
    func table(_ key: QueryKey, offset: Int = 0) throws(ValueFailure) -> Table {
        if let failure = planner.failures[key] { throw ValueFailure(cell: key.cell, failure: failure.queryFailure) }
        guard let instance = planner.instance(key, offset: offset),
            let request = planner.collector.request(for: instance), let result = results[request]
        else {
            throw ValueFailure(
                cell: key.cell,
                failure: QueryFailure(
                    fault: .bug,
                    diagnostic: Diagnostic("no-result", .error, "the engine gave no result for '\(key.cell)'")))
        }
        switch result {
        case .success(let table):
            guard let page, let column = planner.catalog.pageColumns[key] else { return table }
            return page.part(instance, column: column) ?? Table(schema: table.schema, batches: [])
        case .failure(let failure): throw ValueFailure(cell: key.cell, failure: placed(failure, of: key))
        }
    }

    /// A query's failure with the place in the report of the expression that failed: its own, else one of a cell that it reads.
    private func placed(_ failure: QueryFailure, of key: QueryKey) -> QueryFailure {
        let places = planner.planner.places
        guard let expression = failure.expression else { return failure }
        if let own = places[key], own.place(of: expression) != nil { return failure.placed(among: own) }
        let others = places.keys.sorted { ($0.cell, $0.part) < ($1.cell, $1.part) }.flatMap { places[$0] ?? [] }
        return failure.placed(among: others)
    }

    /// A cell of a table; null when there is no such row, and for a column the table does not have. Negative rows count from the end.
    func value(_ key: QueryKey, offset: Int, row: Int, column: String) throws(ValueFailure) -> Scalar {
        let table = try table(key, offset: offset)
        guard let index = table.schema.index(of: column) else { return .null }
        return table.scalar(row: row < 0 ? table.rowCount + row : row, column: index)
    }
}

/// A value that cannot be had because its cell failed.
struct ValueFailure: Error, Sendable {
    /// The cell that failed.
    var cell: String
    /// Why.
    var failure: QueryFailure
}

extension Table {
    /// One value; null outside the table. Complexity: O(batches).
    func scalar(row: Int, column: Int) -> Scalar {
        guard row >= 0 else { return .null }
        var row = row
        for batch in batches {
            if row < batch.rowCount { return batch.columns[column][row] }
            row -= batch.rowCount
        }
        return .null
    }

    /// The first rows, at most `count`, as scalars. Complexity: O(count × columns).
    func firstRows(_ count: Int) -> [[Scalar]] {
        var rows: [[Scalar]] = []
        for batch in batches {
            for row in 0..<min(batch.rowCount, count - rows.count) { rows.append(batch.columns.map { $0[row] }) }
            if rows.count == count { break }
        }
        return rows
    }
}
