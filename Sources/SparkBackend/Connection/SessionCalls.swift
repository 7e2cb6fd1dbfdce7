#if Spark
    import GRPCCore
    import SparkConnectProtocol

    /// Makes a session's calls: again where that may help, watched while they wait, and with the server's words where they fail.
    struct SessionCalls: Sendable {
        typealias Service = SparkConnection.Service

        let connection: SparkConnection
        /// In whose name they are made.
        let identity: SessionIdentity
        /// When calls are made again.
        let retries: RetryPolicy

        /// Makes a call that has one answer.
        ///
        /// - Parameters:
        ///   - name: the call, for errors.
        ///   - timeout: the longest that it may take.
        ///   - retries: when it is made again; nil for the usual.
        /// - Throws: `SparkFault`, `CancellationError`.
        func answer<Request: Sendable, Response: Sendable>(
            _ name: String, _ request: Request, within timeout: Duration, retries: RetryPolicy? = nil,
            _ call: @escaping @Sendable (Service, ClientRequest<Request>, CallOptions) async throws -> Response
        ) async throws -> Response {
            let message = addressed(request)
            var attempts = RetryPolicy.Attempts()
            while true {
                do {
                    return try await watching(name) { [connection] in
                        try await call(connection.service, message, SparkConnection.options(timeout))
                    }
                } catch let error as RPCError {
                    if Task.isCancelled { throw CancellationError() }
                    let status = CallStatus(error)
                    guard status.isPassing else { throw await fault(of: status, call: name) }
                    try await wait(&attempts, status, call: name, retries: retries)
                }
            }
        }

        /// Makes a call that only cleans up: once, and what comes of it is not told. A server that does not answer any more gets none.
        func tidy<Request: Sendable, Response: Sendable>(
            _ request: Request, within timeout: Duration = .seconds(10),
            _ call: @escaping @Sendable (Service, ClientRequest<Request>, CallOptions) async throws -> Response
        ) async {
            if connection.pulse.isLost { return }
            _ = try? await call(connection.service, addressed(request), SparkConnection.options(timeout))
        }

        /// A request with the address's headers.
        func addressed<Message: Sendable>(_ message: Message) -> ClientRequest<Message> {
            ClientRequest(message: message, metadata: connection.metadata)
        }

        /// Makes a call, for as long as the server shows signs of life.
        ///
        /// - Throws: `SparkFault.silent`, `RPCError` and what else the call throws.
        func watching<Value: Sendable>(
            _ name: String, _ call: @escaping @Sendable () async throws -> Value
        ) async throws -> Value {
            do {
                let value = try await connection.pulse.watching(ask: { await isAlive(within: $0) }, call)
                connection.pulse.hear()
                return value
            } catch is ServerPulse.Silence {
                throw SparkFault.silent(
                    address: connection.address.shown, seconds: connection.pulse.limit.components.seconds)
            }
        }

        /// Waits until a call that failed may be made again.
        ///
        /// - Throws: `SparkFault` when it is not made again; `CancellationError`.
        func wait(
            _ attempts: inout RetryPolicy.Attempts, _ status: CallStatus, call: String, retries: RetryPolicy? = nil
        ) async throws {
            var policy = retries ?? self.retries
            if status.isConnectionRefused { policy = policy.atMost(.nobodyListens) }
            guard let wait = attempts.nextWait(policy, asked: status.retryDelay) else {
                if status.code == .unavailable { connection.pulse.lose() }
                throw status.fault(connection.address, call: call)
            }
            try await Task.sleep(for: wait)
        }

        /// The fault of a call, with the details that the server keeps.
        func fault(of status: CallStatus, call: String) async -> SparkFault {
            let fault = status.fault(connection.address, call: call)
            guard case .failed(var failure) = fault, let error = failure.errorID else { return fault }
            let request: Spark_Connect_FetchErrorDetailsRequest = identity.request { $0.errorID = error }
            guard
                let details = try? await connection.service.fetchErrorDetails(
                    request: addressed(request), options: SparkConnection.options(.seconds(10)))
            else { return fault }
            failure.add(details)
            return .failed(failure)
        }

        /// Asks for something that costs nothing; false when there is no answer in time. A connection that breaks is an answer: whoever waits
        /// on it hears of that.
        private func isAlive(within timeout: Duration) async -> Bool {
            let request: Spark_Connect_AnalyzePlanRequest = identity.request { $0.sparkVersion = .init() }
            do {
                _ = try await connection.service.analyzePlan(
                    request: addressed(request), options: SparkConnection.options(timeout))
                return true
            } catch let error as RPCError {
                return CallStatus(error).code != .deadlineExceeded && error.code != .cancelled
            } catch {
                return false
            }
        }
    }
#endif
