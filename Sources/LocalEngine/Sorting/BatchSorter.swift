package import Columnar
package import QueryPlan

/// Sorts materialised batches.
package enum BatchSorter {
    /// The rows of all batches in order of `keys`, as one batch; rows with equal keys keep their input order.
    ///
    /// Nulls stand where each key says; NaN sorts above all numbers, -0.0 equals 0.0, texts by bytes.
    /// - Throws: `EvaluationError` of a key expression, or `textTooLong` when one column's texts exceed 4 GiB.
    /// - Complexity: O(rows) to O(rows · log rows); see `RowOrder.sortedRows`.
    package static func sorted(
        _ batches: [RecordBatch], schema: Schema, by keys: [SortKey], zone: ZoneRules = .utc
    ) throws(EvaluationError) -> RecordBatch {
        let program = try ExpressionProgram(keys.map(\.expression), input: schema, zone: zone)
        var values: [[Column]] = Array(repeating: [], count: keys.count)
        var starts = [0]
        for batch in batches {
            let columns = try program.evaluate(batch.columns, rowCount: batch.rowCount)
            for (index, column) in columns.enumerated() { values[index].append(column) }
            starts.append(starts[starts.count - 1] + batch.rowCount)
        }
        let order = RowOrder(
            zip(keys, values).map { OrderKey($1, isDescending: $0.isDescending, nullsFirst: $0.nullsFirst) },
            starts: starts)
        let rows = order.sortedRows()
        var columns: [Column] = []
        for (index, field) in schema.fields.enumerated() {
            let whole = try Column.concatenating(batches.map { $0.columns[index] }, type: field.type)
            columns.append(try gather(whole, rows))
        }
        return RecordBatch(schema: schema, columns: columns, rowCount: rows.count)
    }

    static func gather(_ column: Column, _ rows: [UInt32]) throws(EvaluationError) -> Column {
        try rows.withUnsafeBufferPointer { (rows) throws(EvaluationError) in try column.gathering(rows) }
    }
}
