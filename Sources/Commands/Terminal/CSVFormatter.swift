import Columnar

/// Writes a table as CSV (RFC 4180) with a header and LF line ends.
///
/// Nulls are empty fields; an empty text is a quoted empty field, so that reading the file back tells the two apart.
enum CSVFormatter {
    /// The whole table. Complexity: O(cells).
    static func format(_ table: Table) -> String {
        table.batches.reduce(into: header(table.schema)) { $0 += rows($1) }
    }

    /// The line of column names.
    static func header(_ schema: Schema) -> String { schema.names.map(field).joined(separator: ",") + "\n" }

    /// The lines of some rows. Complexity: O(cells).
    static func rows(_ batch: RecordBatch) -> String {
        var text = ""
        for row in 0..<batch.rowCount {
            for (index, column) in batch.columns.enumerated() {
                if index > 0 { text += "," }
                if column.isNull(at: row) { continue }
                let value = column[row].text
                text += column.type == .string ? field(value) : value
            }
            text += "\n"
        }
        return text
    }

    private static func field(_ value: String) -> String {
        let needsQuotes =
            value.isEmpty || value.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else { return value }
        var quoted = "\""
        for character in value.unicodeScalars {
            if character == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}
