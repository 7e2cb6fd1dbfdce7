import CZlib
import CZstd
import Columnar

extension Compression {
    /// Packs some bytes as one gzip member or one zstd frame with a checksum, at the library's usual level.
    ///
    /// No bytes make a member or frame without content. The same bytes give the same result with the same library version.
    /// Throws `CompressionFault.noMemory`. Complexity: O(bytes).
    package func packed(_ bytes: [UInt8]) throws(CompressionFault) -> [UInt8] {
        switch self {
        case .gzip: try Compression.gzip(bytes)
        case .zstd: try Compression.zstd(bytes)
        }
    }

    private static func gzip(_ bytes: [UInt8]) throws(CompressionFault) -> [UInt8] {
        var stream = z_stream()
        let status = deflateInit2_(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw .noMemory }
        defer { deflateEnd(&stream) }
        let input = ByteBuffer(capacity: bytes.count)
        bytes.withUnsafeBufferPointer { all in
            if let base = all.baseAddress { input.append(base, count: all.count) }
        }
        let piece = ByteBuffer(capacity: 64 << 10)
        var packed: [UInt8] = []
        var done = 0
        while true {
            let count = min(input.count - done, 1 << 30)
            stream.next_in = input.base + done
            stream.avail_in = UInt32(count)
            stream.next_out = piece.base
            stream.avail_out = UInt32(piece.capacity)
            let isLast = done + count == input.count
            let status = deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
            done += count - Int(stream.avail_in)
            packed.append(
                contentsOf: UnsafeBufferPointer(start: piece.base, count: piece.capacity - Int(stream.avail_out)))
            if status == Z_STREAM_END { return packed }
            guard status == Z_OK || status == Z_BUF_ERROR else { throw .noMemory }
        }
    }

    private static func zstd(_ bytes: [UInt8]) throws(CompressionFault) -> [UInt8] {
        guard let context = ZSTD_createCCtx() else { throw .noMemory }
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        let count = packed.withUnsafeMutableBytes { target in
            bytes.withUnsafeBytes {
                ZSTD_compress2(context, target.baseAddress, target.count, $0.baseAddress, $0.count)
            }
        }
        guard ZSTD_isError(count) == 0 else { throw .noMemory }
        packed.removeLast(packed.count - count)
        return packed
    }
}
