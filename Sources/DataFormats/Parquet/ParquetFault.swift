/// What is wrong with a Parquet file, or what in it this program does not read.
package enum ParquetFault: Error, Hashable, Sendable {
    /// The file does not begin and end with `PAR1`.
    case notParquet
    /// The file, or a column of it, is encrypted.
    case encrypted
    /// Something ends before all of it has been read.
    case truncated(String)
    /// Bytes that contradict the format; a sentence without a full stop.
    case malformed(String)
    /// A number in place of a type, an encoding or a codec that the format does not define.
    case unknown(what: String, number: Int)
    /// An encoding that values of a physical type cannot have, or that this program does not read.
    case unsupportedEncoding(ParquetEncoding, ParquetPhysicalType)
    /// A codec that this program does not unpack.
    case unsupportedCodec(ParquetCodec)
    /// A type that this program has no values for, in the format's words.
    case unsupportedType(String)
    /// A list, map or structure where a plain column is needed, in the words of its type.
    case nested(String)
    /// A column of one type in the file where another one is wanted that its values cannot be turned into.
    case typeConflict(found: String, wanted: String)
    /// A page that its codec cannot unpack.
    case badCompression(ParquetCodec, String)
    /// A page whose CRC-32 is another than its header says.
    case checksum(expected: UInt32, found: UInt32)
    /// Something larger than this program is ready to take on.
    case tooLarge(what: String, bytes: Int, limit: Int)
    /// Rows that are not as many as the file's metadata say.
    case rowCount(found: Int, expected: Int)

    /// Whether the file may be all right, but goes beyond what this program reads.
    var isUnsupported: Bool {
        switch self {
        case .encrypted, .unsupportedEncoding, .unsupportedCodec, .unsupportedType, .nested, .typeConflict, .tooLarge,
            .unknown:
            true
        default: false
        }
    }
}

extension ParquetFault {
    /// What was found, without a place and without a full stop.
    var reason: String {
        switch self {
        case .notParquet: "the file is no Parquet: it does not begin and end with 'PAR1'"
        case .encrypted: "the data are encrypted"
        case .truncated(let what): "\(what) ends in the middle"
        case .malformed(let words): words
        case .unknown(let what, let number): "\(what) \(number) is unknown"
        case .unsupportedEncoding(let encoding, let type):
            "the encoding \(encoding.name) of \(type.name) values cannot be read"
        case .unsupportedCodec(let codec): "the codec \(codec.name) cannot be unpacked"
        case .unsupportedType(let type): "the type \(type) cannot be read"
        case .nested(let type): "the column is nested (\(type))"
        case .typeConflict(let found, let wanted): "the column is a \(found) in this file, expected a \(wanted)"
        case .badCompression(let codec, let words): "the \(codec.name) data are damaged: \(words)"
        case .checksum(let expected, let found):
            "the page's CRC-32 is \(ParquetFault.hexadecimal(found)), its header says "
                + ParquetFault.hexadecimal(expected)
        case .tooLarge(let what, let bytes, let limit): "\(what) has \(bytes) bytes, more than \(limit)"
        case .rowCount(let found, let expected): "there are \(found) rows, the file's metadata say \(expected)"
        }
    }

    /// What to do about it.
    var help: String? {
        switch self {
        case .notParquet: "declare the source's format, or check how the file was written: its end may be missing"
        case .encrypted: "write the file without encryption"
        case .truncated, .malformed, .badCompression, .checksum, .rowCount: "copy or write the file again"
        case .unknown: "write the file with an older version of the format"
        case .unsupportedEncoding: "write the column with another encoding, such as PLAIN"
        case .unsupportedCodec:
            "write the file with one of SNAPPY, GZIP, ZSTD, LZ4_RAW or UNCOMPRESSED"
        case .unsupportedType: "leave the column out of the query, or write it as another type"
        case .nested: "leave the column out of the query, or write its parts as columns of their own"
        case .typeConflict(let found, _): "declare the column's type in 'schema:', or write the file again (\(found))"
        case .tooLarge: "write the file with smaller pages"
        }
    }

    private static func hexadecimal(_ number: UInt32) -> String {
        let text = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - text.count) + text
    }
}
