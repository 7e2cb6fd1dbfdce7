import Columnar
import Diagnostics
import Foundation
import HTTPTypes
import Hummingbird
import Jobs
import NIOCore
import Observability
import QueryPlan
import Reports
import TestSupport

@testable import StatusServer

/// A server over a small history: two jobs and a report that cannot be read, a site, and a few runs.
struct Fixture {
    struct FixedClock: JobClock {
        func now() -> Int64 { Fixture.now }
        func sleep(until instant: Int64) async throws { try await Task.sleep(for: .seconds(3600)) }
    }

    /// 2026-11-17T10:00:00Z, a Tuesday.
    static let now: Int64 = 1_794_909_600_000_000

    let folder: ScratchFolder
    let store: JobStore
    let settings: ServerSettings
    let server: StatusServer
    let metrics = MetricsRegistry()

    init(
        host: String = "127.0.0.1", token: String? = "secret", _ change: (inout ServerSettings) -> Void = { _ in }
    ) async throws {
        folder = try ScratchFolder([
            "site/index.html": "<!doctype html><title>Home</title>",
            "site/404.html": "<!doctype html><title>Lost</title>",
            "site/daily/2026-11-16/index.html": "<!doctype html><title>Day</title>",
            "site/daily/2026-11-16/charts/a.svg": "<svg/>", "site/.lock": "x", "secret.txt": "outside",
            "site/daily/2026-11-16/report.json": """
            {"report":"daily","cells":{"resonance":{"kind":"analyze","values":{"total_transactions":3,"average_resonance":0.5},
            "tables":{"phase_distribution":{"columns":[{"name":"quantum_phase","type":"string"},{"name":"count","type":"int64"}],
            "rows":[["growth",1],["harmony",2]]}}}}}
            """,
            "site/site.json": """
            {"files":[],"folders":[],"holds":[],"look":"","site":1,"title":"T","trinity":"1","updated":"","runs":[\(Fixture.published)]}
            """,
        ])
        store = try JobStore.inMemory()
        var settings = ServerSettings(site: folder.path + "/site", title: "Test & <Co>", version: "1.2.3")
        settings.host = host
        settings.token = token
        change(&settings)
        self.settings = settings
        let jobs = [
            Job(
                report: try Report(
                    "daily", title: "Daily <b>figures</b>", schedule: "daily 00:00", period: PeriodSettings(grain: .day)
                ) {
                    Section("resonance", analyzer: "quantum_resonance", over: ["transactions": "t"])
                }, path: "reports/daily.md", zone: .utc),
            Job(
                report: try Report("idle", title: "Idle", period: PeriodSettings(grain: .day)) { "x" },
                path: "reports/idle.md", zone: .utc),
        ]
        server = StatusServer(
            settings,
            desk: ServerDesk(
                store: store, hasScheduler: true, metrics: metrics, clock: FixedClock(), style: { "body {}" }, wake: {},
                catalog: {
                    JobCatalog(
                        jobs: jobs,
                        broken: [
                            BrokenJob(
                                id: "bad", path: "reports/bad.md", zone: .utc,
                                diagnostics: [
                                    Diagnostic(
                                        "unknown-key", .error, "unknown key 'perod' <here>", file: "reports/bad.md")
                                ])
                        ])
                }))
        try await fill()
    }

    private static let published = """
        {"content":"","figures":[],"fingerprint":"","folder":"2026-11-16","from":"2026-11-16T00:00:00Z",
        "grains":"days","statics":[],"surroundings":"","label":"16 November 2026","period":"2026-11-16","published":"","report":"daily",
        "shortLabel":"16 November","status":0,"title":"Daily","to":"2026-11-17T00:00:00Z","trouble":[],"updated":""}
        """

    /// Run 1 has completed, run 2 has failed, run 3 waits.
    private func fill() async throws {
        let slot = Fixture.now - 10 * 3_600_000_000
        let first = try await store.run(
            of: "daily", slot: slot, trigger: .schedule, period: "2026-11-16", now: slot)
        guard let begun = try await store.begin(first.id, now: slot + 1_000_000) else { return }
        try await store.log(begun.id, "info", "attempt <1>", now: slot + 1_000_000)
        let record = RunRecord(
            period: "2026-11-16", page: "daily/2026-11-16/", engine: "local 1",
            values: [
                RunRecord.Value(name: "resonance.total_transactions", type: "int64", text: "3", number: 3),
                RunRecord.Value(name: "resonance.best", type: "string", text: nil, number: nil),
            ], checks: [RunRecord.Check(id: "positive", passed: true, failingRows: 0)],
            stages: [
                StageTiming(stage: "plan", start: 0, seconds: 0.5),
                StageTiming(stage: "scan t", start: 0.5, seconds: 1.5),
                StageTiming(stage: "scan u", start: 1, seconds: 1),
            ],
            inputs: [RunRecord.Input(path: "data/t.csv", bytes: 1_234_567, rows: 3, digest: "abc")])
        try await store.finish(
            begun, .completed, record: record, failure: nil, watches: [], now: slot + 3_500_000)
        let second = try await store.add("daily", trigger: .manual, period: "2026-11-15", now: Fixture.now - 9_000_000)
        guard let tried = try await store.begin(second.id, now: Fixture.now - 8_000_000) else { return }
        try await store.finish(
            tried, .failed, record: nil, failure: RunFailure(.missingData, "no files <yet>"), watches: [],
            now: Fixture.now - 7_000_000)
        _ = try await store.add("daily", trigger: .manual, period: "2026-11-14", now: Fixture.now)
    }

    /// Asks the server without a network.
    func ask(
        _ path: String, _ method: HTTPRequest.Method = .get, host: String? = "127.0.0.1:8787",
        headers: [(String, String)] = [], body: String = ""
    ) async throws -> Answer {
        var head = HTTPRequest(method: method, scheme: "http", authority: host, path: path)
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { head.headerFields.append(HTTPField(name: name, value: value)) }
        }
        let response = await server.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))))
        let writer = CollectingWriter()
        try await response.body.write(writer)
        return Answer(status: response.status.code, headers: response.headers, text: writer.text)
    }

    struct Answer {
        var status: Int
        var headers: HTTPFields
        var text: String

        func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    }

    static let bearer = [("Authorization", "Bearer secret")]
}

/// Takes the parts of a body.
final class CollectingWriter: ResponseBodyWriter {
    private(set) var text = ""
    func write(_ buffer: ByteBuffer) async throws { text += String(buffer: buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
