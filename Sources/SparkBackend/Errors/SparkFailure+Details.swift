#if Spark
    import SparkConnectProtocol

    extension SparkFailure {
        /// Adds what the server's details tell: the innermost error that has a class says most.
        mutating func add(_ details: Spark_Connect_FetchErrorDetailsResponse) {
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
#endif
