import Columnar

@testable import DataFormats

/// Parquet files put together page by page, so that tests say what every byte of a page is.
struct HandMadeParquet {
    /// A page: what its header says, and the bytes behind it.
    struct Page {
        var type = ParquetPageType.data
        var values: Int
        var encoding = ParquetEncoding.plain
        var definitionEncoding = ParquetEncoding.rle
        var bytes: [UInt8]
        /// The bytes once unpacked, when that is another number.
        var unpackedBytes: Int?
        var checksum: UInt32?
        /// The bytes of definition levels of a version 2 page.
        var levelBytes = 0
        var nulls = 0
    }

    /// A column of one row group.
    struct Column {
        var name: String
        var physical: ParquetPhysicalType
        var isOptional = false
        var length = 0
        var converted: ParquetConvertedType?
        /// Writes the union `LogicalType`.
        var logical: ((inout ThriftCompactWriter) -> Void)?
        var precision = 0
        var scale = 0
        var codec = ParquetCodec.uncompressed
        var pages: [Page]
    }

    /// The levels of one bit as a version 1 page has them: a length, then runs and groups.
    static func levels(_ bytes: [UInt8]) -> [UInt8] { littleEndian(UInt32(bytes.count)) + bytes }

    /// A number's bytes, the lowest first.
    static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// A byte array as plain values have it.
    static func text(_ text: String) -> [UInt8] { littleEndian(UInt32(text.utf8.count)) + Array(text.utf8) }

    /// A file of row groups that all have the same columns, one list of them for each.
    static func file(_ groups: [(rows: Int, columns: [Column])]) -> [UInt8] {
        var bytes = Array("PAR1".utf8)
        var places: [[(start: Int, data: Int, length: Int)]] = []
        for group in groups {
            var chunks: [(Int, Int, Int)] = []
            for column in group.columns {
                let start = bytes.count
                var data = start
                for (index, page) in column.pages.enumerated() {
                    if index > 0, column.pages[index - 1].type == .dictionary { data = bytes.count }
                    bytes += header(page) + page.bytes
                }
                chunks.append((start, data, bytes.count - start))
            }
            places.append(chunks)
        }
        let footer = ThriftCompactWriter.structure { meta in
            meta.int32(1, 2)
            meta.structures(2, [nil] + (groups.first?.columns ?? []).map(Optional.some)) { element, column in
                guard let column else {
                    element.binary(4, "schema".utf8)
                    element.int32(5, groups.first?.columns.count ?? 0)
                    return
                }
                element.int32(1, Int(column.physical.rawValue))
                if column.length > 0 { element.int32(2, column.length) }
                element.int32(3, column.isOptional ? 1 : 0)
                element.binary(4, column.name.utf8)
                if let converted = column.converted { element.int32(6, Int(converted.rawValue)) }
                if column.precision > 0 {
                    element.int32(7, column.scale)
                    element.int32(8, column.precision)
                }
                if let logical = column.logical { element.structure(10, logical) }
            }
            meta.int64(3, groups.reduce(0) { $0 + $1.rows })
            meta.structures(4, Array(zip(groups, places))) { group, item in
                group.structures(1, Array(zip(item.0.columns, item.1))) { chunk, item in
                    let (column, place) = item
                    chunk.int64(2, 0)
                    chunk.structure(3) { data in
                        data.int32(1, Int(column.physical.rawValue))
                        data.int32(4, Int(column.codec.rawValue))
                        data.int64(
                            5, column.pages.reduce(0) { $0 + ($1.type == .dictionary ? 0 : $1.values) })
                        data.int64(6, place.length)
                        data.int64(7, place.length)
                        data.int64(9, place.data)
                        if place.data > place.start { data.int64(11, place.start) }
                    }
                }
                group.int64(2, 0)
                group.int64(3, item.0.rows)
            }
        }
        return bytes + footer + littleEndian(UInt32(footer.count)) + Array("PAR1".utf8)
    }

    private static func header(_ page: Page) -> [UInt8] {
        ThriftCompactWriter.structure { header in
            header.int32(1, Int(page.type.rawValue))
            header.int32(2, page.unpackedBytes ?? page.bytes.count)
            header.int32(3, page.bytes.count)
            if let checksum = page.checksum { header.int32(4, Int(Int32(bitPattern: checksum))) }
            switch page.type {
            case .dataV2:
                header.structure(8) {
                    $0.int32(1, page.values)
                    $0.int32(2, page.nulls)
                    $0.int32(3, page.values)
                    $0.int32(4, Int(page.encoding.rawValue))
                    $0.int32(5, page.levelBytes)
                    $0.int32(6, 0)
                }
            case .dictionary:
                header.structure(7) {
                    $0.int32(1, page.values)
                    $0.int32(2, Int(page.encoding.rawValue))
                }
            case .data, .index:
                header.structure(5) {
                    $0.int32(1, page.values)
                    $0.int32(2, Int(page.encoding.rawValue))
                    $0.int32(3, Int(page.definitionEncoding.rawValue))
                    $0.int32(4, 3)
                }
            }
        }
    }

    /// The rows of one column of a file of one row group, read as a type, or the error.
    static func read(
        _ column: Column, rows: Int, as type: DataType, zone: ZoneRules = .utc, badRows: BadRowPolicy = .error
    ) throws -> [Scalar] {
        let file = try TemporaryFile(file([(rows, [column])]), name: "data.parquet")
        let specification = ScanSpecification(
            fields: [Field(column.name, type)], format: .parquet, zone: zone, badRows: badRows, batchRows: 3)
        return try file.read(specification).rows.map { $0[0] }
    }
}
