#if Spark
    import Foundation
    import GRPCCore
    import GRPCNIOTransportHTTP2Posix
    import SparkConnectProtocol

    /// A connection to a Spark Connect server that lives as long as it is kept; all sessions of a run share it.
    ///
    /// A class because it owns the task that holds the connection open.
    final class SparkConnection: Sendable {
        typealias Service = Spark_Connect_SparkConnectService.Client<HTTP2ClientTransport.Posix>

        /// Where the server is.
        let address: SparkAddress
        /// The calls.
        let service: Service
        /// What each call carries: the token and the address's headers.
        let metadata: Metadata
        /// Whether the server lives.
        let pulse = ServerPulse()
        private let client: GRPCClient<HTTP2ClientTransport.Posix>
        private let holder: Task<Void, any Error>

        /// The largest message in bytes, in and out. Batches come in chunks well below it.
        static let messageLimit = 128 << 20

        /// Connects as soon as something is called.
        ///
        /// - Throws: `SparkFault.unreachable` when the certificates to trust cannot be read.
        init(_ address: SparkAddress) throws(SparkFault) {
            self.address = address
            var metadata = Metadata()
            if let token = address.token { metadata.addString("Bearer \(token)", forKey: "authorization") }
            for header in address.headers { metadata.addString(header.value, forKey: header.name) }
            self.metadata = metadata
            do {
                let transport = try HTTP2ClientTransport.Posix(
                    target: SparkConnection.target(address), transportSecurity: SparkConnection.security(address),
                    config: .defaults { config in
                        // No pings of HTTP/2: a server takes more than one in five minutes for an attack, and a proxy answers them in
                        // its place. Signs of life are asked for by calls (`ServerPulse`).
                        config.backoff.initial = .milliseconds(100)
                        config.backoff.max = .seconds(5)
                        config.http2.targetWindowSize = 8 << 20
                    })
                client = GRPCClient(transport: transport)
            } catch {
                throw SparkFault.unreachable(
                    address: address.shown, cause: "the connection cannot be set up: \(error)",
                    help: address.certificateAuthority.map { "check the certificates in '\($0)'" })
            }
            service = Service(wrapping: client)
            holder = Task { [client] in try await client.runConnections() }
        }

        deinit { close() }

        /// Ends the connection; calls that are under way end first.
        func close() { client.beginGracefulShutdown() }

        /// Options of a call that may take so long.
        static func options(_ timeout: Duration) -> CallOptions {
            var options = CallOptions.defaults
            options.timeout = timeout
            options.waitForReady = false
            options.maxRequestMessageBytes = messageLimit
            options.maxResponseMessageBytes = messageLimit
            return options
        }

        private static func target(_ address: SparkAddress) -> any ResolvableTarget {
            if address.host.contains(":") { return .ipv6(address: address.host, port: address.port) }
            let parts = address.host.split(separator: ".", omittingEmptySubsequences: false)
            if parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) {
                return .ipv4(address: address.host, port: address.port)
            }
            return .dns(host: address.host, port: address.port)
        }

        private static func security(_ address: SparkAddress) -> HTTP2ClientTransport.Posix.TransportSecurity {
            guard address.usesTLS else { return .plaintext }
            return .tls { tls in
                guard let file = address.certificateAuthority else { return }
                tls.trustRoots = .certificates([.file(path: file, format: .pem)])
            }
        }
    }
#endif
