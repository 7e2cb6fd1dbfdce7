import Columnar
import CoreMetrics
import Diagnostics
import GRDB
import MetricsTestKit
import QueryPlan
import Reports
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// What is told of runs, to whom, and in which order.
struct AlertTests {
    /// A run at its end, and what its end says.
    private func finish(_ bench: JobBench, _ outcomes: [(rule: String, isFiring: Bool)], at now: Int64) async throws {
        let run = try await bench.store.add("daily", trigger: .manual, period: "2026-01-01", now: now)
        let begun = try #require(try await bench.store.begin(run.id, now: now))
        let desk = AlertDesk(channels: [bench.channel], baseURL: nil, logger: bench.quiet)
        try await bench.store.finish(
            begun, .completed, record: nil, failure: nil,
            watches: outcomes.map {
                AlertOutcome(rule: $0.rule, isFiring: $0.isFiring, severity: .warning, message: $0.rule)
            }, now: now, channels: ["webhook"], payload: { desk.payload($0, page: nil) })
    }

    private func rule(_ text: String) throws -> AlertRule {
        try #require(
            ReportParser.parse(
                SourceText(path: "r.md", text: "---\nreport: 1\ntitle: R\nalert: \(text)\n---\n")
            ).report?.alerts.first)
    }

    @Test("A failed assert is told once, and once more when it holds again; the run itself has not failed to run")
    func asserts() async throws {
        let bench = try JobBench()
        let now = try bench.instant("2026-01-02T12:00:00Z")
        let rows = Mutex(0)
        let runner = bench.runner(HandClock(now)) { job, period, _ in
            let rows = rows.withLock { $0 }
            return JobBench.record(
                job, period, checks: [RunRecord.Check(id: "positive", passed: rows == 0, failingRows: rows)],
                failure: rows == 0 ? nil : RunFailure(.assertion, "assert 'positive' failed: \(rows) rows"))
        }
        for count in [3, 5, 0, 0] {
            rows.withLock { $0 = count }
            let run = try await bench.ask(runner, bench.job(), "2026-01-01", now: now)
            #expect(run.state == (count == 0 ? .completed : .failed))
            _ = try await runner.deliverAlerts()
        }
        let messages = bench.channel.messages
        try #require(messages.count == 2)
        #expect(messages[0].says("fired", "assert positive"))
        #expect(messages[0].text.contains(#""link":"https://example.org/reports/daily/2026-01-01/""#))
        #expect(messages[1].says("recovered", "assert positive"))
    }

    @Test("A figure beyond its threshold is told once with the figure, and once more when it is within again")
    func threshold() async throws {
        let bench = try JobBench()
        let now = try bench.instant("2026-01-02T12:00:00Z")
        let rule = try rule("n.total < 10")
        let total = Mutex(Int64(0))
        let runner = bench.runner(HandClock(now)) { job, period, _ in
            let total = total.withLock { $0 }
            return JobBench.record(
                job, period,
                alerts: [AlertResult(rule: rule, isFiring: total < 10, figures: [Named("n.total", .int64(total))])])
        }
        for count in [12, 7, 8, 10] {
            total.withLock { $0 = Int64(count) }
            _ = try await bench.ask(runner, bench.job(), "2026-01-01", now: now)
            _ = try await runner.deliverAlerts()
        }
        let messages = bench.channel.messages
        try #require(messages.count == 2)
        #expect(messages[0].says("fired", "n.total < 10"))
        #expect(messages[0].text.contains(#""figures":[{"name":"n.total","number":7,"text":"7","type":"bigint"}]"#))
        #expect(messages[1].says("recovered", "n.total < 10"))
        #expect(messages[1].text.contains(#""number":10"#))
    }

    @Test(
        "A channel that was hard to reach hears of one thing in the order in which it happened, and of others meanwhile"
    )
    func order() async throws {
        let bench = try JobBench()
        let clock = HandClock(0)
        let desk = AlertDesk(channels: [bench.channel], baseURL: nil, logger: bench.quiet)
        bench.channel.refuse(1)
        try await finish(bench, [("low", true)], at: 0)
        // The first delay is 15 seconds.
        #expect(try await desk.deliver(from: bench.store, clock: clock) == 15_000_000)
        clock.set(1_000_000)
        try await finish(bench, [("low", false), ("high", true)], at: 1_000_000)
        #expect(try await desk.deliver(from: bench.store, clock: clock) == 15_000_000)
        #expect(bench.channel.messages.count == 1)
        #expect(bench.channel.messages.first?.says("fired", "high") == true)
        clock.set(15_000_000)
        #expect(try await desk.deliver(from: bench.store, clock: clock) == nil)
        let messages = bench.channel.messages
        try #require(messages.count == 3)
        #expect(messages[1].says("fired", "low"))
        #expect(messages[2].says("recovered", "low"))
    }

    @Test("A message has one id whenever it is sent, and no other history has it")
    func ids() async throws {
        var ids: Set<String> = []
        for _ in 1...2 {
            let bench = try JobBench()
            let clock = HandClock(0)
            let desk = AlertDesk(channels: [bench.channel], baseURL: nil, logger: bench.quiet)
            bench.channel.refuse(1)
            try await finish(bench, [("low", true), ("high", true)], at: 0)
            _ = try await desk.deliver(from: bench.store, clock: clock)
            clock.set(15_000_000)
            _ = try await desk.deliver(from: bench.store, clock: clock)
            #expect(Set(bench.channel.refused).isSubset(of: bench.channel.messages.map(\.id)))
            ids.formUnion(bench.channel.messages.map(\.id))
        }
        #expect(ids.count == 4)
    }

    @Test(
        "History that is not kept takes its alerts and their messages along, but for those that go on or are still to be sent"
    )
    func forgetting() async throws {
        let bench = try JobBench()
        let clock = HandClock(0)
        let desk = AlertDesk(channels: [bench.channel], baseURL: nil, logger: bench.quiet)
        try await finish(bench, [("past", true), ("firing", true)], at: 0)
        try await finish(bench, [("past", false)], at: 1)
        clock.set(1)
        _ = try await desk.deliver(from: bench.store, clock: clock)
        try await finish(bench, [("unsent", true)], at: 2)
        try await finish(bench, [("unsent", false)], at: 3)
        try await finish(bench, [("late", true)], at: 100)
        try await bench.store.forget(before: 50)
        #expect(try await bench.store.events().map(\.rule) == ["late", "unsent", "unsent", "firing"])
        let payloads = try await bench.store.database.read {
            try String.fetchAll($0, sql: "SELECT payload FROM delivery")
        }
        #expect(payloads.count == 4)
        #expect(payloads.allSatisfy { !$0.contains("past") })
        // What is still to be sent goes out, and is forgotten then.
        clock.set(100)
        _ = try await desk.deliver(from: bench.store, clock: clock)
        try await bench.store.forget(before: 50)
        #expect(try await bench.store.events().map(\.rule) == ["late", "firing"])
    }

    @Test("Attempts to send messages are counted by kind, channel and outcome")
    func counts() async throws {
        let bench = try JobBench()
        let clock = HandClock(0)
        let desk = AlertDesk(channels: [bench.channel], baseURL: nil, logger: bench.quiet)
        let metrics = TestMetrics()
        try await finish(bench, [("low", true), ("high", true)], at: 0)
        try await finish(bench, [("low", false)], at: 0)
        bench.channel.refuse(1)
        try await withMetricsFactory(metrics) {
            _ = try await desk.deliver(from: bench.store, clock: clock)
            clock.set(15_000_000)
            _ = try await desk.deliver(from: bench.store, clock: clock)
        }
        func total(_ kind: String, _ outcome: String) -> Int64 {
            metrics.counterTotal(
                label: "trinity_alerts_total",
                dimensions: [("kind", kind), ("channel", "webhook"), ("outcome", outcome)])
        }
        #expect(total("alert.fired", "postponed") == 1)
        #expect(total("alert.fired", "sent") == 2)
        #expect(total("alert.recovered", "sent") == 1)
        #expect(metrics.counterTotal(label: "trinity_alerts_total") == 4)
    }
}
