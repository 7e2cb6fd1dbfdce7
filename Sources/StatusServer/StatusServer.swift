import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
package import ServiceLifecycle

/// The server: a workspace's published site, the status of its jobs for people and for programs, and its metrics.
///
/// Plain HTTP/1.1, for this machine or behind a proxy that speaks TLS.
package struct StatusServer: Sendable {
    private let settings: ServerSettings
    private let responder: StatusResponder
    let feed: RunFeed
    let logger: Logger

    /// A server that does not listen yet.
    package init(_ settings: ServerSettings, desk: ServerDesk, logger: Logger = Logger(label: "trinity.server")) {
        self.settings = settings
        self.logger = logger
        let feed = RunFeed(desk, limit: settings.streamLimit)
        self.feed = feed
        responder = StatusResponder(settings, desk: desk, feed: feed)
    }

    /// What runs until it is told to stop: the listener, and what tells browsers about runs.
    ///
    /// - Parameter started: told the port when the server listens.
    package func services(started: @escaping @Sendable (Int) async -> Void) -> [any Service] {
        let settings = settings
        // Hummingbird tells of every start at `info`; so do we, with the address.
        var quiet = logger
        quiet.logLevel = max(quiet.logLevel, .warning)
        let application = Application(
            responder: responder,
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [ConnectionLimits(settings)],
                    idleTimeout: .seconds(Int64(settings.idleTimeout)),
                    httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                        maxHeaderFieldSize: 8_192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), backlog: 1_024,
                availableConnectionsDelegate: .maximum(settings.connectionLimit, logger: logger)),
            onServerRunning: { channel in await started(channel.localAddress?.port ?? settings.port) },
            logger: quiet)
        // A group stops its services from the last one on: the listener can only end when nobody waits for events any more.
        return [application, feed]
    }

    /// The operations of the API.
    var operations: [APIOperation] { responder.operations }

    /// Answers a request without a network, for tests.
    func respond(to request: Request) async -> Response { await responder.answer(request) }
}
