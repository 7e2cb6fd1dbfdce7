import Columnar

/// A Parquet file's footer: its columns, and where their values lie.
package struct ParquetMetadata: Hashable, Sendable {
    /// Where the values of one column in one row group lie.
    package struct ColumnChunk: Hashable, Sendable {
        /// How the values are stored.
        package var physical = ParquetPhysicalType.boolean
        /// A number of `ParquetCodec`; checked when the chunk is read.
        package var codec: Int32 = 0
        /// The values, nulls among them.
        package var valueCount = 0
        /// The bytes of all pages with their headers, as they lie in the file.
        package var compressedBytes = 0
        /// The bytes of all pages with their headers, once unpacked.
        package var uncompressedBytes = 0
        /// Where the first page of values starts, in bytes of the file.
        package var dataOffset = 0
        /// Where the page of the dictionary starts; nil where the footer names none.
        package var dictionaryOffset: Int?
        /// The least and largest value and the nulls, as far as the writer told; nil for nothing.
        package var statistics: ParquetStatistics?
        /// Whether the values are encrypted, and so cannot be read.
        package var isEncrypted = false
        /// The file that holds the values, when it is another one.
        package var otherFile: String?

        /// Where the chunk's first page starts.
        package var start: Int {
            guard let dictionaryOffset, dictionaryOffset > 0, dictionaryOffset < dataOffset else { return dataOffset }
            return dictionaryOffset
        }
    }

    /// Some consecutive rows of the file: a chunk for each leaf of the schema.
    package struct RowGroup: Hashable, Sendable {
        /// One for each leaf of the schema, in its order.
        package var chunks: [ColumnChunk] = []
        /// How many rows there are.
        package var rowCount = 0
        /// The row of the file with which the group begins.
        package var firstRow = 0
        /// A byte that tells the group's place in the file; ascends from group to group.
        package var place = 0
    }

    /// The program that wrote the file, in its own words.
    package var writer: String?
    /// The file's columns, in order.
    package var columns: [ParquetSchemaNode] = []
    /// The file's rows, in order.
    package var rowGroups: [RowGroup] = []
    /// All rows.
    package var rowCount = 0

    /// A footer to be filled.
    package init() {}

    /// The bytes that stand for a row group's rows where a file is cut into splits: up to the next group's place.
    ///
    /// Each row stands for its share of them, so that any cut of the file's bytes tells the rows on each side; see
    /// `rows(ofRowGroup:in:fileBytes:)`.
    package func extent(ofRowGroup index: Int, fileBytes: Int) -> Range<Int> {
        let start = rowGroups[index].place
        let end = index + 1 < rowGroups.count ? rowGroups[index + 1].place : fileBytes
        return start..<max(start, end)
    }

    /// The rows of a row group, counted from its first one, that belong to some bytes of the file.
    package func rows(ofRowGroup index: Int, in bytes: Range<Int>, fileBytes: Int) -> Range<Int> {
        let extent = extent(ofRowGroup: index, fileBytes: fileBytes)
        let rowCount = rowGroups[index].rowCount
        if extent.isEmpty { return bytes.contains(extent.lowerBound) ? 0..<rowCount : 0..<0 }
        // The first row that does not stand before a byte.
        func row(at byte: Int) -> Int {
            let distance = min(max(0, byte - extent.lowerBound), extent.count)
            let product = distance.multipliedFullWidth(by: rowCount)
            let (quotient, remainder) = extent.count.dividingFullWidth(product)
            return quotient + (remainder > 0 ? 1 : 0)
        }
        return row(at: bytes.lowerBound)..<row(at: max(bytes.lowerBound, bytes.upperBound))
    }

    /// The column of a name: an exact match before one that differs in case.
    package func column(named name: String) -> ParquetSchemaNode? {
        columns.first { $0.name == name } ?? columns.first { $0.name.lowercased() == name.lowercased() }
    }
}

extension DataFile {
    /// The file's footer; read at most once.
    ///
    /// Throws `DataError.badParquet` for a file that is none or whose footer is damaged, and errors of reading.
    /// Complexity: O(columns × row groups).
    package func parquetMetadata() throws(DataError) -> ParquetMetadata {
        if let known = landmarks.parquet { return known }
        let input = try FileInput(self)
        let footer = try ParquetMetadata.footer(of: input)
        let bytes = UnsafeBufferPointer(start: UnsafePointer(footer.base), count: footer.count)
        do throws(ParquetFault) {
            let metadata = try withExtendedLifetime(footer) { () throws(ParquetFault) in
                try ParquetMetadata(thrift: bytes, fileBytes: self.bytes)
            }
            landmarks.parquet = metadata
            return metadata
        } catch {
            throw .badParquet(path: path, place: .file, fault: error)
        }
    }
}

extension ParquetMetadata {
    /// The most bytes of a footer.
    private static let maximumFooter = 512 << 20

    /// The footer's bytes: before the last eight of the file, which hold its length and `PAR1`.
    static func footer(of input: FileInput) throws(DataError) -> ByteBuffer {
        let (path, size) = (input.file.path, input.file.bytes)
        func fault(_ fault: ParquetFault) -> DataError { .badParquet(path: path, place: .file, fault: fault) }
        guard size >= 12 else { throw fault(.notParquet) }
        let tail = ByteBuffer(capacity: min(size, 64 << 10))
        tail.count = tail.capacity < size ? tail.capacity : size
        try input.read(tail.count, at: size - tail.count, into: tail.base)
        let head = ByteBuffer(capacity: 4)
        try input.read(4, at: 0, into: head.base)
        let magic = UnsafeRawPointer(tail.base + tail.count - 4).loadUnaligned(as: UInt32.self).littleEndian
        let opening = UnsafeRawPointer(head.base).loadUnaligned(as: UInt32.self).littleEndian
        // "PARE" in the place of "PAR1" tells of an encrypted footer.
        if magic == 0x4552_4150 { throw fault(.encrypted) }
        guard magic == 0x3152_4150, opening == magic else { throw fault(.notParquet) }
        let length = Int(UnsafeRawPointer(tail.base + tail.count - 8).loadUnaligned(as: UInt32.self).littleEndian)
        guard length <= size - 12 else {
            throw fault(.malformed("the footer is said to have \(length) bytes, the file has \(size)"))
        }
        guard length <= maximumFooter else {
            throw fault(.tooLarge(what: "the footer", bytes: length, limit: maximumFooter))
        }
        let footer = ByteBuffer(capacity: length)
        footer.count = length
        if length + 8 <= tail.count {
            footer.base.update(from: tail.base + tail.count - 8 - length, count: length)
        } else {
            try input.read(length, at: size - 8 - length, into: footer.base)
        }
        return footer
    }
}
