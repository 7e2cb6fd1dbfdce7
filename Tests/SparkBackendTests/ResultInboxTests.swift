#if Spark
    import Foundation
    import SparkConnectProtocol
    import Testing

    @testable import SparkBackend

    @Suite("Responses of a query put together")
    struct ResultInboxTests {
        private func batch(
            _ text: String, rows: Int64, start: Int64? = nil, chunk: (Int64, Int64)? = nil, id: String = ""
        ) -> Spark_Connect_ExecutePlanResponse {
            var response = Spark_Connect_ExecutePlanResponse()
            response.responseID = id
            response.serverSideSessionID = "server"
            response.arrowBatch.data = Data(text.utf8)
            response.arrowBatch.rowCount = rows
            if let start { response.arrowBatch.startOffset = start }
            if let chunk {
                response.arrowBatch.chunkIndex = chunk.0
                response.arrowBatch.numChunksInBatch = chunk.1
            }
            return response
        }

        @Test("chunks become one batch, and the end is only what the server says")
        func chunks() throws {
            var inbox = ResultInbox()
            #expect(try inbox.take(batch("ab", rows: 5, start: 0, chunk: (0, 3), id: "1")) == nil)
            #expect(try inbox.take(batch("cd", rows: 5, start: 0, chunk: (1, 3), id: "2")) == nil)
            #expect(try inbox.take(batch("e", rows: 5, start: 0, chunk: (2, 3), id: "3")) == Data("abcde".utf8))
            #expect(inbox.lastResponseID == "3")
            #expect(inbox.rowCount == 5)
            #expect(!inbox.isComplete)
            var end = Spark_Connect_ExecutePlanResponse()
            end.resultComplete = .init()
            #expect(try inbox.take(end) == nil)
            #expect(inbox.isComplete)
        }

        @Test("a missing chunk, a missing batch and another session are errors, never a shorter result")
        func gaps() throws {
            var inbox = ResultInbox()
            _ = try inbox.take(batch("ab", rows: 5, start: 0, chunk: (0, 3)))
            #expect(throws: SparkFault.self) { try inbox.take(batch("e", rows: 5, start: 0, chunk: (2, 3))) }
            inbox = ResultInbox()
            _ = try inbox.take(batch("ab", rows: 5, start: 0))
            #expect(throws: SparkFault.self) { try inbox.take(batch("cd", rows: 5, start: 10)) }
            inbox = ResultInbox()
            _ = try inbox.take(batch("ab", rows: 5, start: 0))
            var other = batch("cd", rows: 5, start: 5)
            other.serverSideSessionID = "another"
            #expect(throws: SparkFault.self) { try inbox.take(other) }
            inbox = ResultInbox()
            _ = try inbox.take(batch("ab", rows: 5, start: 0, chunk: (0, 2)))
            var end = Spark_Connect_ExecutePlanResponse()
            end.resultComplete = .init()
            #expect(throws: SparkFault.self) { try inbox.take(end) }
        }
    }
#endif
