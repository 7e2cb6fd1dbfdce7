import Columnar

/// Some rows of a column: what one column chunk holds. Gives the rows with a value, in order.
struct ColumnSlice {
    let column: Column
    let rows: Range<Int>

    /// Whether a row holds a value.
    func hasValue(_ row: Int) -> Bool { column.type != .null && column.validity.map { $0[row] != 0 } ?? true }

    /// The rows that hold a value. Complexity: O(rows).
    func rowsWithValue() -> [Int] {
        guard column.type != .null else { return [] }
        guard let validity = column.validity else { return Array(rows) }
        return rows.filter { validity[$0] != 0 }
    }

    /// Appends the values of some rows, none of them null, in PLAIN encoding. Complexity: O(rows), and O(bytes) for texts.
    func appendPlain(_ rows: some RandomAccessCollection<Int>, to target: ByteBuffer) {
        switch (ParquetStorage(column.type), column.type) {
        case (.boolean, _): appendBits(rows, to: target)
        case (.double, _): for row in rows { target.append(littleEndian: column.doubles[row].bitPattern) }
        case (.byteArray, _):
            for row in rows {
                let text = column.stringBytes(at: row)
                target.append(littleEndian: UInt32(text.count))
                if let start = text.baseAddress { target.append(start, count: text.count) }
            }
        case (.int32, .date): for row in rows { target.append(littleEndian: column.days[row]) }
        case (.int32, .decimal):
            for row in rows { target.append(littleEndian: Int32(truncatingIfNeeded: column.decimals[row])) }
        case (.int64, .decimal):
            for row in rows { target.append(littleEndian: Int64(truncatingIfNeeded: column.decimals[row])) }
        case (.int64, _): for row in rows { target.append(littleEndian: column.int64s[row]) }
        case (.fixedBytes(let length), _):
            for row in rows {
                let number = column.decimals[row]
                for byte in (0..<length).reversed() {
                    target.append(byte: UInt8(truncatingIfNeeded: number >> Int128(byte * 8)))
                }
            }
        case (.int32, _): break
        }
    }

    /// Eight rows to a byte, the first in the lowest bit.
    private func appendBits(_ rows: some RandomAccessCollection<Int>, to target: ByteBuffer) {
        var byte: UInt8 = 0
        var used: UInt8 = 0
        for row in rows {
            byte |= (column.booleans[row] & 1) << used
            used += 1
            if used == 8 {
                target.append(byte: byte)
                byte = 0
                used = 0
            }
        }
        if used > 0 { target.append(byte: byte) }
    }

    /// Bytes that the values of some rows take in PLAIN encoding. Complexity: O(1), O(rows) for texts.
    func plainBytes(_ rows: [Int]) -> Int {
        switch ParquetStorage(column.type) {
        case .boolean: (rows.count + 7) / 8
        case .int32: rows.count * 4
        case .int64, .double: rows.count * 8
        case .fixedBytes(let length): rows.count * length
        case .byteArray: rows.reduce(0) { $0 + 4 + Int(column.strings[$1].length) }
        }
    }
}
