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
    package func mend(_ catalog: JobCatalog) async throws {
        for run in try await store.open() where run.state == .running {
            guard let lock = try lock(run.job) else { continue }
            defer { lock.release() }
            guard let now = try await store.run(run.id), now.state == .running else { continue }
            let policy = catalog.job(run.job)?.policy
            _ = try await settle(now, failure: JobRunner.interrupted, record: nil, policy: policy)
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
            run = try await settle(run, failure: JobRunner.interrupted, record: nil, policy: job.policy)
        }
        guard run.state == .pending, run.retryAt.map({ $0 <= clock.now() }) ?? true else { return .notDue }
        guard let begun = try await store.begin(run.id, now: clock.now()) else { return .notDue }
        let period = try Period(id: begun.period, grain: job.report.period.grain, zone: job.zone)
        logger.info("run started", metadata: begun.metadata)
        try await store.log(
            begun.id, "info", "attempt \(begun.attempts) of \(begun.period), \(begun.trigger.rawValue)",
            now: clock.now())
        do {
            let record = try await RunObservation.observing(begun, job) { try await watched(begun, job, period) }
            return .made(try await settle(begun, failure: record.failure, record: record, policy: job.policy))
        } catch let failure as RunFailure {
            return .made(try await settle(begun, failure: failure, record: nil, policy: job.policy))
        } catch is CancellationError {
            return .made(try await stopped(begun))
        }
    }

    /// The work, stopped when it takes too long or somebody asks for that.
    private func watched(_ run: Run, _ job: Job, _ period: Period) async throws -> RunRecord {
        let lines = LogLines()
        defer { lines.end() }
        return try await withThrowingTaskGroup(of: Step.self) { group in
            group.addTask {
                do {
                    return .made(.success(try await work.run(job, period: period) { lines.add($0, at: clock.now()) }))
                } catch {
                    return .made(.failure(error))
                }
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
            group.addTask {
                for await line in lines.stream { try await store.log(run.id, "info", line.text, now: line.at) }
                return .logged
            }
            defer { group.cancelAll() }
            var made: Result<RunRecord, any Error>?
            while let step = try await group.next() {
                switch step {
                case .made(let result):
                    made = result
                    lines.end()
                // What the work said last is in the log before anybody hears of its end.
                case .logged: if let made { return try made.get() }
                }
            }
            throw CancellationError()
        }
    }

    /// What may happen first while a run is made.
    private enum Step: Sendable {
        case made(Result<RunRecord, any Error>)
        case logged
    }

    /// Ends an attempt: the run is over, or waits for its next one.
    private func settle(
        _ run: Run, failure: RunFailure?, record: RunRecord?, policy: JobPolicy?
    ) async throws -> Run {
        let now = clock.now()
        if let failure {
            try await store.log(run.id, "error", "\(failure.kind.rawValue): \(failure.message)", now: now)
            RunObservation.failed(run, failure)
            let policy = policy ?? JobPolicy()
            // Whoever asked for a run hears of its failure, and may ask again.
            let isAsked = run.trigger == .manual || run.trigger == .backfill
            let retry = RetryPolicy(retries: isAsked ? 0 : policy.retries, delay: policy.retryDelay)
            if let delay = retry.delay(after: run.attempts, failure, chance: chance()) {
                try await store.postpone(run.id, failure, until: now + delay, now: now)
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
        // Past periods that are made up for tell nothing of how things stand.
        let watches = run.trigger == .backfill ? [] : AlertOutcome.all(of: run, record: record, failure: failure)
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

    /// Ends a run that was stopped: for good when somebody asked for that, else it waits for whoever runs jobs next.
    private func stopped(_ run: Run) async throws -> Run {
        // The task is cancelled; what has to be written is written all the same.
        try await Task {
            let now = clock.now()
            if try await store.isCancelRequested(run.id) || run.trigger == .manual || run.trigger == .backfill {
                try await store.log(run.id, "warning", "cancelled", now: now)
                try await store.finish(run, .cancelled, record: nil, failure: nil, watches: [], now: now)
                RunObservation.ended(run, .cancelled, now: now)
            } else {
                let failure = RunFailure(.interrupted, "the scheduler was stopped in the middle of the run")
                try await store.log(run.id, "warning", failure.message, now: now)
                try await store.postpone(run.id, failure, until: now, now: now)
            }
            logger.warning("run stopped", metadata: run.metadata)
            return try await store.run(run.id) ?? run
        }.value
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
