import Columnar

extension ParquetColumnReader {
    /// The levels of the entries of a page of a nested column; nil where all are 0.
    struct EntryLevels {
        var repetitions: RunLengthDecoder?
        var definitions: RunLengthDecoder?
        var left: Int
    }

    /// Decodes the levels of up to `limit` of the next entries, of one page, and returns how many; nil at the end of the chunk.
    ///
    /// - Throws: `ParquetFault`, or `DataError` of reading.
    func nextEntries(
        _ limit: Int, _ repetitions: UnsafeMutablePointer<UInt32>, _ definitions: UnsafeMutablePointer<UInt32>
    ) throws -> Int? {
        while entries?.left ?? 0 == 0 {
            guard try beginEntries() else { return nil }
        }
        guard var levels = entries else { return nil }
        let count = min(limit, levels.left)
        repetitions.update(repeating: 0, count: count)
        definitions.update(repeating: 0, count: count)
        try levels.repetitions?.next(count, into: repetitions)
        try levels.definitions?.next(count, into: definitions)
        levels.left -= count
        entries = levels
        return count
    }

    /// Decodes the values of entries whose levels have been decoded; all must fit.
    func nextValues(_ count: Int, into column: Column) throws(ParquetFault) {
        faults = []
        forgetTexts()
        if count > 0, kind != .nothing { try decode(count, into: column, at: 0) }
        if let fault = faults.first {
            throw .malformed("a value within the column does not fit: \(fault.fault.reason)")
        }
    }

    /// Goes on to the next page of entries; false when there is none.
    private func beginEntries() throws -> Bool {
        while let header = try nextDataHeader() {
            let content = try hold(header)
            let base = UnsafePointer(content.buffer.base)
            var position = content.range.lowerBound
            let end = content.range.upperBound
            func levels(_ highest: Int, _ bytes: Int, _ encoding: ParquetEncoding) throws(ParquetFault)
                -> RunLengthDecoder?
            {
                if header.type != .dataV2, highest == 0 { return nil }
                let range: Range<Int>
                if header.type == .dataV2 {
                    guard bytes <= end - position else { throw .truncated("the levels of the page") }
                    range = position..<position + bytes
                } else {
                    guard encoding == .rle else { throw .unsupportedEncoding(encoding, .int32) }
                    range = try ParquetColumnReader.prefixed(base, position..<end)
                }
                position = range.upperBound
                if highest == 0 { return nil }
                return try RunLengthDecoder(base, range, width: Int.bitWidth - highest.leadingZeroBitCount)
            }
            let repetitions = try levels(node.repeated, header.repetitionBytes, header.repetitionEncoding)
            let definitions = try levels(node.definition, header.definitionBytes, header.definitionEncoding)
            values = try decoder(header, position..<end)
            entries = EntryLevels(repetitions: repetitions, definitions: definitions, left: header.valueCount)
            if header.valueCount > 0 { return true }
        }
        return false
    }
}
