import Foundation
import HTTPTypes
import Jobs
import Testing

@testable import StatusServer

@Suite("The API")
struct APITests {
    private func json(_ answer: Fixture.Answer) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(answer.text.utf8), options: .fragmentsAllowed)
    }

    private func object(_ answer: Fixture.Answer) throws -> [String: Any] {
        try #require(try json(answer) as? [String: Any])
    }

    private func operations(_ fixture: Fixture) -> [APIOperation] { fixture.server.operations }

    @Test(
        "every answer is as the document says",
        arguments: [
            ("list_spark_jobs", "/api/spark/jobs"), ("get_resonance_analytics", "/api/spark/analytics/resonance"),
            ("list_jobs", "/api/v1/jobs"), ("get_job", "/api/v1/jobs/daily"), ("get_job", "/api/v1/jobs/idle"),
            ("list_runs", "/api/v1/runs"), ("list_runs", "/api/v1/runs?limit=1&job=daily"),
            ("get_run", "/api/v1/runs/1"),
            ("get_run", "/api/v1/runs/2"), ("get_run", "/api/v1/runs/3"), ("list_reports", "/api/v1/reports"),
            ("get_health", "/health"), ("get_readiness", "/ready"), ("get_openapi", "/openapi.json"),
        ])
    func schemas(_ id: String, _ path: String) async throws {
        let fixture = try await Fixture()
        let operation = try #require(operations(fixture).first { $0.id == id })
        let answer = try await fixture.ask(path)
        let declared = try #require(operation.answers.first { $0.status == answer.status })
        #expect(answer.header("Content-Type") == declared.type)
        #expect(declared.schema.problem(with: try json(answer)) == nil)
    }

    @Test("the document names every route, with a schema for every reference")
    func document() async throws {
        let fixture = try await Fixture()
        let document = try object(try await fixture.ask("/openapi.json"))
        #expect(document["openapi"] as? String == "3.1.1")
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        let named = Set(paths.flatMap { path, methods in methods.keys.map { "\($0) \(path)" } })
        let wanted: Set = [
            "get /api/spark/jobs", "post /api/spark/jobs/{job_id}/run", "get /api/spark/analytics/resonance",
            "get /api/spark/analytics/payments", "get /api/spark/analytics/ethics", "get /api/spark/analytics/trinity",
            "get /api/v1/jobs", "get /api/v1/jobs/{job_id}", "post /api/v1/jobs/{job_id}/run", "get /api/v1/runs",
            "get /api/v1/runs/{run_id}", "post /api/v1/runs/{run_id}/cancel", "get /api/v1/reports",
            "get /api/v1/events",
            "get /health", "get /ready", "get /metrics", "get /openapi.json",
        ]
        #expect(named == wanted)
        let schemas = try #require((document["components"] as? [String: [String: Any]])?["schemas"])
        let text = String(
            decoding: try JSONSerialization.data(withJSONObject: document, options: .withoutEscapingSlashes),
            as: UTF8.self)
        for match in text.matches(of: /"#\/components\/schemas\/(\w+)"/) { #expect(schemas[String(match.1)] != nil) }
        let ids = operations(fixture).map(\.id)
        #expect(Set(ids).count == ids.count)
    }

    @Test("a job tells how it stands, when it runs next, and its newest runs")
    func job() async throws {
        let job = try object(try await Fixture().ask("/api/v1/jobs/daily"))
        #expect(job["status"] as? String == "pending")
        #expect(job["run_count"] as? Int == 2)
        #expect(job["error_count"] as? Int == 1)
        #expect(job["last_error"] as? String == "no files <yet>")
        #expect(
            job["next_runs"] as? [String]
                == (18...22).map { "2026-11-\($0)T00:00:00Z" })
        #expect((job["recent_runs"] as? [[String: Any]])?.compactMap { $0["run_id"] as? Int } == [3, 2, 1])
    }

    @Test("a run tells its stages, files, values, asserts and log")
    func run() async throws {
        let run = try object(try await Fixture().ask("/api/v1/runs/1"))
        #expect(run["status"] as? String == "completed")
        #expect(run["duration"] as? Double == 2.5)
        let stages = run["stages"] as? [[String: Any]]
        #expect(stages?.compactMap { $0["start"] as? Double } == [0, 0.5, 1])
        #expect(stages?.compactMap { $0["seconds"] as? Double } == [0.5, 1.5, 1])
        #expect((run["inputs"] as? [[String: Any]])?.first?["sha256"] as? String == "abc")
        #expect((run["values"] as? [[String: Any]])?.count == 2)
        #expect((run["asserts"] as? [[String: Any]])?.first?["failing_rows"] as? Int == 0)
        #expect((run["log"] as? [[String: Any]])?.first?["message"] as? String == "attempt <1>")
    }

    @Test("runs come in pages, and can be chosen by job and status")
    func pages() async throws {
        let fixture = try await Fixture()
        var address: String? = "/api/v1/runs?limit=2"
        var ids: [[Int]] = []
        while let path = address {
            let page = try object(try await fixture.ask(path))
            ids.append((page["runs"] as? [[String: Any]] ?? []).compactMap { $0["run_id"] as? Int })
            address = page["next"] as? String
        }
        #expect(ids == [[3, 2], [1]])
        let failed = try object(try await fixture.ask("/api/v1/runs?status=failed&job=daily"))
        #expect((failed["runs"] as? [[String: Any]])?.count == 1)
        #expect((try object(try await fixture.ask("/api/v1/runs?job=idle"))["runs"] as? [Any])?.isEmpty == true)
    }

    @Test("the original analytics are the newest published figures: values by name, tables as rows")
    func analytics() async throws {
        let fixture = try await Fixture()
        let figures = try object(try await fixture.ask("/api/spark/analytics/resonance"))
        #expect(figures["total_transactions"] as? Int == 3)
        #expect(figures["average_resonance"] as? Double == 0.5)
        #expect((figures["phase_distribution"] as? [[String: Any]])?[1]["quantum_phase"] as? String == "harmony")
        #expect((figures["period"] as? [String: Any])?["id"] as? String == "2026-11-16")
        #expect(try await fixture.ask("/api/spark/analytics/payments").status == 404)
    }

    @Test(
        "what is not as the document says is refused with the reason",
        arguments: [
            ("/api/v1/runs?limit=0", 400), ("/api/v1/runs?limit=1001", 400), ("/api/v1/runs?limit=x", 400),
            ("/api/v1/runs?limit=%2B5", 400), ("/api/v1/runs?limit=1&limit=2", 400), ("/api/v1/runs?status=odd", 400),
            ("/api/v1/runs?other=1", 400), ("/api/v1/jobs?x", 400), ("/api/v1/runs?job=%ff", 400),
            ("/api/v1/runs/0", 400),
            ("/api/v1/runs/abc", 400), ("/api/v1/runs/99", 404), ("/api/v1/jobs/none", 404), ("/api/v1/none", 404),
        ])
    func refusals(_ path: String, _ status: Int) async throws {
        let answer = try await Fixture().ask(path)
        #expect(answer.status == status)
        #expect(answer.header("Content-Type") == "application/problem+json")
        #expect(APISchema.reference("Problem").problem(with: try json(answer)) == nil)
        #expect(try object(answer)["status"] as? Int == status)
    }

    @Test("a method that there is not is refused with those that there are")
    func methods() async throws {
        let fixture = try await Fixture()
        let answer = try await fixture.ask("/api/v1/jobs", .delete, headers: Fixture.bearer)
        #expect(answer.status == 405)
        #expect(answer.header("Allow") == "GET, HEAD")
        #expect(try await fixture.ask("/api/v1/jobs/daily/run", .get).header("Allow") == "POST")
    }

    @Test("a job that is run is put in line for the period that is asked for, or the one that would be due")
    func start() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.ask("/api/spark/jobs/idle/run", .post, headers: Fixture.bearer)
        #expect(first.status == 202)
        #expect(first.header("Location") == "/api/v1/runs/4")
        #expect(APISchema.reference("RunStatus").problem(with: try json(first)) == nil)
        let second = try await fixture.ask(
            "/api/v1/jobs/daily/run", .post,
            headers: Fixture.bearer + [("Content-Type", "application/json; charset=utf-8")],
            body: #"{"period":"2026-11-10"}"#)
        #expect(try object(second)["period"] as? String == "2026-11-10")
        #expect(try object(second)["trigger"] as? String == "manual")
    }

    @Test(
        "a body that is none of ours is refused",
        arguments: [
            ("application/json", "{", 400), ("application/json", "[]", 400),
            ("application/json", #"{"period":3}"#, 400),
            ("application/json", #"{"period":"soon"}"#, 400), ("application/json", #"{"other":1}"#, 400),
            ("text/plain", "{}", 415), ("application/json", #"{"period":"2026-W46"}"#, 409),
            ("application/json", #"{"period":"2026-13-77"}"#, 409),
            ("application/json", #"{"period":"2026-11-18"}"#, 409),
        ])
    func bodies(_ type: String, _ body: String, _ status: Int) async throws {
        let fixture = try await Fixture()
        let answer = try await fixture.ask(
            "/api/v1/jobs/daily/run", .post, headers: Fixture.bearer + [("Content-Type", type)], body: body)
        #expect(answer.status == status)
        #expect(try await fixture.store.runs().count == 3)
    }

    @Test("a run that waits can be stopped, one that has ended cannot")
    func cancel() async throws {
        let fixture = try await Fixture()
        #expect(try await fixture.ask("/api/v1/runs/3/cancel", .post, headers: Fixture.bearer).status == 202)
        #expect(try await fixture.store.isCancelRequested(3))
        #expect(try await fixture.ask("/api/v1/runs/1/cancel", .post, headers: Fixture.bearer).status == 409)
        #expect(try await fixture.ask("/api/v1/jobs/idle/run", .post, headers: Fixture.bearer).status == 202)
        let form = try await fixture.ask("/status/runs/4", .post, headers: Fixture.bearer)
        #expect(form.status == 303)
        #expect(form.header("Location") == "/status/runs/4")
    }

    @Test("too many runs of one job do not wait in line")
    func crowd() async throws {
        let fixture = try await Fixture()
        var statuses: [Int] = []
        for _ in 0..<25 {
            statuses.append(try await fixture.ask("/api/v1/jobs/idle/run", .post, headers: Fixture.bearer).status)
        }
        #expect(statuses == Array(repeating: 202, count: 20) + Array(repeating: 409, count: 5))
    }

    @Test("nothing changes without the token")
    func token() async throws {
        let fixture = try await Fixture()
        for headers in [[], [("Authorization", "Bearer wrong")]] {
            #expect(try await fixture.ask("/api/v1/jobs/daily/run", .post, headers: headers).status == 401)
        }
        let cross = try await fixture.ask(
            "/api/v1/jobs/daily/run", .post, headers: Fixture.bearer + [("Origin", "http://evil.example")])
        #expect(cross.status == 403)
        #expect(try await fixture.ask("/health", host: "evil.example").status == 421)
        #expect(try await fixture.store.runs().count == 3)
    }

    @Test("metrics count requests by route, never by address")
    func metrics() async throws {
        let text = try await Fixture().ask("/metrics")
        #expect(text.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
    }
}
