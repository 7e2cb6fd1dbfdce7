import CZlib
import CZstd
import Columnar

/// Packs pages with zstd at its usual level, and takes their checksums.
///
/// A class because it owns the library's context, which is reused from page to page. Use it from one thread at a time.
final class PageCompressor {
    static let codec = ParquetCodec.zstd

    private let context: OpaquePointer
    private let packed = ByteBuffer(capacity: 64 << 10)

    /// Throws `CompressionFault.noMemory`.
    init() throws(CompressionFault) {
        guard let context = ZSTD_createCCtx() else { throw .noMemory }
        self.context = context
    }

    deinit { ZSTD_freeCCtx(context) }

    /// The page as one frame; valid until the next call. Throws `CompressionFault.noMemory`.
    func pack(_ page: ByteBuffer) throws(CompressionFault) -> UnsafeBufferPointer<UInt8> {
        packed.reserve(ZSTD_compressBound(page.count))
        let count = ZSTD_compress2(context, packed.base, packed.capacity, page.base, page.count)
        guard ZSTD_isError(count) == 0 else { throw .noMemory }
        return UnsafeBufferPointer(start: packed.base, count: count)
    }

    /// The CRC-32 that a page's header carries of the page as it stands in the file.
    static func checksum(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32_z(0, bytes.baseAddress, bytes.count))
    }
}
