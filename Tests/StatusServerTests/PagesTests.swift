import Foundation
import HTTPTypes
import Hummingbird
import Jobs
import Logging
import NIOCore
import Observability
import Reports
import Testing

@testable import StatusServer

@Suite("Status pages")
struct PagesTests {
    @Test("the jobs' page tells how all stand, and escapes what is not its own")
    func jobs() async throws {
        let page = try await Fixture().ask("/status/")
        #expect(page.status == 200)
        #expect(page.header("Content-Security-Policy")?.contains("script-src 'self'") == true)
        #expect(page.text.contains("Daily &lt;b&gt;figures&lt;/b&gt;"))
        #expect(page.text.contains("Test &amp; &lt;Co&gt;"))
        #expect(!page.text.contains("<b>figures"))
        #expect(page.text.contains("18 Nov 2026, 00:00 UTC"))
        #expect(page.text.contains("on demand"))
        // No inline script and no inline style: the policy would not let them.
        #expect(!page.text.contains("style="))
        #expect(!page.text.contains("onclick"))
    }

    @Test("a job's page has its next runs, its runs, and a form that needs the token")
    func job() async throws {
        let fixture = try await Fixture()
        let page = try await fixture.ask("/status/jobs/daily")
        #expect(page.text.contains("no files &lt;yet&gt;"))
        #expect(page.text.contains("in 14 h 0 min"))
        #expect(page.text.contains("/status/runs/2"))
        #expect(page.text.contains("type=\"password\""))
        #expect(try await fixture.ask("/status/jobs/none", headers: [("Accept", "text/html")]).status == 404)
        #expect(try await Fixture(token: nil).ask("/status/jobs/daily").text.contains("TRINITY_API_TOKEN"))
    }

    @Test("a run's page has stages, asserts, figures, files and log")
    func run() async throws {
        let page = try await Fixture().ask("/status/runs/1")
        for text in [
            "scan t", "positive", "resonance.total_transactions", "data/t.csv", "1,234,567", "attempt &lt;1&gt;",
            "2.5 s",
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
        // A run that has ended does not change: nothing to wait for.
        #expect(!page.text.contains("live.js"))
        #expect(try await Fixture().ask("/status/runs/3").text.contains("live.js"))
    }

    @Test("the stages of a run are bars along one axis of time")
    func waterfall() async throws {
        let page = try await Fixture().ask("/status/runs/1")
        // From 0 to 2 s: plan takes a quarter of it, the scans begin after a quarter and a half, and both end with it.
        for bar in [
            #"<rect x="0.0%" width="25.0%""#, #"<rect x="25.0%" width="75.0%""#, #"<rect x="50.0%" width="50.0%""#,
        ] { #expect(page.text.contains(bar), "\(bar)") }
        #expect(page.text.contains("scan u: from 1.0 s, took 1.0 s"))
    }

    @Test("a job's figures have the line of what they were before")
    func sparkline() async throws {
        let fixture = try await Fixture()
        #expect(!(try await fixture.ask("/status/jobs/daily").text.contains("spark-resonance")))
        for (period, total) in [("2026-11-14", 5.0), ("2026-11-15", 7.0)] {
            let run = try await fixture.store.add("daily", trigger: .backfill, period: period, now: Fixture.now)
            let begun = try #require(try await fixture.store.begin(run.id, now: Fixture.now))
            try await fixture.store.finish(
                begun, .completed,
                record: RunRecord(
                    period: period, page: nil, engine: "local 1",
                    values: [
                        RunRecord.Value(
                            name: "resonance.total_transactions", type: "int64", text: "\(Int(total))", number: total)
                    ]), failure: nil, watches: [], now: Fixture.now)
        }
        let page = try await fixture.ask("/status/jobs/daily").text
        // In the order of the periods, not of the runs: 5, 7, and 3 from the first run.
        #expect(page.contains("last 3 at 2026-11-16, lowest 3 at 2026-11-16, highest 7 at 2026-11-15"))
        #expect(!page.contains("style="))
    }

    @Test("a report that cannot be read is a job that has failed, on all pages and in the API")
    func broken() async throws {
        let fixture = try await Fixture()
        let text = "reports/bad.md: unknown key &#39;perod&#39; &lt;here&gt;"
        let all = try await fixture.ask("/status/").text
        #expect(all.contains("/status/jobs/bad"))
        #expect(all.contains(text) || all.contains(text.replacingOccurrences(of: "&#39;", with: "'")))
        let page = try await fixture.ask("/status/jobs/bad")
        #expect(page.status == 200)
        #expect(page.text.contains("cannot be read"))
        let job = try await fixture.ask("/api/v1/jobs/bad")
        #expect(job.status == 200)
        #expect(job.text.contains(#""status":"failed""#))
        #expect(job.text.contains(#""problem":"reports/bad.md: unknown key 'perod' <here>""#))
        let run = try await fixture.ask("/api/v1/jobs/bad/run", .post, headers: Fixture.bearer)
        #expect(run.status == 409)
    }

    @Test("messages that nobody took stand on the job's page")
    func undelivered() async throws {
        let fixture = try await Fixture()
        let run = try await fixture.store.add("daily", trigger: .manual, period: "2026-11-15", now: Fixture.now)
        let begun = try #require(try await fixture.store.begin(run.id, now: Fixture.now))
        try await fixture.store.finish(
            begun, .failed, record: nil, failure: RunFailure(.query, "division by zero"),
            watches: [AlertOutcome(rule: "run", isFiring: true, severity: .critical, message: "division by zero")],
            now: Fixture.now, channels: ["webhook"])
        let desk = AlertDesk(
            channels: [], baseURL: nil, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        _ = try await desk.deliver(from: fixture.store, clock: Fixture.FixedClock())
        let page = try await fixture.ask("/status/jobs/daily").text
        #expect(page.contains("Nobody was told"))
        #expect(
            page.contains("there is no channel &#39;webhook&#39; any more")
                || page.contains("there is no channel 'webhook' any more"))
        let job = try await fixture.ask("/api/v1/jobs/daily").text
        #expect(job.contains(#""channel":"webhook""#))
    }

    @Test("the metrics of a scheduler answer for metrics and health alone")
    func metrics() async throws {
        let responder = MetricsResponder(metrics: MetricsRegistry())
        func status(_ method: HTTPRequest.Method, _ path: String) -> Int {
            responder.answer(
                Request(
                    head: HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1", path: path),
                    body: RequestBody(buffer: ByteBuffer()))
            ).status.code
        }
        #expect(status(.get, "/metrics") == 200)
        #expect(status(.head, "/health") == 200)
        #expect(status(.post, "/metrics") == 405)
        #expect(status(.get, "/api/v1/jobs") == 404)
    }

    @Test("the form runs the job with the right token, and nothing with a wrong one or from another site")
    func form() async throws {
        let fixture = try await Fixture()
        let type = ("Content-Type", "application/x-www-form-urlencoded")
        let wrong = try await fixture.ask("/status/jobs/daily", .post, headers: [type], body: "token=wrong&period=")
        #expect(wrong.status == 401)
        let cross = try await fixture.ask(
            "/status/jobs/daily", .post, headers: [type, ("Sec-Fetch-Site", "cross-site")], body: "token=secret&period="
        )
        #expect(cross.status == 403)
        #expect(try await fixture.store.runs().count == 3)
        let right = try await fixture.ask(
            "/status/jobs/daily", .post, headers: [type], body: "period=2026-11-09&token=secret")
        #expect(right.status == 303)
        #expect(right.header("Location") == "/status/runs/4")
        #expect(try await fixture.store.run(4)?.period == "2026-11-09")
    }

    @Test("a browser that is refused gets a page")
    func refusal() async throws {
        let page = try await Fixture().ask("/status/runs/99", headers: [("Accept", "text/html,*/*")])
        #expect(page.status == 404)
        #expect(page.text.contains("There is no such run."))
    }

    @Test("numbers and times read as people write them")
    func numbers() {
        #expect(
            [nil, 0, 999, 1000, 1_234_567].map { PageNumber.count($0) } == ["–", "0", "999", "1,000", "1,234,567"])
        #expect(
            [0.0001, 0.0034, 0.2449, 12.34, 250, 7260].map { PageNumber.seconds($0) } == [
                "<1 ms", "3 ms", "0.24 s", "12.3 s", "4 min 10 s", "2 h 1 min",
            ])
        #expect([999, 1500, 412_000_000].map { PageNumber.bytes($0) } == ["999 B", "1.5 kB", "412 MB"])
        let times = PageTime(now: 0)
        #expect(
            [-5, 30, 150, 7500, 90_000].map { times.until($0 * 1_000_000) }
                == ["now", "in 30 s", "in 2 min", "in 2 h 5 min", "in 1 d 1 h"])
    }

    @Test("who listens hears of runs that change, and the last one that may listen is the limit")
    func feed() async throws {
        let fixture = try await Fixture { $0.streamLimit = 1 }
        let feed = fixture.server.feed
        let running = Task { try await feed.run() }
        var events = await feed.listen()
        #expect(await feed.listen() == nil)
        var iterator = try #require(events?.makeAsyncIterator())
        #expect(await iterator.next() == "retry: 2000\n\n")
        let run = try await fixture.store.add("idle", trigger: .manual, period: "2026-11-16", now: Fixture.now)
        let event = try #require(await iterator.next())
        #expect(event.hasPrefix("event: run\nid: \(run.id)\ndata: {"))
        #expect(event.hasSuffix("}\n\n"))
        // Whoever lets go of the events has left.
        (events, iterator) = (nil, AsyncStream<String> { nil }.makeAsyncIterator())
        while await feed.count > 0 { await Task.yield() }
        #expect(await feed.listen() != nil)
        running.cancel()
    }
}
