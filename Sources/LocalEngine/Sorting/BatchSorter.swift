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
        let rowCount = batches.reduce(0) { $0 + $1.rowCount }
        guard rowCount < Int(UInt32.max) else { throw EvaluationError(.textTooLong, in: "ORDER BY") }
        var whole: [Column] = []
        for (index, field) in schema.fields.enumerated() {
            whole.append(try Column.concatenating(batches.map { $0.columns[index] }, type: field.type))
        }
        let program = try ExpressionProgram(keys.map(\.expression), input: schema, zone: zone)
        let values = try program.evaluate(whole, rowCount: rowCount)
        let order = RowOrder(
            zip(keys, values).map { OrderKey([$1], isDescending: $0.isDescending, nullsFirst: $0.nullsFirst) },
            starts: [0, rowCount])
        let rows = order.sortedRows()
        var columns: [Column] = []
        for column in whole {
            columns.append(
                try rows.withUnsafeBufferPointer { (rows) throws(EvaluationError) in
                    try column.gathering(rows, sharingBytes: true)
                })
        }
        return RecordBatch(schema: schema, columns: columns, rowCount: rows.count)
    }

    static func gather(_ column: Column, _ rows: [UInt32]) throws(EvaluationError) -> Column {
        try rows.withUnsafeBufferPointer { (rows) throws(EvaluationError) in try column.gathering(rows) }
    }
}
