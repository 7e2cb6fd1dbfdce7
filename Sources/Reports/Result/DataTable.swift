public import Columnar

/// A table of data ready to show.
public struct DataTable: Sendable {
    /// A column as shown.
    public struct Column: Sendable {
        /// The column's name in the data.
        public var name: String
        /// The heading.
        public var label: String
        /// The unit, shown with the heading; nil for none.
        public var unit: String?
        /// How its cells are set: numbers trailing, text leading.
        public var alignment: ColumnAlignment
        /// Whether a bar is drawn in the cell, from zero to the column's largest value.
        public var showsBar: Bool
        /// How its cells are tinted; nil for not.
        public var heat: TableCell.Heat?

        /// A column as shown.
        public init(
            name: String, label: String, unit: String?, alignment: ColumnAlignment, showsBar: Bool,
            heat: TableCell.Heat? = nil
        ) {
            self.name = name
            self.label = label
            self.unit = unit
            self.alignment = alignment
            self.showsBar = showsBar
            self.heat = heat
        }
    }

    /// A line drawn in a cell.
    public struct Trend: Hashable, Sendable {
        /// The heights from left to right; nil where there is none.
        public var values: [Double?]
        /// What stands along the line, one for each value.
        public var labels: [String]

        /// A line.
        public init(values: [Double?], labels: [String]) {
            self.values = values
            self.labels = labels
        }
    }

    /// One cell: the value and how it reads.
    public struct Cell: Hashable, Sendable {
        /// The value; null for a line.
        public var scalar: Scalar
        /// The formatted text; an en dash for null; for a line, the line in block characters.
        public var text: String
        /// The line drawn in place of a value; nil for a value.
        public var trend: Trend?

        /// A cell.
        public init(_ scalar: Scalar, text: String, trend: Trend? = nil) {
            self.scalar = scalar
            self.text = text
            self.trend = trend
        }
    }

    /// The row of totals.
    public struct Totals: Sendable {
        /// What the row is called.
        public var label: String
        /// A cell for each column; nil where there is no total.
        public var cells: [Cell?]

        /// A row of totals.
        public init(label: String, cells: [Cell?]) {
            self.label = label
            self.cells = cells
        }
    }

    /// The cell's id.
    public var id: String
    /// The title; nil for none.
    public var title: String?
    /// The line below the title; nil for none.
    public var caption: String?
    /// The columns shown.
    public var columns: [Column]
    /// The rows shown, a cell for each column.
    public var rows: [[Cell]]
    /// The totals of all rows; nil for none.
    public var totals: Totals?
    /// The number of rows there are; more than `rows.count` when a limit cut them.
    public var totalRows: Int
    /// What the data are called in files: `CELL` or `CELL-TABLE`; nil when they are a source's rows, which no file of the report holds.
    public var dataName: String?
    /// How wide.
    public var width: FigureWidth

    /// A table ready to show.
    public init(
        id: String, title: String?, caption: String?, columns: [Column], rows: [[Cell]], totals: Totals? = nil,
        totalRows: Int, dataName: String? = nil, width: FigureWidth
    ) {
        self.id = id
        self.title = title
        self.caption = caption
        self.columns = columns
        self.rows = rows
        self.totals = totals
        self.totalRows = totalRows
        self.dataName = dataName
        self.width = width
    }
}
