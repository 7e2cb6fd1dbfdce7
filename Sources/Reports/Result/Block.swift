package import Charting

/// One block of a finished document.
///
/// All text is plain text, unescaped: data may stand anywhere in it, so every renderer escapes for where it writes.
public indirect enum Block: Sendable {
    /// A heading of level 1 to 6 with an id that is unique in the document (a URL fragment).
    case heading(level: Int, id: String, [Inline])
    /// A paragraph.
    case paragraph([Inline])
    /// A list; ordered ones count from `start`. A tight list's items show their paragraphs without space between.
    case list(start: Int?, isTight: Bool, items: [[Block]])
    /// A block quote.
    case quote([Block])
    /// A GitHub alert.
    case alert(AlertKind, [Block])
    /// Code that is shown, not run.
    case code(language: String?, String)
    /// A pipe table of prose.
    case proseTable(ProseTable)
    /// A thematic break.
    case rule
    /// A row of key figures.
    case keyFigures([KeyFigure])
    /// A chart with its title, caption and the data behind it.
    case chart(ChartFigure)
    /// A table of data.
    case dataTable(DataTable)
    /// A cell that failed, shown where its result would stand; the message may quote data.
    case failure(cell: String, message: String, help: String?)
}

/// The five GitHub alerts.
public enum AlertKind: String, Hashable, Sendable, CaseIterable {
    /// `> [!NOTE]` and so on.
    case note, tip, important, warning, caution
}

/// Inline content of a block, plain text throughout.
public indirect enum Inline: Hashable, Sendable {
    /// Text; data values of inline expressions arrive as this too.
    case text(String)
    /// A value computed by an inline expression, already formatted.
    case value(String)
    /// What is wrong with what should stand here; in drafts only.
    case problem(String)
    /// Emphasis.
    case emphasis([Inline])
    /// Strong emphasis.
    case strong([Inline])
    /// Struck through (`~~text~~`).
    case strikethrough([Inline])
    /// Code.
    case code(String)
    /// A link; `destination` is as written and not yet judged safe: renderers refuse schemes other than http, https, mailto and none.
    case link([Inline], destination: String, title: String?)
    /// An image; see `link` for the destination.
    case image(alternative: String, destination: String, title: String?)
    /// A reference to a footnote by its number, from 1; `occurrence` tells several references to one note apart, from 1.
    case footnote(Int, occurrence: Int)
    /// A line break inside a paragraph.
    case lineBreak
    /// A newline in the source, shown as a space.
    case softBreak
}

/// A footnote's text.
public struct Footnote: Sendable {
    /// The label the author used, unique in the report.
    public var label: String
    /// The text.
    public var blocks: [Block]
    /// How many references point here.
    public var references: Int

    /// A footnote.
    public init(label: String, blocks: [Block], references: Int) {
        self.label = label
        self.blocks = blocks
        self.references = references
    }
}

/// How a column's cells are set.
public enum ColumnAlignment: String, Hashable, Sendable {
    case leading, center, trailing
}

/// A table written in prose with pipes; every row has as many cells as the header.
public struct ProseTable: Sendable {
    /// One for each column.
    public var alignments: [ColumnAlignment]
    /// The header cells.
    public var header: [[Inline]]
    /// The body rows.
    public var rows: [[[Inline]]]

    /// A prose table.
    public init(alignments: [ColumnAlignment], header: [[Inline]], rows: [[[Inline]]]) {
        self.alignments = alignments
        self.header = header
        self.rows = rows
    }
}

/// One key figure: a value, its change and its history.
public struct KeyFigure: Sendable {
    /// Whether a change is welcome.
    public enum Tone: String, Hashable, Sendable {
        case good, bad, neutral
    }

    /// A change on the comparison period.
    public struct Change: Hashable, Sendable {
        /// Formatted with its sign, such as `+4.2%`.
        public var text: String
        /// What it is measured against, such as `on week 45`.
        public var basis: String
        /// Whether it is welcome.
        public var tone: Tone

        /// A change.
        public init(text: String, basis: String, tone: Tone) {
            self.text = text
            self.basis = basis
            self.tone = tone
        }
    }

    /// An id unique in the report, such as `resonance-average_resonance`.
    public var id: String
    /// What the figure is.
    public var label: String
    /// The formatted value; an en dash where there is none.
    public var value: String
    /// The unit, shown small behind the value; nil for none.
    public var unit: String?
    /// A sentence that explains the figure, shown as a tooltip and to screen readers; nil for none.
    public var description: String?
    /// The change; nil when there is nothing to compare with.
    public var change: Change?
    /// The values of earlier periods and this one, oldest first, nil where there is none; empty for no sparkline.
    public var history: [Double?]
    /// The periods of `history`, one label for each.
    public var historyLabels: [String]

    /// A key figure.
    public init(
        id: String, label: String, value: String, unit: String? = nil, description: String? = nil,
        change: Change? = nil, history: [Double?] = [], historyLabels: [String] = []
    ) {
        self.id = id
        self.label = label
        self.value = value
        self.unit = unit
        self.description = description
        self.change = change
        self.history = history
        self.historyLabels = historyLabels
    }
}

/// How much of the page's width a figure takes.
public enum FigureWidth: String, Hashable, Sendable, CaseIterable {
    /// The whole column.
    case full
    /// Half of it; two neighbours of half width stand side by side.
    case half
}

/// A chart ready to draw.
public struct ChartFigure: Sendable {
    /// The cell's id: the file is `charts/<id>.svg`.
    public var id: String
    /// The question the chart answers; nil for none.
    public var title: String?
    /// Unit and basis, the line below the title; nil for none.
    public var caption: String?
    /// How wide.
    public var width: FigureWidth

    /// Mark, channels and options.
    package var specification: ChartSpecification
    /// The rows, the comparison's rows and what is known about their time.
    package var input: ChartInput

    /// A chart ready to draw.
    package init(
        id: String, title: String?, caption: String?, width: FigureWidth, specification: ChartSpecification,
        input: ChartInput
    ) {
        self.id = id
        self.title = title
        self.caption = caption
        self.width = width
        self.specification = specification
        self.input = input
    }
}
