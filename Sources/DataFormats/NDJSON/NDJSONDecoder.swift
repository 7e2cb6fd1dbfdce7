import Columnar

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Turns lines of JSON objects into rows.
///
/// Rules: each line is one object (RFC 8259, UTF-8, all of it checked, also what is not wanted); empty lines are skipped, and a
/// byte order mark at the start of the file; keys come in any order and match columns without regard to case; of a key that
/// stands twice the last value counts; a missing key and `null` are null. A string column keeps numbers, booleans, arrays and
/// objects as the JSON text that stands in the file. A `bigint` or `double` takes numbers, a boolean `true` and `false`, a date
/// or timestamp strings; anything else in them is a bad row.
///
/// Records mostly repeat their keys in the same order: each key is first compared with the one that stood at its place in the
/// record before. Records that repeat all but the values are read by a `RecordTemplate`.
struct NDJSONDecoder: RecordDecoder {
    /// Where a wanted column's values go.
    private struct Slot {
        var type: DataType
        var values: UnsafeMutableRawPointer
        var validity: UnsafeMutablePointer<UInt8>?
        /// The serial number of the last record that had a value for it.
        var seen = 0
    }

    /// A key as it stands in the file, quotes included, and its column (−1 when it is not wanted).
    private struct KnownKey {
        var text: [UInt8]
        var column: Int
    }

    private let fields: [Field]
    private let names: [String: Int]
    private var timestamps: TimestampParser
    private var slots: [Slot] = []
    private var keys: [KnownKey] = []
    private var serial = 0
    private let template = RecordTemplate()
    /// The values of the record at hand, while a template is wanted.
    private var members: [(start: UnsafeMutablePointer<UInt8>, end: UnsafeMutablePointer<UInt8>, column: Int)] = []
    private var keepsMembers = false

    init(fields: [Field], zone: ZoneRules) {
        self.fields = fields
        names = Dictionary(
            fields.enumerated().map { ($1.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        timestamps = TimestampParser(zone: zone)
    }

    mutating func decode(
        _ chunk: inout RecordChunk, into builder: inout BatchBuilder, faults: inout [RecordFault], stopsAtFault: Bool
    ) -> Bool {
        let base = chunk.buffer.base
        let ownedEnd = chunk.ownedEnd
        slots = builder.columns.map { Slot(type: $0.type, values: $0.values, validity: $0.validity) }
        // Templates need a line feed behind every record.
        var linesEnd = chunk.end
        while linesEnd > chunk.cursor, base[linesEnd - 1] != 0x0A { linesEnd -= 1 }
        template.bind(builder.columns)
        while builder.rows < builder.capacity, chunk.cursor < ownedEnd {
            let start = chunk.cursor
            if template.isReady, start < linesEnd {
                let first = builder.rows
                let (position, row) = template.read(
                    from: base + start, before: base + min(linesEnd, ownedEnd), row: first, rowLimit: builder.capacity,
                    base: base, timestamps: &timestamps, columns: builder.columns)
                template.fill(builder.columns, from: first, records: row - first)
                template.noteHits(row - first)
                builder.rows = row
                chunk.cursor = position - base
                if row > first { continue }
            }
            guard start < chunk.end, let hit = memchr(base + start, 0x0A, chunk.end - start) else { return true }
            let lineEnd = hit.assumingMemoryBound(to: UInt8.self)
            var cursor = JSONCursor(position: base + start, lineEnd: lineEnd)
            if chunk.fileOffset + start == 0, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF { cursor.position += 3 }
            chunk.cursor = lineEnd - base + 1
            cursor.skipBlanks()
            if cursor.position == lineEnd { continue }
            let recordStart = cursor.position
            keepsMembers = template.noteMiss()
            members.removeAll(keepingCapacity: true)
            var place = cursor.position
            var field: String?
            if let fault = record(&cursor, builder, base, &place, &field) {
                faults.append(
                    RecordFault(
                        record: start, recordEnd: chunk.cursor, place: place - base, row: nil, field: field,
                        fault: fault))
                if stopsAtFault { return false }
                template.bind(builder.columns)
            } else {
                builder.rows += 1
                if keepsMembers {
                    template.learn(from: recordStart, to: lineEnd + 1, values: members, columns: builder.columns)
                } else {
                    template.bind(builder.columns)
                }
            }
        }
        return false
    }

    /// Reads one record into the builder's next row, or says why it cannot, and where.
    private mutating func record(
        _ cursor: inout JSONCursor, _ builder: BatchBuilder, _ base: UnsafeMutablePointer<UInt8>,
        _ place: inout UnsafeMutablePointer<UInt8>, _ field: inout String?
    ) -> RowFault? {
        // Wanted values that do not fit, in order: of a key that stands twice only the last value has to.
        var misfits: [(column: Int, start: UnsafeMutablePointer<UInt8>, field: String, fault: RowFault)] = []
        func broken() -> RowFault? {
            if let first = misfits.first {
                place = first.start
                field = first.field
                return first.fault
            }
            place = cursor.position
            return cursor.failure
        }
        guard cursor.position.pointee == 0x7B else {
            let found = NDJSONDecoder.kind(cursor.position.pointee)
            guard cursor.passValue() else { return broken() }
            cursor.skipBlanks()
            if cursor.position != cursor.lineEnd {
                _ = cursor.fail("the end of the line")
                return broken()
            }
            return .notAnObject(found: found)
        }
        serial += 1
        let row = builder.rows
        var filled = 0
        var member = 0
        cursor.position += 1
        cursor.skipBlanks()
        if cursor.position.pointee == 0x7D {
            cursor.position += 1
        } else {
            while true {
                guard cursor.position.pointee == 0x22 else {
                    _ = cursor.fail(member == 0 ? "a key in double quotes, or '}'" : "a key in double quotes")
                    return broken()
                }
                guard let column = key(&cursor, member) else { return broken() }
                member += 1
                guard cursor.passColon() else { return broken() }
                let valueStart = cursor.position
                if column < 0 {
                    guard cursor.passValue() else { return broken() }
                } else {
                    let value = cursor.position
                    if slots[column].seen != serial {
                        slots[column].seen = serial
                        filled += 1
                    } else {
                        misfits.removeAll { $0.column == column }
                    }
                    if let fault = self.value(&cursor, column, row, builder, base) {
                        if cursor.failure != nil { return broken() }
                        misfits.append((column, value, fields[column].name, fault))
                    }
                }
                if keepsMembers { members.append((valueStart, cursor.position, column)) }
                cursor.skipBlanks()
                if cursor.position.pointee == 0x2C {
                    cursor.position += 1
                    cursor.skipBlanks()
                    continue
                }
                guard cursor.position.pointee == 0x7D else {
                    _ = cursor.fail("',' or '}'")
                    return broken()
                }
                cursor.position += 1
                break
            }
        }
        cursor.skipBlanks()
        if cursor.position != cursor.lineEnd {
            _ = cursor.fail("the end of the line")
            return broken()
        }
        if !misfits.isEmpty { return broken() }
        if filled < slots.count {
            for column in slots.indices where slots[column].seen != serial { setNull(column, row, builder) }
        }
        return nil
    }

    /// Passes a key and finds its column: −1 when it is not wanted, nil when it is no JSON string.
    @inline(__always)
    private mutating func key(_ cursor: inout JSONCursor, _ member: Int) -> Int? {
        if member < keys.count {
            let count = keys[member].text.count
            let isSame = keys[member].text.withUnsafeBufferPointer { known in
                cursor.lineEnd - cursor.position >= count
                    && known.baseAddress.map { memcmp($0, cursor.position, count) == 0 } ?? false
            }
            if isSame {
                cursor.position += count
                return keys[member].column
            }
        }
        return otherKey(&cursor, member)
    }

    @inline(never)
    private mutating func otherKey(_ cursor: inout JSONCursor, _ member: Int) -> Int? {
        let start = cursor.position
        var shape = JSONCursor.StringShape()
        guard cursor.passString(&shape) else { return nil }
        let count = cursor.position - start - 2
        var text = [UInt8](UnsafeBufferPointer(start: start + 1, count: count))
        if shape.hasEscapes {
            let length = text.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.map { JSONCursor.unescape(UnsafePointer($0), buffer.count, into: $0) } ?? 0
            }
            text.removeLast(text.count - length)
        }
        let column = names[String(decoding: text, as: UTF8.self).lowercased()] ?? -1
        let known = KnownKey(text: [UInt8](UnsafeBufferPointer(start: start, count: count + 2)), column: column)
        // Objects with thousands of keys are not worth remembering.
        if member < keys.count {
            keys[member] = known
        } else if member == keys.count, member < 4096 {
            keys.append(known)
        }
        return column
    }

    private mutating func setNull(_ column: Int, _ row: Int, _ builder: BatchBuilder) {
        if slots[column].validity == nil {
            if slots[column].type == .null { return }
            slots[column].validity = builder.columns[column].makeValidity()
        }
        slots[column].validity?[row] = 0
        let width = slots[column].type.width
        (slots[column].values + row * width).initializeMemory(as: UInt8.self, repeating: 0, count: width)
    }

    /// Reads a wanted value; a fault without `cursor.failure` means that valid JSON does not fit the column.
    @inline(__always)
    private mutating func value(
        _ cursor: inout JSONCursor, _ column: Int, _ row: Int, _ builder: BatchBuilder,
        _ base: UnsafeMutablePointer<UInt8>
    ) -> RowFault? {
        let start = cursor.position
        let slot = slots[column]
        if start.pointee == 0x6E {
            guard cursor.passWord("null") else { return cursor.failure }
            setNull(column, row, builder)
            return nil
        }
        slot.validity?[row] = 1
        var failure: ValueText.Failure? = .notA
        switch start.pointee {
        case 0x22:
            var shape = JSONCursor.StringShape()
            guard cursor.passString(&shape) else { return cursor.failure }
            let text = start + 1
            var count = cursor.position - text - 1
            if shape.hasEscapes { count = JSONCursor.unescape(text, count, into: text) }
            switch slot.type {
            case .string:
                slot.values.assumingMemoryBound(to: StringView.self)[row] = StringView(
                    offset: UInt32(truncatingIfNeeded: text - base), length: UInt32(truncatingIfNeeded: count))
                return nil
            case .timestamp:
                if let instant = timestamps.parse(text, count) {
                    slot.values.assumingMemoryBound(to: Int64.self)[row] = instant
                    return nil
                }
            case .decimal(let precision, let scale):
                // Exact numbers are often written as text, because most readers of JSON make doubles of numbers.
                failure = ValueText.decimal(
                    text, count, precision: precision, scale: scale,
                    into: &slot.values.assumingMemoryBound(to: Int128.self)[row])
            case .date:
                failure = ValueText.date(text, count, into: &slot.values.assumingMemoryBound(to: Int32.self)[row])
            case .null: return nil
            default: break
            }
            if failure == nil { return nil }
            if failure == .outOfRange { return .outOfRange(slot.type, text: NDJSONDecoder.text(text, count)) }
            return .notA(slot.type, text: NDJSONDecoder.text(text, count))
        case 0x2D, 0x30...0x39:
            guard cursor.passNumber() else { return cursor.failure }
            let count = cursor.position - start
            switch slot.type {
            case .double:
                let values = slot.values.assumingMemoryBound(to: Double.self)
                if let value = ValueText.quickDouble(start, count, .standard) {
                    values[row] = value
                    return nil
                }
                failure = ValueText.double(start, count, into: &values[row])
            case .int64:
                let values = slot.values.assumingMemoryBound(to: Int64.self)
                if let value = ValueText.quickInt64(start, count) {
                    values[row] = value
                    return nil
                }
                failure = ValueText.int64(start, count, into: &values[row])
            case .decimal(let precision, let scale):
                failure = ValueText.decimal(
                    start, count, precision: precision, scale: scale,
                    into: &slot.values.assumingMemoryBound(to: Int128.self)[row])
            default: break
            }
        default:
            guard cursor.passValue() else { return cursor.failure }
            if slot.type == .boolean, start.pointee == 0x74 || start.pointee == 0x66 {
                slot.values.assumingMemoryBound(to: UInt8.self)[row] = start.pointee == 0x74 ? 1 : 0
                return nil
            }
        }
        let count = cursor.position - start
        if failure == nil || slot.type == .null { return nil }
        if slot.type == .string {
            slot.values.assumingMemoryBound(to: StringView.self)[row] = StringView(
                offset: UInt32(truncatingIfNeeded: start - base), length: UInt32(truncatingIfNeeded: count))
            return nil
        }
        let text = NDJSONDecoder.text(start, count)
        return failure == .outOfRange ? .outOfRange(slot.type, text: text) : .notA(slot.type, text: text)
    }

    private static func text(_ start: UnsafePointer<UInt8>, _ count: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: start, count: min(count, 256)), as: UTF8.self)
    }

    private static func kind(_ byte: UInt8) -> String {
        switch byte {
        case 0x5B: "an array"
        case 0x22: "a string"
        case 0x74, 0x66: "a boolean"
        case 0x6E: "null"
        default: "a number"
        }
    }
}
