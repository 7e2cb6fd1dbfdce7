import Columnar

/// Writes one column of a row group: a dictionary page where that makes it smaller, then data pages of version 1.
struct ColumnChunkWriter {
    /// What the footer says of a column chunk.
    struct Description {
        var name: String
        var storage: ParquetStorage
        var valueCount: Int
        var dictionaryOffset: Int?
        var dataOffset = 0
        /// Bytes of all pages with their headers, before compression and in the file.
        var plainBytes = 0
        var packedBytes = 0
        var statistics: ColumnStatistics
    }

    /// Bytes of a data page before compression, about.
    let pageBytes: Int
    let compressor: PageCompressor

    /// A dictionary larger than this leaves a processor's caches while it is read, and gains little.
    private static let largestDictionary = 2 << 20
    private static let mostEntries = 1 << 17

    /// Appends the chunk's pages to a file. Throws `CompressionFault.noMemory`.
    func write(_ slice: ColumnSlice, name: String, to file: ByteBuffer) throws(CompressionFault) -> Description {
        let rows = slice.rowsWithValue()
        let dictionary = dictionary(of: slice, rows: rows)
        var description = Description(
            name: name, storage: ParquetStorage(slice.column.type), valueCount: slice.rows.count,
            statistics: ColumnStatistics(
                slice, rows: dictionary?.firstRows ?? rows, nullCount: slice.rows.count - rows.count))
        let page = ByteBuffer(capacity: pageBytes + pageBytes / 4)
        if let dictionary {
            description.dictionaryOffset = file.count
            slice.appendPlain(dictionary.firstRows, to: page)
            try append(page, to: file, counting: &description) { header in
                header.structure(7) {
                    $0.int32(1, dictionary.firstRows.count)
                    $0.int32(2, Int(ParquetEncoding.plain.rawValue))
                }
            }
        }
        description.dataOffset = file.count
        var value = 0
        for pageRows in pages(of: slice, rows: rows, dictionary: dictionary) {
            page.count = 0
            let values = value..<value + appendLevels(slice, pageRows, to: page)
            value = values.upperBound
            if let dictionary {
                page.append(byte: UInt8(dictionary.indexWidth))
                dictionary.indices.withUnsafeBufferPointer {
                    RunLengthEncoder(width: dictionary.indexWidth)
                        .append(UnsafeBufferPointer(rebasing: $0[values]), to: page)
                }
            } else {
                slice.appendPlain(rows[values], to: page)
            }
            try append(page, to: file, counting: &description) { header in
                header.structure(5) {
                    $0.int32(1, pageRows.count)
                    $0.int32(2, Int((dictionary == nil ? ParquetEncoding.plain : .rleDictionary).rawValue))
                    $0.int32(3, Int(ParquetEncoding.rle.rawValue))
                    $0.int32(4, Int(ParquetEncoding.rle.rawValue))
                }
            }
        }
        return description
    }

    /// Writes a `ColumnChunk`.
    static func describe(_ chunk: Description, in column: inout ThriftCompactWriter) {
        let encodings: [ParquetEncoding] = [.plain, .rle] + (chunk.dictionaryOffset == nil ? [] : [.rleDictionary])
        column.int64(2, 0)
        column.structure(3) {
            $0.int32(1, Int(chunk.storage.physicalType.rawValue))
            $0.int32s(2, encodings.map { Int($0.rawValue) })
            $0.texts(3, [chunk.name])
            $0.int32(4, Int(PageCompressor.codec.rawValue))
            $0.int64(5, chunk.valueCount)
            $0.int64(6, chunk.plainBytes)
            $0.int64(7, chunk.packedBytes)
            $0.int64(9, chunk.dataOffset)
            if let offset = chunk.dictionaryOffset { $0.int64(11, offset) }
            $0.structure(12, chunk.statistics.write)
        }
    }

    /// The dictionary of a slice; nil where plain values take about as little room.
    private func dictionary(of slice: ColumnSlice, rows: [Int]) -> ValueDictionary? {
        let plain = slice.plainBytes(rows)
        let limit = min(ColumnChunkWriter.mostEntries, max(rows.count / 2, 1))
        guard let dictionary = ValueDictionary(slice.column, rows: rows, limit: limit) else { return nil }
        let entries = slice.plainBytes(dictionary.firstRows)
        let indices = rows.count * dictionary.indexWidth / 8
        return entries <= ColumnChunkWriter.largestDictionary && (entries + indices) * 4 <= plain * 3 ? dictionary : nil
    }

    /// The rows of each data page; one page at least, so that even an empty chunk has one.
    private func pages(of slice: ColumnSlice, rows: [Int], dictionary: ValueDictionary?) -> [Range<Int>] {
        let bytes = dictionary.map { rows.count * $0.indexWidth / 8 } ?? slice.plainBytes(rows)
        let count = min(max(1, (bytes + pageBytes - 1) / pageBytes), max(1, slice.rows.count))
        return (0..<count).map { page in
            slice.rows.lowerBound + slice.rows.count * page / count..<slice.rows.lowerBound
                + slice.rows.count * (page + 1) / count
        }
    }

    /// Appends the definition levels of some rows, 1 for a value and 0 for null, behind their length; returns the number of values.
    private func appendLevels(_ slice: ColumnSlice, _ rows: Range<Int>, to page: ByteBuffer) -> Int {
        let levels = rows.map { slice.hasValue($0) ? UInt32(1) : 0 }
        let start = page.count
        page.append(littleEndian: UInt32(0))
        levels.withUnsafeBufferPointer { RunLengthEncoder(width: 1).append($0, to: page) }
        UnsafeMutableRawPointer(page.base + start)
            .storeBytes(of: UInt32(page.count - start - 4).littleEndian, as: UInt32.self)
        return levels.reduce(0) { $0 + Int($1) }
    }

    /// Appends a page behind its header. `kind` writes what is particular to data or dictionary pages.
    private func append(
        _ page: ByteBuffer, to file: ByteBuffer, counting description: inout Description,
        kind: (inout ThriftCompactWriter) -> Void
    ) throws(CompressionFault) {
        let packed = try compressor.pack(page)
        let type: ParquetPageType = description.dataOffset == 0 ? .dictionary : .data
        let header = ThriftCompactWriter.structure {
            $0.int32(1, Int(type.rawValue))
            $0.int32(2, page.count)
            $0.int32(3, packed.count)
            $0.int32(4, Int(Int32(bitPattern: PageCompressor.checksum(packed))))
            kind(&$0)
        }
        header.withUnsafeBufferPointer { if let start = $0.baseAddress { file.append(start, count: $0.count) } }
        if let start = packed.baseAddress { file.append(start, count: packed.count) }
        description.plainBytes += header.count + page.count
        description.packedBytes += header.count + packed.count
    }
}
