import Diagnostics
import Foundation
import HTTPTypes
import Hummingbird
import Jobs
import Reports

extension StatusAPI {
    /// The routes that the original system named.
    var original: [APIOperation] {
        [
            APIOperation(
                id: "list_spark_jobs", method: .get, path: "/api/spark/jobs", summary: "All jobs, and how they stand.",
                answers: [
                    APIAnswer(status: 200, description: "The jobs by id.", schema: .array(.reference("JobStatus")))
                ],
                handler: { _ in
                    JSONResponse.text(
                        try await board.text("spark jobs") { try JSONResponse.bytes(of: $0.statuses) })
                }),
            runOperation("run_spark_job", "/api/spark/jobs/{job_id}/run"),
        ] + analytics
    }

    var jobs: [APIOperation] {
        [
            APIOperation(
                id: "list_jobs", method: .get, path: "/api/v1/jobs", summary: "All jobs, and how they stand.",
                answers: [
                    APIAnswer(
                        status: 200, description: "The jobs by id.",
                        schema: .object([
                            APIProperty("jobs", .array(.reference("JobStatus")), "The jobs by id."),
                            APIProperty(
                                "problems", .array(.string()),
                                "Files that cannot be read: reports, which do not run, or trinity.yaml."),
                        ]))
                ],
                handler: { _ in
                    JSONResponse.text(
                        try await board.text("jobs") {
                            try JSONResponse.bytes(
                                of: JobList(jobs: $0.statuses, problems: $0.catalog.problems.map(\.path)))
                        })
                }),
            APIOperation(
                id: "get_job", method: .get, path: "/api/v1/jobs/{job_id}",
                summary: "One job: how it stands, its next and its newest runs.", parameters: [StatusAPI.jobParameter],
                answers: [APIAnswer(status: 200, description: "The job.", schema: .reference("Job"))],
                refusals: [(404, "There is no such job.")], handler: { try await jobDetails($0) }),
            runOperation("run_job", "/api/v1/jobs/{job_id}/run"),
        ]
    }

    private func runOperation(_ id: String, _ path: String) -> APIOperation {
        APIOperation(
            id: id, method: .post, path: path,
            summary: "Runs a job now. The answer comes at once, or with `Prefer: wait=SECONDS` when the run has ended.",
            parameters: [
                StatusAPI.jobParameter,
                APIParameter(
                    name: "Prefer", place: .header, schema: .string(),
                    description:
                        "`wait=SECONDS`, up to 60: answer when the run has come to its end, or after that time."),
            ],
            body: .object([
                APIProperty(
                    "period", APISchema.period,
                    "The period to run for; the one that would be due now when it is missing.",
                    isRequired: false)
            ]),
            answers: [
                APIAnswer(status: 200, description: "The run has come to its end.", schema: .reference("RunStatus")),
                APIAnswer(status: 202, description: "The run is in line.", schema: .reference("RunStatus")),
            ],
            refusals: [
                (404, "There is no such job."),
                (
                    409,
                    "There is no such period for this job, too many runs wait already, or its report cannot be read."
                ),
            ],
            handler: { try await startRun($0) })
    }

    private func jobDetails(_ call: Call) async throws -> Response {
        let now = desk.clock.now()
        let summary = try await desk.store.summary(of: call.parameter("job_id"))
        let (status, slots) =
            switch try entry(call) {
            case .job(let job): (JobStatus(job, summary, now: now), job.slots(after: now, count: 5))
            case .broken(let report): (JobStatus(report, summary, now: now), [])
            }
        return try JSONResponse.of(
            JobDetails(
                status: status, nextRuns: slots.map(InstantText.rfc3339),
                recentRuns: try await desk.store.runs(of: status.jobId, limit: 20).map { RunStatus($0, now: now) }))
    }

    /// The most runs of one job that may wait at one time.
    private static let waitingLimit = 20

    /// Puts a run of a job in line.
    ///
    /// - Throws: `Problem` when the period is none of the job's, or too many runs wait.
    func start(_ job: Job, period id: String?) async throws -> Run {
        let now = desk.clock.now()
        let period: Period
        do {
            period = try id.map { try job.period($0, at: now) } ?? job.period(at: now)
        } catch let error as DiagnosticsError where error.diagnostics.first?.id == "future-period" {
            throw Problem(.conflict, error.diagnostics.map(\.message).joined(separator: "; "))
        } catch {
            throw Problem(
                .conflict, "there is no such period for this job: its periods look like \(job.period(at: now).id)")
        }
        let waiting = try await desk.store.open().count { $0.job == job.id }
        guard waiting < StatusAPI.waitingLimit else {
            throw Problem(.conflict, "\(waiting) runs of this job wait already")
        }
        let run = try await desk.store.add(job.id, trigger: .manual, period: period.id, now: now)
        await board.forget()
        desk.wake()
        return run
    }

    private func startRun(_ call: Call) async throws -> Response {
        let job = try job(call)
        var run = try await start(job, period: try StatusAPI.period(in: call))
        let location: HTTPFields = [.location: "/api/v1/runs/\(run.id)"]
        if let seconds = StatusAPI.wait(call.request.headers[values: HTTPField.Name("Prefer")!]) {
            let end = ContinuousClock.now + .seconds(seconds)
            while !run.state.isFinal, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(50))
                run = try await desk.store.run(run.id) ?? run
            }
        }
        await board.forget()
        return try JSONResponse.of(
            RunStatus(run, now: desk.clock.now()), status: run.state.isFinal ? .ok : .accepted, headers: location)
    }

    /// The period that a body asks for; nil when it asks for none.
    private static func period(in call: Call) throws -> String? {
        guard !call.body.isEmpty else { return nil }
        let type = call.request.headers[.contentType]?.split(separator: ";").first.map {
            $0.filter { $0 != " " }.lowercased()
        }
        guard type == "application/json" else {
            throw Problem(.unsupportedMediaType, "the body is JSON: send 'Content-Type: application/json'")
        }
        guard let object = try? JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any] else {
            throw Problem(.badRequest, "the body is a JSON object such as {\"period\": \"2026-W46\"}")
        }
        guard object.keys.allSatisfy({ $0 == "period" }) else {
            throw Problem(.badRequest, "the body has one member, 'period'")
        }
        guard let value = object["period"], !(value is NSNull) else { return nil }
        guard let text = value as? String, PeriodText.isLikePeriod(text) else {
            throw Problem(
                .badRequest, "'period' is a period's id such as 2026-W46, 2026-11-09, 2026-11-09T13 or 2026-11")
        }
        return text
    }

    /// The seconds of a `Prefer: wait=…` (RFC 7240), at most 60; nil when there is none.
    private static func wait(_ fields: [String]) -> Int? {
        for part in fields.flatMap({ $0.split(whereSeparator: { $0 == "," || $0 == ";" }) }) {
            let text = part.filter { $0 != " " }.lowercased()
            if text.hasPrefix("wait="), let seconds = Int(text.dropFirst(5)), seconds > 0 { return min(60, seconds) }
        }
        return nil
    }
}

/// Periods as the schema has them.
enum PeriodText {
    /// Whether a text has the form of a period's id: `2026`, `2026-W46`, `2026-11`, `2026-11-09` or `2026-11-09T13`.
    static func isLikePeriod(_ text: String) -> Bool {
        let form = String(
            text.unicodeScalars.map { ("0"..."9").contains($0) ? "9" : $0 }.reduce(into: String.UnicodeScalarView()) {
                $0.append($1)
            })
        return ["9999", "9999-W99", "9999-99", "9999-99-99", "9999-99-99T99"].contains(form)
    }
}

private struct JobList: Encodable {
    var jobs: [JobStatus]
    var problems: [String]
}

private struct JobDetails: Encodable {
    var status: JobStatus
    var nextRuns: [String]
    var recentRuns: [RunStatus]

    private enum Keys: String, CodingKey {
        case nextRuns = "next_runs"
        case recentRuns = "recent_runs"
    }

    func encode(to encoder: any Encoder) throws {
        try status.encode(to: encoder)
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(nextRuns, forKey: .nextRuns)
        try container.encode(recentRuns, forKey: .recentRuns)
    }
}

extension Job {
    /// The next slots after an instant, in microseconds since 1970; none without a schedule.
    func slots(after instant: Int64, count: Int) -> [Int64] {
        var slots: [Int64] = []
        var last = instant
        while slots.count < count, let next = schedule?.next(after: last, zone: zone) {
            slots.append(next)
            last = next
        }
        return slots
    }
}
