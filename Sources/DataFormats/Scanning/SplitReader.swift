package import Columnar

/// Reads the records that start inside one split, as batches.
///
/// A class because it owns an open file and memory that it uses again from batch to batch; use it from one task at a time.
/// Readers of different splits are independent and may run at once, in any order.
package final class SplitReader: BatchReader {
    /// Rows delivered so far; rejected ones are not among them.
    package private(set) var rowsRead = 0
    /// The records set aside so far, in file order, under `BadRowPolicy.quarantine`. The owner may empty it between batches.
    package var rejected: [RejectedRow] = []

    private let specification: ScanSpecification
    private let schema: Schema
    /// The builder's column of each wanted field; a field that is wanted twice is read once.
    private let sources: [Int]
    private let input: any RecordInput
    /// The delimiter of a delimited file.
    private let delimiter: UInt8?
    /// True when the split starts where the file does.
    private let isFirst: Bool
    /// Where the split's first record starts.
    private let firstRecord: Int?
    /// Whether that was a guess.
    package let isGuess: Bool
    /// The split's part of the file.
    private let range: Range<Int>
    /// The offset in the text behind which nothing more is read, once there is a record; nil to read all of the split.
    private let sampleEnd: Int?
    private var chunk: RecordChunk
    private var builder: BatchBuilder
    private var decoder: any RecordDecoder
    private var isDone = false
    private var needsBytes = true
    /// The last rejected record's place and line.
    private var lastLine: (offset: Int, line: Int)?

    /// A reader of the records that start in `split.range`.
    ///
    /// Reads the file's header and finds the first record. Throws `DataError` when the file cannot be read, its header is
    /// wrong, or a wanted column is missing. Complexity: O(1) reads where the start is guessed or the file is read in order, else at most
    /// one pass at the speed of a byte search over the part of the file before the split.
    package convenience init(file: DataFile, split: FileSplit, specification: ScanSpecification) throws(DataError) {
        try self.init(file: file, split: split, specification: specification, chunkBytes: RecordChunk.defaultSize)
    }

    /// The same with another chunk size, for tests, and an end for samples: only records that start before the offset `sampleEnd` of the
    /// text are read, and behind it no more than the rest of the first.
    init(
        file: DataFile, split: FileSplit, specification: ScanSpecification, chunkBytes: Int, sampleEnd: Int? = nil
    ) throws(DataError) {
        self.specification = specification
        self.sampleEnd = sampleEnd
        schema = Schema(specification.fields)
        let map = FieldMap(specification)
        let unique = map.fields
        sources = map.places
        let limit = min(split.range.upperBound, file.bytes)
        range = split.range.clamped(to: 0..<limit)
        let input = try file.text(of: range, ahead: specification.unpacksAhead)
        self.input = input
        // No record but the last is shorter than two bytes with its end: for a small file no large columns are made.
        let mostRows = input is FileInput ? range.count / 2 + 1 : Int.max
        builder = BatchBuilder(fields: unique, capacity: min(specification.batchRows, mostRows))
        delimiter = if case .csv(let delimiter) = specification.format { delimiter } else { nil }
        let startsFile = split.range.lowerBound == 0
        isFirst = startsFile
        var origin = 0
        if let delimiter {
            let header = try file.landmarks.header(delimiter: delimiter) { () throws(DataError) in
                try startsFile || input is FileInput ? input : file.text()
            }
            decoder = try CSVDecoder(
                header: header, delimiter: delimiter, fields: unique, zone: specification.zone, path: file.path,
                allowsMissing: specification.allowsMissingColumns)
            origin = header.dataStart
        } else {
            decoder = NDJSONDecoder(fields: unique, zone: specification.zone)
        }
        var start: Int?
        var isGuess = delimiter != nil && !startsFile
        if let plain = input as? FileInput {
            isGuess = isGuess && specification.guessesStarts && range.lowerBound > origin
            if isGuess { isGuess = try file.landmarks.mayGuess(plain) }
            if let delimiter, !isGuess {
                start = try file.landmarks.recordStart(
                    atOrAfter: max(split.range.lowerBound, origin), before: limit, origin: origin,
                    delimiter: delimiter, input: plain)
            } else {
                start = try SplitReader.lineStart(atOrAfter: split.range.lowerBound, before: limit, input: plain)
            }
        } else {
            start = startsFile ? origin : try SplitReader.firstRecordEnd(of: input, delimiter: delimiter)
        }
        firstRecord = start
        self.isGuess = isGuess
        isDone = start == nil
        chunk = RecordChunk(
            input: input, start: start ?? origin, splitEnd: input is FileInput ? limit : sampleEnd, size: chunkBytes)
    }

    /// The next batch in file order, never empty; nil at the end of the split.
    ///
    /// Strings point into the chunk of the file that the batch was read from: a receiver that keeps few strings for long
    /// should copy them, or it keeps the chunk (about half a megabyte) alive. Columns that the receiver has let go of are used again.
    ///
    /// Throws `DataError.badRow` for the first record that does not fit (under `BadRowPolicy.error`), and errors of reading.
    package func nextBatch() throws(DataError) -> RecordBatch? {
        guard !isDone else { return nil }
        builder.release()
        needsBytes = needsBytes || chunk.isNearlyDecoded
        var isPrepared = false
        while true {
            if needsBytes {
                if chunk.isAtEnd || isSampleComplete {
                    isDone = true
                    // The builder still holds the rows of the batch before.
                    if !isPrepared { return nil }
                    break
                }
                builder.release()
                try chunk.refill()
                needsBytes = false
                isPrepared = false
            }
            if !isPrepared {
                builder.prepare(bytes: chunk.buffer)
                isPrepared = true
            }
            if chunk.cursor >= chunk.ownedEnd {
                isDone = true
                break
            }
            var faults: [RecordFault] = []
            needsBytes = decoder.decode(
                &chunk, into: &builder, faults: &faults, stopsAtFault: specification.badRows == .error)
            if !faults.isEmpty { try settle(faults) }
            if chunk.cursor >= chunk.ownedEnd { isDone = true }
            if isDone || builder.rows > 0 { break }
        }
        guard builder.rows > 0 else { return nil }
        // What follows from a guess is one too.
        if let delimiter, input is FileInput, !isGuess {
            input.file.landmarks.noteRecordStart(chunk.fileOffset + chunk.cursor, delimiter: delimiter)
        }
        builder.seal()
        rowsRead += builder.rows
        return RecordBatch(schema: schema, columns: sources.map { builder.columns[$0] }, rowCount: builder.rows)
    }

    /// Whether a sample has a record and its part of the text is in memory: what is left of a last record is not worth reading.
    private var isSampleComplete: Bool {
        guard let sampleEnd, rowsRead > 0 || !rejected.isEmpty else { return false }
        return chunk.fileOffset + chunk.end >= sampleEnd
    }

    /// How the split joins the next one, when that must be checked: in compressed delimited files, and where starts may be guesses.
    ///
    /// To be asked when there are no more batches. Throws errors of reading.
    package func seam() throws(DataError) -> SplitSeam? {
        guard delimiter != nil else { return nil }
        let next = chunk.fileOffset + chunk.cursor
        guard let input = input as? DecodedInput else {
            guard specification.guessesStarts else { return nil }
            // A record that starts where the split does is the split's own, unlike one that starts where a frame does.
            let start = range.lowerBound - 1
            return SplitSeam(
                firstRecord: firstRecord.map { $0 - start }, nextRecord: next - start, length: range.count,
                isGuess: isGuess)
        }
        try input.finishSplit()
        return SplitSeam(
            firstRecord: firstRecord, nextRecord: next, length: input.splitLength ?? 0, isGuess: isGuess)
    }

    /// Throws the first fault or sets all of them aside, by the policy.
    private func settle(_ faults: [RecordFault]) throws(DataError) {
        let ordered = faults.enumerated().sorted {
            ($0.element.record, $0.element.place, $0.offset) < ($1.element.record, $1.element.place, $1.offset)
        }
        var rows: [Int] = []
        var lastRecord = -1
        for (_, fault) in ordered where fault.record != lastRecord {
            lastRecord = fault.record
            let row = try rejectedRow(fault)
            if specification.badRows == .error {
                // Damaged data may unpack to nonsense long before its checksum tells so: then that is the error.
                if let input = input as? DecodedInput { try input.finish() }
                throw DataError.badRow(row)
            }
            rejected.append(row)
            if let row = fault.row { rows.append(row) }
        }
        builder.remove(rows)
    }

    /// The fault with its place and the record's text, read from the file again because decoding may have changed the chunk.
    private func rejectedRow(_ fault: RecordFault) throws(DataError) -> RejectedRow {
        let start = chunk.fileOffset + fault.record
        let place = min(chunk.fileOffset + fault.place, input.knownEnd)
        var end = min(chunk.fileOffset + fault.recordEnd, input.knownEnd)
        let rawLimit = RejectedRow.maximumRawBytes
        let kept = min(end - start, rawLimit)
        let isCut = end - start > rawLimit
        let buffer = ByteBuffer(capacity: max(kept, place - start) + 1)
        _ = try input.read(upTo: max(kept, place - start), at: start, into: buffer.base)
        end = kept
        if !isCut, end > 0, buffer.base[end - 1] == 0x0A { end -= 1 }
        if !isCut, end > 0, buffer.base[end - 1] == 0x0D { end -= 1 }
        let raw = String(decoding: UnsafeBufferPointer(start: buffer.base, count: end), as: UTF8.self)
        var line = try lineNumber(at: start)
        var column = 1
        var offset = 0
        if isFirst, start == 0, place >= 3, buffer.base[0] == 0xEF, buffer.base[1] == 0xBB, buffer.base[2] == 0xBF {
            offset = 3
        }
        for index in offset..<max(offset, place - start) {
            let byte = buffer.base[index]
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return RejectedRow(
            path: input.file.path, line: line, column: column, field: fault.field, fault: fault.fault,
            raw: isCut ? raw + "…" : raw)
    }

    /// The number of the line that starts at `offset`; offsets must not go back. Complexity: O(bytes since the last one asked for).
    private func lineNumber(at offset: Int) throws(DataError) -> Int {
        guard let known = lastLine, offset - known.offset < 4 << 20 else {
            let line = try input.lineFeeds(before: offset) + 1
            lastLine = (offset, line)
            return line
        }
        var (position, line) = known
        let buffer = ByteBuffer(capacity: 64 << 10)
        while position < offset {
            let wanted = min(buffer.capacity, offset - position)
            let (count, _) = try input.read(upTo: wanted, at: position, into: buffer.base)
            if count == 0 { break }
            for index in 0..<count where buffer.base[index] == 0x0A { line += 1 }
            position += count
        }
        lastLine = (offset, line)
        return line
    }

    /// Where the first record ends that starts in frames that begin outside quotes; nil when it does not end in the split's.
    private static func firstRecordEnd(of input: any RecordInput, delimiter: UInt8?) throws(DataError) -> Int? {
        var scanner = QuoteScanner(delimiter: delimiter ?? 0)
        let buffer = ByteBuffer(capacity: 64 * 1024)
        var position = 0
        while input.lastRecordStart.map({ position < $0 }) ?? true {
            let (count, isAtEnd) = try input.read(upTo: buffer.capacity, at: position, into: buffer.base)
            let end: Int?
            if delimiter != nil {
                end = scanner.passRecordEnd(buffer.base, count)
            } else {
                end = (0..<count).first { buffer.base[$0] == 0x0A }.map { $0 + 1 }
            }
            if let end { return input.lastRecordStart.map { position + end <= $0 } ?? true ? position + end : nil }
            if isAtEnd { return nil }
            position += count
            // What was seen is wanted only where a record starts in it.
            input.release(before: position)
        }
        return nil
    }

    /// The first place at or behind `offset`, before `limit`, where a line starts; nil when there is none.
    private static func lineStart(
        atOrAfter offset: Int, before limit: Int, input: FileInput
    ) throws(DataError) -> Int? {
        if offset == 0 { return limit > 0 ? 0 : nil }
        let buffer = ByteBuffer(capacity: 64 * 1024)
        var position = offset - 1
        var size = 4096
        while position < limit {
            let count = min(size, limit - position)
            try input.read(count, at: position, into: buffer.base)
            for index in 0..<count where buffer.base[index] == 0x0A {
                return position + index + 1 < limit ? position + index + 1 : nil
            }
            position += count
            size = buffer.capacity
        }
        return nil
    }
}
