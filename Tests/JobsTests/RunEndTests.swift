import Foundation
import GRDB
import Reports
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// How attempts come to their end in the history, whatever becomes of them.
struct RunEndTests {
    private struct Unforeseen: Error {
        var text = "account 4711"
    }

    /// A run of 1 January 2026's slot that has been begun by a process which is gone.
    private func begun(_ bench: JobBench, trigger: Run.Trigger = .schedule) async throws -> Run {
        let slot = try bench.instant("2026-01-02T00:00:00Z")
        let run = try await bench.store.run(
            of: "daily", slot: slot, trigger: trigger, period: "2026-01-01", now: slot)
        return try #require(try await bench.store.begin(run.id, now: slot))
    }

    @Test("A run whose report was given another grain while it waited has failed, and says so")
    func grain() async throws {
        let bench = try JobBench()
        let now = try bench.instant("2026-01-02T00:10:00Z")
        let waiting = try await begun(bench)
        #expect(try await bench.store.postpone(waiting.id, RunFailure(.missingData, "no file yet"), until: now))
        let runner = bench.runner(HandClock(now)) { _, _, _ in throw Unforeseen() }
        _ = try await runner.attempt(waiting.id, of: bench.job(grain: .week))
        let run = try #require(try await bench.store.run(waiting.id))
        #expect(run.state == .failed)
        #expect(run.failure == RunFailure(.report, "'2026-01-01' is a day; this report covers weeks"))
        #expect(run.attempts == 1)
    }

    @Test("An error that nobody has foreseen ends the run as a mistake of ours, without its text")
    func unforeseen() async throws {
        let bench = try JobBench()
        let now = try bench.instant("2026-01-02T00:10:00Z")
        let runner = bench.runner(HandClock(now)) { _, _, _ in throw Unforeseen() }
        let run = try await bench.ask(runner, bench.job(), "2026-01-01", now: now)
        #expect(run.state == .failed)
        #expect(run.failure == RunFailure(.bug, "an error that was not foreseen: Unforeseen"))
        #expect(try await bench.store.details(of: run.id).log.allSatisfy { !$0.message.contains("4711") })
    }

    @Test("A history that cannot be written for a moment lets the run wait for its next attempt")
    func history() async throws {
        let bench = try JobBench()
        let slot = try bench.instant("2026-01-02T00:00:00Z")
        let runner = bench.runner(HandClock(slot)) { _, _, _ in throw DatabaseError(resultCode: .SQLITE_FULL) }
        guard case .made(let run) = try await runner.attempt(bench.job(), slot: slot, trigger: .schedule) else {
            Issue.record("no attempt was made")
            return
        }
        #expect(run.state == .pending)
        #expect(run.failure?.kind == .resources)
        // The delay before the second attempt is a minute.
        #expect(run.retryAt == slot + 60_000_000)
    }

    @Test("A run that somebody has stopped is not made again when its process dies before it hears of that")
    func stoppedAndDead() async throws {
        let bench = try JobBench()
        let run = try await begun(bench)
        #expect(try await bench.store.requestCancel(run.id, now: run.createdAt))
        let job = try bench.job()
        try await bench.runner(HandClock(run.createdAt)).mend(JobCatalog(jobs: [job]))
        #expect(try await bench.store.run(run.id)?.state == .cancelled)
    }

    @Test("A run that somebody stops while its attempt fails does not wait for another one")
    func stoppedAndFailed() async throws {
        let bench = try JobBench()
        let slot = try bench.instant("2026-01-02T00:00:00Z")
        let store = bench.store
        let runner = bench.runner(HandClock(slot)) { _, _, _ in
            let isAccepted = try await store.requestCancel(1, now: slot)
            #expect(isAccepted)
            throw RunFailure(.missingData, "no file yet")
        }
        _ = try await runner.attempt(bench.job(), slot: slot, trigger: .schedule)
        let run = try #require(try await store.run(1))
        #expect(run.state == .cancelled)
        #expect(run.finishedAt == slot)
        #expect(run.retryAt == nil)
        #expect(bench.channel.messages.isEmpty)
    }

    @Test("A page that was published before anybody heard of the wish to stop is told as completed")
    func stoppedTooLate() async throws {
        let bench = try JobBench()
        let slot = try bench.instant("2026-01-02T00:00:00Z")
        let store = bench.store
        let runner = bench.runner(HandClock(slot)) { job, period, _ in
            let isAccepted = try await store.requestCancel(1, now: slot)
            #expect(isAccepted)
            return JobBench.record(job, period)
        }
        _ = try await runner.attempt(bench.job(), slot: slot, trigger: .schedule)
        #expect(try await store.run(1)?.state == .completed)
    }

    @Test("A run that waits although somebody has stopped it is never begun")
    func stoppedAndWaiting() async throws {
        let bench = try JobBench()
        let run = try await begun(bench)
        // Earlier versions left runs like this behind.
        try await bench.store.database.write {
            try $0.execute(sql: "UPDATE run SET state = 'pending', cancel_requested = 1")
        }
        let runner = bench.runner(HandClock(run.createdAt)) { _, _, _ in throw Unforeseen() }
        _ = try await runner.attempt(run.id, of: bench.job())
        let ended = try #require(try await bench.store.run(run.id))
        #expect(ended.state == .cancelled)
        #expect(ended.attempts == 1)
    }

    @Test("All lines of a run's log are in the history when the run has come to its end")
    func lines() async throws {
        let bench = try JobBench()
        let now = try bench.instant("2026-01-02T00:10:00Z")
        let runner = bench.runner(HandClock(now)) { job, period, log in
            for number in 1...40 { log("line \(number)") }
            return JobBench.record(job, period)
        }
        for _ in 1...10 {
            let run = try await bench.ask(runner, bench.job(), "2026-01-01", now: now)
            let log = try await bench.store.details(of: run.id).log.map(\.message)
            #expect(run.state == .completed)
            #expect(log == ["attempt 1 of 2026-01-01, manual"] + (1...40).map { "line \($0)" } + ["completed"])
        }
    }

    @Test("A run of an earlier period says nothing of how things stand now")
    func earlierPeriod() async throws {
        let bench = try JobBench()
        let now = try bench.instant("2026-01-10T12:00:00Z")
        let isGood = Mutex(false)
        let runner = bench.runner(HandClock(now)) { job, period, _ in
            guard isGood.withLock({ $0 }) else { throw RunFailure(.query, "division by zero") }
            return JobBench.record(job, period)
        }
        let job = try bench.job()
        // The last complete day is the one that is due.
        _ = try await bench.ask(runner, job, "2026-01-08", now: now)
        #expect(try await bench.store.summary(of: "daily").firing.isEmpty)
        _ = try await bench.ask(runner, job, "2026-01-09", now: now)
        #expect(try await bench.store.summary(of: "daily").firing == ["run"])
        isGood.withLock { $0 = true }
        _ = try await bench.ask(runner, job, "2019-05-05", now: now)
        _ = try await bench.ask(runner, job, "2026-01-09", trigger: .backfill, now: now)
        #expect(try await bench.store.summary(of: "daily").firing == ["run"])
        // Today is not over, and says more.
        _ = try await bench.ask(runner, job, "2026-01-10", now: now)
        #expect(try await bench.store.summary(of: "daily").firing.isEmpty)
    }

    @Test("A scheduled run that fails for good after the next slot has come is told all the same")
    func lateFailure() async throws {
        let bench = try JobBench()
        let slot = try bench.instant("2026-01-02T00:00:00Z")
        let clock = HandClock(slot)
        let runner = bench.runner(clock) { _, _, _ in throw RunFailure(.missingData, "no file yet") }
        let job = try bench.job(settings: JobSettings(retries: 1))
        _ = try await runner.attempt(job, slot: slot, trigger: .schedule)
        #expect(try await bench.store.summary(of: "daily").firing.isEmpty)
        clock.set(slot + 2 * 86_400_000_000)
        _ = try await runner.attempt(1, of: job)
        #expect(try await bench.store.summary(of: "daily").firing == ["run"])
    }
}
