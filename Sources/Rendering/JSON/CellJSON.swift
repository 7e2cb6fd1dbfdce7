import Diagnostics
import QueryPlan
public import Reports

/// A cell's result as JSON: `{"kind","values":{…},"tables":{"<name>":{"columns","rows"}}}`.
public enum CellJSON {
    /// The cell as compact JSON. Complexity: O(cells of its tables).
    public static func text(_ cell: CellResult) -> String {
        var json = JSONWriter()
        json.cell(cell)
        return json.text
    }
}

extension JSONWriter {
    /// Writes a cell's result as `CellJSON` says.
    mutating func cell(_ cell: CellResult) {
        beginObject()
        member("kind", cell.kind)
        key("values")
        beginObject()
        for value in cell.values {
            key(value.name)
            scalar(value.value)
        }
        endObject()
        key("tables")
        beginObject()
        for table in cell.tables {
            key(table.name)
            self.table(table.table)
        }
        endObject()
        endObject()
    }
}
