import HTTPTypes
import Hummingbird
package import Logging
package import Observability
package import ServiceLifecycle

/// The metrics of a process that serves nothing else, for Prometheus on this machine: `GET /metrics` and `GET /health`.
package struct MetricsServer: Sendable {
    private let port: Int
    private let metrics: MetricsRegistry
    private let logger: Logger

    /// A server that does not listen yet; port 0 is a free one.
    package init(port: Int, metrics: MetricsRegistry, logger: Logger) {
        self.port = port
        self.metrics = metrics
        self.logger = logger
    }

    /// What runs until it is told to stop.
    ///
    /// - Parameter started: told the port when the server listens.
    package func service(started: @escaping @Sendable (Int) async -> Void) -> any Service {
        var quiet = logger
        quiet.logLevel = max(quiet.logLevel, .warning)
        let port = port
        return Application(
            responder: MetricsResponder(metrics: metrics),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port),
                availableConnectionsDelegate: .maximum(16, logger: logger)),
            onServerRunning: { channel in await started(channel.localAddress?.port ?? port) }, logger: quiet)
    }
}

/// Answers the two paths, whoever asks: only this machine can.
struct MetricsResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let metrics: MetricsRegistry

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response { answer(request) }

    func answer(_ request: Request) -> Response {
        guard [.get, .head].contains(request.method) else {
            return Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD"])
        }
        var response: Response
        switch request.uri.path {
        case "/metrics":
            response = Response(
                status: .ok, headers: [.contentType: PrometheusText.contentType, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: PrometheusText.text(of: metrics))))
        case "/health":
            response = Response(
                status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "{\"status\":\"ok\"}\n")))
        default: response = Response(status: .notFound)
        }
        if request.method == .head { response = response.createHeadResponse() }
        return response
    }
}
