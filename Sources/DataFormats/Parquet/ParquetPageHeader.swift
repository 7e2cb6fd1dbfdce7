/// What stands before the bytes of a page (`PageHeader` of parquet.thrift).
struct ParquetPageHeader: Hashable {
    var type = ParquetPageType.data
    /// The bytes of the page in memory.
    var uncompressedBytes = 0
    /// The bytes of the page in the file.
    var compressedBytes = 0
    /// The CRC-32 of the bytes in the file.
    var checksum: UInt32?
    /// The values, nulls among them; of a dictionary its entries.
    var valueCount = 0
    var encoding = ParquetEncoding.plain
    var definitionEncoding = ParquetEncoding.rle
    var repetitionEncoding = ParquetEncoding.rle
    /// The bytes of the levels of a version 2 page, which are never compressed.
    var definitionBytes = 0
    var repetitionBytes = 0
    /// Whether the values of a version 2 page are compressed.
    var isCompressed = true
    /// The rows of a version 2 page.
    var rowCount: Int?

    /// Reads a header; `headerBytes` are those that it takes.
    init(thrift bytes: UnsafeBufferPointer<UInt8>, headerBytes: inout Int) throws(ParquetFault) {
        var reader = ThriftReader(bytes)
        var isKnown = false
        var hasContent = false
        try reader.structure { (number, type, reader) throws(ParquetFault) in
            switch number {
            case 1:
                let value = try reader.integer(type)
                guard let page = Int32(exactly: value).flatMap(ParquetPageType.init(rawValue:)) else {
                    throw .unknown(what: "page type", number: value)
                }
                self.type = page
                isKnown = true
            case 2: uncompressedBytes = try reader.integer(type)
            case 3: compressedBytes = try reader.integer(type)
            case 4: checksum = UInt32(truncatingIfNeeded: try reader.integer(type))
            case 5 where type == .structure:
                try readData(&reader)
                hasContent = true
            case 7 where type == .structure:
                try readDictionary(&reader)
                hasContent = true
            case 8 where type == .structure:
                try readDataV2(&reader)
                hasContent = true
            default: return false
            }
            return true
        }
        headerBytes = reader.position
        guard isKnown, hasContent || type == .index else { throw .malformed("the page's header is not complete") }
        let sizes = [uncompressedBytes, compressedBytes, valueCount, definitionBytes, repetitionBytes, rowCount ?? 0]
        guard sizes.allSatisfy({ $0 >= 0 && $0 <= Int32.max }) else {
            throw .malformed("the page's header has a size that cannot be")
        }
    }

    private mutating func readData(_ reader: inout ThriftReader) throws(ParquetFault) {
        try reader.structure { (number, type, reader) throws(ParquetFault) in
            switch number {
            case 1: valueCount = try reader.integer(type)
            case 2: encoding = try .numbered(try reader.integer(type))
            case 3: definitionEncoding = try .numbered(try reader.integer(type))
            case 4: repetitionEncoding = try .numbered(try reader.integer(type))
            default: return false
            }
            return true
        }
    }

    private mutating func readDictionary(_ reader: inout ThriftReader) throws(ParquetFault) {
        try reader.structure { (number, type, reader) throws(ParquetFault) in
            switch number {
            case 1: valueCount = try reader.integer(type)
            case 2: encoding = try .numbered(try reader.integer(type))
            default: return false
            }
            return true
        }
    }

    private mutating func readDataV2(_ reader: inout ThriftReader) throws(ParquetFault) {
        try reader.structure { (number, type, reader) throws(ParquetFault) in
            switch number {
            case 1: valueCount = try reader.integer(type)
            case 3: rowCount = try reader.integer(type)
            case 4: encoding = try .numbered(try reader.integer(type))
            case 5: definitionBytes = try reader.integer(type)
            case 6: repetitionBytes = try reader.integer(type)
            case 7: isCompressed = try reader.boolean(type)
            default: return false
            }
            return true
        }
    }
}

extension ParquetEncoding {
    /// The encoding of a number in a header.
    static func numbered(_ number: Int) throws(ParquetFault) -> ParquetEncoding {
        guard let encoding = Int32(exactly: number).flatMap(ParquetEncoding.init(rawValue:)) else {
            throw .unknown(what: "encoding", number: number)
        }
        return encoding
    }
}
