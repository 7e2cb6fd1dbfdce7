import Jobs
import Reports
import ServiceLifecycleTestKit
import Synchronization
import TestSupport
import Testing

/// What a scheduler makes of what others do while it is at work: processes that die, people who ask and stop, reports that change.
struct RecoveryTests {
    /// Lets a scheduler work, and things happen meanwhile.
    private func simulate(
        _ bench: JobBench, from: Int64, to: Int64, poll: Int = 20, locks: String? = nil,
        catalog: @escaping @Sendable (Int64) -> JobCatalog,
        events: [(at: Int64, act: @Sendable () async throws -> Void)] = [],
        _ body: @escaping ScriptedWork.Body = { job, period, _ in JobBench.record(job, period) }
    ) async throws {
        let clock = SimulatedClock(from)
        var settings = Scheduler.Settings()
        settings.poll = poll
        settings.patience = 0
        settings.concurrency = 8
        let scheduler = Scheduler(
            runner: bench.runner(clock, locks: locks, body), settings: settings, clock: clock, logger: bench.quiet
        ) { catalog(clock.now()) }
        let acting = Tally()
        await withDiscardingTaskGroup { group in
            group.addTask { await scheduler.run() }
            for event in events {
                group.addTask {
                    do {
                        try await clock.sleep(until: event.at)
                        acting.add(1)
                        defer { acting.add(-1) }
                        try await event.act()
                    } catch {
                        Issue.record(error)
                    }
                }
            }
            await clock.run(until: to) { scheduler.isIdle && acting.count == 0 }
            group.cancelAll()
        }
    }

    private static let minute: Int64 = 60_000_000

    @Test("A run whose process dies is ended by a scheduler that goes on, and made again if it was due")
    func death() async throws {
        let bench = try JobBench()
        let folder = try ScratchFolder()
        let job = try bench.job()
        let start = try bench.instant("2026-01-02T12:00:00Z")
        let slot = try bench.instant("2026-01-02T00:00:00Z")
        let store = bench.store
        _ = try await store.since(job, now: slot - 1)
        _ = try await store.run(of: job.id, slot: slot, trigger: .schedule, period: "2026-01-01", now: slot)
        try await simulate(
            bench, from: start, to: start + 60 * RecoveryTests.minute, locks: folder.path + "/locks",
            catalog: { _ in JobCatalog(jobs: [job]) },
            events: [
                // Nobody holds the job's lock, as after kill -9. The scheduler does not look while the run waits: it looks every 20 seconds.
                (
                    start + 5 * RecoveryTests.minute + 7_000_000,
                    {
                        let run = try await store.add(
                            "daily", trigger: .manual, period: "2026-01-01", now: start + 5 * RecoveryTests.minute)
                        _ = try await store.begin(run.id, now: start + 5 * RecoveryTests.minute)
                    }
                ),
                (
                    start + 10 * RecoveryTests.minute + 7_000_000,
                    {
                        let run = try await store.run(
                            of: "daily", slot: start, trigger: .schedule, period: "2026-01-01", now: start)
                        _ = try await store.begin(run.id, now: start + 10 * RecoveryTests.minute)
                    }
                ),
            ])
        let runs = try await store.runs()
        try #require(runs.count == 3)
        #expect(runs[2].state == .completed)
        #expect(runs[1].state == .failed)
        #expect(runs[1].failure?.kind == .interrupted)
        #expect(runs[0].state == .completed)
        #expect(runs[0].attempts == 2)
    }

    @Test("A run that is under way in another process is left to it")
    func alive() async throws {
        let bench = try JobBench()
        let folder = try ScratchFolder()
        let job = try bench.job()
        let start = try bench.instant("2026-01-02T12:00:00Z")
        let run = try await bench.store.add("daily", trigger: .manual, period: "2026-01-01", now: start)
        _ = try await bench.store.begin(run.id, now: start)
        let lock = try #require(try FileLock.ifFree(folder.path + "/daily.lock"))
        try await simulate(
            bench, from: start, to: start + 10 * RecoveryTests.minute, locks: folder.path,
            catalog: { _ in JobCatalog(jobs: [job]) })
        #expect(try await bench.store.run(run.id)?.state == .running)
        lock.release()
    }

    @Test("A run that somebody asks for does not wait behind one that waits for its next attempt")
    func asked() async throws {
        let bench = try JobBench()
        let job = try bench.job(settings: JobSettings(retries: 3, retryDelay: 1200))
        let start = try bench.instant("2026-01-01T23:59:00Z")
        let store = bench.store
        try await simulate(
            bench, from: start, to: start + 10 * RecoveryTests.minute, catalog: { _ in JobCatalog(jobs: [job]) },
            events: [
                (
                    start + 3 * RecoveryTests.minute,
                    { _ = try await store.add("daily", trigger: .manual, period: "2025-12-01", now: start) }
                )
            ]
        ) { job, period, _ in
            guard period.id == "2025-12-01" else { throw RunFailure(.missingData, "no file yet") }
            return JobBench.record(job, period)
        }
        let runs = try await store.runs()
        try #require(runs.count == 2)
        #expect(runs[0].state == .completed)
        #expect(runs[1].state == .pending)
        #expect(runs[1].attempts == 1)
    }

    @Test("A run that somebody stops ends with its work, wherever it is under way")
    func stopped() async throws {
        let bench = try JobBench()
        let job = try bench.job()
        let start = try bench.instant("2026-01-01T23:59:00Z")
        let store = bench.store
        let wasCancelled = Mutex(false)
        try await simulate(
            bench, from: start, to: start + 10 * RecoveryTests.minute, catalog: { _ in JobCatalog(jobs: [job]) },
            events: [
                (
                    start + 2 * RecoveryTests.minute,
                    { _ = try await store.requestCancel(1, now: start + 2 * RecoveryTests.minute) }
                )
            ]
        ) { _, _, _ in
            do { try await Task.sleep(for: .seconds(600)) } catch {
                wasCancelled.withLock { $0 = true }
                throw error
            }
            throw RunFailure(.bug, "it was never stopped")
        }
        #expect(wasCancelled.withLock { $0 })
        let run = try #require(try await store.run(1))
        #expect(run.state == .cancelled)
        #expect(run.attempts == 1)
        #expect(try await store.runs().count == 1)
    }

    @Test("A run that waits of a report that is gone ends, but not while the report is just being saved")
    func gone() async throws {
        let bench = try JobBench()
        let job = try bench.job(settings: JobSettings(retries: 3, retryDelay: 1200))
        let start = try bench.instant("2026-01-01T23:59:00Z")
        let store = bench.store
        let states = Mutex<[Run.State?]>([])
        try await simulate(
            bench, from: start, to: start + 20 * RecoveryTests.minute,
            catalog: { now in
                let minutes = Double(now - start) / 60e6
                // Half a minute at first, and for good later.
                let isThere = !((5..<5.5).contains(minutes) || minutes >= 10)
                return JobCatalog(jobs: isThere ? [job] : [])
            },
            events: [
                (
                    start + 9 * RecoveryTests.minute,
                    {
                        let run = try await store.run(1)
                        states.withLock { $0.append(run?.state) }
                    }
                )
            ]
        ) { _, _, _ in throw RunFailure(.missingData, "no file yet") }
        #expect(states.withLock { $0 } == [.pending])
        let run = try #require(try await store.run(1))
        #expect(run.state == .failed)
        #expect(run.failure == RunFailure(.report, "there is no report 'daily' any more"))
        #expect(bench.channel.messages.isEmpty)
    }

    @Test("A job with a new schedule owes nothing for the time in which it had another one", arguments: [true, false])
    func newSchedule(isWatched: Bool) async throws {
        let bench = try JobBench()
        let settings = JobSettings(catchUp: .all)
        let weekly = try bench.job("j", "weekly mon 00:00", grain: .hour, settings: settings)
        let hourly = try bench.job("j", "hourly", grain: .hour, settings: settings)
        // 5 January 2026 is a Monday.
        let start = try bench.instant("2026-01-04T12:00:00Z")
        let change = try bench.instant("2026-01-06T12:30:00Z")
        let end = try bench.instant("2026-01-06T15:30:00Z")
        try await simulate(
            bench, from: start, to: end, poll: 600, catalog: { JobCatalog(jobs: [$0 < change ? weekly : hourly]) })
        let due = ["2026-01-04T23", "2026-01-06T12", "2026-01-06T13", "2026-01-06T14"]
        #expect(try await bench.store.runs().map(\.period).reversed() == due)
        // The same when it is changed back while nobody is there, or only somebody who does not make runs by schedule.
        let later = try bench.instant("2026-01-20T12:00:00Z")
        if isWatched { try await bench.store.watch(JobCatalog(jobs: [weekly]), telling: [], now: later - 1) }
        try await simulate(
            bench, from: later, to: later + 7 * 1440 * RecoveryTests.minute, poll: 600,
            catalog: { _ in JobCatalog(jobs: [weekly]) })
        #expect(try await bench.store.runs().map(\.period).reversed() == due + ["2026-01-25T23"])
    }

    @Test("A report that gets its first schedule, or another time zone, has missed nothing", arguments: [true, false])
    func firstSchedule(hasOne: Bool) async throws {
        let bench = try JobBench()
        let before = try hasOne ? bench.job("j", "daily 06:00", zone: "Asia/Tokyo") : bench.job("j", nil)
        let after = try bench.job("j", "daily 06:00")
        let start = try bench.instant("2026-01-06T10:00:00Z")
        _ = try await bench.store.since(before, now: start - 7 * 1440 * RecoveryTests.minute)
        // The last slot in Tokyo; those in UTC since then are not the job's.
        if hasOne { try await bench.store.skip("j", through: try bench.instant("2026-01-05T21:00:00Z")) }
        try await simulate(
            bench, from: start, to: start + 30 * RecoveryTests.minute,
            catalog: { JobCatalog(jobs: [$0 < start + 10 * RecoveryTests.minute ? before : after]) })
        #expect(try await bench.store.runs().isEmpty)
    }

    @Test("Told to stop, a scheduler lets the run that is under way end and begins no other")
    func gracefulEnd() async throws {
        let bench = try JobBench()
        let runs = try await stopping(bench) { clock, until in
            try await clock.sleep(until: until)
        }
        #expect(runs.map(\.state) == [.completed])
    }

    @Test("A run that does not end in the time that a stopping scheduler gives it is left for whoever comes next")
    func gracefulPatience() async throws {
        let bench = try JobBench()
        let runs = try await stopping(bench) { _, _ in
            try await Task.sleep(for: .seconds(600))
        }
        #expect(runs.map(\.state) == [.pending])
        #expect(runs.first?.failure?.kind == .interrupted)
        #expect(bench.channel.messages.isEmpty)
    }

    /// The runs of two jobs, of which the second is due a minute after the first, when the scheduler is told to stop while the first is made.
    ///
    /// - Parameter work: what is left to do after that; gets an instant within the scheduler's patience.
    private func stopping(
        _ bench: JobBench, _ work: @escaping @Sendable (SimulatedClock, Int64) async throws -> Void
    ) async throws -> [Run] {
        let start = try bench.instant("2026-01-01T23:59:30Z")
        let jobs = [try bench.job("first", "daily 00:00"), try bench.job("second", "daily 00:01")]
        let clock = SimulatedClock(start)
        var settings = Scheduler.Settings()
        settings.poll = 20
        settings.patience = 120
        await testGracefulShutdown { trigger in
            let runner = bench.runner(clock) { job, period, _ in
                trigger.triggerGracefulShutdown()
                try await work(clock, clock.now() + 90_000_000)
                return JobBench.record(job, period)
            }
            let scheduler = Scheduler(runner: runner, settings: settings, clock: clock, logger: bench.quiet) {
                JobCatalog(jobs: jobs)
            }
            let ended = Tally()
            await withDiscardingTaskGroup { group in
                group.addTask {
                    await scheduler.run()
                    ended.add(1)
                }
                // Something to wait for, so that time goes on to the end.
                group.addTask { try? await clock.sleep(until: start + 3_600_000_000) }
                await clock.run(until: start + 1_800_000_000) { scheduler.isIdle || ended.count == 1 }
                group.cancelAll()
            }
            #expect(ended.count == 1)
        }
        return try await bench.store.runs()
    }
}
