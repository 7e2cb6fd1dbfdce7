public import Columnar
public import Diagnostics
public import QueryPlan

/// One query over sources, without a report: what `trinity query` does.
public struct QueryRun: Sendable {
    /// The text that holds the query, for diagnostics.
    public let sql: SourceText
    /// The sources it may read; those it does not name are not looked at.
    public let sources: [SourceDeclaration]
    /// The zone for calendar functions and timestamps without an offset.
    public let zone: ZoneRules

    /// A query over sources.
    public init(_ sql: SourceText, sources: [SourceDeclaration], zone: ZoneRules = .utc) {
        self.sql = sql
        self.sources = sources
        self.zone = zone
    }

    /// What a query brought.
    public struct Outcome: Sendable {
        /// The rows: in the order the query states, ties and unordered results by their key columns.
        public var table: Table
        /// What was read.
        public var sources: [SourceUsage]
    }

    /// Plans the query without running it. Rows come in a definite order, and all of time is seen.
    ///
    /// - Throws: `DiagnosticsError` with everything that is wrong with the query or with a source it names.
    public func plan(on backend: any QueryBackend) async throws -> LogicalPlan { try await planned(on: backend).plan }

    /// The plan, and where its expressions are written.
    private func planned(
        on backend: any QueryBackend
    ) async throws -> (plan: LogicalPlan, places: [PlacedExpression]) {
        var tables: [String: PlanningContext.Table] = [:]
        var sampled: Set<String> = []
        let query = ParsedQuery(sql)
        let named = Set(query.tables.map { $0.lowercased() })
        for source in sources {
            guard named.contains(source.name.lowercased()) else {
                tables[source.name] = .source(SourceTable(name: source.name, schema: Schema([])))
                continue
            }
            let description = try await backend.describe(source)
            tables[source.name] = .source(SourceTable(name: source.name, schema: description.schema))
            if description.isSampled { sampled.insert(source.name) }
        }
        let planned = QueryPlanner.plan(
            query, context: PlanningContext(tables: tables, sampledTables: sampled, zone: zone))
        guard let plan = planned.plan else { throw DiagnosticsError(PlanFailure(planned.diagnostics).diagnostics) }
        return (RowOrder.definite(plan), planned.places)
    }

    /// The request of a plan, run by `body`; what fails in it gets its place in the query.
    private func running<Result>(
        on backend: any QueryBackend, _ body: (QueryRequest) async throws -> Result
    ) async throws -> Result {
        let (plan, places) = try await planned(on: backend)
        do {
            return try await body(QueryRequest(id: "query", plan: plan, zone: zone))
        } catch let failure as QueryFailure {
            throw failure.placed(among: places)
        }
    }

    /// Runs the query.
    ///
    /// - Throws: `DiagnosticsError` as `plan` does; `QueryFailure` when the query fails on the data.
    public func run(on backend: any QueryBackend, options: RunOptions = RunOptions()) async throws -> Outcome {
        try await running(on: backend) { request in
            let outcome = try await backend.run([request], sources: used(by: request.plan), options: options)
            switch outcome.results[request.id] {
            case .success(let table)?: return Outcome(table: table, sources: outcome.sources)
            case .failure(let failure)?: throw failure
            case nil:
                throw QueryFailure(
                    fault: .bug, diagnostic: Diagnostic("no-result", .error, "the engine gave no result for the query"))
            }
        }
    }

    /// Runs the query and hands over its rows batch by batch, so that they need not fit into memory.
    ///
    /// - Throws: as `run` does, and what the writer throws.
    public func stream(
        on backend: any QueryBackend, options: RunOptions = RunOptions(), _ writer: some TableWriter
    ) async throws -> [SourceUsage] {
        try await running(on: backend) { request in
            try await backend.stream(request, sources: used(by: request.plan), options: options, writer)
        }
    }

    /// Says in words how the query would run; with options it runs it, and adds what each operator took.
    ///
    /// - Throws: as `run` does.
    public func explain(on backend: any QueryBackend, running options: RunOptions? = nil) async throws -> String {
        try await running(on: backend) { request in
            try await backend.explain([request], sources: used(by: request.plan), running: options)
        }
    }

    private func used(by plan: LogicalPlan) -> [SourceDeclaration] {
        let names = Set(plan.sources)
        return sources.filter { names.contains($0.name) }
    }
}
