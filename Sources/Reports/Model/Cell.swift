public import Charting
public import Diagnostics

/// An executed part of a report.
public struct Cell: Sendable {
    /// What a cell does.
    public enum Kind: Sendable {
        /// Computes a table.
        case query(CellSQL)
        /// Holds when its query returns no row.
        case assertion(CellSQL, message: String?)
        /// Runs an analyzer.
        case analyze(AnalyzeCell)
        /// Draws a table.
        case chart(ChartCell)
        /// Shows a table.
        case table(TableCell)
        /// Shows a row of key figures.
        case keyFigures([KeyFigureCell])
    }

    /// The id, unique in the report; made up when the author gave none.
    public var id: String
    /// What it does.
    public var kind: Kind
    /// The stretch of time it sees; nil when the author gave none.
    public var window: CellWindow?
    /// The column by which a page sees its part of a query's rows: those where it equals the page's own of that name. Nil for all rows on every
    /// page.
    public var pageColumn: String?
    /// Where it is written; nil when it was built in Swift.
    public var place: SourcePlace?
    /// The whole of it, from its opening fence to its closing one; nil when it was built in Swift.
    package var extent: SourcePlace?
    /// Where its options are written, so that findings point at them: a chart's `x`, `y`, `format`, …; a table's `columns.NAME` and
    /// `columns.NAME.OPTION`, with `trend.from` and so on; an analysis' `analyzer` and `over.ROLE`; `from`; key figures' `NUMBER.format`, from 0. An option that is
    /// missing here is taken to stand where the cell does.
    public var options: [String: SourcePlace]

    /// A cell.
    public init(
        id: String, kind: Kind, window: CellWindow? = nil, pageColumn: String? = nil,
        place: SourcePlace? = nil, options: [String: SourcePlace] = [:]
    ) {
        self.id = id
        self.kind = kind
        self.window = window
        self.pageColumn = pageColumn
        self.place = place
        self.options = options
    }

    /// Where an option is written, else what it is part of (`y` of `y.max`), else the cell.
    func place(of option: String) -> SourcePlace? {
        if let found = options[option] { return found }
        guard let dot = option.lastIndex(of: ".") else { return place }
        return place(of: String(option[..<dot]))
    }

    /// The kind's name in a fence and in `report.json`.
    public var kindName: String {
        switch kind {
        case .query: "query"
        case .assertion: "assert"
        case .analyze: "analyze"
        case .chart: "chart"
        case .table: "table"
        case .keyFigures: "kpi"
        }
    }
}

/// A stretch of one of a report's files.
public struct SourcePlace: Hashable, Sendable {
    /// The file's path as shown.
    public var file: String
    /// The stretch.
    public var range: SourceRange

    /// A place.
    public init(file: String, range: SourceRange) {
        self.file = file
        self.range = range
    }
}

/// SQL of a cell: its text, and the file and stretch it was read from.
public struct CellSQL: Sendable {
    /// The whole file, or for SQL built in Swift the SQL itself.
    public var source: SourceText
    /// The SQL's UTF-8 offsets in it.
    public var offsets: Range<Int>

    /// SQL inside a file.
    public init(source: SourceText, offsets: Range<Int>) {
        self.source = source
        self.offsets = offsets
    }

    /// SQL that stands in no file.
    public init(_ text: String, name: String) {
        source = SourceText(path: name, text: text)
        offsets = 0..<source.utf8.count
    }

    /// The SQL alone.
    public var text: String { String(decoding: source.utf8[offsets], as: UTF8.self) }
}

/// The body of an `analyze` cell.
public struct AnalyzeCell: Sendable {
    /// The analyzer's name.
    public var analyzer: String
    /// The tables it reads, by role; roles that are not named read the source of their own name.
    public var over: [String: String]
    /// The cells that show its results, in order: made from its standard items, `id` is `<analyze cell>-<item>`.
    public var shown: [Cell]

    /// An analysis.
    public init(analyzer: String, over: [String: String] = [:], shown: [Cell] = []) {
        self.analyzer = analyzer
        self.over = over
        self.shown = shown
    }
}

/// The body of a `chart` cell.
public struct ChartCell: Sendable {
    /// The table drawn: a cell, `cell.table`, or a source.
    public var from: String
    /// What is drawn.
    public var specification: ChartSpecification
    /// Whether the period before is drawn too.
    public var comparesPrior: Bool
    /// How wide.
    public var width: FigureWidth

    /// A chart.
    public init(
        from: String, specification: ChartSpecification, comparesPrior: Bool = false, width: FigureWidth = .full
    ) {
        self.from = from
        self.specification = specification
        self.comparesPrior = comparesPrior
        self.width = width
    }
}

/// One figure of a `kpi` cell; what is nil comes from the analyzer's description of the value, or has a good default.
public struct KeyFigureCell: Sendable {
    /// How its change on the comparison period is told.
    public enum Change: String, Hashable, Sendable, CaseIterable {
        case relative, absolute, none
    }

    /// Which direction is welcome.
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        case up, down, none
    }

    /// The value.
    public var value: ValueExpression
    /// What it is.
    public var label: String?
    /// The unit.
    public var unit: String?
    /// How it reads.
    public var format: String?
    /// One sentence about it.
    public var description: String?
    /// How its change is told.
    public var change: Change?
    /// Which direction is welcome.
    public var good: Direction?
    /// Whether earlier periods are drawn; nil for yes where the value has them.
    public var showsHistory: Bool?

    /// A key figure.
    public init(
        value: ValueExpression, label: String? = nil, unit: String? = nil, format: String? = nil,
        description: String? = nil, change: Change? = nil, good: Direction? = nil, showsHistory: Bool? = nil
    ) {
        self.value = value
        self.label = label
        self.unit = unit
        self.format = format
        self.description = description
        self.change = change
        self.good = good
        self.showsHistory = showsHistory
    }
}
