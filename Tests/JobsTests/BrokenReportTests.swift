import Columnar
import Diagnostics
import Foundation
import Jobs
import Logging
import Reports
import Synchronization
import TestSupport
import Testing

/// Reports that break while a scheduler is at work.
struct BrokenReportTests {
    private struct NoWork: ReportWork {
        func run(_ job: Job, period: Period, log: @escaping @Sendable (String) -> Void) async throws -> RunRecord {
            RunRecord(period: period.id, page: nil, engine: "test 1")
        }
    }

    private final class Notebook: AlertChannel {
        let name = "webhook"
        let messages = Mutex<[String]>([])
        func send(_ payload: String, id: String, at now: Int64) async throws {
            messages.withLock { $0.append(payload) }
        }
    }

    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func instant(_ text: String) throws -> Int64 { try #require(TimestampText.microseconds(text, zone: .utc)) }

    private func job() throws -> Job {
        Job(
            report: try Report("weekly", title: "Weekly figures", schedule: "weekly mon 06:00") { "x" },
            path: "reports/weekly.md", zone: .utc)
    }

    private let broken = BrokenJob(
        id: "weekly", path: "reports/weekly.md", zone: .utc,
        diagnostics: [Diagnostic("bad-yaml", .error, "this is not YAML", file: "reports/weekly.md")])

    /// Lets schedulers work for an hour of 1 January 2026 over a report that is broken for a stretch of it (in minutes).
    private func simulate(
        _ store: JobStore, _ channel: Notebook, brokenFor minutes: Range<Double>, schedulers: Int = 1
    ) async throws {
        let start = try instant("2026-01-01T12:00:00Z")
        let clock = SimulatedClock(start)
        let from = start + Int64(minutes.lowerBound * 60e6)
        let to = start + Int64(minutes.upperBound * 60e6)
        let good = try JobCatalog(jobs: [job()])
        let bad = JobCatalog(jobs: [], broken: [broken])
        var settings = Scheduler.Settings()
        settings.poll = 5
        settings.patience = 0
        let runner = JobRunner(
            store: store, locks: nil, work: NoWork(), clock: clock,
            alerts: AlertDesk(channels: [channel], baseURL: nil, logger: quiet), logger: quiet)
        let all = (0..<schedulers).map { _ in
            Scheduler(runner: runner, settings: settings, clock: clock, logger: quiet) {
                (from..<to).contains(clock.now()) ? bad : good
            }
        }
        await withDiscardingTaskGroup { group in
            for scheduler in all { group.addTask { await scheduler.run() } }
            await clock.run(until: start + 3_600_000_000) { all.allSatisfy(\.isIdle) }
            group.cancelAll()
        }
    }

    @Test("A report that stays broken is told once, and once more when it can be read again", arguments: [1, 2])
    func told(schedulers: Int) async throws {
        let channel = Notebook()
        let store = try JobStore.inMemory()
        try await simulate(store, channel, brokenFor: 10..<30, schedulers: schedulers)
        let messages = channel.messages.withLock { $0 }
        #expect(messages.count == 2)
        #expect(messages.first?.contains(#""type":"alert.fired""#) == true)
        #expect(messages.first?.contains(#""job_id":"weekly""#) == true)
        #expect(messages.first?.contains("reports/weekly.md: this is not YAML") == true)
        #expect(messages.last?.contains(#""type":"alert.recovered""#) == true)
        #expect(try await store.events().map(\.rule) == ["report", "report"])
    }

    @Test("Whoever is just editing a report is not told of every half of a line")
    func editing() async throws {
        let channel = Notebook()
        try await simulate(try JobStore.inMemory(), channel, brokenFor: 10..<10.5)
        #expect(channel.messages.withLock { $0 }.isEmpty)
    }

    @Test("A scheduler that finds a report broken, as the one before it left it, tells nobody again")
    func restart() async throws {
        let channel = Notebook()
        let store = try JobStore.inMemory()
        try await simulate(store, channel, brokenFor: 10..<90)
        try await simulate(store, channel, brokenFor: 0..<90)
        #expect(channel.messages.withLock { $0 }.count == 1)
        #expect(try await store.summary(of: "weekly").firing == ["report"])
    }

    @Test("A broken job keeps the name and the schedule that it had, and has failed")
    func status() async throws {
        let store = try JobStore.inMemory()
        let now = try instant("2026-01-01T12:00:00Z")
        _ = try await store.since(job(), now: now)
        try await store.watch(JobCatalog(jobs: [job()]), telling: [], now: now)
        let status = JobStatus(broken, try await store.summary(of: "weekly"), now: now)
        #expect(status.name == "Weekly figures")
        #expect(status.schedule == "weekly mon 06:00")
        #expect(status.status == .failed)
        #expect(status.nextRun == nil)
        #expect(status.problem == "reports/weekly.md: this is not YAML")
    }
}
