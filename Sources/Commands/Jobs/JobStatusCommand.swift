import ArgumentParser
import Diagnostics
import Jobs
import Reports

/// `trinity jobs status ID`.
struct JobStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How a job stands: its last run, its next one, its errors and alerts.")

    @Argument(help: ArgumentHelp("The job's id.", valueName: "id"))
    var id: String

    @OptionGroup var options: JobOptions

    func run() async throws {
        let desk = try JobDesk(options.input, isReading: true)
        try await desk.mend()
        let broken = try desk.live.current().catalog.broken(id)
        let status =
            if let broken { try await desk.status(of: broken) } else { try await desk.status(of: try desk.job(id)) }
        Console.output(options.json ? try JobJSON.text(status) : JobStatusCommand.text(status))
        if let broken { throw CommandFailure(.usage, broken.diagnostics) }
    }

    private static func text(_ status: JobStatus) -> String {
        var rows = [
            ["job", status.jobId], ["name", status.name], ["report", status.report],
            ["schedule", "\(status.schedule ?? "on demand"), \(status.timezone)"], ["status", status.status.rawValue],
            ["last run", status.lastRun.map { "\($0), \(status.lastPeriod ?? "")" } ?? "never"],
            ["next run", status.nextRun ?? "none"], ["runs", "\(status.runCount)"], ["errors", "\(status.errorCount)"],
        ]
        if let text = status.description { rows.insert(["about", text], at: 2) }
        if let seconds = status.duration { rows.append(["duration", JobRuns.shown(seconds)]) }
        if let error = status.lastError {
            rows.append(["last error", error.split(separator: "\n").joined(separator: "\n            ")])
        }
        if let problem = status.problem {
            rows.append(["broken", problem.split(separator: "\n").joined(separator: "\n            ")])
        }
        if !status.alerts.isEmpty { rows.append(["alerts", status.alerts.joined(separator: ", ")]) }
        for alert in status.undelivered {
            rows.append([
                "not sent",
                "\(alert.at), \(alert.kind) '\(alert.rule)' over \(alert.channel), given up after \(alert.attempts) "
                    + "\(alert.attempts == 1 ? "attempt" : "attempts"): \(alert.error)",
            ])
        }
        return AlignedText.table(rows)
    }
}

/// `trinity jobs history [ID]`.
struct JobHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "The newest runs, of one job or of all; or all that is known of one run.")

    @Argument(help: ArgumentHelp("A job's id; all jobs without one.", valueName: "id"))
    var id: String?

    @Option(
        help: ArgumentHelp("Everything about the run of this number: stages, log, files, asserts.", valueName: "number")
    )
    var run: Int64?

    @Option(help: ArgumentHelp("Show at most so many runs.", valueName: "n"))
    var limit = 20

    @OptionGroup var options: JobOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be 1 to 10000, not \(limit)") }
    }

    func run() async throws {
        let desk = try JobDesk(options.input, isReading: true)
        try await desk.mend()
        let now = SystemJobClock().now()
        if let run { return try await show(run, desk, now: now) }
        if let id {
            // A job whose report is gone keeps its history.
            let isKnown = try desk.live.current().catalog.broken(id) != nil
            if !isKnown, try await desk.store.runs(of: id, limit: 1).isEmpty { _ = try desk.job(id) }
        }
        let runs = try await desk.store.runs(of: id, limit: limit)
        if options.json { return Console.output(try JobJSON.text(runs.map { RunStatus($0, now: now) })) }
        guard !runs.isEmpty else { return Console.output("no run yet\n") }
        var rows = [["run", "job", "period", "status", "trigger", "started", "took", "attempts", "error"]]
        for run in runs {
            let error = run.failure?.message.split(separator: "\n").first.map(String.init) ?? ""
            rows.append([
                "\(run.id)", run.job, run.period, run.state.rawValue, run.trigger.rawValue,
                run.startedAt.map(InstantText.rfc3339) ?? "–", run.duration(now: now).map(JobRuns.shown) ?? "–",
                "\(run.attempts)", error,
            ])
        }
        Console.output(AlignedText.table(rows))
    }

    private func show(_ number: Int64, _ desk: JobDesk, now: Int64) async throws {
        guard let run = try await desk.store.run(number), id == nil || run.job == id else {
            throw DiagnosticsError(
                Diagnostic(
                    "unknown-run", .error, "there is no run \(number)\(id.map { " of '\($0)'" } ?? "")",
                    help: "'trinity jobs history' lists runs with their numbers"))
        }
        let details = try await desk.store.details(of: number)
        if options.json { return Console.output(try JobJSON.text(RunReport(run, details, now: now))) }
        Console.output(JobRuns.line(run, site: try desk.live.current().workspace.site) + "\n")
        for line in details.log {
            Console.output("  \(InstantText.rfc3339(line.at))  \(line.level)  \(line.message)\n")
        }
        for stage in RunDetails.summed(details.stages) {
            Console.output("  \(JobRuns.shown(stage.seconds))  \(stage.name)\n")
        }
        for input in details.inputs {
            Console.output("  \(input.path)  \(input.bytes) bytes\(input.rows.map { ", \($0) rows" } ?? "")\n")
        }
        for check in details.checks {
            Console.output(
                "  assert \(check.id): \(check.passed ? "passed" : "failed, \(check.failingRows ?? 0) rows")\n")
        }
    }
}
