import Columnar
import QueryPlan

/// A batch as a run of bytes, for spilling: columns as they lie in memory, without their unused parts.
///
/// Layout, all numbers of this machine: row count (8 bytes); for each column a flag for nulls and the number of text bytes (8 each), then
/// its values, its validity when there are nulls, and its texts, each padded to 16 bytes. Read back only by the process that wrote it.
enum BatchBlock {
    private static let alignment = 16

    private static func padded(_ count: Int) -> Int { (count + alignment - 1) & ~(alignment - 1) }

    /// The bytes of columns in memory: what a batch counts for in a budget. A column that several hold counts for each of them.
    static func size(of columns: [Column]) -> Int {
        columns.reduce(0) { total, column in
            let width = column.type.width + (column.validity == nil ? 0 : 1)
            return total + column.capacity * width + (column.bytes?.count ?? 0)
        }
    }

    /// Appends a batch to a file. The texts of a string column must lie in bytes of its own, one after the other.
    static func write(_ columns: [Column], rowCount: Int, to file: SpillFile) throws(QueryFailure) -> SpillFile.Block {
        var total = 16
        for column in columns {
            total += 16 + padded(rowCount * column.type.width)
            if column.validity != nil { total += padded(rowCount) }
            total += padded(column.bytes?.count ?? 0)
        }
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: total, alignment: alignment)
        defer { buffer.deallocate() }
        buffer.storeBytes(of: rowCount, as: Int.self)
        var position = 16
        for column in columns {
            let texts = column.bytes?.count ?? 0
            buffer.storeBytes(of: column.validity == nil ? 0 : 1, toByteOffset: position, as: Int.self)
            buffer.storeBytes(of: texts, toByteOffset: position + 8, as: Int.self)
            position += 16
            (buffer + position).copyMemory(from: column.values, byteCount: rowCount * column.type.width)
            position += padded(rowCount * column.type.width)
            if let validity = column.validity {
                (buffer + position).copyMemory(from: validity, byteCount: rowCount)
                position += padded(rowCount)
            }
            if let bytes = column.bytes {
                (buffer + position).copyMemory(from: bytes.base, byteCount: texts)
                position += padded(texts)
            }
        }
        return try file.append(UnsafeRawBufferPointer(start: buffer, count: position))
    }

    /// Reads a batch back.
    static func read(_ block: SpillFile.Block, types: [DataType], from file: SpillFile) throws(QueryFailure) -> [Column]
    {
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: block.count, alignment: alignment)
        defer { buffer.deallocate() }
        try file.read(block, into: buffer)
        let rowCount = buffer.load(as: Int.self)
        var position = 16
        var columns: [Column] = []
        for type in types {
            let hasNulls = buffer.load(fromByteOffset: position, as: Int.self) != 0
            let texts = buffer.load(fromByteOffset: position + 8, as: Int.self)
            position += 16
            let column = Column(type: type, capacity: rowCount)
            column.count = rowCount
            column.values.copyMemory(from: buffer + position, byteCount: rowCount * type.width)
            position += padded(rowCount * type.width)
            if hasNulls {
                column.makeValidity().update(
                    from: (buffer + position).assumingMemoryBound(to: UInt8.self), count: rowCount)
                position += padded(rowCount)
            }
            if texts > 0 {
                let bytes = ByteBuffer(capacity: texts)
                bytes.append((buffer + position).assumingMemoryBound(to: UInt8.self), count: texts)
                column.bytes = bytes
                position += padded(texts)
            }
            columns.append(column)
        }
        return columns
    }
}

/// Batches that lie in a spill file, in order.
struct SpilledBatches: Sendable {
    let schema: Schema
    let file: SpillFile
    private(set) var blocks: [(block: SpillFile.Block, rows: Int)] = []

    init(schema: Schema, file: SpillFile) {
        self.schema = schema
        self.file = file
    }

    /// Bytes in the file.
    var bytes: Int { blocks.reduce(0) { $0 + $1.block.count } }

    /// Appends a batch; see `BatchBlock.write` for its texts.
    mutating func append(_ columns: [Column], rowCount: Int) throws(QueryFailure) {
        blocks.append((try BatchBlock.write(columns, rowCount: rowCount, to: file), rowCount))
    }

    /// Appends a batch that lies in the file already.
    mutating func append(_ block: (block: SpillFile.Block, rows: Int)) { blocks.append(block) }

    /// Reads one batch back.
    func batch(at index: Int) throws(QueryFailure) -> RecordBatch {
        let columns = try BatchBlock.read(blocks[index].block, types: schema.fields.map(\.type), from: file)
        return RecordBatch(schema: schema, columns: columns, rowCount: blocks[index].rows)
    }
}
