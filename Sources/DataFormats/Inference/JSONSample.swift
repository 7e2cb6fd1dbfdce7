import Columnar

/// The members of the first records of an NDJSON file.
enum JSONSample {
    /// Calls `member` with each member's place in its record, key, kind of value (nil for null) and value, of the lines that
    /// are valid; see `SchemaInference` for the bounds. Strings come without quotes and escapes. Returns whether these were
    /// all lines. Throws when the file cannot be read, or its first line is longer than any record may be.
    static func read(
        _ file: DataFile, _ member: (Int, [UInt8], TypeGuess.Kind?, UnsafeBufferPointer<UInt8>) -> Void
    ) throws(DataError) -> Bool {
        let input = try file.text()
        let buffer = ByteBuffer(capacity: min(input.likelyBytes, SchemaInference.sampleBytes) + 1)
        var count = 0
        var isWhole = false
        var lines = 0
        // Usually a part of the sample's bytes holds its records.
        while !isWhole, lines <= SchemaInference.sampleRows {
            if count == buffer.capacity - 1 {
                // A first line of any length tells columns; of others there are enough.
                if lines > 0 { break }
                guard count < RecordChunk.maximumRecordBytes else {
                    throw .recordTooLong(path: file.path, line: 1, limit: RecordChunk.maximumRecordBytes)
                }
                buffer.count = count
                buffer.reserve(2 * buffer.capacity)
            }
            let piece = min(128 << 10, buffer.capacity - 1 - count)
            let got = try input.read(upTo: piece, at: count, into: buffer.base + count)
            for position in count..<count + got.count where buffer.base[position] == 0x0A { lines += 1 }
            count += got.count
            isWhole = got.isAtEnd
        }
        var end = count
        if isWhole {
            buffer.base[count] = 0x0A
            end += 1
        }
        var start = count >= 3 && buffer.base[0] == 0xEF && buffer.base[1] == 0xBB && buffer.base[2] == 0xBF ? 3 : 0
        var rows = 0
        for position in start..<end where buffer.base[position] == 0x0A {
            var cursor = JSONCursor(position: buffer.base + start, lineEnd: buffer.base + position)
            start = position + 1
            cursor.skipBlanks()
            guard cursor.position < cursor.lineEnd else { continue }
            var check = cursor
            guard check.passValue() else { continue }
            check.skipBlanks()
            guard check.position == check.lineEnd, cursor.position.pointee == 0x7B else { continue }
            members(&cursor, member)
            rows += 1
            if rows == SchemaInference.sampleRows { return isWhole && start >= count }
        }
        return isWhole
    }

    /// Goes over the members of a valid object.
    private static func members(
        _ cursor: inout JSONCursor, _ member: (Int, [UInt8], TypeGuess.Kind?, UnsafeBufferPointer<UInt8>) -> Void
    ) {
        cursor.position += 1
        cursor.skipBlanks()
        var place = 0
        while cursor.position.pointee == 0x22 {
            defer { place += 1 }
            let key = text(&cursor)
            guard cursor.passColon() else { return }
            let start = cursor.position
            if start.pointee == 0x22 {
                let value = text(&cursor)
                value.withUnsafeBufferPointer { member(place, key, .string, $0) }
            } else {
                let kind: TypeGuess.Kind?
                switch start.pointee {
                case 0x6E: kind = nil
                case 0x74, 0x66: kind = .boolean
                case 0x7B, 0x5B: kind = .nested
                default: kind = .number
                }
                guard cursor.passValue() else { return }
                member(
                    place, key, kind,
                    UnsafeBufferPointer(start: UnsafePointer(start), count: cursor.position - start))
            }
            cursor.skipBlanks()
            guard cursor.position.pointee == 0x2C else { return }
            cursor.position += 1
            cursor.skipBlanks()
        }
    }

    /// Passes a valid string and returns its content, with room behind it for wide reads.
    private static func text(_ cursor: inout JSONCursor) -> [UInt8] {
        let start = cursor.position
        var shape = JSONCursor.StringShape()
        guard cursor.passString(&shape) else { return [] }
        var text = [UInt8](UnsafeBufferPointer(start: start + 1, count: cursor.position - start - 2))
        guard shape.hasEscapes else { return text }
        let length = text.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { JSONCursor.unescape(UnsafePointer($0), buffer.count, into: $0) } ?? 0
        }
        text.removeLast(text.count - length)
        return text
    }
}
