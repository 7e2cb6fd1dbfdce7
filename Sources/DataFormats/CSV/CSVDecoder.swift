import Columnar

/// Turns delimited records into rows: finds the field ends of a window, checks the shape of its records, then parses the
/// wanted columns one after the other.
///
/// Rules: an empty line is skipped; a record must have as many fields as the header; an unquoted empty field is null; a quoted
/// empty field is an empty string in a string column and null in any other; a carriage return before the line feed belongs to
/// the line end. Columns that are not wanted are neither parsed nor checked.
struct CSVDecoder: RecordDecoder {
    /// A wanted column in a file.
    struct Plan {
        /// Its place in the header.
        var place: Int
        /// Its place in the builder.
        var output: Int
        var field: Field
    }

    let delimiter: UInt8
    let fieldCount: Int
    /// In the file's order.
    let plans: [Plan]
    /// The builder's columns that the file does not have; null in every row.
    let missing: [Int]
    var timestamps: TimestampParser
    private let index = CSVIndex()
    /// For each well-shaped record of the window, the index of its first field's end.
    let rows: RowStarts
    private static let windowBytes = 64 << 10

    /// Memory for one number a row.
    final class RowStarts {
        let base: UnsafeMutablePointer<UInt32>
        init(capacity: Int) { base = .allocate(capacity: capacity) }
        deinit { base.deallocate() }
    }

    /// Finds the wanted columns. Throws `DataError.missingColumn` when the file has data but not the column, unless that is
    /// allowed.
    init(
        header: CSVHeader, delimiter: UInt8, fields: [Field], zone: ZoneRules, path: String, allowsMissing: Bool
    ) throws(DataError) {
        var plans: [Plan] = []
        var missing: [Int] = []
        for (output, field) in fields.enumerated() where !header.names.isEmpty {
            guard let place = header.index(of: field.name) else {
                if allowsMissing {
                    missing.append(output)
                    continue
                }
                throw DataError.missingColumn(path: path, name: field.name, available: header.names)
            }
            plans.append(Plan(place: place, output: output, field: field))
        }
        self.delimiter = delimiter
        fieldCount = header.names.count
        self.missing = missing
        self.plans = plans.sorted { $0.place < $1.place }
        timestamps = TimestampParser(zone: zone)
        rows = RowStarts(capacity: CSVDecoder.windowBytes + 64)
    }

    mutating func decode(
        _ chunk: inout RecordChunk, into builder: inout BatchBuilder, faults: inout [RecordFault], stopsAtFault: Bool
    ) -> Bool {
        let base = chunk.buffer.base
        let ownedEnd = chunk.ownedEnd
        var window = CSVDecoder.windowBytes
        while builder.rows < builder.capacity, chunk.cursor < ownedEnd {
            if chunk.cursor >= chunk.end { return true }
            let windowEnd = min(chunk.cursor + window, chunk.end)
            index.fill(base, from: chunk.cursor, to: windowEnd, delimiter: delimiter)
            let start = chunk.cursor
            let found = shape(
                &chunk, room: builder.capacity - builder.rows, faults: &faults, stopsAtFault: stopsAtFault)
            if found > 0 {
                for plan in plans {
                    parse(plan, base, rows: found, builder: builder, faults: &faults)
                }
                for output in missing { CSVDecoder.fillNulls(builder.columns[output], from: builder.rows, found) }
                builder.rows += found
            }
            if stopsAtFault, !faults.isEmpty { return false }
            if chunk.cursor > start {
                // Rows of a quarantine must leave the builder before its rows move on.
                if !faults.isEmpty { return false }
                continue
            }
            // Not one record is complete in the window.
            if index.isFull {
                if index.grow() { continue }
                guard let end = skipRecord(base, from: chunk.cursor, to: chunk.end) else {
                    return chunk.isAtEnd ? endInsideQuotes(&chunk, faults: &faults) : true
                }
                faults.append(
                    RecordFault(
                        record: start, recordEnd: end, place: Int(index.positions[fieldCount]) + 1, row: nil,
                        field: nil,
                        fault: .tooManyFields(found: countFields(base, from: start, to: end), expected: fieldCount)))
                chunk.cursor = end
                return false
            }
            if windowEnd < chunk.end {
                window *= 4
                continue
            }
            return chunk.isAtEnd ? endInsideQuotes(&chunk, faults: &faults) : true
        }
        return false
    }

    /// Sets `rows` to the well-shaped records of the window, moves the cursor behind the last complete record, and returns
    /// their number. Faulty shapes go to `faults`.
    private func shape(
        _ chunk: inout RecordChunk, room: Int, faults: inout [RecordFault], stopsAtFault: Bool
    ) -> Int {
        let base = UnsafePointer(chunk.buffer.base)
        let positions = UnsafePointer(index.positions)
        let count = index.count
        let ownedEnd = chunk.ownedEnd
        let rows = rows.base
        var first = 1
        var found = 0
        var recordStart = chunk.cursor
        let maximum = min(room, CSVDecoder.windowBytes)
        if let complete = regularRecords(base, ownedEnd: ownedEnd) {
            found = min(complete, maximum)
            for row in 0..<found { rows[row] = UInt32(truncatingIfNeeded: 1 &+ row &* fieldCount) }
            if found > 0 { chunk.cursor = Int(positions[found &* fieldCount]) + 1 }
            return found
        }
        while found < maximum, first < count, recordStart < ownedEnd {
            var last = first
            let expected = min(first &+ fieldCount &- 1, count &- 1)
            while last < expected, base[Int(positions[last])] != 0x0A { last &+= 1 }
            if base[Int(positions[last])] == 0x0A {
                let end = Int(positions[last])
                let isEmpty =
                    last == first && (end == recordStart || (end == recordStart + 1 && base[recordStart] == 0x0D))
                if isEmpty {
                    // An empty line is no record.
                } else if last &- first &+ 1 == fieldCount {
                    rows[found] = UInt32(truncatingIfNeeded: first)
                    found &+= 1
                } else {
                    faults.append(
                        RecordFault(
                            record: recordStart, recordEnd: end + 1, place: recordStart, row: nil, field: nil,
                            fault: .tooFewFields(found: last - first + 1, expected: fieldCount)))
                }
                recordStart = end + 1
            } else {
                // Too many fields, or the record is not complete.
                while last < count, base[Int(positions[last])] != 0x0A { last &+= 1 }
                guard last < count else { break }
                faults.append(
                    RecordFault(
                        record: recordStart, recordEnd: Int(positions[last]) + 1,
                        place: Int(positions[first + fieldCount - 1]) + 1, row: nil, field: nil,
                        fault: .tooManyFields(found: last - first + 1, expected: fieldCount)))
                recordStart = Int(positions[last]) + 1
            }
            first = last &+ 1
            if stopsAtFault, !faults.isEmpty { break }
        }
        chunk.cursor = recordStart
        return found
    }

    /// How many complete records the window has, when each of them has all fields and starts before `ownedEnd`; nil when any differs.
    private func regularRecords(_ base: UnsafePointer<UInt8>, ownedEnd: Int) -> Int? {
        // A record of one field may be an empty line, which is none.
        guard fieldCount > 1 else { return nil }
        let complete = (index.count &- 1) / fieldCount
        guard index.lineFeeds == complete, Int(index.positions[complete &* fieldCount]) < ownedEnd else { return nil }
        // As many line feeds as records, and each where a record's last field ends: none is anywhere else.
        var isRegular = true
        var last = fieldCount
        for _ in 0..<complete {
            isRegular = isRegular && base[Int(index.positions[last])] == 0x0A
            last &+= fieldCount
        }
        return isRegular ? complete : nil
    }

    /// The rest of the file is one record whose quote is never closed.
    private func endInsideQuotes(_ chunk: inout RecordChunk, faults: inout [RecordFault]) -> Bool {
        let start = chunk.cursor
        var place = start
        // The last field that starts outside quotes is the one that is open.
        if index.count > 1 { place = Int(index.positions[index.count - 1]) + 1 }
        faults.append(
            RecordFault(
                record: start, recordEnd: chunk.end, place: max(place, start), row: nil, field: nil,
                fault: .unterminatedQuote))
        chunk.cursor = chunk.end
        return false
    }

    private func skipRecord(_ base: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int? {
        var scanner = QuoteScanner(delimiter: delimiter)
        return scanner.passRecordEnd(base + start, end - start).map { start + $0 }
    }

    /// The fields of a record that is too wide for the index. Complexity: O(end − start).
    private func countFields(_ base: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
        var scanner = QuoteScanner(delimiter: delimiter)
        var fields = 1
        for position in start..<end {
            if base[position] == delimiter, scanner.state != .quoted { fields += 1 }
            scanner.advance(base + position, 1)
        }
        return fields
    }

    // MARK: Columns

    /// Makes `count` rows of a column null.
    private static func fillNulls(_ column: Column, from row: Int, _ count: Int) {
        let width = column.type.width
        guard width > 0 else { return }
        (column.makeValidity() + row).update(repeating: 0, count: count)
        (column.values + row * width).initializeMemory(as: UInt8.self, repeating: 0, count: count * width)
    }

    private mutating func parse(
        _ plan: Plan, _ base: UnsafeMutablePointer<UInt8>, rows count: Int, builder: BatchBuilder,
        faults: inout [RecordFault]
    ) {
        let column = builder.columns[plan.output]
        let cursor = FieldCursor(
            base: base, positions: UnsafePointer(index.positions), rows: UnsafePointer(rows.base), place: plan.place,
            isLast: plan.place == fieldCount - 1)
        let target = builder.rows
        switch plan.field.type {
        case .double:
            let values = column.doubles + target
            let powers = PowersOfTen.standard
            let fixed = FixedDecimals(longestOf: min(count, 4)) { row in
                let (start, length) = cursor.field(row)
                return (UnsafePointer(start), length)
            }
            parse(plan, cursor, count, target, column, &faults) { start, count, row in
                if let value = fixed?.double(start, count) {
                    values[row] = value
                    return nil
                }
                if let value = ValueText.quickDouble(start, count, powers) {
                    values[row] = value
                    return nil
                }
                values[row] = 0
                return ValueText.double(start, count, into: &values[row])
            }
        case .int64:
            let values = column.int64s + target
            parse(plan, cursor, count, target, column, &faults) { start, count, row in
                if let value = ValueText.quickInt64(start, count) {
                    values[row] = value
                    return nil
                }
                values[row] = 0
                return ValueText.int64(start, count, into: &values[row])
            }
        case .timestamp:
            let values = column.int64s + target
            var parser = timestamps
            parse(plan, cursor, count, target, column, &faults) { start, count, row in
                guard let value = parser.parse(start, count) else {
                    values[row] = 0
                    return .notA
                }
                values[row] = value
                return nil
            }
            timestamps = parser
        case .decimal(let precision, let scale):
            let values = column.decimals + target
            parse(plan, cursor, count, target, column, &faults) { start, count, row in
                values[row] = 0
                return ValueText.decimal(start, count, precision: precision, scale: scale, into: &values[row])
            }
        case .date:
            let values = column.days + target
            parse(plan, cursor, count, target, column, &faults) { start, count, row in
                values[row] = 0
                return ValueText.date(start, count, into: &values[row])
            }
        case .boolean:
            let values = column.booleans + target
            parse(plan, cursor, count, target, column, &faults) { start, count, row in
                values[row] = 0
                return ValueText.boolean(start, count, into: &values[row])
            }
        case .string:
            strings(plan, cursor, count, target, column, &faults)
        case .null:
            break
        }
    }

    /// Parses one column's fields; `value` writes the row's value or says why there is none.
    @inline(__always)
    private func parse(
        _ plan: Plan, _ cursor: FieldCursor, _ count: Int, _ target: Int, _ column: Column,
        _ faults: inout [RecordFault],
        value: (UnsafePointer<UInt8>, Int, Int) -> ValueText.Failure?
    ) {
        let width = plan.field.type.width
        for row in 0..<count {
            var (start, length) = cursor.field(row)
            var isBroken = false
            if length > 0, start[0] == 0x22 {
                isBroken = !Self.unquote(&start, &length)
            }
            if length == 0 {
                column.makeValidity()[target + row] = 0
                (column.values + (target + row) * width).initializeMemory(as: UInt8.self, repeating: 0, count: width)
                if !isBroken { continue }
            }
            if isBroken {
                faults.append(fault(plan, cursor, row, target, .textAfterQuote))
            } else if let failure = value(start, length, row) {
                let text = String(decoding: UnsafeBufferPointer(start: start, count: min(length, 256)), as: UTF8.self)
                let reason =
                    failure == .notA
                    ? RowFault.notA(plan.field.type, text: text) : .outOfRange(plan.field.type, text: text)
                faults.append(fault(plan, cursor, row, target, reason))
            }
        }
    }

    private func strings(
        _ plan: Plan, _ cursor: FieldCursor, _ count: Int, _ target: Int, _ column: Column,
        _ faults: inout [RecordFault]
    ) {
        let values = column.strings + target
        let isASCII = index.isASCII
        if isASCII, !index.hasQuotes {
            // There is nothing to unquote, and nothing that could be wrong.
            let hasEmpty = cursor.writeViews(count, into: values)
            if hasEmpty {
                let validity = column.makeValidity() + target
                for row in 0..<count where values[row].length == 0 { validity[row] = 0 }
            }
            return
        }
        for row in 0..<count {
            var (start, length) = cursor.field(row)
            if length == 0 {
                column.makeValidity()[target + row] = 0
            } else if start[0] == 0x22, !Self.unquote(&start, &length) {
                faults.append(fault(plan, cursor, row, target, .textAfterQuote))
            }
            if !isASCII, !UTF8Text.isASCII(start, length), !UTF8Text.isValid(start, length) {
                faults.append(fault(plan, cursor, row, target, .invalidUTF8))
            }
            values[row] = StringView(
                offset: UInt32(truncatingIfNeeded: start - cursor.base), length: UInt32(truncatingIfNeeded: length))
        }
    }

    /// Removes the quotes of a field in place; doubled ones become one. False when there is text behind the closing quote.
    @inline(never)
    private static func unquote(_ start: inout UnsafeMutablePointer<UInt8>, _ count: inout Int) -> Bool {
        let end = start + count
        start += 1
        var read = start
        var write = start
        while read < end {
            if read.pointee == 0x22 {
                guard read + 1 < end, read[1] == 0x22 else {
                    count = write - start
                    return read + 1 == end
                }
                read += 1
            }
            if write != read { write.pointee = read.pointee }
            write += 1
            read += 1
        }
        count = write - start
        return false
    }

    private func fault(_ plan: Plan, _ cursor: FieldCursor, _ row: Int, _ target: Int, _ fault: RowFault) -> RecordFault
    {
        let first = Int(cursor.rows[row])
        return RecordFault(
            record: Int(cursor.positions[first - 1] &+ 1), recordEnd: Int(cursor.positions[first + fieldCount - 1]) + 1,
            place: Int(cursor.positions[first + plan.place - 1] &+ 1), row: target + row, field: plan.field.name,
            fault: fault)
    }
}
