#if Spark
    import SparkConnectProtocol

    /// A request that names the session which it belongs to.
    protocol SessionRequest: Sendable {
        /// The session's id.
        var sessionID: String { get set }
        /// Who asks.
        var userContext: Spark_Connect_UserContext { get set }
        /// Which program asks.
        var clientType: String { get set }
        /// The server's own name for the session, as it was told: another one there says that the server was restarted.
        var clientObservedServerSideSessionID: String { get set }

        init()
    }

    extension Spark_Connect_AnalyzePlanRequest: SessionRequest {}
    extension Spark_Connect_ConfigRequest: SessionRequest {}
    extension Spark_Connect_ExecutePlanRequest: SessionRequest {}
    extension Spark_Connect_FetchErrorDetailsRequest: SessionRequest {}
    extension Spark_Connect_InterruptRequest: SessionRequest {}
    extension Spark_Connect_ReattachExecuteRequest: SessionRequest {}
    extension Spark_Connect_ReleaseExecuteRequest: SessionRequest {}
#endif
