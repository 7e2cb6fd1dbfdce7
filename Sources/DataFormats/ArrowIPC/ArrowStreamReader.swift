package import Columnar

/// Reads Arrow IPC streams (arrow.apache.org/docs/format/Columnar.html, "IPC Streaming Format") as batches of known columns.
///
/// Columns are taken by position; types must be those of the wanted schema, integers of any width for `int64`. Every offset is checked.
package struct ArrowStreamReader: Sendable {
    /// The columns of the batches.
    private let schema: Schema

    /// A reader of streams with some columns.
    package init(schema: Schema) { self.schema = schema }

    /// The batches of a whole stream. Complexity: O(bytes).
    ///
    /// - Throws: `ArrowFault`.
    package func batches(_ bytes: UnsafeRawBufferPointer) throws(ArrowFault) -> [RecordBatch] {
        var types: [ArrowType]?
        var batches: [RecordBatch] = []
        var place = 0
        while place < bytes.count {
            guard place + 4 <= bytes.count else { throw ArrowFault.truncated }
            var length = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian
            place += 4
            if length == 0xFFFF_FFFF {
                guard place + 4 <= bytes.count else { throw ArrowFault.truncated }
                length = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian
                place += 4
            }
            if length == 0 { break }
            guard Int(length) <= bytes.count - place else { throw ArrowFault.truncated }
            let message = try FlatBufferTable(
                root: UnsafeRawBufferPointer(rebasing: bytes[place..<place + Int(length)]))
            place += Int(length)
            let bodyLength = Int(try message.integer(3, default: Int64(0)))
            guard bodyLength >= 0, bodyLength <= bytes.count - place else { throw ArrowFault.truncated }
            let body = UnsafeRawBufferPointer(rebasing: bytes[place..<place + bodyLength])
            place += bodyLength
            guard let header = try message.table(2) else { throw ArrowFault.truncated }
            switch try message.integer(1, default: UInt8(0)) {
            case 1: types = try self.types(header)
            case 3:
                guard let types else { throw ArrowFault.missingSchema }
                batches.append(try batch(header, body, types))
            case let kind: throw ArrowFault.unsupported("a message of number \(kind)")
            }
        }
        return batches
    }

    private func types(_ table: FlatBufferTable) throws(ArrowFault) -> [ArrowType] {
        guard try table.integer(0, default: Int16(0)) == 0 else { throw ArrowFault.unsupported("big-endian numbers") }
        let fields = try table.tables(1)
        guard fields.count == schema.count else {
            throw ArrowFault.unexpectedColumns(found: fields.count, expected: schema.count)
        }
        var types: [ArrowType] = []
        for (index, field) in fields.enumerated() {
            let type = try ArrowType(field)
            guard type.fits(schema.fields[index].type) else {
                throw ArrowFault.unexpectedType(
                    column: index, found: "\(type)", expected: schema.fields[index].type.name)
            }
            types.append(type)
        }
        return types
    }

    private func batch(
        _ table: FlatBufferTable, _ body: UnsafeRawBufferPointer, _ types: [ArrowType]
    ) throws(ArrowFault) -> RecordBatch {
        guard try !table.has(3) else { throw ArrowFault.unsupported("compressed buffers") }
        let rows = Int(try table.integer(0, default: Int64(0)))
        let nodes = try table.pairs(1)
        var buffers = ArrowBuffers(body: body, places: try table.pairs(2))
        guard rows >= 0, nodes.count == types.count else { throw ArrowFault.truncated }
        var columns: [Column] = []
        for (index, type) in types.enumerated() {
            guard nodes[index].0 == Int64(rows) else { throw ArrowFault.corrupt(column: index) }
            columns.append(
                try ArrowColumn.read(
                    type, as: schema.fields[index].type, rows: rows, nulls: Int(nodes[index].1), from: &buffers,
                    column: index))
        }
        return RecordBatch(schema: schema, columns: columns, rowCount: rows)
    }
}

/// The buffers of a batch, one after the other.
struct ArrowBuffers {
    let body: UnsafeRawBufferPointer
    let places: [(Int64, Int64)]
    private var next = 0

    init(body: UnsafeRawBufferPointer, places: [(Int64, Int64)]) {
        self.body = body
        self.places = places
    }

    /// The next buffer's bytes, at least so many.
    mutating func take(atLeast bytes: Int) throws(ArrowFault) -> UnsafeRawBufferPointer {
        guard next < places.count else { throw ArrowFault.truncated }
        let (offset, length) = places[next]
        next += 1
        guard offset >= 0, length >= 0, offset <= Int64(body.count), length <= Int64(body.count) - offset,
            Int(length) >= bytes
        else { throw ArrowFault.truncated }
        return UnsafeRawBufferPointer(rebasing: body[Int(offset)..<Int(offset + length)])
    }
}
