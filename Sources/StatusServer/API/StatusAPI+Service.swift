import HTTPTypes
import Hummingbird
import Jobs
import Observability

extension StatusAPI {
    /// What those who run the server ask it.
    var service: [APIOperation] {
        [
            APIOperation(
                id: "get_health", method: .get, path: "/health", summary: "Whether the server answers at all.",
                answers: [
                    APIAnswer(
                        status: 200, description: "It does.",
                        schema: .object([
                            APIProperty("status", .string(words: ["ok"]), "Always `ok`."),
                            APIProperty("version", .string(), "The program's version."),
                        ]))
                ],
                handler: { _ in try JSONResponse.of(["status": "ok", "version": settings.version]) }),
            APIOperation(
                id: "get_readiness", method: .get, path: "/ready", summary: "Whether it can do its work.",
                answers: [
                    APIAnswer(status: 200, description: "It can.", schema: StatusAPI.readiness),
                    APIAnswer(status: 503, description: "It cannot.", schema: StatusAPI.readiness),
                ],
                handler: { _ in try await readiness() }),
            APIOperation(
                id: "get_metrics", method: .get, path: "/metrics",
                summary: "Metrics in Prometheus's text format, version 0.0.4.",
                answers: [
                    APIAnswer(
                        status: 200, description: "The metrics.", type: PrometheusText.contentType, schema: .string())
                ],
                handler: { _ in
                    Response(
                        status: .ok, headers: [.contentType: PrometheusText.contentType, .cacheControl: "no-store"],
                        body: ResponseBody(byteBuffer: ByteBuffer(string: PrometheusText.text(of: desk.metrics))))
                }),
            APIOperation(
                id: "get_openapi", method: .get, path: "/openapi.json", summary: "This document.",
                answers: [
                    APIAnswer(status: 200, description: "An OpenAPI 3.1 document.", schema: .object([], isOpen: true))
                ],
                handler: { _ in JSONResponse.text(document.utf8) }),
        ]
    }

    private static let readiness = APISchema.object([
        APIProperty("status", .string(words: ["ready", "unready"]), "Whether all of it is as it should be."),
        APIProperty("history", .string(words: ["ok", "unreadable"]), "The history of runs."),
        APIProperty("workspace", .string(words: ["ok", "unreadable"]), "The workspace's settings."),
        APIProperty("scheduler", .string(words: ["on", "off"]), "Whether runs are begun here when they are due."),
        APIProperty(
            "broken_reports", .integer(minimum: 0), "Reports that cannot be read; they do not keep others from running."
        ),
    ])

    private func readiness() async throws -> Response {
        let catalog = try? desk.catalog()
        let history = try? await desk.store.runs(limit: 1)
        let isReady = catalog != nil && history != nil
        return try JSONResponse.of(
            Readiness(
                status: isReady ? "ready" : "unready", history: history == nil ? "unreadable" : "ok",
                workspace: catalog?.workspaceProblems.isEmpty == true ? "ok" : "unreadable",
                scheduler: desk.hasScheduler ? "on" : "off",
                brokenReports: catalog?.broken.count ?? 0),
            status: isReady ? .ok : .serviceUnavailable)
    }
}

private struct Readiness: Encodable {
    var status: String
    var history: String
    var workspace: String
    var scheduler: String
    var brokenReports: Int

    private enum CodingKeys: String, CodingKey {
        case status, history, workspace, scheduler
        case brokenReports = "broken_reports"
    }
}
