import Columnar

/// Lines for the rows of a table, drawn from another table's rows.
struct TableTrends {
    /// Every place along the lines, in order: all lines share them, so that they can be compared down the column.
    private let labels: [String]
    private let lines: [Scalar: [Double?]]

    /// Gathers the lines; of several rows at one place the last counts, and null belongs to no row. Complexity: O(rows log rows).
    init(_ trend: TableCell.Trend, in table: Table, zone: ZoneRules) {
        guard let x = table.schema.index(of: trend.x), let y = table.schema.index(of: trend.y),
            let by = table.schema.index(of: trend.by)
        else {
            (labels, lines) = ([], [:])
            return
        }
        let rows = table.rows.filter { !$0[x].isNull && !$0[by].isNull }
        let places = Set(rows.map { $0[x] }).sorted { ColumnTotal.isLess($0, $1) }
        let indexes = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($0.element, $0.offset) })
        var lines: [Scalar: [Double?]] = [:]
        for row in rows {
            guard let index = indexes[row[x]], let height = row[y].asDouble, height.isFinite else { continue }
            lines[row[by], default: [Double?](repeating: nil, count: places.count)][index] = height
        }
        let text = ValueText(table.schema.fields[x].type, format: nil, zone: zone)
        labels = places.map { text.text($0) }
        self.lines = lines
    }

    /// The cell of the row with this value; empty when it has no line.
    func cell(for value: Scalar) -> DataTable.Cell {
        guard let line = lines[value], !value.isNull else { return DataTable.Cell(.null, text: ValueText.missing) }
        return DataTable.Cell(
            .null, text: TableTrends.text(line), trend: DataTable.Trend(values: line, labels: labels))
    }

    /// A line as text: eight heights from its lowest to its highest value, a blank where there is none.
    static func text(_ values: [Double?]) -> String {
        let marks = Array("▁▂▃▄▅▆▇█")
        let known = values.compactMap { $0 }
        guard let low = known.min(), let high = known.max() else { return ValueText.missing }
        return String(
            values.map { value -> Character in
                guard let value else { return " " }
                guard high > low else { return marks[marks.count / 2] }
                let share = (value / 2 - low / 2) / (high / 2 - low / 2)
                return marks[min(marks.count - 1, max(0, Int(share * Double(marks.count))))]
            })
    }
}
