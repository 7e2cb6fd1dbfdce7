import Columnar

/// The members of the first records of an NDJSON file.
enum JSONSample {
    /// Calls `member` with each key and value that is not null, of the lines that are valid; see `SchemaInference` for the
    /// bounds. Strings come without quotes and escapes. Throws when the file cannot be read.
    static func read(
        _ file: DataFile, _ member: (String, TypeGuess.Kind, UnsafeBufferPointer<UInt8>) -> Void
    ) throws(DataError) {
        let input = try file.text()
        let buffer = ByteBuffer(capacity: min(input.likelyBytes, SchemaInference.sampleBytes) + 1)
        var count = 0
        var isWhole = false
        while !isWhole, count < buffer.capacity - 1 {
            let got = try input.read(upTo: buffer.capacity - 1 - count, at: count, into: buffer.base + count)
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
            if rows == SchemaInference.sampleRows { return }
        }
    }

    /// Goes over the members of a valid object.
    private static func members(
        _ cursor: inout JSONCursor, _ member: (String, TypeGuess.Kind, UnsafeBufferPointer<UInt8>) -> Void
    ) {
        cursor.position += 1
        cursor.skipBlanks()
        while cursor.position.pointee == 0x22 {
            let key = text(&cursor)
            guard cursor.passColon() else { return }
            let start = cursor.position
            let kind: TypeGuess.Kind
            switch start.pointee {
            case 0x22:
                let value = text(&cursor)
                value.withUnsafeBufferPointer { member(String(decoding: key, as: UTF8.self), .string, $0) }
                kind = .string
            case 0x74, 0x66: kind = .boolean
            case 0x7B, 0x5B: kind = .nested
            default: kind = .number
            }
            if start.pointee != 0x22 {
                guard cursor.passValue() else { return }
                if start.pointee != 0x6E {
                    let value = UnsafeBufferPointer(start: UnsafePointer(start), count: cursor.position - start)
                    member(String(decoding: key, as: UTF8.self), kind, value)
                }
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
