import Diagnostics
package import Logging
import Reports

/// Makes attempts of runs: one at a time for a job, whichever process they come from.
///
/// The lock of a job is a file's (`FileLock`), so it ends with its process. Who holds it and finds a run that is marked as running knows that
/// the process which began it is gone.
package struct JobRunner: Sendable {
    /// The history.
    package let store: JobStore
    /// The folder with the jobs' locks; nil to keep none, in a scratch folder of one process.
    let locks: String?
    let work: any ReportWork
    let clock: any JobClock
    /// Where alerts go.
    let alerts: AlertDesk?
    let logger: Logger
    /// A number from 0 to 1, for delays.
    let chance: @Sendable () -> Double

    /// A runner.
    package init(
        store: JobStore, locks: String?, work: any ReportWork, clock: any JobClock = SystemJobClock(),
        alerts: AlertDesk? = nil, logger: Logger, chance: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.store = store
        self.locks = locks
        self.work = work
        self.clock = clock
        self.alerts = alerts
        self.logger = logger
        self.chance = chance
    }

    /// How a call for an attempt ended.
    package enum Attempt: Sendable {
        /// The run stands like this now.
        case made(Run)
        /// Another run of the job is under way.
        case busy
        /// The run had come to its end already, or waits for a later time.
        case notDue
    }

    /// Makes one attempt of the run of a slot, unless it has come to its end already.
    package func attempt(_ job: Job, slot: Int64, trigger: Run.Trigger) async throws -> Attempt {
        guard let lock = try lock(job.id) else { return .busy }
        defer { lock.release() }
        let run = try await store.run(
            of: job.id, slot: slot, trigger: trigger, period: job.period(at: slot).id, now: clock.now())
        return try await attempt(run, job)
    }

    /// Makes one attempt of a run that was put in line.
    package func attempt(_ id: Int64, of job: Job) async throws -> Attempt {
        guard let lock = try lock(job.id) else { return .busy }
        defer { lock.release() }
        guard let run = try await store.run(id) else { return .notDue }
        return try await attempt(run, job)
    }

    /// Ends runs whose process is gone: those that may be tried again wait for it, others have failed. Runs of jobs that are busy are left.
    ///
    /// - Parameter busy: jobs with a run under way in this very process, which need no lock to tell.
    package func mend(_ catalog: JobCatalog, leaving busy: Set<String> = []) async throws {
        for run in try await store.open() where run.state == .running && !busy.contains(run.job) {
            guard let lock = try lock(run.job) else { continue }
            defer { lock.release() }
            guard let now = try await store.run(run.id), now.state == .running else { continue }
            _ = try await settle(now, failure: JobRunner.interrupted, record: nil, catalog.job(run.job))
        }
    }

    /// Ends the waiting runs of jobs whose reports are gone: nobody will ever make them.
    package func end(runsOf gone: Set<String>) async throws {
        for run in try await store.open() where run.state == .pending && gone.contains(run.job) {
            guard let lock = try lock(run.job) else { continue }
            defer { lock.release() }
            guard let now = try await store.run(run.id), now.state == .pending else { continue }
            let failure = RunFailure(.report, "there is no report '\(run.job)' any more")
            try await store.log(now.id, "error", failure.message, now: clock.now())
            try await store.finish(now, .failed, record: nil, failure: failure, watches: [], now: clock.now())
            RunObservation.ended(now, .failed, now: clock.now())
            logger.warning("run ended, its report is gone", metadata: now.metadata)
        }
    }

    /// Notes how reports stand, and tells of those that cannot be read and of those that can again.
    ///
    /// - Parameter telling: the ids of broken reports to tell of.
    package func watch(_ catalog: JobCatalog, telling: Set<String>) async throws {
        try await store.watch(
            catalog, telling: telling, now: clock.now(), channels: alerts?.channels.map(\.name) ?? [],
            payload: { alerts?.payload($0, page: nil) ?? "" })
    }

    /// Sends the messages that are due; gives when the next one is, or nil.
    package func deliverAlerts() async throws -> Int64? {
        try await alerts?.deliver(from: store, clock: clock)
    }

    /// Stops a run: at once where it waits, else by asking the process that makes it.
    ///
    /// - Throws: `DiagnosticsError` when there is no such run, or it has come to its end.
    package func cancel(_ id: Int64) async throws -> Run {
        guard let run = try await store.run(id) else {
            throw DiagnosticsError(Diagnostic("unknown-run", .error, "there is no run \(id)"))
        }
        guard try await store.requestCancel(id, now: clock.now()) else {
            throw DiagnosticsError(
                Diagnostic("run-ended", .error, "run \(id) of '\(run.job)' has come to its end: \(run.state.rawValue)"))
        }
        if let lock = try lock(run.job) {
            // Nobody is at it.
            defer { lock.release() }
            if let current = try await store.run(id), !current.state.isFinal { return try await stopped(current) }
        }
        return try await store.run(id) ?? run
    }

    private static let interrupted = RunFailure(.interrupted, "the process ended in the middle of the run")

    private func lock(_ job: String) throws -> HeldLock? {
        guard let locks else { return HeldLock(nil) }
        try Folders.make(locks)
        return try FileLock.ifFree("\(locks)/\(job).lock").map { HeldLock($0) }
    }

    /// A lock that may be none.
    private struct HeldLock {
        private let lock: FileLock?
        init(_ lock: FileLock?) { self.lock = lock }
        func release() { lock?.release() }
    }

    /// Makes one attempt, under the job's lock.
    private func attempt(_ found: Run, _ job: Job) async throws -> Attempt {
        var run = found
        if run.state == .running {
            run = try await settle(run, failure: JobRunner.interrupted, record: nil, job)
        }
        guard run.state == .pending, run.retryAt.map({ $0 <= clock.now() }) ?? true else { return .notDue }
        let period: Period
        do { period = try Period(id: run.period, grain: job.report.period.grain, zone: job.zone) } catch {
            // Its author has changed the report's grain while the run waited.
            return .made(try await settle(run, failure: .ofAny(error, otherwise: .report), record: nil, job))
        }
        guard let begun = try await store.begin(run.id, now: clock.now()) else { return .notDue }
        let outcome: Result<RunRecord, any Error>
        do {
            logger.info("run started", metadata: begun.metadata)
            try await store.log(
                begun.id, "info", "attempt \(begun.attempts) of \(begun.period), \(begun.trigger.rawValue)",
                now: clock.now())
            outcome = .success(
                try await RunObservation.observing(begun, job) { try await logged(begun, job, period) })
        } catch {
            outcome = .failure(error)
        }
        // What has begun is brought to an end in the history, also when our task is cancelled meanwhile.
        return .made(try await Task { try await ended(begun, job, outcome) }.value)
    }

    /// Brings an attempt to its end in the history, whatever has become of it.
    private func ended(_ run: Run, _ job: Job, _ outcome: Result<RunRecord, any Error>) async throws -> Run {
        switch outcome {
        case .success(let record): try await settle(run, failure: record.failure, record: record, job)
        case .failure(is CancellationError): try await stopped(run)
        case .failure(let error): try await settle(run, failure: .ofAny(error, otherwise: .bug), record: nil, job)
        }
    }

    /// The work, with all lines of its log in the history when it comes to its end.
    private func logged(_ run: Run, _ job: Job, _ period: Period) async throws -> RunRecord {
        let lines = LogLines()
        // A task of its own, which ends with the last line and not with the work.
        let writer = Task {
            for await line in lines.stream {
                do { try await store.log(run.id, "info", line.text, now: line.at) } catch {
                    logger.warning("a line of the run's log is lost", metadata: run.metadata)
                }
            }
        }
        let outcome: Result<RunRecord, any Error>
        do { outcome = .success(try await watched(run, job, period, lines)) } catch { outcome = .failure(error) }
        lines.end()
        await writer.value
        return try outcome.get()
    }

    /// The work, stopped when it takes too long or somebody asks for that.
    private func watched(_ run: Run, _ job: Job, _ period: Period, _ lines: LogLines) async throws -> RunRecord {
        try await withThrowingTaskGroup(of: RunRecord.self) { group in
            group.addTask {
                try await work.run(job, period: period) { lines.add($0, at: clock.now()) }
            }
            group.addTask {
                try await clock.sleep(until: (run.startedAt ?? clock.now()) + Int64(job.policy.timeout) * 1_000_000)
                throw RunFailure(
                    .timeout, "it took longer than the \(DurationText.text(job.policy.timeout)) that it may take")
            }
            group.addTask {
                // Another process may ask for it.
                while true {
                    try await clock.sleep(until: clock.now() + 1_000_000)
                    if try await store.isCancelRequested(run.id) { throw CancellationError() }
                }
            }
            defer { group.cancelAll() }
            guard let record = try await group.next() else { throw CancellationError() }
            return record
        }
    }

    /// Ends an attempt: the run is over, or waits for its next one.
    ///
    /// - Parameter job: the job; nil when its report is gone or cannot be read.
    private func settle(_ run: Run, failure: RunFailure?, record: RunRecord?, _ job: Job?) async throws -> Run {
        let now = clock.now()
        if let failure {
            try await store.log(run.id, "error", "\(failure.kind.rawValue): \(failure.message)", now: now)
            RunObservation.failed(run, failure)
            // Whoever asked for it to be stopped hears no more of it. A page that was published all the same is told as what it is.
            if try await store.isCancelRequested(run.id) { return try await cancelled(run) }
            let policy = job?.policy ?? JobPolicy()
            // Whoever asked for a run hears of its failure, and may ask again.
            let isAsked = run.trigger == .manual || run.trigger == .backfill
            let retry = RetryPolicy(retries: isAsked ? 0 : policy.retries, delay: policy.retryDelay)
            if let delay = retry.delay(after: run.attempts, failure, chance: chance()) {
                guard try await store.postpone(run.id, failure, until: now + delay) else {
                    return try await cancelled(run)
                }
                logger.warning("attempt failed, will be made again", metadata: run.metadata(failure))
                return try await store.run(run.id) ?? run
            }
        }
        for alert in record?.alerts ?? [] where alert.isFiring == nil {
            try await store.log(run.id, "warning", "the alert '\(alert.rule.text)' has no value", now: now)
            logger.warning("alert has no value", metadata: run.metadata.merging(["alert": "\(alert.rule.text)"]) { $1 })
        }
        let state = failure == nil ? Run.State.completed : .failed
        try await store.log(run.id, failure == nil ? "info" : "error", state.rawValue, now: now)
        let watches = tells(run, job) ? AlertOutcome.all(of: run, record: record, failure: failure) : []
        try await store.finish(
            run, state, record: record, failure: failure, watches: watches, now: now,
            channels: alerts?.channels.map(\.name) ?? [], payload: { alerts?.payload($0, page: record?.page) ?? "" })
        RunObservation.ended(run, state, now: now)
        if let failure {
            logger.error("run failed", metadata: run.metadata(failure))
        } else {
            logger.info("run completed", metadata: run.metadata)
        }
        return try await store.run(run.id) ?? run
    }

    /// Whether a run tells how things stand: what is about an earlier period than the one that was due when it began does not. Slots are run
    /// in their order, so that a scheduled run is never behind, however often it had to be tried.
    private func tells(_ run: Run, _ job: Job?) -> Bool {
        switch run.trigger {
        case .schedule: return true
        case .backfill: return false
        case .manual, .catchUp:
            guard let job, let period = try? Period(id: run.period, grain: job.report.period.grain, zone: job.zone)
            else { return false }
            return period.from >= job.period(at: run.startedAt ?? clock.now()).from
        }
    }

    /// Ends a run that was stopped: for good when somebody asked for that, else it waits for whoever runs jobs next.
    private func stopped(_ run: Run) async throws -> Run {
        if run.trigger == .manual || run.trigger == .backfill { return try await cancelled(run) }
        let failure = RunFailure(.interrupted, "the scheduler was stopped in the middle of the run")
        guard try await store.postpone(run.id, failure, until: clock.now()) else { return try await cancelled(run) }
        try await store.log(run.id, "warning", failure.message, now: clock.now())
        logger.warning("run stopped", metadata: run.metadata)
        return try await store.run(run.id) ?? run
    }

    /// Ends a run for good that nobody wants any more.
    private func cancelled(_ run: Run) async throws -> Run {
        let now = clock.now()
        try await store.log(run.id, "warning", "cancelled", now: now)
        try await store.finish(run, .cancelled, record: nil, failure: nil, watches: [], now: now)
        RunObservation.ended(run, .cancelled, now: now)
        logger.warning("run stopped", metadata: run.metadata)
        return try await store.run(run.id) ?? run
    }
}

/// Lines of a run's log on their way to the history.
private struct LogLines: Sendable {
    struct Line: Sendable {
        var text: String
        var at: Int64
    }

    let stream: AsyncStream<Line>
    private let continuation: AsyncStream<Line>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1000)) }

    func add(_ text: String, at: Int64) { continuation.yield(Line(text: text, at: at)) }

    func end() { continuation.finish() }
}

extension Run {
    /// What log lines say of a run; nothing of it is data.
    var metadata: Logger.Metadata {
        [
            "job": "\(job)", "run": "\(id)", "period": "\(period)", "attempt": "\(attempts)",
            "trigger": "\(trigger.rawValue)",
        ]
    }

    func metadata(_ failure: RunFailure) -> Logger.Metadata {
        metadata.merging(failure.facts.map { ($0.name, "\($0.value)") }) { $1 }
    }
}
