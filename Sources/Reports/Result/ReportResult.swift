public import Columnar
public import QueryPlan

/// Everything one run of a report brought: the only thing renderers see.
///
/// Control comments are decided, inline values are filled in, queries have run. Renderers format and lay out; they never
/// query and never look at the notebook.
public struct ReportResult: Sendable {
    /// The report's id: its file name without the extension.
    public var report: String
    /// The title, plain text.
    public var title: String
    /// A line above the title, such as `Quantum Pi Forge · Sacred Trinity`; nil for none.
    public var kicker: String?
    /// One sentence about the report for indexes and feeds; nil for none.
    public var description: String?
    /// The period reported on.
    public var period: Period
    /// The period just before, for comparisons and links.
    public var priorPeriod: Period
    /// The parameters with the values of this run, in the order of their declaration.
    public var parameters: [Named<Scalar>]
    /// The document in reading order.
    public var blocks: [Block]
    /// The report's pages, when its front matter says `pages`: `blocks` is then the list of them. Nil for a report of one page.
    public var pages: ReportPages?
    /// The page of a set that this is the document of; nil for a report's own.
    public var page: ReportPages.Page?
    /// Footnotes in order of their first reference; `Inline.footnote` points here by number (from 1).
    public var footnotes: [Footnote]
    /// Every executed cell in document order, for `report.json`.
    public var cells: [CellResult]
    /// Every assert in document order.
    public var asserts: [AssertResult]
    /// Cells that failed, in document order; each also stands as `Block.failure` where it would have been shown.
    public var failures: [CellFailure]
    /// What the figures say of each alert, in the order of the front matter.
    public var alerts: [AlertResult] = []
    /// Every source read.
    public var sources: [SourceUsage]
    /// The sources, in the order of the workspace, that the report looks at for its period and that have no row in it; empty unless the run
    /// was asked to count.
    public var emptySources: [String] = []
    /// The engine's name and version.
    public var engine: String
    /// What readers should know of the run: that another engine stood in. Nil when there is nothing to tell.
    public var notice: String?
    /// The fingerprint of all plans of the run.
    public var planFingerprint: String
    /// Durations of the stages; they differ from run to run and belong in the manifest only.
    public var timings: [StageTiming]

    /// A result of a run.
    public init(
        report: String, title: String, kicker: String?, description: String?, period: Period, priorPeriod: Period,
        parameters: [Named<Scalar>], blocks: [Block], footnotes: [Footnote], cells: [CellResult],
        asserts: [AssertResult], failures: [CellFailure], sources: [SourceUsage], engine: String,
        planFingerprint: String, timings: [StageTiming]
    ) {
        self.report = report
        self.title = title
        self.kicker = kicker
        self.description = description
        self.period = period
        self.priorPeriod = priorPeriod
        self.parameters = parameters
        self.blocks = blocks
        self.footnotes = footnotes
        self.cells = cells
        self.asserts = asserts
        self.failures = failures
        self.sources = sources
        self.engine = engine
        self.planFingerprint = planFingerprint
        self.timings = timings
    }
}

/// What one executed cell brought.
public struct CellResult: Sendable {
    /// The cell's id.
    public var id: String
    /// The cell's kind: `query`, `analyze`, `assert`, …
    public var kind: String
    /// Named single values, in the order of their declaration.
    public var values: [Named<Scalar>]
    /// Named tables, in the order of their declaration; a query cell has one named `result`.
    public var tables: [NamedTable]

    /// What a cell brought.
    public init(id: String, kind: String, values: [Named<Scalar>], tables: [NamedTable]) {
        self.id = id
        self.kind = kind
        self.values = values
        self.tables = tables
    }
}

/// A table with its name in the cell.
public struct NamedTable: Sendable {
    /// The name.
    public var name: String
    /// The rows.
    public var table: Table

    /// A named table.
    public init(_ name: String, _ table: Table) {
        self.name = name
        self.table = table
    }
}

/// Whether an assert held.
public struct AssertResult: Hashable, Sendable {
    /// The cell's id.
    public var id: String
    /// One sentence about what is asserted; nil when the author gave none.
    public var message: String?
    /// True when the query returned no row. False when it returned some or could not run.
    public var passed: Bool
    /// How many rows were returned; nil when it could not run.
    public var failingRows: Int?

    /// An assert's outcome.
    public init(id: String, message: String?, passed: Bool, failingRows: Int?) {
        self.id = id
        self.message = message
        self.passed = passed
        self.failingRows = failingRows
    }
}

/// A cell without a result.
public struct CellFailure: Sendable {
    /// The cell's id.
    public var id: String
    /// Why.
    public var failure: QueryFailure

    /// A cell's failure.
    public init(id: String, failure: QueryFailure) {
        self.id = id
        self.failure = failure
    }
}
