public import Columnar
import Diagnostics

/// A table as JSON: `{"columns":[{"name","type"}],"rows":[[…]]}`.
///
/// Timestamps are RFC 3339 in UTC, dates ISO 8601, doubles shortest round-trip, decimals with all their digits; what JSON has no number for is null.
public struct TableJSON {
    private var json = JSONWriter()

    /// A writer of one table, piece by piece.
    public init() {}

    /// The table as compact JSON. Complexity: O(cells).
    public static func text(_ table: Table) -> String {
        var json = JSONWriter()
        json.table(table)
        return json.text
    }

    /// The columns and the start of the rows.
    public mutating func begin(_ schema: Schema) -> String {
        json.begin(schema)
        return json.takeText()
    }

    /// Some rows.
    public mutating func rows(_ batch: RecordBatch) -> String {
        json.rows(batch)
        return json.takeText()
    }

    /// The end.
    public mutating func end() -> String {
        json.endArray()
        json.endObject()
        return json.takeText()
    }
}

extension JSONWriter {
    /// Writes a table as `TableJSON` says.
    mutating func table(_ table: Table) {
        begin(table.schema)
        for batch in table.batches { rows(batch) }
        endArray()
        endObject()
    }

    /// Writes the columns of a table and opens its rows.
    mutating func begin(_ schema: Schema) {
        beginObject()
        key("columns")
        beginArray()
        for field in schema.fields {
            beginObject()
            member("name", field.name)
            member("type", field.type.name)
            endObject()
        }
        endArray()
        key("rows")
        beginArray()
    }

    /// Writes rows into an open array.
    mutating func rows(_ batch: RecordBatch) {
        for row in 0..<batch.rowCount {
            beginArray()
            for column in batch.columns { scalar(column[row]) }
            endArray()
        }
    }

    /// Writes one value.
    mutating func scalar(_ scalar: Scalar) {
        switch scalar {
        case .null: null()
        case .boolean(let flag): value(flag)
        case .int64(let integer): value(integer)
        case .double(let double): value(double)
        case .decimal(let number): value(literal: number.text)
        case .string, .date, .timestamp: value(scalar.text)
        }
    }
}
