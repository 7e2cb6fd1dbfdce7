import CZstd

/// Unpacks zstd frames through libzstd, which checks a frame's checksum where it has one and passes over skippable frames.
///
/// The history that a frame may ask for is bounded by libzstd's default of 128 MiB.
final class ZstdDecompressor: Decompressor {
    private let context: OpaquePointer?
    private(set) var consumedBeforeFailure = 0

    init() { context = ZSTD_createDStream() }

    deinit { ZSTD_freeDStream(context) }

    func beginFrame() throws(CompressionFault) {
        guard let context else { throw .noMemory }
        ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    }

    func step(
        _ input: UnsafePointer<UInt8>, _ count: Int, into output: UnsafeMutablePointer<UInt8>, _ room: Int
    ) throws(CompressionFault) -> DecompressionStep {
        var source = ZSTD_inBuffer(src: input, size: count, pos: 0)
        var target = ZSTD_outBuffer(dst: output, size: room, pos: 0)
        let left = ZSTD_decompressStream(context, &target, &source)
        if ZSTD_isError(left) != 0 {
            // A failed call does not say how far it came, but never beyond its input.
            consumedBeforeFailure = source.pos > 0 ? source.pos : count
            switch ZSTD_getErrorCode(left) {
            case ZSTD_error_frameParameter_windowTooLarge: throw .windowTooLarge
            case ZSTD_error_dictionary_wrong: throw .needsDictionary
            case ZSTD_error_memory_allocation: throw .noMemory
            default: throw .corrupt(String(cString: ZSTD_getErrorName(left)).lowercased())
            }
        }
        return DecompressionStep(consumed: source.pos, produced: target.pos, endsFrame: left == 0)
    }
}
