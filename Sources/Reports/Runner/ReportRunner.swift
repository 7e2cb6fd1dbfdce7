public import Columnar
package import Diagnostics
public import QueryPlan
import Tracing

/// Runs reports: plans everything a report needs, has an engine run it as one, and assembles the finished document.
///
/// All queries of a run, for the report's period and for the earlier ones that comparisons and histories need, go to the engine
/// in one call, so that it can read each source once.
public struct ReportRunner: Sendable {
    /// The engine.
    public let backend: any QueryBackend
    /// Where the sources are declared.
    public let workspace: Workspace
    /// What readers should know of the run: that another engine stood in. Nil when there is nothing to tell.
    public let notice: String?
    /// What is wrong with the report, for a draft that tells it where it belongs, with the places of failures; nil for a report for readers.
    package var findings: [Diagnostic]?

    /// A runner on an engine, over a workspace's sources.
    public init(backend: any QueryBackend, workspace: Workspace, notice: String? = nil) {
        self.backend = backend
        self.workspace = workspace
        self.notice = notice
    }

    /// The zone whose calendar a report's periods follow: its own, else the workspace's.
    public func zone(of report: Report) -> ZoneRules { report.zone ?? workspace.zone }

    /// The period a report covers when none is asked for; `asOf` is in microseconds since 1970 in UTC.
    public func standardPeriod(of report: Report, asOf: Int64) -> Period {
        .standard(asOf: asOf, grain: report.period.grain, offset: report.period.offset, zone: zone(of: report))
    }

    /// The declared sources that a report may read, found in its text alone, in the order of the workspace.
    public func sources(of report: Report) -> [SourceDeclaration] {
        let names = SourceReferences.names(in: report, among: workspace.sources)
        return workspace.sources.filter { names.contains($0.name) }
    }

    /// Runs a report for a period.
    ///
    /// A cell that fails stands as a failure in its place, and so does what depends on it; everything else is finished.
    /// - Parameters:
    ///   - parameters: values by name; a parameter that is missing has its default.
    ///   - planned: what a check has planned; it counts where it is for the same period and values.
    ///   - options: how the engine runs, without influence on the result.
    ///   - countsRows: whether to find sources without a row in the period (`ReportResult.emptySources`), in the scans that are made anyway.
    /// - Throws: `CancellationError`, and what an engine throws when it cannot run at all.
    public func run(
        _ report: Report, period: Period, parameters: [Named<Scalar>] = [], planned: PlannedReport? = nil,
        options: RunOptions = RunOptions(), countsRows: Bool = false
    ) async throws -> ReportResult {
        try await RunObservation.observing(report, period: period, engine: backend.identity) {
            try await result(
                of: report, period: period, parameters: parameters, planned: planned, options: options,
                countsRows: countsRows)
        }
    }

    private func result(
        of report: Report, period: Period, parameters: [Named<Scalar>], planned: PlannedReport?, options: RunOptions,
        countsRows: Bool
    ) async throws -> ReportResult {
        let clock = ContinuousClock()
        let started = clock.now
        let values = ReportRunner.values(of: report, parameters)
        let known = planned.flatMap { $0.fits(report, period, values) ? $0 : nil }
        let planner =
            if let known { known.planner } else {
                await withSpan("plan") { _ in await plan(report, period: period, parameters: values) }
            }
        // A plan that was made before counts as made now.
        let before = known?.seconds ?? 0
        let planning = before + (clock.now - started).inSeconds
        let used = workspace.sources.filter { source in
            planner.collector.requests.contains { $0.plan.sources.contains(source.name) }
        }
        // Beside the engine's own planning, which leaves the other cores to it.
        async let fingerprint = LogicalPlan.union(planner.collector.requests.map(\.plan)).fingerprint
        let counts = countsRows ? PeriodRows(of: used, planner: planner) : PeriodRows()
        let outcome = try await withSpan("query") { span in
            if span.isRecording { span.attributes["query.count"] = planner.collector.requests.count }
            return try await backend.run(
                planner.collector.requests + counts.requests, sources: used, options: options)
        }
        let ran = clock.now
        let tables = RunTables(planner: planner, results: ReportRunner.checked(outcome, planner.collector.requests))
        let evaluator = ValueEvaluator(
            tables: tables, period: period, parameters: values, run: ReportRunner.facts(report, outcome))
        var draft = ReportResult(
            report: report.id, title: report.title, kicker: report.kicker ?? workspace.kicker,
            description: report.description, period: period, priorPeriod: period.prior, parameters: values,
            blocks: [], footnotes: [], cells: [], asserts: [], failures: [], sources: outcome.sources,
            engine: backend.identity,
            planFingerprint: await fingerprint,
            timings: [StageTiming(stage: "plan", start: 0, seconds: planning)]
                + outcome.timings.map { $0.delayed(by: planning) })
        draft.notice = notice
        draft.emptySources = counts.empty(in: outcome)
        let assembly = ReportAssembly(
            report: report, evaluator: evaluator, zone: zone(of: report), draft: draft, findings: findings)
        var result = try withSpan("assemble") { _ in try assembly.result() }
        result.timings.append(
            StageTiming(
                stage: "assemble", start: before + (ran - started).inSeconds, seconds: (clock.now - ran).inSeconds))
        return result
    }

    /// Says what a run would ask of the engine, and how the engine would go about it; with options it runs the queries, and adds what
    /// each operator took.
    ///
    /// - Throws: `QueryFailure` when a query fails; `DiagnosticsError` with what cannot be planned, or what the engine cannot describe.
    public func explain(
        _ report: Report, period: Period, parameters: [Named<Scalar>] = [], running options: RunOptions? = nil
    ) async throws -> String {
        let planner = await plan(report, period: period, parameters: ReportRunner.values(of: report, parameters))
        let problems = planner.failures.sorted { ($0.key.cell, $0.key.part) < ($1.key.cell, $1.key.part) }
            .flatMap(\.value.diagnostics)
        if problems.hasErrors { throw DiagnosticsError(problems.sortedForReading()) }
        let requests = planner.collector.requests
        let used = workspace.sources.filter { source in requests.contains { $0.plan.sources.contains(source.name) } }
        var text = "\(report.title) · \(period.label)\n"
        text += "\(requests.count) \(requests.count == 1 ? "query" : "queries") over "
        text += "\(used.count) \(used.count == 1 ? "source" : "sources"):\n"
        for request in requests { text += "  \(request.id)\n" }
        return try await text + "\n" + backend.explain(requests, sources: used, running: options)
    }

    /// The declared parameters with their values, in the order of their declaration.
    static func values(of report: Report, _ given: [Named<Scalar>]) -> [Named<Scalar>] {
        report.parameters.map { declared in
            given.first { $0.name == declared.name } ?? Named(declared.name, declared.defaultValue)
        }
    }

    /// Plans a report over the sources it reads; a source that cannot be described fails the queries that read it.
    func plan(_ report: Report, period: Period?, parameters: [Named<Scalar>]) async -> ReportPlanner {
        let sources = await describe(SourceReferences.names(in: report, among: workspace.sources))
        var types: [String: Parameter] = [:]
        for (declared, value) in zip(report.parameters, parameters) {
            types[declared.name] = Parameter(type: declared.type, value: value.value)
        }
        var planner = ReportPlanner(
            report, sources: sources, period: period, parameters: types, zone: zone(of: report))
        planner.planAll()
        return planner
    }

    /// What is known of every declared source; those that are not in `names` are not looked at and have no columns.
    func describe(_ names: Set<String>) async -> [String: Result<PlannedSource, PlanFailure>] {
        var sources: [String: Result<PlannedSource, PlanFailure>] = [:]
        for source in workspace.sources {
            guard names.contains(source.name) else {
                sources[source.name] = .success(
                    PlannedSource(name: source.name, schema: Schema([]), timeColumn: nil))
                continue
            }
            do {
                let description = try await backend.describe(source)
                sources[source.name] = .success(
                    PlannedSource(
                        name: source.name, schema: description.schema, timeColumn: source.timeColumn,
                        isSampled: description.isSampled))
            } catch let error as DiagnosticsError {
                sources[source.name] = .failure(PlanFailure(error.diagnostics, fault: .data))
            } catch {
                sources[source.name] = .failure(
                    PlanFailure(
                        [Diagnostic("unreadable-source", .error, "source '\(source.name)' cannot be read: \(error)")],
                        fault: .data))
            }
        }
        return sources
    }

    /// The results, without those whose columns are not the plan's: charts and values would find nothing in them and say so to nobody.
    private static func checked(
        _ outcome: RunOutcome, _ requests: [QueryRequest]
    ) -> [String: Result<Table, QueryFailure>] {
        var results = outcome.results
        for request in requests {
            let wanted = request.plan.schema.names
            guard case .success(let table) = results[request.id], table.schema.names != wanted else { continue }
            let names = [table.schema.names, wanted].map { $0.joined(separator: ", ") }
            results[request.id] = .failure(
                QueryFailure(
                    fault: .bug,
                    diagnostic: Diagnostic(
                        "internal-error", .error,
                        "the engine called the columns \(names[0]), not \(names[1]): this is a mistake in trinity",
                        help: "please report it")))
        }
        return results
    }

    private static func facts(_ report: Report, _ outcome: RunOutcome) -> [RunField: Scalar] {
        let files = outcome.sources.flatMap(\.description.files)
        return [
            .report: .string(report.id),
            .rows: .int64(Int64(files.reduce(0) { $0 + ($1.rows ?? 0) })),
            .rejected_rows: .int64(Int64(outcome.sources.reduce(0) { $0 + $1.rejected.count })),
            .rows_without_time: .int64(Int64(outcome.sources.reduce(0) { $0 + ($1.rowsWithoutTime ?? 0) })),
        ]
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
