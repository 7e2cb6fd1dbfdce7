package import Columnar

/// Writes record batches as a Parquet file: nullable flat columns, pages packed with zstd and checksummed, dictionaries
/// where they pay, bounds of every column chunk.
///
/// The same batches give the same bytes with the same library version. Source: the Parquet format, version 2.12.
package struct ParquetWriter {
    /// Rows of a row group: what readers divide among their threads.
    package static let defaultRowGroupRows = 1 << 17

    private let schema: Schema
    private let rowGroupRows: Int
    private let createdBy: String
    private let chunks: ColumnChunkWriter
    private let file = ByteBuffer(capacity: 1 << 20)
    private var rowGroups: [RowGroup] = []

    private struct RowGroup {
        var rows: Int
        var columns: [ColumnChunkWriter.Description]
    }

    /// A file of that schema.
    ///
    /// - Parameters:
    ///   - createdBy: the application and its version, such as `trinity version 0.1.0`.
    ///   - rowGroupRows: the most rows of a row group; a batch is cut into groups of this many.
    ///   - pageBytes: about the bytes of a data page before compression.
    /// - Throws: `CompressionFault.noMemory`.
    package init(
        schema: Schema, createdBy: String, rowGroupRows: Int = ParquetWriter.defaultRowGroupRows,
        pageBytes: Int = 1 << 20
    ) throws(CompressionFault) {
        self.schema = schema
        self.createdBy = createdBy
        self.rowGroupRows = max(1, rowGroupRows)
        chunks = ColumnChunkWriter(pageBytes: max(1, pageBytes), compressor: try PageCompressor())
        append(ParquetWriter.magic)
    }

    private static let magic = Array("PAR1".utf8)

    /// Appends a batch of the file's schema as row groups of its own; an empty one as none. Complexity: O(bytes).
    ///
    /// - Throws: `CompressionFault.noMemory`.
    package mutating func append(_ batch: RecordBatch) throws(CompressionFault) {
        precondition(batch.schema == schema, "batches of a file share its schema")
        var start = 0
        while start < batch.rowCount {
            let rows = start..<min(start + rowGroupRows, batch.rowCount)
            var columns: [ColumnChunkWriter.Description] = []
            for (field, column) in zip(schema.fields, batch.columns) {
                let slice = ColumnSlice(column: column, rows: rows)
                columns.append(try chunks.write(slice, name: field.name, to: file))
            }
            rowGroups.append(RowGroup(rows: rows.count, columns: columns))
            start = rows.upperBound
        }
    }

    /// The whole file. Nothing may be appended afterwards.
    package mutating func finish() -> [UInt8] {
        let footer = footer()
        append(footer)
        file.append(littleEndian: UInt32(footer.count))
        append(ParquetWriter.magic)
        return Array(UnsafeBufferPointer(start: file.base, count: file.count))
    }

    private func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { if let start = $0.baseAddress { file.append(start, count: $0.count) } }
    }

    /// The `FileMetaData`.
    private func footer() -> [UInt8] {
        ThriftCompactWriter.structure { meta in
            meta.int32(1, 2)
            meta.structures(2, [nil] + schema.fields.map(Optional.some)) { element, field in
                if let field {
                    ParquetStorage.describe(field, in: &element)
                } else {
                    element.binary(4, "schema".utf8)
                    element.int32(5, schema.count)
                }
            }
            meta.int64(3, rowGroups.reduce(0) { $0 + $1.rows })
            meta.structures(4, Array(rowGroups.enumerated())) { group, item in
                let columns = item.element.columns
                group.structures(1, columns) { ColumnChunkWriter.describe($1, in: &$0) }
                group.int64(2, columns.reduce(0) { $0 + $1.plainBytes })
                group.int64(3, item.element.rows)
                if let first = columns.first { group.int64(5, first.dictionaryOffset ?? first.dataOffset) }
                group.int64(6, columns.reduce(0) { $0 + $1.packedBytes })
                if item.offset <= Int(Int16.max) { group.int16(7, item.offset) }
            }
            meta.binary(6, createdBy.utf8)
            // Every column's bounds are in its type's own order, which makes readers trust them.
            meta.structures(7, schema.fields) { order, _ in order.structure(1) { _ in } }
        }
    }
}
