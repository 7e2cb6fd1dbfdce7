import HTTPTypes
import Hummingbird
import Jobs

extension StatusAPI {
    private static let runParameter = APIParameter(
        name: "run_id", place: .path, schema: .integer(minimum: 1, maximum: .max), description: "The number of a run.")

    var runs: [APIOperation] {
        [
            APIOperation(
                id: "list_runs", method: .get, path: "/api/v1/runs", summary: "Runs, newest first.",
                parameters: [
                    APIParameter(
                        name: "job", place: .query, schema: .string(), description: "Only runs of this job."),
                    APIParameter(
                        name: "status", place: .query, schema: .string(words: Run.State.allCases.map(\.rawValue)),
                        description: "Only runs that stand so."),
                    APIParameter(
                        name: "before", place: .query, schema: .integer(minimum: 1, maximum: .max),
                        description: "Only runs with lower numbers: where the page before ended."),
                    APIParameter(
                        name: "limit", place: .query, schema: .integer(minimum: 1, maximum: 1000),
                        description: "The most runs of the answer; 100 when it is missing."),
                ],
                answers: [
                    APIAnswer(
                        status: 200, description: "The runs.",
                        schema: .object([
                            APIProperty("runs", .array(.reference("RunStatus")), "The runs, newest first."),
                            APIProperty(
                                "next", .string(), "The address of the next page; missing on the last.",
                                isRequired: false),
                        ]))
                ],
                handler: { try await listRuns($0) }),
            APIOperation(
                id: "get_run", method: .get, path: "/api/v1/runs/{run_id}",
                summary: "One run: its stages, input files, values, asserts and log.",
                parameters: [StatusAPI.runParameter],
                answers: [APIAnswer(status: 200, description: "The run.", schema: .reference("Run"))],
                refusals: [(404, "There is no such run.")], handler: { try await runDetails($0) }),
            APIOperation(
                id: "cancel_run", method: .post, path: "/api/v1/runs/{run_id}/cancel",
                summary: "Asks for a run to be stopped, wherever it runs.", parameters: [StatusAPI.runParameter],
                answers: [APIAnswer(status: 202, description: "It will be stopped.", schema: .reference("RunStatus"))],
                refusals: [(404, "There is no such run."), (409, "The run has come to its end.")],
                handler: { try await cancelRun($0) }),
            APIOperation(
                id: "follow_runs", method: .get, path: "/api/v1/events",
                summary: "Server-sent events: a `run` event with a RunStatus whenever a run changes.",
                answers: [
                    APIAnswer(
                        status: 200, description: "Events, until one side hangs up.", type: "text/event-stream",
                        schema: .string())
                ],
                refusals: [(503, "Too many listen already.")], handler: { try await follow($0) }),
        ]
    }

    private func run(_ call: Call) async throws -> Run {
        if let id = Int64(call.parameter("run_id")), let run = try await desk.store.run(id) { return run }
        throw Problem(.notFound, "there is no such run; /api/v1/runs lists them")
    }

    private func listRuns(_ call: Call) async throws -> Response {
        let limit = call.query("limit").flatMap { Int($0) } ?? 100
        let found = try await desk.store.runs(
            of: call.query("job"), states: call.query("status").flatMap(Run.State.init).map { [$0] } ?? [],
            before: call.query("before").flatMap { Int64($0) }, limit: limit + 1)
        let now = desk.clock.now()
        let shown = found.prefix(limit)
        var next: String?
        if found.count > limit, let last = shown.last {
            let kept = call.query.filter { $0.name != "before" }
                .map { "\(AddressText.encoded($0.name))=\(AddressText.encoded($0.value))" }
            next = "/api/v1/runs?" + (kept + ["before=\(last.id)"]).joined(separator: "&")
        }
        return try JSONResponse.of(RunList(runs: shown.map { RunStatus($0, now: now) }, next: next))
    }

    private func runDetails(_ call: Call) async throws -> Response {
        let run = try await run(call)
        return try JSONResponse.of(
            RunReport(run, try await desk.store.details(of: run.id), now: desk.clock.now()))
    }

    private func cancelRun(_ call: Call) async throws -> Response {
        let run = try await cancel(call)
        return try JSONResponse.of(
            RunStatus(run, now: desk.clock.now()), status: .accepted, headers: [.location: "/api/v1/runs/\(run.id)"])
    }

    /// Asks for the end of the run that a path names, and gives it as it is then.
    ///
    /// - Throws: `Problem` when there is no such run, or it has come to its end.
    func cancel(_ call: Call) async throws -> Run {
        let run = try await run(call)
        guard try await desk.store.requestCancel(run.id, now: desk.clock.now()) else {
            throw Problem(.conflict, "the run has come to its end")
        }
        await board.forget()
        desk.wake()
        return try await desk.store.run(run.id) ?? run
    }

    private func follow(_ call: Call) async throws -> Response {
        let headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        if call.request.method == .head { return Response(status: .ok, headers: headers) }
        guard let events = await feed.listen() else {
            throw Problem(.serviceUnavailable, "too many listen already")
        }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                for await event in events { try await writer.write(ByteBuffer(string: event)) }
                try await writer.finish(nil)
            })
    }
}

private struct RunList: Encodable {
    var runs: [RunStatus]
    var next: String?
}
