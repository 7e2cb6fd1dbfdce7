/// How the bytes of a page are compressed; `CompressionCodec` of parquet.thrift, with its numbers.
package enum ParquetCodec: Int32, Hashable, Sendable {
    case uncompressed = 0
    case snappy = 1
    case gzip = 2
    case lzo = 3
    case brotli = 4
    /// LZ4 in Hadoop's framing, or by some writers without any; deprecated by the format.
    case lz4 = 5
    case zstd = 6
    /// One LZ4 block without framing.
    case lz4Raw = 7

    /// The format's own name.
    package var name: String {
        switch self {
        case .uncompressed: "UNCOMPRESSED"
        case .snappy: "SNAPPY"
        case .gzip: "GZIP"
        case .lzo: "LZO"
        case .brotli: "BROTLI"
        case .lz4: "LZ4"
        case .zstd: "ZSTD"
        case .lz4Raw: "LZ4_RAW"
        }
    }
}
