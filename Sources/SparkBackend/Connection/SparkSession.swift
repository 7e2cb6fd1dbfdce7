#if Spark
    import Foundation
    import SparkConnectProtocol

    /// A session on a Spark Connect server: queries, and what is kept there until it ends.
    struct SparkSession: Sendable {
        /// The zone for calendar functions, an IANA name.
        let zone: String
        private let calls: SessionCalls

        /// A session that the server has not heard of.
        ///
        /// - Parameters:
        ///   - id: its id, a UUID.
        ///   - zone: the zone for calendar functions, an IANA name.
        init(_ connection: SparkConnection, id: String, zone: String, retries: RetryPolicy = RetryPolicy()) {
            self.zone = zone
            let identity = SessionIdentity(id: id, user: connection.address.userID ?? "trinity")
            calls = SessionCalls(connection: connection, identity: identity, retries: retries)
        }

        /// Sets the session up: ANSI mode, the zone, uncompressed results.
        ///
        /// - Throws: `SparkFault`, `CancellationError`.
        func open() async throws {
            let request: Spark_Connect_ConfigRequest = calls.identity.request { request in
                request.operation.set.pairs = SessionSettings(zone: zone).pairs
                request.operation.set.silent = true
            }
            let response = try await calls.answer("Config", request, within: .seconds(60), retries: .firstContact) {
                try await $0.config(request: $1, options: $2)
            }
            calls.identity.observe(response.serverSideSessionID)
        }

        // MARK: - Queries

        /// Runs a relation and hands over each batch, an Arrow IPC stream of its own, in order; see `SparkOperation`.
        ///
        /// - Throws: `SparkFault`, what `take` throws, `CancellationError`.
        func execute(
            _ relation: Spark_Connect_Relation, progress: (@Sendable (StageProgress) -> Void)? = nil,
            take: @escaping @Sendable (Data) async throws -> Void
        ) async throws {
            var plan = Spark_Connect_Plan()
            plan.root = relation
            try await SparkOperation(plan, calls, progress: progress, take: take).run()
        }

        /// Gives a relation a name in the session, so that queries over it need not repeat it.
        ///
        /// - Throws: `SparkFault`, `CancellationError`.
        func name(_ relation: Spark_Connect_Relation, _ name: String) async throws {
            var plan = Spark_Connect_Plan()
            plan.command.createDataframeView.input = relation
            plan.command.createDataframeView.name = name
            plan.command.createDataframeView.replace = true
            try await SparkOperation(plan, calls).run()
        }

        // MARK: - Questions about plans

        /// The physical plan that Spark makes of a relation.
        ///
        /// - Throws: `SparkFault`, `CancellationError`.
        func explain(_ relation: Spark_Connect_Relation) async throws -> String {
            try await analyze { request in
                request.explain.plan.root = relation
                request.explain.explainMode = .formatted
            }.explain.explainString
        }

        /// The server's version, such as `4.3.0`.
        ///
        /// - Throws: `SparkFault`, `CancellationError`.
        func version() async throws -> String {
            try await analyze { $0.sparkVersion = .init() }.sparkVersion.version
        }

        /// The columns of a relation.
        ///
        /// - Throws: `SparkFault`, `CancellationError`.
        func schema(_ relation: Spark_Connect_Relation) async throws -> Spark_Connect_DataType {
            try await analyze { $0.schema.plan.root = relation }.schema.schema
        }

        /// Keeps a relation's rows from the first query on that reads them; they are computed again where a worker is lost.
        ///
        /// - Throws: `SparkFault`, `CancellationError`.
        func persist(_ relation: Spark_Connect_Relation) async throws {
            _ = try await analyze { request in
                request.persist.relation = relation
                request.persist.storageLevel.useDisk = true
                request.persist.storageLevel.useMemory = true
                request.persist.storageLevel.deserialized = true
                request.persist.storageLevel.replication = 1
            }
        }

        private func analyze(
            _ fill: (inout Spark_Connect_AnalyzePlanRequest) -> Void
        ) async throws -> Spark_Connect_AnalyzePlanResponse {
            try await calls.answer("AnalyzePlan", calls.identity.request(fill), within: .seconds(300)) {
                try await $0.analyzePlan(request: $1, options: $2)
            }
        }

        // MARK: - Ending

        /// Forgets the rows of a relation; trouble with that is not worth telling.
        func unpersist(_ relation: Spark_Connect_Relation) async {
            let request: Spark_Connect_AnalyzePlanRequest = calls.identity.request { request in
                request.unpersist.relation = relation
                request.unpersist.blocking = false
            }
            await calls.tidy(request) { try await $0.analyzePlan(request: $1, options: $2) }
        }

        /// Stops every query of the session on the server.
        func interruptAll() async {
            let request: Spark_Connect_InterruptRequest = calls.identity.request { $0.interruptType = .all }
            await calls.tidy(request, within: .seconds(5)) { try await $0.interrupt(request: $1, options: $2) }
        }

        /// Ends the session: the server forgets what it kept for it. Nothing happens where it has never heard of it.
        func close() async {
            guard calls.identity.serverSession != nil else { return }
            await calls.tidy(calls.identity.release, within: .seconds(5)) {
                try await $0.releaseSession(request: $1, options: $2)
            }
        }
    }
#endif
