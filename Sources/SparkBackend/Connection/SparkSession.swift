#if Spark
    import Foundation
    import Columnar
    import GRPCCore
    import SparkConnectProtocol
    import Synchronization

    /// A session on a Spark Connect server: settings, queries, and what is kept there until it ends.
    ///
    /// A class because the server keeps state under its id: what it has learnt about the server belongs to one place.
    final class SparkSession: Sendable {
        typealias Service = Spark_Connect_SparkConnectService

        /// The session's id, a UUID.
        let id: String
        /// The zone for calendar functions, an IANA name.
        let zone: String
        private let connection: SparkConnection
        private let retries: RetryPolicy
        private let state = Mutex(State())

        private struct State {
            /// The server's own name for the session: another one says that the server was restarted.
            var serverSession: String?
            var isOpen = false
            var running: Set<String> = []
        }

        init(_ connection: SparkConnection, id: String, zone: String, retries: RetryPolicy = RetryPolicy()) {
            self.connection = connection
            self.id = id
            self.zone = zone
            self.retries = retries
        }

        /// Sets the session up: ANSI mode, the zone, uncompressed results.
        ///
        /// - Throws: `SparkFault`.
        func open() async throws {
            var request = Spark_Connect_ConfigRequest()
            request.sessionID = id
            request.userContext = user
            request.clientType = SparkSession.clientType
            request.operation.set.pairs = SparkSession.settings(zone: zone).map { key, value in
                var pair = Spark_Connect_KeyValue()
                pair.key = key
                pair.value = value
                return pair
            }
            request.operation.set.silent = true
            let response = try await unary("Config", request, retries: .firstContact, timeout: .seconds(60)) {
                try await $0.config(request: $1, options: $2)
            }
            state.withLock { state in
                state.serverSession = response.serverSideSessionID
                state.isOpen = true
            }
        }

        /// The settings that give our SQL its meaning, whatever the server's own are.
        private static func settings(zone: String) -> [(String, String)] {
            [
                ("spark.sql.session.timeZone", zone),
                ("spark.sql.ansi.enabled", "true"),
                ("spark.sql.execution.arrow.compression.codec", "none"),
                ("spark.sql.execution.arrow.useLargeVarTypes", "false"),
                ("spark.sql.caseSensitive", "false"),
                ("spark.sql.decimalOperations.allowPrecisionLoss", "true"),
                ("spark.sql.legacy.timeParserPolicy", "CORRECTED"),
                ("spark.sql.sources.partitionColumnTypeInference.enabled", "false"),
                ("spark.sql.mapKeyDedupPolicy", "LAST_WIN"),
                ("spark.sql.json.enableExactStringParsing", "true"),
                ("spark.sql.files.ignoreCorruptFiles", "false"),
                ("spark.sql.files.ignoreMissingFiles", "false"),
                ("spark.sql.parquet.mergeSchema", "false"),
            ]
        }

        /// A zone's name as Spark knows it.
        static func zoneName(_ zone: ZoneRules) -> String { zone.isUTC ? "UTC" : zone.identifier }

        // MARK: - Queries

        /// Runs a relation and hands over each batch, an Arrow IPC stream of its own, in order.
        ///
        /// The result is whole when this returns: a stream that ends early is taken up again until the server says that there is no more.
        /// When the task is cancelled, so is the query on the server.
        /// - Throws: `SparkFault`, what `take` throws, `CancellationError`.
        func execute(
            _ relation: Spark_Connect_Relation, progress: (@Sendable (StageProgress) -> Void)? = nil,
            take: @escaping @Sendable (Data) async throws -> Void
        ) async throws {
            var plan = Spark_Connect_Plan()
            plan.root = relation
            try await execute(plan, progress: progress, take: take)
        }

        /// Gives a relation a name in the session, so that queries over it need not repeat it.
        ///
        /// - Throws: `SparkFault`.
        func name(_ relation: Spark_Connect_Relation, _ name: String) async throws {
            var plan = Spark_Connect_Plan()
            plan.command.createDataframeView.input = relation
            plan.command.createDataframeView.name = name
            plan.command.createDataframeView.replace = true
            try await execute(plan, progress: nil) { _ in }
        }

        private func execute(
            _ plan: Spark_Connect_Plan, progress: (@Sendable (StageProgress) -> Void)?,
            take: @escaping @Sendable (Data) async throws -> Void
        ) async throws {
            let operation = UUID().uuidString.lowercased()
            state.withLock { _ = $0.running.insert(operation) }
            defer { state.withLock { _ = $0.running.remove(operation) } }
            try await withTaskCancellationHandler {
                do {
                    try await receive(operation, plan, progress, take)
                } catch {
                    if Task.isCancelled { throw CancellationError() }
                    // The signal ends the process in a moment.
                    if ServerInterrupts.isEnding { try await Task.sleep(for: .seconds(60)) }
                    release(operation)
                    throw error
                }
            } onCancel: {
                Task { await self.interrupt(operation) }
            }
            release(operation)
        }

        private func receive(
            _ operation: String, _ plan: Spark_Connect_Plan, _ progress: (@Sendable (StageProgress) -> Void)?,
            _ take: @escaping @Sendable (Data) async throws -> Void
        ) async throws {
            let inbox = Mutex(ResultInbox())
            var attempts = RetryPolicy.Attempts()
            var isKnown = false
            while true {
                try Task.checkCancellation()
                let before = inbox.withLock { $0.lastResponseID }
                let handle:
                    @Sendable (StreamingClientResponse<Spark_Connect_ExecutePlanResponse>) async throws -> Void = {
                        response in
                        for try await message in response.messages {
                            if case .executionProgress(let stages) = message.responseType {
                                progress?(StageProgress(stages))
                            }
                            if let batch = try inbox.withLock({ try $0.take(message) }) { try await take(batch) }
                        }
                    }
                do {
                    if !isKnown {
                        try await connection.service.executePlan(
                            request: request(executing(plan, operation)),
                            options: SparkConnection.options(.seconds(600)),
                            onResponse: handle)
                    } else {
                        var again = Spark_Connect_ReattachExecuteRequest()
                        again.sessionID = id
                        again.userContext = user
                        again.clientType = SparkSession.clientType
                        again.operationID = operation
                        if let last = inbox.withLock({ $0.lastResponseID }) { again.lastResponseID = last }
                        if let known = serverSession { again.clientObservedServerSideSessionID = known }
                        try await connection.service.reattachExecute(
                            request: request(again), options: SparkConnection.options(.seconds(600)), onResponse: handle
                        )
                    }
                    if inbox.withLock({ $0.isComplete }) { return }
                    isKnown = true
                    attempts.succeed()
                    if let last = inbox.withLock({ $0.lastResponseID }) { release(operation, until: last) }
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
                        throw try await explained(status, call: "ExecutePlan")
                    }
                    guard let wait = attempts.nextWait(retries, asked: status.retryDelay) else {
                        throw status.fault(connection.address, call: "ExecutePlan")
                    }
                    try await Task.sleep(for: wait)
                }
            }
        }

        private func executing(_ plan: Spark_Connect_Plan, _ operation: String)
            -> Spark_Connect_ExecutePlanRequest
        {
            var request = Spark_Connect_ExecutePlanRequest()
            request.sessionID = id
            request.userContext = user
            request.clientType = SparkSession.clientType
            request.operationID = operation
            request.plan = plan
            var reattach = Spark_Connect_ExecutePlanRequest.RequestOption()
            reattach.reattachOptions.reattachable = true
            var chunking = Spark_Connect_ExecutePlanRequest.RequestOption()
            chunking.resultChunkingOptions.allowArrowBatchChunking = true
            request.requestOptions = [reattach, chunking]
            if let known = serverSession { request.clientObservedServerSideSessionID = known }
            return request
        }

        /// The physical plan that Spark makes of a relation.
        ///
        /// - Throws: `SparkFault`.
        func explain(_ relation: Spark_Connect_Relation) async throws -> String {
            try await analyze { request in
                request.explain.plan.root = relation
                request.explain.explainMode = .formatted
            }.explain.explainString
        }

        /// The server's version, such as `4.3.0`.
        ///
        /// - Throws: `SparkFault`.
        func version() async throws -> String {
            try await analyze { $0.sparkVersion = .init() }.sparkVersion.version
        }

        /// The columns of a relation.
        ///
        /// - Throws: `SparkFault`.
        func schema(_ relation: Spark_Connect_Relation) async throws -> Spark_Connect_DataType {
            try await analyze { $0.schema.plan.root = relation }.schema.schema
        }

        /// Keeps a relation's rows from the first query on that reads them; they are computed again where a worker is lost.
        ///
        /// - Throws: `SparkFault`.
        func persist(_ relation: Spark_Connect_Relation) async throws {
            _ = try await analyze { request in
                request.persist.relation = relation
                request.persist.storageLevel.useDisk = true
                request.persist.storageLevel.useMemory = true
                request.persist.storageLevel.deserialized = true
                request.persist.storageLevel.replication = 1
            }
        }

        /// Forgets the rows of a relation; trouble with that is not worth telling.
        func unpersist(_ relation: Spark_Connect_Relation) async {
            _ = try? await analyze { request in
                request.unpersist.relation = relation
                request.unpersist.blocking = false
            }
        }

        private func analyze(
            _ fill: (inout Spark_Connect_AnalyzePlanRequest) -> Void
        ) async throws -> Spark_Connect_AnalyzePlanResponse {
            var request = Spark_Connect_AnalyzePlanRequest()
            request.sessionID = id
            request.userContext = user
            request.clientType = SparkSession.clientType
            if let known = serverSession { request.clientObservedServerSideSessionID = known }
            fill(&request)
            return try await unary("AnalyzePlan", request, retries: retries, timeout: .seconds(300)) {
                try await $0.analyzePlan(request: $1, options: $2)
            }
        }

        // MARK: - Ending

        /// Stops one query on the server.
        func interrupt(_ operation: String) async {
            var request = Spark_Connect_InterruptRequest()
            request.sessionID = id
            request.userContext = user
            request.clientType = SparkSession.clientType
            request.interruptType = .operationID
            request.operationID = operation
            _ = try? await connection.service.interrupt(
                request: self.request(request), options: SparkConnection.options(.seconds(10)))
        }

        /// Stops every query of the session on the server.
        func interruptAll() async {
            var request = Spark_Connect_InterruptRequest()
            request.sessionID = id
            request.userContext = user
            request.clientType = SparkSession.clientType
            request.interruptType = .all
            _ = try? await connection.service.interrupt(
                request: self.request(request), options: SparkConnection.options(.seconds(5)))
        }

        /// Ends the session: the server forgets what it kept for it.
        func close() async {
            let wasOpen = state.withLock { state in
                defer { state.isOpen = false }
                return state.isOpen
            }
            guard wasOpen else { return }
            var request = Spark_Connect_ReleaseSessionRequest()
            request.sessionID = id
            request.userContext = user
            request.clientType = SparkSession.clientType
            _ = try? await connection.service.releaseSession(
                request: self.request(request), options: SparkConnection.options(.seconds(5)))
        }

        /// Lets the server forget an operation, or its responses up to one; nobody waits for that.
        private func release(_ operation: String, until response: String? = nil) {
            var request = Spark_Connect_ReleaseExecuteRequest()
            request.sessionID = id
            request.userContext = user
            request.clientType = SparkSession.clientType
            request.operationID = operation
            if let response {
                request.releaseUntil.responseID = response
            } else {
                request.releaseAll = .init()
            }
            let message = self.request(request)
            Task { [connection] in
                _ = try? await connection.service.releaseExecute(
                    request: message, options: SparkConnection.options(.seconds(10)))
            }
        }

        // MARK: - Calls

        private var user: Spark_Connect_UserContext {
            var user = Spark_Connect_UserContext()
            user.userID = connection.address.userID ?? "trinity"
            return user
        }

        private static let clientType = "trinity-reports/1 swift"

        private var serverSession: String? { state.withLock { $0.serverSession } }

        private func request<Message: Sendable>(_ message: Message) -> ClientRequest<Message> {
            ClientRequest(message: message, metadata: connection.metadata)
        }

        private func unary<Request: Sendable, Response: Sendable>(
            _ name: String, _ message: Request, retries: RetryPolicy, timeout: Duration,
            _ call: (SparkConnection.Service, ClientRequest<Request>, CallOptions) async throws -> Response
        ) async throws -> Response {
            var attempts = RetryPolicy.Attempts()
            while true {
                do {
                    return try await call(connection.service, request(message), SparkConnection.options(timeout))
                } catch let error as RPCError {
                    if Task.isCancelled { throw CancellationError() }
                    let status = CallStatus(error)
                    guard status.isPassing else { throw try await explained(status, call: name) }
                    guard let wait = attempts.nextWait(retries, asked: status.retryDelay) else {
                        throw status.fault(connection.address, call: name)
                    }
                    try await Task.sleep(for: wait)
                }
            }
        }

        /// The fault of a call, with the details that the server keeps.
        private func explained(_ status: CallStatus, call: String) async throws -> SparkFault {
            let fault = status.fault(connection.address, call: call)
            guard case .failed(var failure) = fault, let error = failure.errorID else { return fault }
            var request = Spark_Connect_FetchErrorDetailsRequest()
            request.sessionID = id
            request.userContext = user
            request.clientType = SparkSession.clientType
            request.errorID = error
            if let known = serverSession { request.clientObservedServerSideSessionID = known }
            guard
                let details = try? await connection.service.fetchErrorDetails(
                    request: self.request(request), options: SparkConnection.options(.seconds(10)))
            else { return fault }
            failure.add(details)
            return .failed(failure)
        }
    }

    extension SparkFailure {
        /// Adds what the server's details tell: the innermost error that has a class says most.
        fileprivate mutating func add(_ details: Spark_Connect_FetchErrorDetailsResponse) {
            var index = details.hasRootErrorIdx ? Int(details.rootErrorIdx) : details.errors.isEmpty ? nil : 0
            var steps = 0
            while let place = index, details.errors.indices.contains(place), steps < details.errors.count {
                let error = details.errors[place]
                if error.hasSparkThrowable {
                    let thrown = error.sparkThrowable
                    if thrown.hasErrorClass { errorClass = thrown.errorClass }
                    if thrown.hasSqlState { sqlState = thrown.sqlState }
                    if !thrown.messageParameters.isEmpty { parameters = thrown.messageParameters }
                    if let context = thrown.queryContexts.first(where: { !$0.fragment.isEmpty }) {
                        fragment = context.fragment
                    }
                    message = error.message
                }
                index = error.hasCauseIdx ? Int(error.causeIdx) : nil
                steps += 1
            }
        }
    }

    /// How far an operation is on the server.
    struct StageProgress: Hashable, Sendable {
        /// Tasks of all stages known so far.
        var tasks: Int
        /// Those that are done.
        var completedTasks: Int
        /// Bytes of input read so far.
        var bytesRead: Int

        init(_ progress: Spark_Connect_ExecutePlanResponse.ExecutionProgress) {
            tasks = progress.stages.reduce(0) { $0 + Int($1.numTasks) }
            completedTasks = progress.stages.reduce(0) { $0 + Int($1.numCompletedTasks) }
            bytesRead = progress.stages.reduce(0) { $0 + Int($1.inputBytesRead) }
        }
    }
#endif
