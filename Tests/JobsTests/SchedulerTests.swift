import Columnar
import Diagnostics
import Jobs
import Logging
import Reports
import Synchronization
import TestSupport
import Testing

/// A report's work that only notes which periods were made, and that no two of one job are made at once.
private final class NotedWork: ReportWork {
    struct State {
        var periods: [String: [String]] = [:]
        var underWay: Set<String> = []
        var overlaps = 0
        var attempts = 0
    }

    let state = Mutex(State())
    /// What an attempt does, by its number from 1.
    let body: @Sendable (Job, Int) async throws -> RunFailure?

    init(_ body: @escaping @Sendable (Job, Int) async throws -> RunFailure? = { _, _ in nil }) { self.body = body }

    func run(_ job: Job, period: Period, log: @escaping @Sendable (String) -> Void) async throws -> RunRecord {
        let attempt = state.withLock { state in
            if !state.underWay.insert(job.id).inserted { state.overlaps += 1 }
            state.attempts += 1
            return state.attempts
        }
        defer { state.withLock { _ = $0.underWay.remove(job.id) } }
        await Task.yield()
        let failure = try await body(job, attempt)
        state.withLock { $0.periods[job.id, default: []].append(period.id) }
        return RunRecord(period: period.id, page: "\(job.id)/\(period.id)/", engine: "test 1", failure: failure)
    }
}

struct SchedulerTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func instant(_ text: String) throws -> Int64 {
        try #require(TimestampText.microseconds(text, zone: .utc))
    }

    private func job(
        _ id: String, _ schedule: String, grain: Period.Grain = .day, zone: String = "UTC",
        settings: JobSettings = JobSettings()
    ) throws -> Job {
        var report = try Report(
            id, title: id, schedule: schedule, zone: ZoneRules(identifier: zone),
            period: PeriodSettings(grain: grain)
        ) { "x" }
        report.job = settings
        return Job(report: report, path: "reports/\(id).md", zone: .utc)
    }

    /// Lets a scheduler work from one instant to another.
    private func simulate(
        _ jobs: [Job], from: Int64, to: Int64, store: JobStore, work: NotedWork, schedulers: Int = 1,
        locks: String? = nil
    ) async throws {
        let clock = SimulatedClock(from)
        var settings = Scheduler.Settings()
        settings.poll = 400_000_000
        settings.patience = 0
        settings.concurrency = 8
        let runner = JobRunner(
            store: store, locks: locks, work: work, clock: clock, logger: quiet, chance: { 0.5 })
        let catalog = JobCatalog(jobs: jobs)
        let all = (0..<schedulers).map { _ in
            Scheduler(runner: runner, settings: settings, clock: clock, logger: quiet) { catalog }
        }
        await withDiscardingTaskGroup { group in
            for scheduler in all { group.addTask { await scheduler.run() } }
            await clock.run(until: to) { all.allSatisfy(\.isIdle) }
            group.cancelAll()
        }
    }

    @Test("A decade of weeks and months in four zones runs every slot exactly once")
    func decade() async throws {
        var jobs: [Job] = []
        for (number, zone) in ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"].enumerated() {
            jobs.append(try job("weekly\(number)", "weekly mon 02:30", grain: .week, zone: zone))
            jobs.append(try job("monthly\(number)", "monthly 1 00:00", grain: .month, zone: zone))
        }
        let work = NotedWork()
        let store = try JobStore.inMemory()
        try await simulate(
            jobs, from: instant("2026-01-02T12:00:00Z"), to: instant("2036-01-02T12:00:00Z"), store: store, work: work)
        let periods = work.state.withLock { $0.periods }
        for job in jobs {
            let made = periods[job.id] ?? []
            // 3,652 days hold 522 Mondays from the one on 5 January 2026 on to the one on 31 December 2035, and 120 firsts.
            #expect(made.count == (job.id.hasPrefix("weekly") ? 522 : 120), "\(job.id)")
            #expect(Set(made).count == made.count, "\(job.id)")
            #expect(made == made.sorted(), "\(job.id)")
        }
        #expect(periods["weekly0"]?.first == "2026-W01")
        #expect(periods["monthly2"]?.last == "2035-12")
        #expect(work.state.withLock { $0.overlaps } == 0)
        #expect(try await store.open().isEmpty)
    }

    @Test("Two schedulers on one workspace never run one job at the same time, and no slot twice")
    func twoSchedulers() async throws {
        let folder = try ScratchFolder()
        let work = NotedWork()
        let store = try JobStore.inMemory()
        let start = try instant("2026-01-01T00:00:30Z")
        try await simulate(
            [try job("often", "* * * * *", grain: .day), try job("also", "*/2 * * * *", grain: .day)], from: start,
            to: start + 1000 * 60_000_000, store: store, work: work, schedulers: 2, locks: folder.path + "/locks")
        #expect(work.state.withLock { $0.overlaps } == 0)
        #expect(try await store.runs(of: "often", limit: 2000).count == 1000)
        #expect(try await store.runs(of: "also", limit: 2000).count == 500)
        #expect(work.state.withLock { $0.attempts } == 1500)
        #expect(try await store.open().isEmpty)
    }

    @Test(
        "Missed slots are left out, made up for by the newest, or all made up for",
        arguments: [
            (JobSettings.CatchUp.none, ["2026-01-10"]), (.latest, ["2026-01-09", "2026-01-10"]),
            (
                .all,
                [
                    "2026-01-03", "2026-01-04", "2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09",
                    "2026-01-10",
                ]
            ),
        ])
    func catchUp(_ policy: JobSettings.CatchUp, _ expected: [String]) async throws {
        let daily = try job("daily", "daily 00:00", settings: JobSettings(catchUp: policy))
        let store = try JobStore.inMemory()
        let work = NotedWork()
        try await simulate(
            [daily], from: instant("2026-01-01T12:00:00Z"), to: instant("2026-01-03T12:00:00Z"), store: store,
            work: work)
        #expect(work.state.withLock { $0.periods["daily"] } == ["2026-01-01", "2026-01-02"])
        // Nobody is there for a week.
        let later = NotedWork()
        try await simulate(
            [daily], from: instant("2026-01-10T12:00:00Z"), to: instant("2026-01-11T12:00:00Z"), store: store,
            work: later)
        #expect(later.state.withLock { $0.periods["daily"] } == expected)
    }

    @Test("Data that are not there yet are waited for with growing delays; a wrong report is not tried again")
    func retries() async throws {
        let store = try JobStore.inMemory()
        let late = NotedWork { _, attempt in
            if attempt < 4 { throw RunFailure(.missingData, "no file yet") }
            return nil
        }
        let start = try instant("2026-01-01T23:00:00Z")
        try await simulate(
            [try job("late", "daily 00:00", settings: JobSettings(retries: 5, retryDelay: 60))], from: start,
            to: start + 7_200_000_000, store: store, work: late)
        let run = try #require(try await store.runs(of: "late").first)
        #expect(run.state == .completed)
        #expect(run.attempts == 4)
        // One, two and four minutes behind midnight, and the moments that attempts take.
        let begun = try #require(run.startedAt) - instant("2026-01-02T00:00:00Z")
        #expect((420_000_000...430_000_000).contains(begun))

        let wrong = NotedWork { _, _ in throw RunFailure(.report, "reports/wrong.md:3:1: unknown column") }
        try await simulate(
            [try job("wrong", "daily 00:00")], from: start, to: start + 7_200_000_000, store: store, work: wrong)
        let failed = try #require(try await store.runs(of: "wrong").first)
        #expect(failed.state == .failed)
        #expect(failed.attempts == 1)
        #expect(failed.failure == RunFailure(.report, "reports/wrong.md:3:1: unknown column"))
    }

    @Test("Data that never come end a run as failed once its further attempts are used up")
    func neverThere() async throws {
        let store = try JobStore.inMemory()
        let empty = NotedWork { _, _ in throw RunFailure(.missingData, "'t' has no row in 2026-01-01") }
        let start = try instant("2026-01-01T23:59:00Z")
        try await simulate(
            [try job("empty", "daily 00:00", settings: JobSettings(retries: 2, retryDelay: 60))], from: start,
            to: start + 7_200_000_000, store: store, work: empty)
        let run = try #require(try await store.runs(of: "empty").first)
        #expect(run.state == .failed)
        #expect(run.attempts == 3)
        #expect(run.failure?.kind == .missingData)
    }

    @Test("A rule without a value is told once, and leaves the rule's own alert as it was")
    func noValue() async throws {
        let rule = try #require(
            ReportParser.parse(
                SourceText(path: "r.md", text: "---\nreport: 1\ntitle: R\nalert: n.total < 10\n---\n")
            ).report?.alerts.first)
        let run = try await JobStore.inMemory().add("daily", trigger: .manual, period: "2026", now: 0)
        func firing(_ isFiring: Bool?, _ failure: RunFailure? = nil) -> [String: Bool?] {
            let record = RunRecord(
                period: "2026", page: nil, engine: "test",
                alerts: [AlertResult(rule: rule, isFiring: isFiring, figures: [])])
            let outcomes = AlertOutcome.all(of: run, record: record, failure: failure)
            return Dictionary(uniqueKeysWithValues: outcomes.map { ($0.rule, $0.isFiring) })
        }
        #expect(firing(true) == ["run": false, "n.total < 10": true, "no value: n.total < 10": false])
        #expect(firing(nil) == ["run": false, "n.total < 10": nil, "no value: n.total < 10": true])
        // A failed cell is told with the run; a failed assert hides nothing.
        #expect(
            firing(nil, RunFailure(.query, "x")) == ["run": true, "n.total < 10": nil, "no value: n.total < 10": nil])
        #expect(
            firing(nil, RunFailure(.assertion, "x")) == [
                "run": false, "n.total < 10": nil, "no value: n.total < 10": true,
            ])
    }

    @Test("A run that takes longer than it may is stopped, and its work is cancelled")
    func timeout() async throws {
        let store = try JobStore.inMemory()
        let wasCancelled = Mutex(false)
        let slow = NotedWork { _, _ in
            do { try await Task.sleep(for: .seconds(600)) } catch {
                wasCancelled.withLock { $0 = true }
                throw error
            }
            return nil
        }
        let start = try instant("2026-01-01T23:59:00Z")
        try await simulate(
            [try job("slow", "daily 00:00", settings: JobSettings(timeout: 30, retries: 0))], from: start,
            to: start + 300_000_000, store: store, work: slow)
        let run = try #require(try await store.runs(of: "slow").first)
        #expect(run.state == .failed)
        #expect(run.failure?.kind == .timeout)
        #expect(wasCancelled.withLock { $0 })
    }

    @Test("A run whose process died in the middle is found, and made again")
    func interrupted() async throws {
        let store = try JobStore.inMemory()
        let daily = try job("daily", "daily 00:00")
        let slot = try instant("2026-01-02T00:00:00Z")
        _ = try await store.since(daily, now: slot - 1)
        let begun = try await store.run(of: "daily", slot: slot, trigger: .schedule, period: "2026-01-01", now: slot)
        _ = try await store.begin(begun.id, now: slot)
        let work = NotedWork()
        try await simulate([daily], from: slot + 60_000_000, to: slot + 120_000_000, store: store, work: work)
        let runs = try await store.runs(of: "daily")
        #expect(runs.count == 1)
        #expect(runs.first?.state == .completed)
        #expect(runs.first?.attempts == 2)
        #expect(work.state.withLock { $0.attempts } == 1)
    }

    @Test("A run that fails is told once, and once more when one is well again")
    func alerts() async throws {
        let store = try JobStore.inMemory()
        let sent = Mutex<[(String, String)]>([])
        struct Channel: AlertChannel {
            let name = "webhook"
            let take: @Sendable (String, String) -> Void
            func send(_ payload: String, id: String, at now: Int64) async throws { take(id, payload) }
        }
        let clock = SystemJobClock()
        let isGood = Mutex(false)
        let desk = AlertDesk(
            channels: [Channel { id, payload in sent.withLock { $0.append((id, payload)) } }],
            baseURL: "https://example.org/reports/", logger: quiet)
        let work = NotedWork { _, _ in isGood.withLock { $0 } ? nil : RunFailure(.query, "division by zero") }
        let runner = JobRunner(store: store, locks: nil, work: work, alerts: desk, logger: quiet)
        let daily = try job("daily", "daily 00:00")
        // A day to come: what is about a day before the one that is due says nothing.
        for good in [false, false, true, true] {
            isGood.withLock { $0 = good }
            let run = try await store.add("daily", trigger: .manual, period: "2126-01-01", now: clock.now())
            _ = try await runner.attempt(run.id, of: daily)
            _ = try await runner.deliverAlerts()
        }
        let messages = sent.withLock { $0 }
        #expect(messages.count == 2)
        #expect(Set(messages.map(\.0)).count == 2)
        #expect(messages.first?.1.contains(#""type":"alert.fired""#) == true)
        #expect(messages.first?.1.contains(#""link":"https://example.org/reports/daily/2126-01-01/""#) == true)
        #expect(messages.last?.1.contains(#""type":"alert.recovered""#) == true)
    }

    @Test("Signatures are those of Standard Webhooks")
    func signature() {
        // The base64 of HMAC-SHA256, computed with Python's hmac module.
        let key = WebhookChannel.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        #expect(
            WebhookChannel.signature(
                #"{"test": 2432232314}"#, id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330", key: key)
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }
}
