#if Spark
    import Columnar
    import DataFormats
    import Foundation
    import SparkConnectProtocol
    import Synchronization

    extension SparkSession {
        /// The rows of a relation whose columns are known, all of them, in order.
        ///
        /// - Throws: `SparkFault`, `CancellationError`.
        func batches(
            _ relation: Spark_Connect_Relation, _ schema: Schema, progress: (@Sendable (StageProgress) -> Void)? = nil
        ) async throws -> [RecordBatch] {
            let batches = Mutex<[RecordBatch]>([])
            let reader = ArrowStreamReader(schema: schema)
            try await execute(relation, progress: progress) { bytes in
                do throws(ArrowFault) {
                    // Typed throws do not pass through the closure of Data.
                    let found = bytes.withUnsafeBytes { bytes in
                        Result { () throws(ArrowFault) in try reader.batches(bytes) }
                    }
                    let read = try found.get()
                    batches.withLock { $0 += read.filter { $0.rowCount > 0 } }
                } catch {
                    throw SparkFault.protocolBroken(error.reason)
                }
            }
            return batches.withLock { $0 }
        }

        /// The rows of a relation as a table; see `batches`.
        func table(_ relation: Spark_Connect_Relation, _ schema: Schema) async throws -> Table {
            Table(schema: schema, batches: try await batches(relation, schema))
        }
    }
#endif
