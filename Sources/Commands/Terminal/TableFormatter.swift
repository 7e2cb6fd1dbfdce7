import Columnar
import QueryPlan

/// Shows rows as aligned text for a terminal: numbers to the right, nulls as `NULL`, control characters made visible.
///
/// Columns are as wide as the rows need that they are measured by; a wider value behind them pushes its row to the right.
struct TableFormatter {
    private let fields: [Field]
    private var widths: [Int]

    /// A whole table: a header, a rule and one line a row. Widths count Unicode scalars. Complexity: O(cells).
    static func format(_ table: Table) -> String {
        let formatter = TableFormatter(table.schema, fitting: table.batches)
        return formatter.header + table.batches.map(formatter.rows).joined()
    }

    /// A formatter of rows as wide as some need. Complexity: O(cells).
    init(_ schema: Schema, fitting batches: [RecordBatch]) {
        fields = schema.fields
        widths = fields.map { TableFormatter.printable($0.name).unicodeScalars.count }
        for batch in batches {
            for (index, column) in batch.columns.enumerated() {
                for row in 0..<batch.rowCount {
                    widths[index] = max(widths[index], TableFormatter.cell(column[row]).unicodeScalars.count)
                }
            }
        }
    }

    /// The names of the columns, and a rule.
    var header: String {
        if fields.isEmpty { return "" }
        var text = ""
        appendLine(fields.map { TableFormatter.printable($0.name) }, to: &text)
        return text + widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n"
    }

    /// A line a row. Complexity: O(cells).
    func rows(_ batch: RecordBatch) -> String {
        if fields.isEmpty { return "" }
        var text = ""
        for row in 0..<batch.rowCount { appendLine(batch.columns.map { TableFormatter.cell($0[row]) }, to: &text) }
        return text
    }

    private func appendLine(_ cells: [String], to text: inout String) {
        for (column, cell) in cells.enumerated() {
            let padding = max(0, widths[column] - cell.unicodeScalars.count)
            if column > 0 { text += "  " }
            let isNumeric = fields[column].type.isNumeric
            if isNumeric { text.append(contentsOf: repeatElement(" ", count: padding)) }
            text += cell
            if !isNumeric, column < cells.count - 1 { text.append(contentsOf: repeatElement(" ", count: padding)) }
        }
        text += "\n"
    }

    private static func cell(_ value: Scalar) -> String { value.isNull ? "NULL" : printable(value.text) }

    private static func printable(_ text: String) -> String {
        // Control characters are one byte below U+0020, U+007F, or U+0080 to U+009F, which start with C2.
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }) else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "\u{FFFD}" : $0 }))
    }
}

/// Writes rows to standard output as aligned text, as they come: columns are as wide as the first thousand rows and the rest of their batch need.
final class TableOutput: TableWriter {
    /// The fewest rows that columns are measured by; batches are measured whole.
    private static let measuredRows = 1000

    private var schema = Schema([])
    private var first: [RecordBatch] = []
    private var formatter: TableFormatter?

    func begin(_ schema: Schema) { self.schema = schema }

    func write(_ batch: RecordBatch) {
        if let formatter { return Console.output(formatter.rows(batch)) }
        first.append(batch)
        if first.reduce(0, { $0 + $1.rowCount }) >= TableOutput.measuredRows { start() }
    }

    func end() { if formatter == nil { start() } }

    private func start() {
        let formatter = TableFormatter(schema, fitting: first)
        Console.output(formatter.header + first.map(formatter.rows).joined())
        self.formatter = formatter
        first = []
    }
}
