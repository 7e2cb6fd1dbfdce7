import ArgumentParser
import Diagnostics
import Jobs
import Reports

/// `trinity jobs run ID`.
struct RunJobCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a job now, publish its page, and wait for it.",
        discussion: """
            The default period is the one that would be due now: for most reports, the last complete one. A run of a period before that changes \
            no alert.

            EXIT STATUS
              0 completed · 1 failed · 2 wrong usage or a wrong report · 3 an assert failed
            """)

    @Argument(help: ArgumentHelp("The job's id: the name of its report's file.", valueName: "id"))
    var id: String

    @Option(help: ArgumentHelp("Period, such as 2026-W46, 2026-11-09 or 2026-11-09T13.", valueName: "id"))
    var period: String?

    @Option(name: .customLong("as-of"), help: ArgumentHelp("Run as if at this date or time.", valueName: "date"))
    var asOf: String?

    @OptionGroup var options: JobOptions
    @OptionGroup var run: RunArguments

    var observation: ObservationChoice { run.observation }

    func validate() throws {
        if period != nil, asOf != nil { throw ValidationError("--period and --as-of exclude each other") }
    }

    func run() async throws {
        let desk = try JobDesk(options.input, run: run)
        let job = try desk.job(id)
        let now = SystemJobClock().now()
        let period =
            try period.map { try job.period($0, at: now) }
            ?? job.period(at: try asOf.map { try Period.instant(asOf: $0, zone: job.zone) } ?? now)
        let made = try await Interruptible.run {
            try await JobRuns.finished(job, trigger: .manual, period: period, desk)
        }
        if options.json {
            Console.output(try JobJSON.text(RunStatus(made, now: SystemJobClock().now())))
        } else if !run.quiet || made.state != .completed {
            Console.output(JobRuns.line(made, site: try desk.live.current().workspace.site) + "\n")
        }
        let status = JobRuns.exitStatus(made)
        if status != .success { throw CommandFailure(status, JobRuns.diagnostics(made)) }
    }
}

/// Runs that somebody asked for on the command line.
enum JobRuns {
    /// Makes a run, and waits while another run of the job is under way.
    static func finished(
        _ job: Job, trigger: Run.Trigger, period: Period, _ desk: JobDesk
    ) async throws -> Run {
        let clock = SystemJobClock()
        let run = try await desk.store.add(job.id, trigger: trigger, period: period.id, now: clock.now())
        var hasSaidSo = false
        while true {
            switch try await desk.runner.attempt(run.id, of: job) {
            case .made(let made) where made.state.isFinal:
                _ = try await desk.runner.deliverAlerts()
                return made
            case .busy where !hasSaidSo:
                Console.error("another run of '\(job.id)' is under way; waiting for it\n")
                hasSaidSo = true
            case .made, .busy, .notDue: break
            }
            // A scheduler may have taken it.
            if let current = try await desk.store.run(run.id), current.state.isFinal { return current }
            do { try await clock.sleep(until: clock.now() + 500_000) } catch {
                // Our task is cancelled; what has to be written is written all the same.
                _ = try await Task { try await desk.store.requestCancel(run.id, now: clock.now()) }.value
                return try await Task { try await desk.store.run(run.id) }.value ?? run
            }
        }
    }

    /// `quantum_resonance_hourly 2026-11-09T13: completed in 0.2 s, site/quantum_resonance_hourly/2026-11-09T13/index.html`
    static func line(_ run: Run, site: String) -> String {
        var text = "\(run.job) \(run.period): \(run.state.rawValue)"
        if let seconds = run.duration(now: run.finishedAt ?? 0) { text += " in \(shown(seconds))" }
        if let page = run.page, run.state == .completed { text += ", \(site)/\(page)index.html" }
        return text
    }

    /// What went wrong with a run.
    static func diagnostics(_ run: Run) -> [Diagnostic] {
        guard let failure = run.failure else { return [] }
        let lines = failure.message.split(separator: "\n").map(String.init)
        return [
            Diagnostic(
                "run-failed", .error, "run \(run.id) of '\(run.job)' failed: \(lines.first ?? failure.kind.rawValue)",
                notes: Array(lines.dropFirst()),
                help: failure.kind == .missingData
                    ? "the data of \(run.period) may not have come yet; 'trinity sources' shows what is there; a source that need not have rows says 'may_be_empty: true'"
                    : nil)
        ]
    }

    /// The exit status that tells how a run ended.
    static func exitStatus(_ run: Run) -> ExitStatus {
        switch (run.state, run.failure?.kind) {
        case (.completed, _): .success
        case (_, .assertion?): .assertFailed
        case (_, .report?): .usage
        default: .runFailed
        }
    }

    static func shown(_ seconds: Double) -> String {
        seconds < 10 ? "\((seconds * 100).rounded() / 100) s" : DurationText.text(Int(seconds.rounded()))
    }
}
