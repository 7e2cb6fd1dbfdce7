public import Columnar
import Diagnostics

/// A table as JSON: `{"columns":[{"name","type"}],"rows":[[…]]}`.
///
/// Timestamps are RFC 3339 in UTC, dates ISO 8601, doubles shortest round-trip, decimals with all their digits; what JSON has no number for is null.
public enum TableJSON {
    /// The table as compact JSON. Complexity: O(cells).
    public static func text(_ table: Table) -> String {
        var json = JSONWriter()
        json.table(table)
        return json.text
    }
}

extension JSONWriter {
    /// Writes a table as `TableJSON` says.
    mutating func table(_ table: Table) {
        beginObject()
        key("columns")
        beginArray()
        for field in table.schema.fields {
            beginObject()
            member("name", field.name)
            member("type", field.type.name)
            endObject()
        }
        endArray()
        key("rows")
        beginArray()
        for row in table.rows {
            beginArray()
            for scalar in row { self.scalar(scalar) }
            endArray()
        }
        endArray()
        endObject()
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
