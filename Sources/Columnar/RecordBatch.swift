/// Some rows of a table as columns of equal length.
public struct RecordBatch: Sendable {
    /// Names and types of the columns, in order.
    public let schema: Schema
    /// One column for each field; all have `rowCount` rows.
    public let columns: [Column]
    /// The number of rows; known even when there are no columns.
    public let rowCount: Int

    /// A batch of columns. Each must have `rowCount` rows and its field's type.
    public init(schema: Schema, columns: [Column], rowCount: Int) {
        precondition(columns.count == schema.count, "one column for each field")
        precondition(columns.allSatisfy { $0.count == rowCount }, "columns of a batch share a length")
        self.schema = schema
        self.columns = columns
        self.rowCount = rowCount
    }
}

/// A whole result: a schema and its rows in order, in one or more batches.
public struct Table: Sendable {
    /// Names and types of the columns, in order.
    public let schema: Schema
    /// The rows, in order; each batch has `schema`.
    public let batches: [RecordBatch]

    /// A table of batches that all have `schema`.
    public init(schema: Schema, batches: [RecordBatch]) {
        self.schema = schema
        self.batches = batches
    }

    /// A table of literal rows, for tests and small results. Every row has one scalar for each field.
    public init(_ schema: Schema, rows: [[Scalar]]) {
        let columns = schema.fields.indices.map { index in
            Column(schema.fields[index].type, rows.map { $0[index] })
        }
        self.init(schema: schema, batches: [RecordBatch(schema: schema, columns: columns, rowCount: rows.count)])
    }

    /// The number of rows in all batches. Complexity: O(batches).
    public var rowCount: Int { batches.reduce(0) { $0 + $1.rowCount } }

    /// The values of one column in order. Complexity: O(rows).
    public func column(_ index: Int) -> [Scalar] { batches.flatMap { $0.columns[index].scalars } }

    /// The values of the column of that name (case does not matter), or nil. Complexity: O(rows).
    public func column(_ name: String) -> [Scalar]? { schema.index(of: name).map(column) }

    /// The rows in order, a scalar for each column. Complexity: O(cells).
    public var rows: [[Scalar]] {
        batches.flatMap { batch in (0..<batch.rowCount).map { row in batch.columns.map { $0[row] } } }
    }
}

extension Table: Equatable {
    /// Same schema and same rows in the same order, however batched. Complexity: O(cells).
    public static func == (lhs: Table, rhs: Table) -> Bool { lhs.schema == rhs.schema && lhs.rows == rhs.rows }
}
