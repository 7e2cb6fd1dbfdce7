import Columnar

/// Writes a table as CSV (RFC 4180) with a header and LF line ends.
///
/// Nulls are empty fields; an empty text is a quoted empty field, so that reading the file back tells the two apart.
enum CSVFormatter {
    /// The whole table. Complexity: O(cells).
    static func format(_ table: Table) -> String {
        var text = table.schema.names.map(field).joined(separator: ",") + "\n"
        for row in table.rows {
            text += row.map { $0.isNull ? "" : field($0.text) }.joined(separator: ",") + "\n"
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
