import HTTPTypes
import Jobs
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
        let (id, events) = try #require(await feed.listen())
        #expect(await feed.listen() == nil)
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == "retry: 2000\n\n")
        let run = try await fixture.store.add("idle", trigger: .manual, period: "2026-11-16", now: Fixture.now)
        let event = try #require(await iterator.next())
        #expect(event.hasPrefix("event: run\nid: \(run.id)\ndata: {"))
        #expect(event.hasSuffix("}\n\n"))
        await feed.leave(id)
        #expect(await feed.count == 0)
        running.cancel()
    }
}
