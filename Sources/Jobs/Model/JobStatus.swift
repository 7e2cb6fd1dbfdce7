import Columnar
import Reports

/// How a job stands, as `trinity jobs status --json` and the server tell it. Times are RFC 3339 in UTC.
package struct JobStatus: Hashable, Sendable, Codable {
    /// The job's id.
    package var jobId: String
    /// The title of its report.
    package var name: String
    /// One sentence about the report; nil when it has none.
    package var description: String?
    /// `running` or `pending` while a run is open, else how the last one ended; `pending` before the first.
    package var status: Run.State
    /// The schedule as it is written; nil when it runs only on demand.
    package var schedule: String?
    /// The zone of the schedule.
    package var timezone: String
    /// When the last run began.
    package var lastRun: String?
    /// The period of the last run.
    package var lastPeriod: String?
    /// When the next run is due.
    package var nextRun: String?
    /// How many runs were begun.
    package var runCount: Int
    /// How many of them failed.
    package var errorCount: Int
    /// What went wrong last; nil when nothing has.
    package var lastError: String?
    /// The seconds that the last run took, or that the one under way has taken so far.
    package var duration: Double?
    /// The alerts that are firing, longest first.
    package var alerts: [String]
    /// The newest messages about it that nobody took, at most ten.
    package var undelivered: [UndeliveredAlert]
    /// The file of its report.
    package var report: String
    /// Why the report cannot be read, with the place; nil when it can. Such a job has failed, and does not run until it is mended.
    package var problem: String?

    enum CodingKeys: String, CodingKey {
        case jobId = "job_id"
        case lastRun = "last_run"
        case lastPeriod = "last_period"
        case nextRun = "next_run"
        case runCount = "run_count"
        case errorCount = "error_count"
        case lastError = "last_error"
        case name, description, status, schedule, timezone, duration, alerts, undelivered, report, problem
    }

    /// How a job stands at an instant (microseconds since 1970).
    package init(_ job: Job, _ summary: JobSummary, now: Int64) {
        let shown = summary.open.flatMap { $0.startedAt == nil ? nil : $0 } ?? summary.last
        jobId = job.id
        name = job.name
        description = job.report.description
        status = summary.open?.state ?? summary.last?.state ?? .pending
        schedule = job.schedule?.text
        timezone = job.zone.identifier
        lastRun = shown?.startedAt.map(InstantText.rfc3339)
        lastPeriod = shown?.period
        let retry = summary.open.flatMap { $0.state == .pending ? $0.retryAt : nil }
        nextRun = [retry, job.schedule?.next(after: now, zone: job.zone)].compactMap { $0 }.min()
            .map(InstantText.rfc3339)
        runCount = summary.runs
        errorCount = summary.errors
        lastError = summary.lastError
        duration = shown?.duration(now: now)
        alerts = summary.firing
        undelivered = summary.undelivered
        report = job.path
    }

    /// How a job stands whose report cannot be read: what is known of it is what could be read, and what history knows.
    package init(_ job: BrokenJob, _ summary: JobSummary, now: Int64) {
        let shown = summary.open.flatMap { $0.startedAt == nil ? nil : $0 } ?? summary.last
        jobId = job.id
        name = job.name ?? summary.known?.name ?? job.id
        description = job.description
        status = summary.open?.state == .running ? .running : .failed
        schedule = job.schedule ?? summary.known?.schedule
        timezone = job.schedule == nil ? summary.known?.timezone ?? job.zone.identifier : job.zone.identifier
        lastRun = shown?.startedAt.map(InstantText.rfc3339)
        lastPeriod = shown?.period
        runCount = summary.runs
        errorCount = summary.errors
        lastError = summary.lastError
        duration = shown?.duration(now: now)
        alerts = summary.firing
        undelivered = summary.undelivered
        report = job.path
        problem = job.problem
    }

    package func encode(to encoder: any Encoder) throws {
        // Keys are there even where there is nothing to tell: nobody has to guess what a missing one means.
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(jobId, forKey: .jobId)
        try container.encode(name, forKey: .name)
        try container.encode(description, forKey: .description)
        try container.encode(status, forKey: .status)
        try container.encode(schedule, forKey: .schedule)
        try container.encode(timezone, forKey: .timezone)
        try container.encode(lastRun, forKey: .lastRun)
        try container.encode(lastPeriod, forKey: .lastPeriod)
        try container.encode(nextRun, forKey: .nextRun)
        try container.encode(runCount, forKey: .runCount)
        try container.encode(errorCount, forKey: .errorCount)
        try container.encode(lastError, forKey: .lastError)
        try container.encode(duration, forKey: .duration)
        try container.encode(alerts, forKey: .alerts)
        try container.encode(undelivered, forKey: .undelivered)
        try container.encode(report, forKey: .report)
        try container.encode(problem, forKey: .problem)
    }
}

/// A run, as `trinity jobs history --json` and the server tell it. Times are RFC 3339 in UTC.
package struct RunStatus: Hashable, Sendable, Codable {
    /// The run's number.
    package var runId: Int64
    /// The job's id.
    package var jobId: String
    /// The period it covers.
    package var period: String
    /// Where it stands.
    package var status: Run.State
    /// Why it was started.
    package var trigger: Run.Trigger
    /// The slot it belongs to; nil when it was asked for.
    package var slot: String?
    /// How many attempts were begun.
    package var attempts: Int
    /// When it was asked for or due.
    package var createdAt: String
    /// When its last attempt began.
    package var startedAt: String?
    /// When it came to its end.
    package var finishedAt: String?
    /// When the next attempt may begin.
    package var retryAt: String?
    /// The seconds that its last attempt took.
    package var duration: Double?
    /// Whose fault a failure is.
    package var errorKind: RunFailure.Kind?
    /// What went wrong.
    package var error: String?
    /// The address of its page below the site.
    package var page: String?
    /// Rows read.
    package var rows: Int64?
    /// Bytes read.
    package var bytes: Int64?
    /// The engine's name and version.
    package var engine: String?

    enum CodingKeys: String, CodingKey {
        case runId = "run_id"
        case jobId = "job_id"
        case createdAt = "created_at"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case retryAt = "retry_at"
        case errorKind = "error_kind"
        case period, status, trigger, slot, attempts, duration, error, page, rows, bytes, engine
    }

    /// A run at an instant (microseconds since 1970).
    package init(_ run: Run, now: Int64) {
        runId = run.id
        jobId = run.job
        period = run.period
        status = run.state
        trigger = run.trigger
        slot = run.slot.map(InstantText.rfc3339)
        attempts = run.attempts
        createdAt = InstantText.rfc3339(run.createdAt)
        startedAt = run.startedAt.map(InstantText.rfc3339)
        finishedAt = run.finishedAt.map(InstantText.rfc3339)
        retryAt = run.retryAt.map(InstantText.rfc3339)
        duration = run.duration(now: now)
        errorKind = run.failure?.kind
        error = run.failure?.message
        page = run.page
        rows = run.rows
        bytes = run.bytes
        engine = run.engine
    }

    package func encode(to encoder: any Encoder) throws {
        // Keys are there even where there is nothing to tell: nobody has to guess what a missing one means.
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(runId, forKey: .runId)
        try container.encode(jobId, forKey: .jobId)
        try container.encode(period, forKey: .period)
        try container.encode(status, forKey: .status)
        try container.encode(trigger, forKey: .trigger)
        try container.encode(slot, forKey: .slot)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(finishedAt, forKey: .finishedAt)
        try container.encode(retryAt, forKey: .retryAt)
        try container.encode(duration, forKey: .duration)
        try container.encode(errorKind, forKey: .errorKind)
        try container.encode(error, forKey: .error)
        try container.encode(page, forKey: .page)
        try container.encode(rows, forKey: .rows)
        try container.encode(bytes, forKey: .bytes)
        try container.encode(engine, forKey: .engine)
    }
}
