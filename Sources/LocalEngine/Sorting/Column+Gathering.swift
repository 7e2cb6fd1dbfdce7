package import Columnar

extension Column {
    /// The values at some rows, in their order; rows may repeat. The row number `UInt32.max` stands for null.
    ///
    /// Texts are copied into bytes of their own unless `sharingBytes`, so that the source's memory can go.
    /// - Throws: `EvaluationError` of kind `textTooLong` when the copied texts exceed 4 GiB.
    package func gathering(
        _ rows: UnsafeBufferPointer<UInt32>, sharingBytes: Bool = false
    ) throws(EvaluationError) -> Column {
        _ = loaded
        let result = Column(type: type, capacity: rows.count)
        result.count = rows.count
        var missing = false
        for row in rows where row == .max { missing = true }
        if type != .null, missing || validity != nil {
            let valid = result.makeValidity()
            for index in rows.indices {
                valid[index] = rows[index] == .max ? 0 : validity.map { $0[Int(rows[index])] } ?? 1
            }
        }
        switch type {
        case .null: break
        case .boolean: gather(rows, booleans, into: result.booleans, otherwise: 0, missing)
        case .int64, .timestamp: gather(rows, int64s, into: result.int64s, otherwise: 0, missing)
        case .double: gather(rows, doubles, into: result.doubles, otherwise: 0, missing)
        case .decimal: gather(rows, decimals, into: result.decimals, otherwise: 0, missing)
        case .date: gather(rows, days, into: result.days, otherwise: 0, missing)
        case .string:
            gather(rows, strings, into: result.strings, otherwise: StringView(offset: 0, length: 0), missing)
            if sharingBytes {
                result.bytes = bytes
            } else {
                try result.copyTexts(from: bytes)
            }
        }
        return result
    }

    @inline(__always)
    private func gather<Value>(
        _ rows: UnsafeBufferPointer<UInt32>, _ source: UnsafeMutablePointer<Value>,
        into target: UnsafeMutablePointer<Value>, otherwise: Value, _ missing: Bool
    ) {
        if missing {
            for index in rows.indices { target[index] = rows[index] == .max ? otherwise : source[Int(rows[index])] }
        } else {
            for index in 0..<rows.count { target[index] = source[Int(rows[index])] }
        }
    }

    /// Moves the views' texts, which lie in `source`, into bytes of their own; null rows become empty.
    func copyTexts(from source: ByteBuffer?) throws(EvaluationError) {
        var total = 0
        for row in 0..<count {
            if let validity, validity[row] == 0 { strings[row] = StringView(offset: 0, length: 0) }
            total += Int(strings[row].length)
        }
        guard total <= Int(UInt32.max) else { throw EvaluationError(.textTooLong, in: "a column of text") }
        guard let source, total > 0 else {
            bytes = nil
            return
        }
        let target = ByteBuffer(capacity: total)
        var position = 0
        copyTexts(0..<count, from: source, to: target, at: &position)
        target.count = total
        bytes = target
    }

    /// The selected rows (nil: the first `rowCount`) as a column that shares no memory with this one.
    package func compacted(_ selection: Selection?, rowCount: Int) throws(EvaluationError) -> Column {
        if let selection { return try gathering(selection.indices) }
        _ = loaded
        let result = Column(type: type, capacity: rowCount)
        result.count = rowCount
        guard type != .null else { return result }
        result.values.copyMemory(from: values, byteCount: rowCount * type.width)
        if let validity { result.makeValidity().update(from: validity, count: rowCount) }
        if type == .string { try result.copyTexts(from: bytes) }
        return result
    }

    /// The selected rows (nil: the first `rowCount`) as a column that may be kept for long: this one where that holds hardly more memory than a copy.
    func kept(_ selection: Selection?, rowCount: Int) throws(EvaluationError) -> Column {
        if selection == nil, loaded.isWorthKeeping(rowCount: rowCount) { return self }
        return try compacted(selection, rowCount: rowCount)
    }

    /// Whether the column holds these rows and little else. A text column holds the bytes of its batch, a coded one its codes.
    func isWorthKeeping(rowCount: Int) -> Bool {
        guard type != .null, type != .string, count == rowCount, codes == nil else { return false }
        return count * 8 >= capacity * 7
    }

    /// The rows of several columns of one type, one after the other; texts are copied.
    ///
    /// - Throws: `EvaluationError` of kind `textTooLong` when the texts exceed 4 GiB.
    package static func concatenating(_ columns: [Column], type: DataType) throws(EvaluationError) -> Column {
        if columns.count == 1 { return columns[0] }
        let total = columns.reduce(0) { $0 + $1.count }
        let result = Column(type: type, capacity: total)
        result.count = total
        guard type != .null else { return result }
        var start = 0
        for column in columns {
            (result.values + start * type.width).copyMemory(from: column.values, byteCount: column.count * type.width)
            if let validity = column.validity {
                (result.makeValidity() + start).update(from: validity, count: column.count)
            }
            start += column.count
        }
        if type == .string { try result.joinTexts(of: columns) }
        return result
    }

    /// Copies the texts of columns whose views, in their order, this column already has.
    private func joinTexts(of columns: [Column]) throws(EvaluationError) {
        var total = 0
        for row in 0..<count {
            if let validity, validity[row] == 0 { strings[row] = StringView(offset: 0, length: 0) }
            total += Int(strings[row].length)
        }
        guard total <= Int(UInt32.max) else { throw EvaluationError(.textTooLong, in: "a column of text") }
        let target = ByteBuffer(capacity: total)
        var position = 0
        var start = 0
        for column in columns {
            copyTexts(start..<start + column.count, from: column.bytes, to: target, at: &position)
            start += column.count
        }
        target.count = total
        bytes = target
    }

    /// Copies the texts of some rows one after the other; `target` has room for them.
    private func copyTexts(_ rows: Range<Int>, from source: ByteBuffer?, to target: ByteBuffer, at position: inout Int)
    {
        let views = strings
        let from = UnsafeRawPointer(source?.base ?? Access<StringView>.noBytes)
        let to = UnsafeMutableRawPointer(target.base)
        var end = position
        for row in rows {
            let view = views[row]
            let offset = view.length == 0 ? 0 : Int(view.offset)
            // Most texts are short; both buffers have slack for sixteen bytes, and what is written too much is overwritten.
            if view.length <= 16 {
                let words = (from + offset).loadUnaligned(as: (UInt64, UInt64).self)
                (to + end).storeBytes(of: words.0, as: UInt64.self)
                (to + end + 8).storeBytes(of: words.1, as: UInt64.self)
            } else {
                (to + end).copyMemory(from: from + offset, byteCount: Int(view.length))
            }
            views[row] = StringView(offset: UInt32(truncatingIfNeeded: end), length: view.length)
            end &+= Int(view.length)
        }
        position = end
    }
}
