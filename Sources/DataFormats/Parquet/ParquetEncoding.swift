/// How values, levels or dictionary indices are encoded in a page; `Encoding` of parquet.thrift, with its numbers.
package enum ParquetEncoding: Int32, Hashable, Sendable {
    /// Values back to back.
    case plain = 0
    /// Old name for a dictionary's plain values and for indices into it.
    case plainDictionary = 2
    /// Runs and bit-packed groups of eight.
    case rle = 3
    /// Levels packed from the highest bit of each byte; deprecated by the format.
    case bitPacked = 4
    /// Blocks of bit-packed differences.
    case deltaBinaryPacked = 5
    /// Lengths as `deltaBinaryPacked`, then all bytes.
    case deltaLengthByteArray = 6
    /// Lengths of the prefix shared with the value before, then suffixes as `deltaLengthByteArray`.
    case deltaByteArray = 7
    /// Indices into the column chunk's dictionary, as `rle`.
    case rleDictionary = 8
    /// The first byte of all values, then the second of all, and so on.
    case byteStreamSplit = 9

    /// The format's own name.
    package var name: String {
        switch self {
        case .plain: "PLAIN"
        case .plainDictionary: "PLAIN_DICTIONARY"
        case .rle: "RLE"
        case .bitPacked: "BIT_PACKED"
        case .deltaBinaryPacked: "DELTA_BINARY_PACKED"
        case .deltaLengthByteArray: "DELTA_LENGTH_BYTE_ARRAY"
        case .deltaByteArray: "DELTA_BYTE_ARRAY"
        case .rleDictionary: "RLE_DICTIONARY"
        case .byteStreamSplit: "BYTE_STREAM_SPLIT"
        }
    }
}
