import Columnar
import Jobs
import Logging
import Reports
import Synchronization
import TestSupport
import Testing

/// A report's work that does what a test says.
struct ScriptedWork: ReportWork {
    typealias Body = @Sendable (Job, Period, @escaping @Sendable (String) -> Void) async throws -> RunRecord

    private let body: Body

    init(_ body: @escaping Body) { self.body = body }

    func run(_ job: Job, period: Period, log: @escaping @Sendable (String) -> Void) async throws -> RunRecord {
        try await body(job, period, log)
    }
}

/// A clock that a test sets. Who waits for a later time waits until its task is cancelled.
final class HandClock: JobClock {
    private let time: Mutex<Int64>

    init(_ time: Int64) { self.time = Mutex(time) }

    func now() -> Int64 { time.withLock { $0 } }

    func set(_ time: Int64) { self.time.withLock { $0 = time } }

    func sleep(until: Int64) async throws {
        while now() < until { try await Task.sleep(for: .seconds(3600)) }
        try Task.checkCancellation()
    }
}

/// A number that several tasks share.
final class Tally: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    func add(_ more: Int) { number.withLock { $0 += more } }
}

/// A channel that keeps what it takes, and refuses what a test says.
final class NotedChannel: AlertChannel {
    struct Message {
        var id: String
        var text: String

        func says(_ kind: String, _ rule: String) -> Bool {
            text.contains(#""type":"alert.\#(kind)""#) && text.contains(#""rule":"\#(rule)""#)
        }
    }

    let name: String
    private let state = Mutex((messages: [Message](), refusals: 0, refused: [String]()))

    init(_ name: String = "webhook") { self.name = name }

    /// What it took.
    var messages: [Message] { state.withLock { $0.messages } }
    /// The ids of what it did not take.
    var refused: [String] { state.withLock { $0.refused } }

    /// Lets it refuse the next messages.
    func refuse(_ count: Int) { state.withLock { $0.refusals = count } }

    func send(_ payload: String, id: String, at now: Int64) async throws {
        try state.withLock { state in
            if state.refusals > 0 {
                state.refusals -= 1
                state.refused.append(id)
                throw AlertFailure("the webhook answered 503")
            }
            state.messages.append(Message(id: id, text: payload))
        }
    }
}

/// What a test of jobs works with: a history in memory, and runners and schedulers over it.
struct JobBench {
    let store: JobStore
    let channel = NotedChannel()
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws { store = try JobStore.inMemory() }

    func instant(_ text: String) throws -> Int64 { try #require(TimestampText.microseconds(text, zone: .utc)) }

    func job(
        _ id: String = "daily", _ schedule: String? = "daily 00:00", grain: Period.Grain = .day, zone: String = "UTC",
        settings: JobSettings = JobSettings()
    ) throws -> Job {
        var report = try Report(
            id, title: id, schedule: schedule, zone: ZoneRules(identifier: zone), period: PeriodSettings(grain: grain)
        ) { "x" }
        report.job = settings
        return Job(report: report, path: "reports/\(id).md", zone: .utc)
    }

    /// A record of an attempt that went well.
    static func record(
        _ job: Job, _ period: Period, checks: [RunRecord.Check] = [], alerts: [AlertResult] = [],
        failure: RunFailure? = nil
    ) -> RunRecord {
        RunRecord(
            period: period.id, page: "\(job.id)/\(period.id)/", engine: "test 1", checks: checks, alerts: alerts,
            failure: failure)
    }

    func runner(
        _ clock: any JobClock, locks: String? = nil,
        _ body: @escaping ScriptedWork.Body = { job, period, _ in JobBench.record(job, period) }
    ) -> JobRunner {
        JobRunner(
            store: store, locks: locks, work: ScriptedWork(body), clock: clock,
            alerts: AlertDesk(channels: [channel], baseURL: "https://example.org/reports/", logger: quiet),
            logger: quiet, chance: { 0.5 })
    }

    /// Makes a run that somebody asks for.
    func ask(
        _ runner: JobRunner, _ job: Job, _ period: String, trigger: Run.Trigger = .manual, now: Int64
    ) async throws -> Run {
        let run = try await store.add(job.id, trigger: trigger, period: period, now: now)
        guard case .made(let made) = try await runner.attempt(run.id, of: job) else { return run }
        return made
    }
}
