/// The body of a `table` cell.
public struct TableCell: Sendable {
    /// How cells are tinted.
    public enum Heat: String, Hashable, Sendable, CaseIterable {
        /// From the column's smallest value to its largest.
        case sequential
        /// From zero, one way in the accent and the other in the colour of what is bad.
        case diverging
    }

    /// What a column's cell of the totals row says about all of its rows, those that a limit leaves out too; nulls are left out.
    public enum Total: String, Hashable, Sendable, CaseIterable {
        case sum, average, min, max, count
    }

    /// A line in each row, drawn from another table.
    public struct Trend: Hashable, Sendable {
        /// The other table: a cell, `cell.table`, or a source.
        public var from: String
        /// Its column for the way along the line.
        public var x: String
        /// Its column for the height.
        public var y: String
        /// The column, of both tables, whose value tells which of its rows belong to a row.
        public var by: String

        /// A line in each row.
        public init(from: String, x: String, y: String, by: String) {
            self.from = from
            self.x = x
            self.y = y
            self.by = by
        }
    }

    /// A column as shown.
    public struct Column: Hashable, Sendable {
        /// The column in the data; for a trend, any name.
        public var name: String
        /// The heading; nil for the analyzer's, or the name in words.
        public var label: String?
        /// The unit; nil for the analyzer's, or none.
        public var unit: String?
        /// The format; nil for the analyzer's, or a good default.
        public var format: String?
        /// How its cells are set; nil for numbers trailing, all else leading.
        public var alignment: ColumnAlignment?
        /// Whether a bar is drawn in the cell.
        public var showsBar: Bool
        /// How cells are tinted; nil for not.
        public var heat: Heat?
        /// What the totals row says; nil for nothing.
        public var total: Total?
        /// The line drawn in the cell in place of a value; nil for a value.
        public var trend: Trend?

        /// A column.
        public init(
            _ name: String, label: String? = nil, unit: String? = nil, format: String? = nil,
            alignment: ColumnAlignment? = nil, showsBar: Bool = false, heat: Heat? = nil, total: Total? = nil,
            trend: Trend? = nil
        ) {
            self.name = name
            self.label = label
            self.unit = unit
            self.format = format
            self.alignment = alignment
            self.showsBar = showsBar
            self.heat = heat
            self.total = total
            self.trend = trend
        }
    }

    /// The table shown: a cell, `cell.table`, or a source.
    public var from: String
    /// The title; nil for none.
    public var title: String?
    /// The line below the title; nil for none.
    public var caption: String?
    /// The columns shown, in order; empty for all.
    public var columns: [Column]
    /// What the totals row is called; nil for `Total`. There is such a row when a column has a total.
    public var totalLabel: String?
    /// The most rows shown; nil for a good default.
    public var limit: Int?
    /// How wide.
    public var width: FigureWidth

    /// A table.
    public init(
        from: String, title: String? = nil, caption: String? = nil, columns: [Column] = [], totalLabel: String? = nil,
        limit: Int? = nil, width: FigureWidth = .full
    ) {
        self.from = from
        self.title = title
        self.caption = caption
        self.columns = columns
        self.totalLabel = totalLabel
        self.limit = limit
        self.width = width
    }
}
