import Columnar

/// Reads one flat column of one row group, some rows at a time.
///
/// A class because it owns the chunk's pages and its dictionary; use it from one thread at a time.
final class ParquetColumnReader: ParquetRowReader {
    /// A row, counted from the first of a call of `read`, whose value does not fit.
    struct ValueFault {
        var row: Int
        var fault: RowFault
    }

    /// Where the values of the current page come from.
    enum Values {
        case none
        /// Plain values from a place in the page on.
        case plain(position: Int)
        /// Indices into the dictionary.
        case indices(RunLengthDecoder)
        /// Truth values.
        case bits(RunLengthDecoder)
        case deltas(DeltaDecoder)
        case texts(DeltaTexts, next: Int)
    }

    let node: ParquetSchemaNode
    let physical: ParquetPhysicalType
    let kind: ParquetValueKind
    let zone: ZoneRules
    private let pages: ParquetPages
    private let rowCount: Int
    /// Rows of the chunk that lie in pages behind the current one.
    private var rowsBehind: Int
    private var rowsInPage = 0
    /// Rows to be passed over before the next one is read.
    private var rowsToSkip = 0
    private var levels: RunLengthDecoder?
    var values = Values.none
    /// The bytes that the current page's values are read from.
    var content: ParquetPages.Content?
    /// The current page, in which its levels lie.
    private var page: ParquetPages.Content?
    /// The dictionary's values, as the column has them.
    private(set) var dictionary: Column?
    /// The dictionary's values that do not fit, by their place in it.
    private var dictionaryFaults: [Int: RowFault] = [:]
    /// Where the texts lie that the current call of `read` has brought: rows and their buffer, in order.
    private var textPieces: [(rows: Range<Int>, buffer: ByteBuffer)] = []
    /// Whether all texts of the current call of `read` have come from the dictionary.
    private var isCoded = false
    /// What did not fit since the last call, by the place among the values decoded.
    var faults: [ValueFault] = []
    let scratch = ParquetScratch()

    /// A reader of a chunk of `rowCount` rows.
    init(
        _ input: FileInput, _ chunk: ParquetMetadata.ColumnChunk, _ node: ParquetSchemaNode, kind: ParquetValueKind,
        zone: ZoneRules, rowCount: Int, decompressor: ParquetDecompressor
    ) throws(ParquetFault) {
        if kind == .nested { throw .nested(node.typeText) }
        if chunk.isEncrypted { throw .encrypted }
        if let other = chunk.otherFile { throw .unsupportedType("column in another file ('\(other)')") }
        guard chunk.valueCount == rowCount else { throw .rowCount(found: chunk.valueCount, expected: rowCount) }
        self.node = node
        physical = chunk.physical
        self.kind = kind
        self.zone = zone
        self.rowCount = rowCount
        rowsBehind = rowCount
        pages = try ParquetPages(input, chunk, decompressor)
    }

    /// The page that is being read, counted from 1.
    var pageNumber: Int { pages.pageNumber }

    /// Lets the next rows be passed over; costs nothing until others are read.
    func skip(_ count: Int) { rowsToSkip += count }

    /// Reads the next `count` rows into a column of the kind's type, which has room for them from its first row on and no nulls yet.
    ///
    /// Returns the values that do not fit, in row order; their rows hold something. The column's `count` is not set.
    /// - Throws: `ParquetFault`, or `DataError` of reading.
    func read(_ count: Int, into column: Column) throws -> [ValueFault] {
        faults = []
        textPieces = []
        if kind == .nothing {
            if count > 0 {
                column.makeValidity().update(repeating: 0, count: count)
                column.strings.update(repeating: StringView(offset: 0, length: 0), count: count)
            }
            return []
        }
        if rowsToSkip > 0 { try passOver() }
        isCoded = kind == .text
        var row = 0
        while row < count {
            if rowsInPage == 0 { try nextPage() }
            let take = min(count - row, rowsInPage)
            try readPart(take, into: column, at: row)
            rowsInPage -= take
            row += take
        }
        try joinTexts(of: column)
        column.dictionary = isCoded && faults.isEmpty ? dictionary : nil
        return faults
    }

    private func readPart(_ count: Int, into column: Column, at row: Int) throws(ParquetFault) {
        var valid = count
        var validity: UnsafeMutablePointer<UInt8>?
        if levels != nil {
            if let level = try levels?.constant(count), level & 1 == 1 {
                try levels?.skip(count)
            } else {
                let bytes = column.makeValidity() + row
                valid = try levels?.nextBits(count, into: bytes) ?? count
                if valid < count { validity = bytes }
            }
        }
        let known = faults.count
        if valid > 0 {
            if case .indices = values {} else { isCoded = false }
            try decode(valid, into: column, at: row)
            // Nulls between the values spread them over the whole part.
            if let last = textPieces.last, last.rows.upperBound == row + valid {
                textPieces[textPieces.count - 1].rows = last.rows.lowerBound..<row + count
            }
        }
        guard let validity else { return }
        if isCoded {
            ParquetScratch.spread(
                UnsafeMutableRawPointer(column.makeCodes() + row), width: 4, valid: valid, count: count, validity)
        }
        // From the place among the values that are there to that among all rows.
        for index in faults.indices[known...] {
            var left = faults[index].row - row
            var place = 0
            while left > 0 || validity[place] == 0 {
                left -= Int(validity[place])
                place += 1
            }
            faults[index].row = row + place
        }
        ParquetScratch.spread(
            column.values + row * column.type.width, width: column.type.width, valid: valid, count: count, validity)
    }

    // MARK: - Pages

    private func passOver() throws {
        while rowsToSkip > 0 {
            if rowsInPage == 0 { try nextPage(passing: rowsToSkip) }
            let take = min(rowsToSkip, rowsInPage)
            rowsToSkip -= take
            if take == rowsInPage {
                rowsInPage = 0
            } else if take > 0 {
                var valid = take
                if levels != nil {
                    let bytes = scratch.bytes(take)
                    valid = try levels?.nextBits(take, into: bytes) ?? take
                }
                try pass(valid)
                rowsInPage -= take
            }
        }
    }

    /// Goes on to the next page with data. Whole pages of rows that are to be passed over anyway are not read; they are taken off
    /// `rowsToSkip`.
    private func nextPage(passing rows: Int = 0) throws {
        values = .none
        content = nil
        page = nil
        var rows = rows
        while true {
            guard rowsBehind > 0 else { throw ParquetFault.truncated("the column") }
            let header = try pages.nextHeader()
            switch header.type {
            case .index: pages.skip(header)
            case .dictionary:
                guard dictionary == nil else { throw ParquetFault.malformed("the column has a second dictionary") }
                try readDictionary(header)
            case .data, .dataV2:
                guard header.valueCount <= rowsBehind else {
                    throw ParquetFault.rowCount(found: rowCount - rowsBehind + header.valueCount, expected: rowCount)
                }
                rowsBehind -= header.valueCount
                if header.valueCount <= rows {
                    pages.skip(header)
                    rows -= header.valueCount
                    rowsToSkip -= header.valueCount
                    if rowsToSkip == 0 { return }
                    continue
                }
                if header.valueCount == 0 {
                    pages.skip(header)
                    continue
                }
                try begin(header)
                rowsInPage = header.valueCount
                return
            }
        }
    }

    /// The header of the next page with data, of a leaf of a nested column; nil when there is none.
    func nextDataHeader() throws -> ParquetPageHeader? {
        values = .none
        content = nil
        page = nil
        while rowsBehind > 0 {
            let header = try pages.nextHeader()
            switch header.type {
            case .index: pages.skip(header)
            case .dictionary:
                guard dictionary == nil else { throw ParquetFault.malformed("the column has a second dictionary") }
                try readDictionary(header)
            case .data, .dataV2:
                guard header.valueCount <= rowsBehind else {
                    throw ParquetFault.malformed("the column has more values than the file's metadata say")
                }
                rowsBehind -= header.valueCount
                return header
            }
        }
        return nil
    }

    /// The content of the page whose header has just been read; held until the next one.
    func hold(_ header: ParquetPageHeader) throws -> ParquetPages.Content {
        let content = try pages.content(header)
        self.content = content
        page = content
        return content
    }

    private func readDictionary(_ header: ParquetPageHeader) throws {
        guard header.encoding == .plain || header.encoding == .plainDictionary else {
            throw ParquetFault.unsupportedEncoding(header.encoding, physical)
        }
        let content = try pages.content(header)
        guard header.valueCount <= max(1, content.range.count) * (kind == .boolean ? 8 : 1) else {
            throw ParquetFault.truncated("the dictionary")
        }
        let column = Column(type: kind.type, capacity: header.valueCount)
        let (earlierPieces, earlierFaults) = (textPieces, faults)
        (textPieces, faults) = ([], [])
        self.content = content
        values = .plain(position: content.range.lowerBound)
        if kind == .boolean { values = .bits(RunLengthDecoder(packed: content.buffer.base, content.range, width: 1)) }
        if header.valueCount > 0, kind != .nothing { try decode(header.valueCount, into: column, at: 0) }
        column.count = header.valueCount
        dictionary = column
        try joinTexts(of: column)
        textPieces = earlierPieces
        dictionaryFaults = Dictionary(faults.map { ($0.row, $0.fault) }, uniquingKeysWith: { first, _ in first })
        faults = earlierFaults
        values = .none
        self.content = nil
    }

    /// Makes ready to read a data page.
    private func begin(_ header: ParquetPageHeader) throws {
        let content = try pages.content(header)
        self.content = content
        page = content
        let base = UnsafePointer(content.buffer.base)
        var position = content.range.lowerBound
        let end = content.range.upperBound
        if header.type == .dataV2 {
            let start = position + header.repetitionBytes
            guard header.repetitionBytes + header.definitionBytes <= end - position else {
                throw ParquetFault.truncated("the levels of the page")
            }
            position = start + header.definitionBytes
            levels = node.definition > 0 ? try RunLengthDecoder(base, start..<position, width: 1) : nil
        } else if node.definition > 0 {
            switch header.definitionEncoding {
            case .rle:
                let range = try ParquetColumnReader.prefixed(base, position..<end)
                levels = try RunLengthDecoder(base, range, width: 1)
                position = range.upperBound
            case .bitPacked:
                let bytes = (header.valueCount + 7) / 8
                guard bytes <= end - position else { throw ParquetFault.truncated("the levels of the page") }
                // The old packing starts with the highest bit.
                let turned = ByteBuffer(capacity: bytes)
                for index in 0..<bytes { turned.base[index] = ParquetScratch.reversed(base[position + index]) }
                turned.count = bytes
                oldLevels = turned
                levels = RunLengthDecoder(packed: turned.base, 0..<bytes, width: 1)
                position += bytes
            default: throw ParquetFault.unsupportedEncoding(header.definitionEncoding, .int32)
            }
        } else {
            levels = nil
        }
        values = try decoder(header, position..<end)
    }

    /// Levels of the old packing, turned to the new one.
    private var oldLevels: ByteBuffer?
    /// Of a leaf of a nested column, the levels of the current page.
    var entries: EntryLevels?

    /// The bytes behind a length of four bytes.
    static func prefixed(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) throws(ParquetFault) -> Range<Int> {
        guard range.count >= 4 else { throw .truncated("the levels of the page") }
        let start = range.lowerBound
        let length = Int(UnsafeRawPointer(base + start).loadUnaligned(as: UInt32.self).littleEndian)
        guard length <= range.count - 4 else { throw .truncated("the levels of the page") }
        return start + 4..<start + 4 + length
    }

    // MARK: - Dictionary

    /// Decodes indices and puts the dictionary's values in their place.
    func gather(
        _ count: Int, _ indices: inout RunLengthDecoder, into column: Column, at row: Int
    ) throws(ParquetFault) {
        guard let dictionary else { throw .malformed("the page refers to a dictionary that is not there") }
        let codes = isCoded ? column.makeCodes() + row : scratch.codes(count)
        try indices.next(count, into: codes)
        var highest: UInt32 = 0
        for index in 0..<count { highest = max(highest, codes[index]) }
        guard Int(highest) < dictionary.count else {
            throw .malformed("the page refers to value \(highest) of a dictionary of \(dictionary.count)")
        }
        let width = column.type.width
        ParquetScratch.gather(codes, count, from: dictionary.values, to: column.values + row * width, width: width)
        if column.type == .string, let bytes = dictionary.bytes { adopt(bytes, in: column, count: count, at: row) }
        if dictionaryFaults.isEmpty { return }
        for index in 0..<count {
            if let fault = dictionaryFaults[Int(codes[index])] {
                faults.append(ValueFault(row: row + index, fault: fault))
            }
        }
    }

    /// Notes that the texts of some rows lie in `buffer`, which may be another one than that of the rows before.
    func adopt(_ buffer: ByteBuffer, in column: Column, count: Int, at row: Int) {
        if let last = textPieces.last, last.buffer === buffer {
            textPieces[textPieces.count - 1].rows = last.rows.lowerBound..<row + count
        } else {
            textPieces.append((row..<row + count, buffer))
        }
        column.bytes = buffer
    }

    /// Forgets where earlier texts lie.
    func forgetTexts() { textPieces = [] }

    /// Brings the texts of a batch over the end of a page together in one buffer. Complexity: O(bytes), once a batch.
    private func joinTexts(of column: Column) throws(ParquetFault) {
        defer { textPieces = [] }
        guard textPieces.count > 1 else { return }
        let views = column.strings
        let validity = column.validity
        var total = 0
        for (rows, _) in textPieces {
            for row in rows where validity.map({ $0[row] != 0 }) ?? true { total += Int(views[row].length) }
        }
        guard total <= Int(UInt32.max) else {
            throw .tooLarge(what: "the texts of \(column.capacity) rows", bytes: total, limit: Int(UInt32.max))
        }
        let joined = ByteBuffer(capacity: total)
        for (rows, buffer) in textPieces {
            for row in rows {
                let isThere = validity.map { $0[row] != 0 } ?? true
                let view = isThere ? views[row] : StringView(offset: 0, length: 0)
                let start = joined.append(buffer.base + Int(view.offset), count: Int(view.length))
                views[row] = StringView(offset: UInt32(start), length: view.length)
            }
        }
        column.bytes = joined
    }
}
