import ArgumentParser
import Diagnostics
import Jobs
import Reports

/// `trinity jobs backfill ID --from … --to …`.
struct BackfillCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill",
        abstract: "Run a job for past periods, oldest first.",
        discussion: """
            Periods that have completed already are left out unless --again is given. Alerts are not sent for past periods.

            EXAMPLES
              trinity jobs backfill trinity_report_weekly --from 2026-W40 --to 2026-W46
              trinity jobs backfill payment_analytics_daily --from 2026-11-01 --to 2026-11-15 --again
            """)

    @Argument(help: ArgumentHelp("The job's id.", valueName: "id"))
    var id: String

    @Option(help: ArgumentHelp("The first period.", valueName: "period"))
    var from: String

    @Option(help: ArgumentHelp("The last period; the default is the one that would be due now.", valueName: "period"))
    var to: String?

    @Flag(help: "Also run periods that have completed already.")
    var again = false

    @OptionGroup var options: JobOptions
    @OptionGroup var run: RunArguments

    var observation: ObservationChoice { run.observation }

    /// Enough for a year of hours.
    private static let most = 10_000

    func run() async throws {
        let desk = try JobDesk(options.input, run: run)
        let job = try desk.job(id)
        let runs = try await Interruptible.run { try await backfill(job, try periods(of: job), desk) }
        if options.json {
            let now = SystemJobClock().now()
            Console.output(try JobJSON.text(runs.map { RunStatus($0, now: now) }))
        }
        let failed = runs.filter { $0.state != .completed }
        if !failed.isEmpty {
            throw CommandFailure(failed.allSatisfy { $0.failure?.kind == .assertion } ? .assertFailed : .runFailed)
        }
    }

    private func backfill(_ job: Job, _ periods: [Period], _ desk: JobDesk) async throws -> [Run] {
        let site = try desk.live.current().workspace.site
        var runs: [Run] = []
        for (number, period) in periods.enumerated() {
            let place = "[\(number + 1)/\(periods.count)] "
            if !again, try await desk.store.hasCompleted(job.id, period: period.id) {
                if !options.json { Console.output("\(place)\(job.id) \(period.id): completed before\n") }
                continue
            }
            let run = try await JobRuns.finished(job, trigger: .backfill, period: period, desk)
            runs.append(run)
            if !options.json { Console.output(place + JobRuns.line(run, site: site) + "\n") }
            Console.report(JobRuns.diagnostics(run))
        }
        return runs
    }

    private func periods(of job: Job) throws -> [Period] {
        let grain = job.report.period.grain
        let first = try Period(id: from, grain: grain, zone: job.zone)
        let last =
            try to.map { try job.period($0, at: SystemJobClock().now()) } ?? job.period(at: SystemJobClock().now())
        guard first.from <= last.from else {
            throw DiagnosticsError(
                Diagnostic("bad-period", .error, "--from \(first.id) comes after --to \(last.id)"))
        }
        var periods = [first]
        while let period = periods.last, period.from < last.from {
            guard periods.count < BackfillCommand.most else {
                throw DiagnosticsError(
                    Diagnostic(
                        "too-many-periods", .error,
                        "\(first.id) to \(last.id) are more than \(BackfillCommand.most) \(grain.rawValue)s",
                        help: "do it in several steps"))
            }
            periods.append(period.advanced(by: 1))
        }
        return periods
    }
}

/// `trinity jobs cancel RUN`.
struct CancelRunCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Stop a run, whichever process it is under way in.")

    @Argument(help: ArgumentHelp("The run's number, as 'trinity jobs history' shows it.", valueName: "number"))
    var number: Int64

    @OptionGroup var options: JobOptions

    var observation: ObservationChoice { ObservationChoice() }

    func run() async throws {
        let desk = try JobDesk(options.input)
        let run = try await desk.runner.cancel(number)
        if options.json {
            Console.output(try JobJSON.text(RunStatus(run, now: SystemJobClock().now())))
        } else {
            Console.output("run \(run.id) of \(run.job), \(run.period): \(run.state.rawValue)\n")
        }
    }
}
