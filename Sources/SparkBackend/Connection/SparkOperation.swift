#if Spark
    import Foundation
    import GRPCCore
    import SparkConnectProtocol
    import Synchronization

    /// One plan that a server runs, under an id of its own: its responses, all of them.
    struct SparkOperation: Sendable {
        typealias Response = Spark_Connect_ExecutePlanResponse

        /// The operation's id, a UUID.
        private let id = UUID().uuidString.lowercased()
        private let calls: SessionCalls
        private let plan: Spark_Connect_Plan
        private let progress: (@Sendable (StageProgress) -> Void)?
        private let take: @Sendable (Data) async throws -> Void

        /// The longest that one stream of responses lasts; the server ends most of them earlier.
        private static let streamLimit = Duration.seconds(600)

        /// An operation that has not begun.
        ///
        /// - Parameters:
        ///   - progress: told how far it is.
        ///   - take: takes each batch, an Arrow IPC stream of its own, in order.
        init(
            _ plan: Spark_Connect_Plan, _ calls: SessionCalls, progress: (@Sendable (StageProgress) -> Void)? = nil,
            take: @escaping @Sendable (Data) async throws -> Void = { _ in }
        ) {
            self.plan = plan
            self.calls = calls
            self.progress = progress
            self.take = take
        }

        /// Runs it. The result is whole when this returns: a stream that ends early is taken up again until the server says that there is no more.
        ///
        /// When the task is cancelled, so is the operation on the server.
        /// - Throws: `SparkFault`, what `take` throws, `CancellationError`.
        func run() async throws {
            try await withTaskCancellationHandler {
                do {
                    try await receive()
                } catch {
                    if Task.isCancelled { throw CancellationError() }
                    // The signal ends the process in a moment.
                    if ServerInterrupts.isEnding { try await Task.sleep(for: .seconds(60)) }
                    release()
                    throw error
                }
            } onCancel: {
                Task { await interrupt() }
            }
            release()
        }

        // MARK: - Receiving

        private func receive() async throws {
            let inbox = Mutex(ResultInbox())
            var attempts = RetryPolicy.Attempts()
            var isKnown = false
            while true {
                try Task.checkCancellation()
                let before = inbox.withLock { $0.lastResponseID }
                let again = isKnown
                do {
                    try await calls.watching("ExecutePlan") {
                        try await stream(again: again, after: before) { response in
                            for try await message in response.messages {
                                calls.connection.pulse.hear()
                                if case .executionProgress(let stages) = message.responseType {
                                    progress?(StageProgress(stages))
                                }
                                if let batch = try inbox.withLock({ try $0.take(message) }) { try await take(batch) }
                            }
                        }
                    }
                    if inbox.withLock({ $0.isComplete }) { return }
                    isKnown = true
                    attempts.succeed()
                    if let last = inbox.withLock({ $0.lastResponseID }) { release(until: last) }
                } catch let error as RPCError {
                    let status = CallStatus(error)
                    let received = inbox.withLock { $0.lastResponseID }
                    if inbox.withLock({ $0.isComplete }) { return }
                    if received != before { attempts.succeed() }
                    if status.isUnknownOperation, received == nil {
                        // The request never arrived: it is sent again, under the same id.
                        isKnown = false
                    } else if status.isPassing || (status.code == .deadlineExceeded && status.errorClass == nil) {
                        isKnown = true
                    } else if status.isUnknownOperation {
                        throw SparkFault.protocolBroken("the server has forgotten a query in the middle of its result")
                    } else {
                        throw await calls.fault(of: status, call: "ExecutePlan")
                    }
                    try await calls.wait(&attempts, status, call: "ExecutePlan")
                }
            }
        }

        /// A stream of responses: the first, or one that goes on after a response.
        private func stream(
            again: Bool, after last: String?,
            _ handle: @escaping @Sendable (StreamingClientResponse<Response>) async throws -> Void
        ) async throws {
            let service = calls.connection.service
            let options = SparkConnection.options(SparkOperation.streamLimit)
            if again {
                let request: Spark_Connect_ReattachExecuteRequest = calls.identity.request { request in
                    request.operationID = id
                    if let last { request.lastResponseID = last }
                }
                try await service.reattachExecute(
                    request: calls.addressed(request), options: options, onResponse: handle)
            } else {
                try await service.executePlan(
                    request: calls.addressed(execution), options: options, onResponse: handle)
            }
        }

        private var execution: Spark_Connect_ExecutePlanRequest {
            calls.identity.request { request in
                request.operationID = id
                request.plan = plan
                var reattach = Spark_Connect_ExecutePlanRequest.RequestOption()
                reattach.reattachOptions.reattachable = true
                var chunking = Spark_Connect_ExecutePlanRequest.RequestOption()
                chunking.resultChunkingOptions.allowArrowBatchChunking = true
                request.requestOptions = [reattach, chunking]
            }
        }

        // MARK: - Ending

        /// Stops it on the server.
        private func interrupt() async {
            let request: Spark_Connect_InterruptRequest = calls.identity.request { request in
                request.interruptType = .operationID
                request.operationID = id
            }
            await calls.tidy(request) { try await $0.interrupt(request: $1, options: $2) }
        }

        /// Lets the server forget the operation, or its responses up to one; nobody waits for that.
        private func release(until response: String? = nil) {
            let request: Spark_Connect_ReleaseExecuteRequest = calls.identity.request { request in
                request.operationID = id
                if let response {
                    request.releaseUntil.responseID = response
                } else {
                    request.releaseAll = .init()
                }
            }
            Task { await calls.tidy(request) { try await $0.releaseExecute(request: $1, options: $2) } }
        }
    }
#endif
