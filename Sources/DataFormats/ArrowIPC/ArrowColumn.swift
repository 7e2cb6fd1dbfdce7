import Columnar

/// Copies the buffers of one Arrow column into a column of ours.
enum ArrowColumn {
    /// Reads a column. Buffers come in the order of the format: validity, then offsets or values, then the bytes of texts.
    static func read(
        _ type: ArrowType, as wanted: DataType, rows: Int, nulls: Int, from buffers: inout ArrowBuffers,
        column index: Int
    ) throws(ArrowFault) -> Column {
        let column = Column(type: wanted, capacity: rows)
        column.count = rows
        if type == .null {
            (column.values).initializeMemory(as: UInt8.self, repeating: 0, count: rows * wanted.width)
            if wanted != .null, rows > 0 { column.makeValidity().update(repeating: 0, count: rows) }
            return column
        }
        let validity = try buffers.take(atLeast: nulls > 0 ? (rows + 7) / 8 : 0)
        if nulls > 0 {
            let target = column.makeValidity()
            for row in 0..<rows { target[row] = validity[row >> 3] >> UInt8(row & 7) & 1 }
        }
        switch type {
        case .null: break
        case .boolean:
            let bits = try buffers.take(atLeast: (rows + 7) / 8)
            for row in 0..<rows { column.booleans[row] = bits[row >> 3] >> UInt8(row & 7) & 1 }
        case .integer(let bits): try integers(bits, rows, &buffers, column)
        case .float:
            let values = try buffers.take(atLeast: rows * 4)
            for row in 0..<rows {
                column.doubles[row] = Double(values.loadUnaligned(fromByteOffset: 4 * row, as: Float.self))
            }
        case .double, .microseconds: try copy(rows * 8, &buffers, column)
        case .day: try copy(rows * 4, &buffers, column)
        case .decimal: try copy(rows * 16, &buffers, column)
        case .text(let offsetBytes): try texts(offsetBytes, rows, &buffers, column, index)
        }
        return column
    }

    private static func copy(
        _ count: Int, _ buffers: inout ArrowBuffers, _ column: Column
    ) throws(ArrowFault) {
        let values = try buffers.take(atLeast: count)
        if count > 0, let base = values.baseAddress { column.values.copyMemory(from: base, byteCount: count) }
    }

    private static func integers(
        _ bits: Int, _ rows: Int, _ buffers: inout ArrowBuffers, _ column: Column
    ) throws(ArrowFault) {
        let values = try buffers.take(atLeast: rows * bits / 8)
        let target = column.int64s
        switch bits {
        case 64: for row in 0..<rows { target[row] = values.loadUnaligned(fromByteOffset: 8 * row, as: Int64.self) }
        case 32:
            for row in 0..<rows { target[row] = Int64(values.loadUnaligned(fromByteOffset: 4 * row, as: Int32.self)) }
        case 16:
            for row in 0..<rows { target[row] = Int64(values.loadUnaligned(fromByteOffset: 2 * row, as: Int16.self)) }
        case 8: for row in 0..<rows { target[row] = Int64(values.load(fromByteOffset: row, as: Int8.self)) }
        default: throw ArrowFault.unsupported("integers of \(bits) bits")
        }
    }

    private static func texts(
        _ offsetBytes: Int, _ rows: Int, _ buffers: inout ArrowBuffers, _ column: Column, _ index: Int
    ) throws(ArrowFault) {
        // A column without rows may have no offsets at all.
        let offsets = try buffers.take(atLeast: rows == 0 ? 0 : (rows + 1) * offsetBytes)
        let bytes = try buffers.take(atLeast: 0)
        guard bytes.count < Int(UInt32.max) else { throw ArrowFault.unsupported("more than 4 GB of text in a batch") }
        let buffer = ByteBuffer(capacity: max(1, bytes.count))
        if let base = bytes.baseAddress, bytes.count > 0 {
            _ = buffer.append(base.assumingMemoryBound(to: UInt8.self), count: bytes.count)
        }
        column.bytes = buffer
        func offset(_ row: Int) -> Int {
            offsetBytes == 4
                ? Int(offsets.loadUnaligned(fromByteOffset: 4 * row, as: Int32.self))
                : Int(offsets.loadUnaligned(fromByteOffset: 8 * row, as: Int64.self))
        }
        guard rows > 0 else { return }
        var start = offset(0)
        guard start >= 0 else { throw ArrowFault.corrupt(column: index) }
        for row in 0..<rows {
            let end = offset(row + 1)
            guard end >= start, end <= bytes.count else { throw ArrowFault.corrupt(column: index) }
            column.strings[row] = StringView(offset: UInt32(start), length: UInt32(end - start))
            start = end
        }
    }
}
