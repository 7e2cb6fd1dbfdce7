import Columnar

/// Shows a table as aligned text for a terminal: numbers to the right, nulls as `NULL`, control characters made visible.
enum TableFormatter {
    /// The table with a header, a rule and one line a row. Widths count Unicode scalars. Complexity: O(cells).
    static func format(_ table: Table) -> String {
        let fields = table.schema.fields
        guard !fields.isEmpty else { return "" }
        let cells = table.rows.map { row in row.map { $0.isNull ? "NULL" : printable($0.text) } }
        let headers = fields.map { printable($0.name) }
        let widths = fields.indices.map { column in
            cells.reduce(headers[column].unicodeScalars.count) { max($0, $1[column].unicodeScalars.count) }
        }
        var text = line(headers, widths: widths, fields: fields)
        text += widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n"
        for row in cells { text += line(row, widths: widths, fields: fields) }
        return text
    }

    private static func line(_ cells: [String], widths: [Int], fields: [Field]) -> String {
        var text = ""
        for (column, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
            if column > 0 { text += "  " }
            if fields[column].type.isNumeric {
                text += padding + cell
            } else {
                text += cell + (column == cells.count - 1 ? "" : padding)
            }
        }
        return text + "\n"
    }

    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "\u{FFFD}" : $0 }))
    }
}
