public import Analyzers
public import Columnar
import Diagnostics
public import QueryPlan

/// One analyzer over sources, without a report: what `trinity analyze` does.
public struct AnalyzerRun: Sendable {
    /// The analyzer.
    public let analyzer: Analyzer
    /// The sources to read.
    public let sources: [SourceDeclaration]
    /// The tables of the roles by role; a role that is not named reads the source of its own name, and the only role of an analyzer
    /// the only source there is.
    public let over: [String: String]

    /// An analysis of sources.
    public init(_ analyzer: Analyzer, sources: [SourceDeclaration], over: [String: String] = [:]) {
        self.analyzer = analyzer
        self.sources = sources
        var over = over
        if analyzer.roles.count == 1, sources.count == 1, over.isEmpty {
            over[analyzer.roles[0].name] = sources[0].name
        }
        self.over = over
    }

    /// What an analysis brought.
    public struct Outcome: Sendable {
        /// The values and tables, with the analyzer's name as id.
        public var cell: CellResult
        /// What was read.
        public var sources: [SourceUsage]
    }

    /// Runs the analyzer over everything its sources hold. The window's end, which “the last hour” counts from, is the instant just
    /// behind the latest time in the data.
    ///
    /// - Throws: `DiagnosticsError` when a source cannot be described or does not have what the analyzer needs; `QueryFailure` when a
    ///   query fails.
    public func run(
        on backend: any QueryBackend, zone: ZoneRules = .utc, options: RunOptions = RunOptions()
    ) async throws -> Outcome {
        let id = analyzer.name
        let report = Report(
            id: id, title: analyzer.title,
            cells: [Cell(id: id, kind: .analyze(AnalyzeCell(analyzer: id, over: over)), window: .all)])
        var workspace = Workspace(root: sources.first?.root ?? "/")
        workspace.zone = zone
        workspace.sources = sources
        let runner = ReportRunner(backend: backend, workspace: workspace)
        let described = await runner.describe(Set(sources.map(\.name)))
        for name in sources.map(\.name) {
            if case .failure(let failure)? = described[name] { throw DiagnosticsError(failure.diagnostics) }
        }
        let span = try await span(of: described, on: backend, zone: zone, options: options)
        var planner = ReportPlanner(
            report, sources: described, period: nil, parameters: [:], zone: zone, span: span)
        planner.planAll()
        if let failure = ReportCatalog.keys(id, of: analyzer).compactMap({ planner.failures[$0] }).first {
            throw DiagnosticsError(failure.diagnostics)
        }
        let requests = planner.collector.requests
        let outcome = try await backend.run(requests, sources: used(requests), options: options)
        for request in requests {
            if case .failure(let failure)? = outcome.results[request.id] { throw failure }
        }
        let (values, tables) = CellCollector.outputs(
            of: analyzer, cell: id, in: RunTables(planner: planner, results: outcome.results))
        return Outcome(
            cell: CellResult(id: id, kind: "analyze", values: values, tables: tables), sources: outcome.sources)
    }

    private func used(_ requests: [QueryRequest]) -> [SourceDeclaration] {
        sources.filter { source in requests.contains { $0.plan.sources.contains(source.name) } }
    }

    /// The first and the instant behind the last time in the tables of the roles, when any query asks for them.
    private func span(
        of described: [String: Result<PlannedSource, PlanFailure>], on backend: any QueryBackend, zone: ZoneRules,
        options: RunOptions
    ) async throws -> (from: Int64?, to: Int64?) {
        guard analyzer.queries.contains(where: { $0.sql.contains(":period_") }) else { return (nil, nil) }
        var requests: [QueryRequest] = []
        for role in analyzer.roles {
            guard case .success(let source)? = described[over[role.name] ?? role.name],
                let index = source.schema.index(of: role.timeColumn), source.schema.fields[index].type == .timestamp
            else { continue }
            let time = Expression.column(index: index, name: source.schema.fields[index].name, type: .timestamp)
            let plan = LogicalPlan.aggregate(
                keys: [],
                aggregates: [
                    Named("from", AggregateExpression(.min, [time], type: .timestamp)),
                    Named("to", AggregateExpression(.max, [time], type: .timestamp)),
                ], .scan(source: source.name, schema: source.schema))
            requests.append(QueryRequest(id: "times of \(role.name)", plan: plan, zone: zone))
        }
        guard !requests.isEmpty else { return (nil, nil) }
        let outcome = try await backend.run(requests, sources: used(requests), options: options)
        var from: Int64?
        var to: Int64?
        for request in requests {
            guard case .success(let table)? = outcome.results[request.id] else { continue }
            if case .timestamp(let first) = table.scalar(row: 0, column: 0) { from = min(from ?? first, first) }
            if case .timestamp(let last) = table.scalar(row: 0, column: 1) { to = max(to ?? last, last + 1) }
        }
        return (from, to)
    }
}
