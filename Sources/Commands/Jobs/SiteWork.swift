import Columnar
import Diagnostics
import Foundation
import Jobs
import QueryPlan
import Rendering
import Reports

/// What a job's run does: check the report, run it on an engine, render it, and bring the site up to date.
struct SiteWork: ReportWork {
    let live: LiveWorkspace
    /// The site's folder in place of the workspace's; nil for that.
    var site: String?
    var run: RunArguments

    func run(
        _ job: Job, period: Period, log: @escaping @Sendable (String) -> Void
    ) async throws -> RunRecord {
        do {
            return try await publish(job, period, log)
        } catch let error as DiagnosticsError {
            throw RunFailure.of(error.diagnostics, otherwise: .resources)
        } catch let failure as QueryFailure {
            throw RunFailure.of(failure)
        }
    }

    private func publish(
        _ job: Job, _ period: Period, _ log: @escaping @Sendable (String) -> Void
    ) async throws -> RunRecord {
        let clock = ContinuousClock()
        let began = clock.now
        let seconds = { (from: ContinuousClock.Instant, to: ContinuousClock.Instant) in
            let span = (to - from).components
            return Double(span.seconds) + Double(span.attoseconds) * 1e-18
        }
        let workspace = try live.current().workspace
        let planner = ReportRunner(backend: DescribingEngine(workspace), workspace: workspace)
        let item = LoadedReport(path: job.path, report: job.report, workspace: workspace, diagnostics: [])
        let found = item.destinationProblems() + (await planner.check(job.report))
        if found.hasErrors { throw RunFailure.of(found, otherwise: .report) }
        let template: Template
        do { template = try TemplateStore(workspace).load(item.template) } catch let error as DiagnosticsError {
            throw RunFailure.of(error.diagnostics, otherwise: .report)
        }
        let values = job.report.parameters.map { Named($0.name, $0.defaultValue) }
        let publication = try SitePublication(workspace, output: site)
        let entry = publication.entry(item, period, values, template: template)
        let selection = try await EngineSelection.select(
            asked: job.report.engine, in: workspace, reading: planner.sources(of: job.report))
        let options = RunOptions(
            threads: run.threads ?? workspace.threads, memory: run.bytes ?? workspace.memory, digestsInputs: true,
            digestCache: workspace.path(".trinity/digests"))
        let checked = clock.now
        let result = try await selection.use { backend in
            try await ReportRunner(backend: backend, workspace: workspace, notice: selection.notice)
                .run(job.report, period: period, parameters: values, options: options, countsRows: true)
        }
        try Task.checkCancellation()
        for source in result.sources where !source.rejected.isEmpty {
            log("\(source.rejected.count) rows of '\(source.description.name)' set aside")
        }
        let failure = RunFailure.of(result)
        // The page of a period whose data have not come would say that nothing happened.
        if let failure, failure.kind == .missingData { throw failure }
        let ran = clock.now
        let status: ExitStatus = failure == nil ? .success : failure?.kind == .assertion ? .assertFailed : .runFailed
        let outcome = try await publication.publish(
            [entry.rendered(result, status)], statics: template.statics, now: PeriodOptions.now)
        log("site: \(outcome.written) files written, \(outcome.kept) unchanged")
        var record = RunRecord(result, page: "\(job.id)/\(entry.folder)/", failure: failure)
        let check = StageTiming(stage: "check", start: 0, seconds: seconds(began, checked))
        let publish = StageTiming(
            stage: "publish", start: seconds(began, ran), seconds: seconds(ran, clock.now))
        record.stages = [check] + record.stages.map { $0.delayed(by: check.seconds) } + [publish]
        return record
    }

}
