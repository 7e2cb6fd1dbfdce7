#if Spark
    import SparkConnectProtocol
    import Synchronization

    /// How a session is named in its requests.
    ///
    /// A class because what the server has said of the session holds for all that ask in its name.
    final class SessionIdentity: Sendable {
        /// The session's id, a UUID.
        let id: String
        /// The user in whose name it works.
        let user: String
        private let observed = Mutex<String?>(nil)

        private static let clientType = "trinity-reports/1 swift"

        /// A session that the server has not heard of.
        init(id: String, user: String) {
            self.id = id
            self.user = user
        }

        /// The server's own name for the session; nil before it has told one.
        var serverSession: String? { observed.withLock { $0 } }

        /// Keeps the server's own name for the session.
        func observe(_ serverSession: String) { observed.withLock { $0 = serverSession } }

        /// Who asks.
        var userContext: Spark_Connect_UserContext {
            var context = Spark_Connect_UserContext()
            context.userID = user
            return context
        }

        /// A request in the session's name.
        func request<Request: SessionRequest>(_ fill: (inout Request) -> Void = { _ in }) -> Request {
            var request = Request()
            request.sessionID = id
            request.userContext = userContext
            request.clientType = SessionIdentity.clientType
            if let serverSession { request.clientObservedServerSideSessionID = serverSession }
            fill(&request)
            return request
        }

        /// The request that ends the session; it knows no name of the server's.
        var release: Spark_Connect_ReleaseSessionRequest {
            var request = Spark_Connect_ReleaseSessionRequest()
            request.sessionID = id
            request.userContext = userContext
            request.clientType = SessionIdentity.clientType
            return request
        }
    }
#endif
