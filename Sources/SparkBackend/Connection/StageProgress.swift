#if Spark
    import SparkConnectProtocol

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
