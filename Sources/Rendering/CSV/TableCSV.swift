package import Columnar

/// Writes a table as CSV (RFC 4180) with a header.
///
/// Nulls are empty fields; an empty text is a quoted empty field, so that reading the file back tells the two apart. A null that is all of its
/// row is quoted too: an empty line is no row. Timestamps are
/// RFC 3339 in UTC, dates ISO 8601, doubles shortest round-trip, decimals with all their digits.
package struct TableCSV: Sendable {
    /// What ends a line.
    package enum LineEnd: String, Sendable {
        /// As RFC 4180 says: for files.
        case crlf = "\r\n"
        /// As terminals and pipes like it.
        case lf = "\n"
    }

    private let lineEnd: String
    private let guardsFormulas: Bool

    /// A writer with that line end.
    ///
    /// - Parameter guardsFormulas: whether texts that a spreadsheet would run as a formula get an apostrophe in front, which makes it show them
    ///   as they are; for files that people open. Everything else is exact either way.
    package init(lineEnd: LineEnd, guardsFormulas: Bool = false) {
        self.lineEnd = lineEnd.rawValue
        self.guardsFormulas = guardsFormulas
    }

    /// The whole table. Complexity: O(cells).
    package func text(_ table: Table) -> String {
        table.batches.reduce(into: header(table.schema)) { $0 += rows($1) }
    }

    /// The line of column names.
    package func header(_ schema: Schema) -> String {
        schema.names.map(field).joined(separator: ",") + lineEnd
    }

    /// The lines of some rows. Complexity: O(cells).
    package func rows(_ batch: RecordBatch) -> String {
        var text = ""
        for row in 0..<batch.rowCount {
            for (index, column) in batch.columns.enumerated() {
                if index > 0 { text += "," }
                if column.isNull(at: row) {
                    if batch.columns.count == 1 { text += "\"\"" }
                    continue
                }
                let value = column[row].text
                text += column.type == .string ? field(value) : value
            }
            text += lineEnd
        }
        return text
    }

    private func field(_ value: String) -> String {
        // Spreadsheets take these for a formula's start (OWASP, CSV Injection).
        let isFormula =
            guardsFormulas && (value.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false)
        return TableCSV.quoted(isFormula ? "'" + value : value)
    }

    private static func quoted(_ value: String) -> String {
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
