import Columnar
import Foundation
import GRDB
import Logging
import QueryPlan
import Reports
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// The history's file, and what is read from it.
struct StoreTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func completed(_ store: JobStore, period: String, _ record: RunRecord, now: Int64 = 0) async throws {
        let run = try await store.add("daily", trigger: .manual, period: period, now: now)
        let begun = try #require(try await store.begin(run.id, now: now))
        try await store.finish(begun, .completed, record: record, failure: nil, watches: [], now: now)
    }

    @Test("A history that is not there yet is empty for who only looks, and is not made")
    func missing() async throws {
        let folder = try ScratchFolder()
        let store = try JobStore.reading(folder: folder.path + "/.trinity")
        #expect(try await store.runs().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/.trinity"))
    }

    @Test("A history that cannot be written is read, whether or not anybody is writing it")
    func readOnly() async throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/" + JobStore.fileName
        var writer: JobStore? = try JobStore.open(folder: folder.path)
        try await completed(
            try #require(writer), period: "2026-11-09", RunRecord(period: "2026-11-09", page: nil, engine: "test"))
        let beside = try JobStore.readOnly(path)
        #expect(!beside.isWritable)
        #expect(try await beside.runs().map(\.period) == ["2026-11-09"])
        await #expect(throws: (any Error).self) {
            _ = try await beside.add("daily", trigger: .manual, period: "2026-11-10", now: 0)
        }
        writer = nil
        #expect(try await JobStore.readOnly(path).runs().map(\.period) == ["2026-11-09"])
    }

    @Test("A history of an earlier version that cannot be written is read from a copy in the newer form")
    func earlier() async throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/" + JobStore.fileName
        do {
            let queue = try DatabaseQueue(path: path)
            try Migrations.all.migrate(queue, upTo: "2 alerts")
            try await queue.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO run (job, "trigger", period, state, created_at) VALUES ('daily', 'manual', '2026', 'completed', 0);
                        INSERT INTO run_stage VALUES (1, 0, 'plan', 0.5);
                        INSERT INTO alert VALUES ('daily', 'run', 5, 1);
                        """)
            }
        }
        let store = try JobStore.readOnly(path)
        #expect(try await store.details(of: 1).stages == [RunDetails.Stage(name: "plan", start: nil, seconds: 0.5)])
        #expect(try await store.summary(of: "daily").firing == ["run"])
        // The file itself stays as it was.
        let tables = try await DatabaseQueue(path: path).read { try $0.columns(in: "run_stage").map(\.name) }
        #expect(tables == ["run", "position", "name", "seconds"])
        // Who may write brings it forward.
        #expect(try await JobStore.open(folder: folder.path).summary(of: "daily").firing == ["run"])
    }

    @Test("What a run's work says last is in its log, whether it ends well or not", arguments: [true, false])
    func lastWords(isGood: Bool) async throws {
        struct Speaking: ReportWork {
            var isGood: Bool
            func run(_ job: Job, period: Period, log: @escaping @Sendable (String) -> Void) async throws -> RunRecord {
                for word in ["a", "b", "c"] { log(word) }
                guard isGood else { throw RunFailure(.query, "no") }
                return RunRecord(period: period.id, page: nil, engine: "test")
            }
        }
        let store = try JobStore.inMemory()
        let runner = JobRunner(store: store, locks: nil, work: Speaking(isGood: isGood), logger: quiet)
        let job = Job(
            report: try Report("daily", title: "Daily", period: PeriodSettings(grain: .day)) { "x" }, path: "daily.md",
            zone: .utc)
        let run = try await store.add("daily", trigger: .manual, period: "2026-11-09", now: 0)
        _ = try await runner.attempt(run.id, of: job)
        let lines = try await store.details(of: run.id).log.map(\.message)
        #expect(lines.dropFirst().prefix(3) == ["a", "b", "c"])
    }

    @Test("Stages keep when they began")
    func stages() async throws {
        let store = try JobStore.inMemory()
        try await completed(
            store, period: "2026",
            RunRecord(
                period: "2026", page: nil, engine: "test",
                stages: [StageTiming(stage: "plan", start: 0, seconds: 1), StageTiming(stage: "spark", seconds: 2)]))
        #expect(
            try await store.details(of: 1).stages == [
                RunDetails.Stage(name: "plan", start: 0, seconds: 1), RunDetails.Stage(name: "spark", seconds: 2),
            ])
    }

    @Test("A value's history has the newest run of each period, in the order of the periods")
    func histories() async throws {
        let store = try JobStore.inMemory()
        for (period, number) in [("2026-11-10", 1.0), ("2026-11-09", 2), ("2026-11-10", 3), ("2026-11-11", 4)] {
            try await completed(
                store, period: period,
                RunRecord(
                    period: period, page: nil, engine: "test",
                    values: [
                        RunRecord.Value(name: "n.total", type: "double", text: "\(number)", number: number),
                        RunRecord.Value(name: "n.name", type: "string", text: "a", number: nil),
                    ]))
        }
        let all = try await store.histories(of: "daily")
        #expect(
            all == [
                "n.total": [
                    HistoryPoint(period: "2026-11-09", number: 2), HistoryPoint(period: "2026-11-10", number: 3),
                    HistoryPoint(period: "2026-11-11", number: 4),
                ]
            ])
        #expect(try await store.histories(of: "daily", periods: 2)["n.total"]?.map(\.number) == [3, 4])
    }

    @Test("A message that nobody takes is given up, and stands with its job")
    func undelivered() async throws {
        struct Deaf: AlertChannel {
            let name = "webhook"
            func send(_ payload: String, id: String, at now: Int64) async throws {
                throw AlertFailure("the webhook answered 410", isWorthRetrying: false)
            }
        }
        let store = try JobStore.inMemory()
        let desk = AlertDesk(channels: [Deaf()], baseURL: nil, logger: quiet)
        let run = try await store.add("daily", trigger: .manual, period: "2026", now: 0)
        let begun = try #require(try await store.begin(run.id, now: 0))
        try await store.finish(
            begun, .failed, record: nil, failure: RunFailure(.query, "no"),
            watches: [AlertOutcome(rule: "run", isFiring: true, severity: .critical, message: "no")], now: 60_000_000,
            channels: ["webhook"], payload: { desk.payload($0, page: nil) })
        _ = try await desk.deliver(from: store, clock: SystemJobClock())
        #expect(
            try await store.summary(of: "daily").undelivered == [
                UndeliveredAlert(
                    at: "1970-01-01T00:01:00Z", kind: "alert.fired", rule: "run", channel: "webhook", attempts: 1,
                    error: "the webhook answered 410")
            ])
    }
}
