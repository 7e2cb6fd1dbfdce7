#if Spark
    import Foundation
    import SparkConnectProtocol

    /// Puts the responses of an operation together: chunks to batches, and nothing missing.
    ///
    /// A plain state machine: it is fed responses in order, whichever stream they come from.
    struct ResultInbox: Sendable {
        /// The last response that was taken; where a new stream goes on.
        private(set) var lastResponseID: String?
        /// Whether the server said that there is no more.
        private(set) var isComplete = false
        /// The server's name for the session.
        private(set) var serverSession: String?
        /// Rows taken in whole batches.
        private(set) var rowCount = 0
        private var chunks: [Data] = []
        private var expectedChunks = 0

        /// Takes a response.
        ///
        /// - Returns: the bytes of a batch that it completes; nil for all else.
        /// - Throws: `SparkFault.protocolBroken` when chunks or batches are missing.
        mutating func take(_ response: Spark_Connect_ExecutePlanResponse) throws(SparkFault) -> Data? {
            if !response.serverSideSessionID.isEmpty {
                if let known = serverSession, known != response.serverSideSessionID {
                    throw .protocolBroken("the session changed in the middle of a result")
                }
                serverSession = response.serverSideSessionID
            }
            if !response.responseID.isEmpty { lastResponseID = response.responseID }
            switch response.responseType {
            case .resultComplete:
                guard chunks.isEmpty else { throw .protocolBroken("the result ends in the middle of a batch") }
                isComplete = true
                return nil
            case .arrowBatch(let batch): return try take(batch)
            case .executionProgress, nil: return nil
            }
        }

        private mutating func take(
            _ batch: Spark_Connect_ExecutePlanResponse.ArrowBatch
        ) throws(SparkFault) -> Data? {
            let index = batch.hasChunkIndex ? Int(batch.chunkIndex) : 0
            let count = batch.hasNumChunksInBatch ? max(1, Int(batch.numChunksInBatch)) : 1
            guard index == chunks.count, index == 0 || count == expectedChunks else {
                throw .protocolBroken("part \(index) of a batch came after part \(chunks.count - 1)")
            }
            if index == 0, batch.hasStartOffset, Int(batch.startOffset) != rowCount {
                throw .protocolBroken("rows are missing: a batch starts at \(batch.startOffset) after \(rowCount) rows")
            }
            expectedChunks = count
            if count == 1 {
                rowCount += Int(batch.rowCount)
                return batch.data
            }
            chunks.append(batch.data)
            guard chunks.count == count else { return nil }
            var whole = Data(capacity: chunks.reduce(0) { $0 + $1.count })
            for chunk in chunks { whole.append(chunk) }
            chunks.removeAll()
            rowCount += Int(batch.rowCount)
            return whole
        }
    }
#endif
