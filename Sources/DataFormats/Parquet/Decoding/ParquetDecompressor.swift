import CLz4
import CSnappy
import CZlib
import CZstd
import Columnar

/// Unpacks pages.
///
/// A class because it owns libraries' states; use it from one thread at a time.
final class ParquetDecompressor {
    private lazy var gzip = GzipDecompressor()
    private lazy var zstd = ZstdContext()

    /// The most bytes of an unpacked page.
    static let maximumPage = 512 << 20

    init() {}

    /// Unpacks exactly `room` bytes.
    func unpack(
        _ codec: ParquetCodec, _ input: UnsafePointer<UInt8>, _ count: Int,
        into output: UnsafeMutablePointer<UInt8>, _ room: Int
    ) throws(ParquetFault) {
        switch codec {
        case .uncompressed:
            guard count == room else { throw ParquetDecompressor.length(codec, count, room) }
            output.update(from: input, count: count)
        case .snappy: try unpackSnappy(input, count, into: output, room)
        case .gzip: try unpackGzip(input, count, into: output, room)
        case .zstd:
            let got = ZSTD_decompressDCtx(zstd.context, output, room, input, count)
            if ZSTD_isError(got) != 0 {
                throw .badCompression(codec, String(cString: ZSTD_getErrorName(got)).lowercased())
            }
            guard got == room else { throw ParquetDecompressor.length(codec, got, room) }
        case .lz4Raw: try unpackBlock(codec, input, count, into: output, room)
        case .lz4:
            if try !unpackHadoop(input, count, into: output, room) {
                try unpackBlock(codec, input, count, into: output, room)
            }
        case .lzo, .brotli: throw .unsupportedCodec(codec)
        }
    }

    /// The most bytes that `count` packed ones can hold, so that a header cannot make us ask for memory in vain.
    static func mostBytes(_ codec: ParquetCodec, _ count: Int) -> Int {
        switch codec {
        case .uncompressed: count
        // Two or three bytes copy up to 64.
        case .snappy: count * 32 + 64
        case .lz4, .lz4Raw: count * 255 + 64
        case .gzip: count * 1040 + 64
        // A block of three bytes and its repeated one make up to 128 KiB.
        case .zstd: count * 33_000 + 64
        case .lzo, .brotli: maximumPage
        }
    }

    private static func length(_ codec: ParquetCodec, _ found: Int, _ expected: Int) -> ParquetFault {
        .badCompression(codec, "they hold \(found) bytes, the page's header says \(expected)")
    }

    private func unpackSnappy(
        _ input: UnsafePointer<UInt8>, _ count: Int, into output: UnsafeMutablePointer<UInt8>, _ room: Int
    ) throws(ParquetFault) {
        try input.withMemoryRebound(to: CChar.self, capacity: count) { (source) throws(ParquetFault) in
            var length = 0
            guard snappy_uncompressed_length(source, count, &length) == SNAPPY_OK else {
                throw .badCompression(.snappy, "their length cannot be read")
            }
            guard length == room else { throw ParquetDecompressor.length(.snappy, length, room) }
            let status = output.withMemoryRebound(to: CChar.self, capacity: room) { target in
                snappy_uncompress(source, count, target, &length)
            }
            guard status == SNAPPY_OK else { throw .badCompression(.snappy, "they break the format's rules") }
        }
    }

    private func unpackGzip(
        _ input: UnsafePointer<UInt8>, _ count: Int, into output: UnsafeMutablePointer<UInt8>, _ room: Int
    ) throws(ParquetFault) {
        var taken = 0
        var made = 0
        do throws(CompressionFault) {
            while taken < count {
                try gzip.beginFrame()
                while true {
                    let step = try gzip.step(input + taken, count - taken, into: output + made, room - made)
                    taken += step.consumed
                    made += step.produced
                    if step.endsFrame { break }
                    if step.consumed == 0, step.produced == 0 { throw made == room ? .trailingBytes : .truncated }
                }
            }
        } catch {
            throw .badCompression(.gzip, error.reason(.gzip, offset: taken))
        }
        guard made == room else { throw ParquetDecompressor.length(.gzip, made, room) }
    }

    private func unpackBlock(
        _ codec: ParquetCodec, _ input: UnsafePointer<UInt8>, _ count: Int, into output: UnsafeMutablePointer<UInt8>,
        _ room: Int
    ) throws(ParquetFault) {
        let got = input.withMemoryRebound(to: CChar.self, capacity: count) { source in
            output.withMemoryRebound(to: CChar.self, capacity: room) { target in
                LZ4_decompress_safe(source, target, Int32(clamping: count), Int32(clamping: room))
            }
        }
        guard got >= 0 else { throw .badCompression(codec, "they break the format's rules") }
        guard Int(got) == room else { throw ParquetDecompressor.length(codec, Int(got), room) }
    }

    /// Hadoop's framing: blocks of the unpacked and the packed length, big-endian, and an LZ4 block. False when it is none, or not of
    /// exactly `room` bytes.
    private func unpackHadoop(
        _ input: UnsafePointer<UInt8>, _ count: Int, into output: UnsafeMutablePointer<UInt8>, _ room: Int
    ) throws(ParquetFault) -> Bool {
        var taken = 0
        var made = 0
        let raw = UnsafeRawPointer(input)
        while count - taken >= 8 {
            let unpacked = Int(raw.loadUnaligned(fromByteOffset: taken, as: UInt32.self).bigEndian)
            let packed = Int(raw.loadUnaligned(fromByteOffset: taken + 4, as: UInt32.self).bigEndian)
            guard unpacked <= room - made, packed <= count - taken - 8 else { return false }
            do throws(ParquetFault) {
                try unpackBlock(.lz4, input + taken + 8, packed, into: output + made, unpacked)
            } catch {
                return false
            }
            taken += 8 + packed
            made += unpacked
        }
        return taken == count && made == room
    }

    /// A libzstd context; freed with its owner.
    private final class ZstdContext {
        let context = ZSTD_createDCtx()
        deinit { ZSTD_freeDCtx(context) }
    }
}
