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
        let workspace = try live.current().workspace
        let planner = ReportRunner(backend: EngineSelection.describing, workspace: workspace)
        let item = LoadedReport(path: job.path, report: job.report, workspace: workspace, diagnostics: [])
        let found = await planner.check(job.report)
        if found.hasErrors { throw RunFailure.of(found, otherwise: .report) }
        let template: Template
        do { template = try TemplateStore(workspace).load(item.template) } catch let error as DiagnosticsError {
            throw RunFailure.of(error.diagnostics, otherwise: .report)
        }
        let images = ReportImages(of: item)
        let values = job.report.parameters.map { Named($0.name, $0.defaultValue) }
        let program = RunFingerprint.program(digests: workspace.path(".trinity/digests"))
        let fingerprint = RunFingerprint(
            job.report, period: period, parameters: values, runner: planner,
            workspaceText: (try? TextFile.read(workspace.path(Workspace.fileName))) ?? [],
            options: ["", "template \(template.digest)"] + images.fingerprint, program: program)
        let selection = try await EngineSelection.select(
            asked: job.report.engine, in: workspace, reading: planner.sources(of: job.report))
        let options = RunOptions(
            threads: run.threads ?? workspace.threads, memory: run.bytes ?? workspace.memory, digestsInputs: true,
            digestCache: workspace.path(".trinity/digests"))
        let result: ReportResult
        do {
            result = try await ReportRunner(backend: selection.backend, workspace: workspace, notice: selection.notice)
                .run(job.report, period: period, parameters: values, options: options)
        } catch {
            await selection.close()
            throw error
        }
        await selection.close()
        try Task.checkCancellation()
        for source in result.sources where !source.rejected.isEmpty {
            log("\(source.rejected.count) rows of '\(source.description.name)' set aside")
        }
        let failure = RunFailure.of(result)
        let status: ExitStatus = failure == nil ? .success : failure?.kind == .assertion ? .assertFailed : .runFailed
        let rendered = RenderedRun(
            result, renderer: ReportRenderer(template: template, version: TrinityCommand.version),
            images: images.files, folder: period.id, fingerprint: fingerprint.computed(), status: status.rawValue)
        let outcome = try builder(workspace, program).publish(
            [rendered], statics: template.statics, at: PeriodOptions.now,
            nowText: Clock.text(PeriodOptions.now, zone: workspace.zone))
        log("site: \(outcome.written) files written, \(outcome.kept) unchanged")
        return RunRecord(result, page: "\(job.id)/\(period.id)/", failure: failure)
    }

    private func builder(_ workspace: Workspace, _ program: String) throws -> SiteBuilder {
        try SiteBuilder(
            output: site ?? workspace.path(workspace.site), title: workspace.title, kicker: workspace.kicker,
            baseURL: workspace.baseURL,
            template: try TemplateStore(workspace).load(
                TemplateChoice().over(workspace.template, standard: TemplateStore.standard)),
            version: TrinityCommand.version, program: program)
    }
}

extension RunFailure {
    /// What diagnostics amount to.
    static func of(_ diagnostics: [Diagnostic], otherwise kind: Kind) -> RunFailure {
        let errors = diagnostics.filter { $0.severity == .error }
        let message = errors.prefix(3).map(line).joined(separator: "\n")
        let more = errors.count > 3 ? "\nand \(errors.count - 3) more" : ""
        // A report may have nothing wrong with it but that its data have not come.
        let isMissing = !errors.isEmpty && errors.allSatisfy { missing.contains($0.id) }
        let isBusy = errors.contains { busy.contains($0.id) }
        return RunFailure(isMissing ? .missingData : isBusy ? .resources : kind, message + more)
    }

    /// What a failed query amounts to.
    static func of(_ failure: QueryFailure) -> RunFailure {
        let kind: Kind =
            switch failure.fault {
            case .query: .query
            case .data: .data
            case .resources: .resources
            case .bug: .bug
            }
        return of([failure.diagnostic], otherwise: kind)
    }

    /// What keeps a result from being good; nil when nothing does.
    static func of(_ result: ReportResult) -> RunFailure? {
        if let first = result.failures.first {
            var failure = of(first.failure)
            let others = result.failures.count - 1
            failure.message = "cell '\(first.id)': \(failure.message)"
            if others > 0 { failure.message += "\nand \(others) more \(others == 1 ? "cell" : "cells")" }
            return failure
        }
        let failed = result.asserts.filter { !$0.passed }
        guard !failed.isEmpty else { return nil }
        let texts = failed.map { assertion in
            let rows = assertion.failingRows.map { "\($0) \($0 == 1 ? "row" : "rows")" } ?? "it could not run"
            return "assert '\(assertion.id)' failed: \(rows)"
        }
        return RunFailure(.assertion, texts.joined(separator: "\n"))
    }

    private static let missing: Set = ["no-such-file", "no-data-files"]
    private static let busy: Set = ["unreadable-file", "file-changed", "unwritable-output"]

    /// A message without the data value that it quotes: what history keeps is sent to people who may not see data.
    private static func withoutValue(_ message: String) -> String {
        guard let start = message.range(of: "found '"),
            let end = message.range(of: "', expected", range: start.upperBound..<message.endIndex)
        else { return message }
        return message[..<start.lowerBound] + "found another value" + message[message.index(after: end.lowerBound)...]
    }

    /// `reports/a.md:3:4: message`. Notes and help may quote data, so that they stay out.
    private static func line(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.file.map { file in
            diagnostic.range.map { "\(file):\($0.lowerBound.line):\($0.lowerBound.column): " } ?? "\(file): "
        }
        return (place ?? "") + withoutValue(diagnostic.message)
    }
}
