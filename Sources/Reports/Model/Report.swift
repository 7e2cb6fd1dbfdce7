public import Columnar
public import Diagnostics

/// A report as written: what it is about, what it computes, and its text. Nothing has run.
public struct Report: Sendable {
    /// The id: the file name without its extension.
    public var id: String
    /// The title, plain text.
    public var title: String
    /// A line above the title; nil for the workspace's.
    public var kicker: String?
    /// One sentence about the report; nil for none.
    public var description: String?
    /// When the report runs as a job; nil when it has no schedule.
    public var schedule: Schedule?
    /// When somebody is told about a run's figures.
    public var alerts: [AlertRule] = []
    /// How it runs as a job.
    public var job = JobSettings()
    /// The zone whose calendar its periods follow; nil for the workspace's.
    public var zone: ZoneRules?
    /// What span of time one run covers.
    public var period: PeriodSettings
    /// The declared parameters, in order.
    public var parameters: [ParameterDeclaration]
    /// The template it is rendered with; nil for the workspace's.
    public var template: TemplateChoice?
    /// One page for each row of a cell; nil for a report of one page.
    public var pages: PageSettings?
    /// The engine it runs on; nil for the workspace's.
    public var engine: EngineChoice?
    /// The executed cells in document order; ids are unique.
    public var cells: [Cell]
    /// The document.
    public var body: [DocumentNode]
    /// Texts of footnotes by label, in the order they are written.
    public var footnotes: [FootnoteDefinition]
    /// The files it was read from by path, for diagnostics; empty when it was built in Swift.
    public var files: [SourceText]
    /// The ids of cells that are written but could not be read: what they would offer is not known. None where a report is in order.
    package var unreadCells: Set<String> = []
    /// Where the links and images of the text lead, in order; empty when the report was built in Swift.
    package var destinations: [ReportDestination] = []
    /// The front matter's lines; nil when there is none.
    package var frontMatter: SourcePlace?
    /// Whether the front matter could be read; else there may be more parameters than those declared, and other settings than the author's.
    package var knowsParameters = true

    /// A report by its parts.
    public init(
        id: String, title: String, kicker: String? = nil, description: String? = nil, schedule: Schedule? = nil,
        zone: ZoneRules? = nil, period: PeriodSettings = PeriodSettings(), parameters: [ParameterDeclaration] = [],
        pages: PageSettings? = nil,
        template: TemplateChoice? = nil, cells: [Cell] = [], body: [DocumentNode] = [],
        footnotes: [FootnoteDefinition] = [], files: [SourceText] = []
    ) {
        self.id = id
        self.title = title
        self.kicker = kicker
        self.description = description
        self.schedule = schedule
        self.zone = zone
        self.period = period
        self.parameters = parameters
        self.pages = pages
        self.template = template
        self.cells = cells
        self.body = body
        self.footnotes = footnotes
        self.files = files
    }

    /// The cell of that id, or nil. Complexity: O(cells).
    public func cell(_ id: String) -> Cell? { cells.first { $0.id == id } }
}

/// The front matter's `period:`.
public struct PeriodSettings: Hashable, Sendable {
    /// The length of a period.
    public var grain: Period.Grain
    /// Steps from the period that holds the date of the run; −1 is the last complete period.
    public var offset: Int
    /// Whether key figures and charts compare with the period before.
    public var comparesPrior: Bool

    /// Weeks, the last complete one, compared with the one before, unless told otherwise.
    public init(grain: Period.Grain = .week, offset: Int = -1, comparesPrior: Bool = true) {
        self.grain = grain
        self.offset = offset
        self.comparesPrior = comparesPrior
    }
}

/// A parameter that a run may set.
public struct ParameterDeclaration: Hashable, Sendable {
    /// The name: `param.NAME` in expressions, `:NAME` in SQL.
    public var name: String
    /// The type.
    public var type: DataType
    /// The value when a run sets none; of the type, or null.
    public var defaultValue: Scalar
    /// The lowest number allowed; nil for no limit.
    public var minimum: Double?
    /// The highest number allowed; nil for no limit.
    public var maximum: Double?
    /// The values allowed; empty for any.
    public var choices: [Scalar]
    /// One sentence; nil for none.
    public var description: String?

    /// A parameter.
    public init(
        name: String, type: DataType, defaultValue: Scalar, minimum: Double? = nil, maximum: Double? = nil,
        choices: [Scalar] = [], description: String? = nil
    ) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.minimum = minimum
        self.maximum = maximum
        self.choices = choices
        self.description = description
    }
}

/// A footnote's text as written.
public struct FootnoteDefinition: Sendable {
    /// The label, unique in the report.
    public var label: String
    /// The text.
    public var body: [DocumentNode]

    /// A footnote.
    public init(label: String, body: [DocumentNode]) {
        self.label = label
        self.body = body
    }
}
