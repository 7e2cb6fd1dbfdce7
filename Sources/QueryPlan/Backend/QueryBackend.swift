public import Columnar
public import Diagnostics

/// An engine: it describes sources and runs logical plans. The local engine and Spark are two of them.
public protocol QueryBackend: Sendable {
    /// The engine's name and version for manifests, such as `local 1`.
    var identity: String { get }

    /// Finds a source's files and its schema, reading at most a bounded sample of rows.
    ///
    /// - Throws: `DiagnosticsError` when files are missing, unreadable, or do not fit together.
    func describe(_ source: SourceDeclaration) async throws -> SourceDescription

    /// Runs all requests together, so that requests over one source share its scan.
    ///
    /// One request's failure (a cast that does not fit, a division by zero) leaves the others' results whole. A source that
    /// cannot be read fails the requests that read it.
    /// - Throws: `CancellationError`; whatever is wrong with a request or source stands in the outcome.
    func run(_ requests: [QueryRequest], sources: [SourceDeclaration], options: RunOptions) async throws -> RunOutcome

    /// Runs one request and hands over its rows batch by batch, in order.
    ///
    /// - Returns: every source that was read.
    /// - Throws: `QueryFailure` when the request fails, before anything is written; what the writer throws; `CancellationError`.
    func stream(
        _ request: QueryRequest, sources: [SourceDeclaration], options: RunOptions, _ writer: any TableWriter
    ) async throws -> [SourceUsage]

    /// Says in words how the requests would run: physical plans, shared scans, files and bytes. With options it runs them, and adds
    /// what each operator took: rows, time, memory and what went to files.
    ///
    /// - Throws: `DiagnosticsError` when a source cannot be described; `QueryFailure` when a request fails.
    func explain(
        _ requests: [QueryRequest], sources: [SourceDeclaration], running options: RunOptions?
    ) async throws -> String
}

extension QueryBackend {
    /// Says in words how the requests would run, without running them.
    public func explain(_ requests: [QueryRequest], sources: [SourceDeclaration]) async throws -> String {
        try await explain(requests, sources: sources, running: nil)
    }

    /// For engines whose results come whole.
    public func stream(
        _ request: QueryRequest, sources: [SourceDeclaration], options: RunOptions, _ writer: any TableWriter
    ) async throws -> [SourceUsage] {
        let outcome = try await run([request], sources: sources, options: options)
        guard let result = outcome.results[request.id] else {
            throw QueryFailure(
                fault: .bug, diagnostic: Diagnostic("no-result", .error, "the engine gave no result for the query"))
        }
        let table = try result.get()
        try writer.begin(table.schema)
        for batch in table.batches { try writer.write(batch) }
        try writer.end()
        return outcome.sources
    }
}

/// Takes a table row by row: the columns once, then batches in order, then the end.
public protocol TableWriter {
    /// The columns.
    func begin(_ schema: Schema) throws
    /// Some rows.
    func write(_ batch: RecordBatch) throws
    /// There are no more rows.
    func end() throws
}

/// A plan to run, under a name.
public struct QueryRequest: Hashable, Sendable {
    /// Names the result; unique in a run.
    public var id: String
    /// What to compute.
    public var plan: LogicalPlan
    /// The zone for calendar functions and for casts between text and timestamps.
    public var zone: ZoneRules

    /// A plan to run.
    public init(id: String, plan: LogicalPlan, zone: ZoneRules = .utc) {
        self.id = id
        self.plan = plan
        self.zone = zone
    }
}

/// How to run, without influence on any result.
public struct RunOptions: Sendable {
    /// Parallel workers; nil for one a core.
    public var threads: Int?
    /// The memory in bytes that rows, groups and results may take; nil for a quarter of the machine's.
    public var memory: Int?
    /// Whether to compute the files' SHA-256 on the way.
    public var digestsInputs: Bool
    /// A file that remembers digests of files that have not changed since; nil to compute all of them.
    public var digestCache: String?
    /// Called now and then, from any thread, with how far the run is.
    public var progress: (@Sendable (RunProgress) -> Void)?

    /// Run options; the defaults use all cores and report nothing.
    public init(
        threads: Int? = nil, memory: Int? = nil, digestsInputs: Bool = false, digestCache: String? = nil,
        progress: (@Sendable (RunProgress) -> Void)? = nil
    ) {
        self.threads = threads
        self.memory = memory
        self.digestsInputs = digestsInputs
        self.digestCache = digestCache
        self.progress = progress
    }
}

/// How far a run is.
public struct RunProgress: Hashable, Sendable {
    /// Bytes of input read so far, over all scans.
    public var bytesRead: Int
    /// Bytes of input that all scans will read.
    public var bytesTotal: Int
    /// Rows read so far.
    public var rowsRead: Int

    /// A state of progress.
    public init(bytesRead: Int, bytesTotal: Int, rowsRead: Int) {
        self.bytesRead = bytesRead
        self.bytesTotal = bytesTotal
        self.rowsRead = rowsRead
    }
}

/// What a run brought.
public struct RunOutcome: Sendable {
    /// A result or a failure for every request id.
    public var results: [String: Result<Table, QueryFailure>]
    /// Every source that was read, in the order of the declarations.
    public var sources: [SourceUsage]
    /// How long each stage took, in order, for the manifest only.
    public var timings: [StageTiming]

    /// An outcome.
    public init(results: [String: Result<Table, QueryFailure>], sources: [SourceUsage], timings: [StageTiming]) {
        self.results = results
        self.sources = sources
        self.timings = timings
    }
}

/// When a named stage was at work. Stages may overlap: sources that need nothing of each other are scanned side by side.
public struct StageTiming: Hashable, Sendable {
    /// The stage, such as `scan transactions`.
    public var stage: String
    /// When it began, in seconds since the run it belongs to began; nil when nobody noted that.
    public var start: Double?
    /// Its wall time in seconds.
    public var seconds: Double

    /// A stage's time.
    public init(stage: String, start: Double? = nil, seconds: Double) {
        self.stage = stage
        self.start = start
        self.seconds = seconds
    }

    /// The stage as a part of something that had begun so many seconds before.
    public func delayed(by seconds: Double) -> StageTiming {
        StageTiming(stage: stage, start: start.map { $0 + seconds }, seconds: self.seconds)
    }
}

/// What reading a source came to.
public struct SourceUsage: Hashable, Sendable {
    /// The source, its schema and its files with rows and digests filled in.
    public var description: SourceDescription
    /// How often its files were read in this run.
    public var scans: Int
    /// Rows whose time column is null and that therefore lie in no period; nil when the source has no time column.
    public var rowsWithoutTime: Int?
    /// Rows set aside, in file and line order.
    public var rejected: [RejectedInput]

    /// A source's usage.
    public init(description: SourceDescription, scans: Int, rowsWithoutTime: Int?, rejected: [RejectedInput]) {
        self.description = description
        self.scans = scans
        self.rowsWithoutTime = rowsWithoutTime
        self.rejected = rejected
    }
}

/// A row set aside by `on_bad_row: quarantine`.
public struct RejectedInput: Hashable, Sendable {
    /// The file.
    public var path: String
    /// The 1-based line on which the row starts.
    public var line: Int
    /// The column's name; nil when the row as a whole does not fit.
    public var column: String?
    /// Why, in words.
    public var reason: String
    /// The row's text, bounded in length.
    public var text: String

    /// A row set aside.
    public init(path: String, line: Int, column: String?, reason: String, text: String) {
        self.path = path
        self.line = line
        self.column = column
        self.reason = reason
        self.text = text
    }
}

/// Why one request has no result.
public struct QueryFailure: Error, Hashable, Sendable {
    /// Whose fault it is.
    public enum Fault: String, Hashable, Sendable {
        /// The query asks for something impossible, such as a division by zero.
        case query
        /// The data do not fit what was declared.
        case data
        /// Memory, disk or a limit ran out.
        case resources
        /// Ours.
        case bug
    }

    /// Whose fault it is.
    public var fault: Fault
    /// What happened, and where in the data when it is known.
    public var diagnostic: Diagnostic
    /// The expression that has no value on some row, as SQL; nil where it was none.
    public var expression: String?

    /// A failure.
    public init(fault: Fault, diagnostic: Diagnostic, expression: String? = nil) {
        self.fault = fault
        self.diagnostic = diagnostic
        self.expression = expression
    }
}
