import CZlib

/// Unpacks gzip members through zlib, which checks each member's CRC and length.
final class GzipDecompressor: Decompressor {
    /// On the heap, because zlib remembers the address.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isReady = false
    private(set) var consumedBeforeFailure = 0

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
    }

    deinit {
        if isReady { inflateEnd(stream) }
        stream.deallocate()
    }

    func beginFrame() throws(CompressionFault) {
        if isReady {
            inflateReset(stream)
            return
        }
        // 15 bits of window, and 16 for a gzip header and trailer.
        let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw .noMemory }
        isReady = true
    }

    func step(
        _ input: UnsafePointer<UInt8>, _ count: Int, into output: UnsafeMutablePointer<UInt8>, _ room: Int
    ) throws(CompressionFault) -> DecompressionStep {
        let available = UInt32(clamping: count)
        let space = UInt32(clamping: room)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input)
        stream.pointee.avail_in = available
        stream.pointee.next_out = output
        stream.pointee.avail_out = space
        let status = inflate(stream, Z_NO_FLUSH)
        consumedBeforeFailure = Int(available - stream.pointee.avail_in)
        switch status {
        case Z_OK, Z_STREAM_END, Z_BUF_ERROR: break
        case Z_MEM_ERROR: throw .noMemory
        default: throw .corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "invalid data")
        }
        return DecompressionStep(
            consumed: Int(available - stream.pointee.avail_in), produced: Int(space - stream.pointee.avail_out),
            endsFrame: status == Z_STREAM_END)
    }
}
