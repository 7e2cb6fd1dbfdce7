import Columnar

/// The unpacked bytes of a compressed file from one frame's start on, in order, in bounded memory.
///
/// A class because it owns the decompressor and its place in the file. Use it from one thread at a time.
final class DecodedStream: @unchecked Sendable {
    private let input: FileInput
    private let compression: Compression
    private let decompressor: any Decompressor
    /// The offset in the file of the next byte to unpack.
    private var position: Int
    /// The file offset at which the split's frames end.
    private let boundary: Int
    /// The piece of the file in memory: bytes `head..<tail` are not unpacked yet.
    private let piece = ByteBuffer(capacity: 128 << 10)
    private var head = 0
    private var tail = 0
    private var isInFrame = false
    private var produced = 0
    /// The decoded offset, from this stream's start, at which the split's frames end; nil until it is reached.
    private(set) var splitEnd: Int?
    /// True when there is nothing more.
    private(set) var isAtEnd = false

    /// A stream over the frames from `start`, which is where one starts; `boundary` is where the split's frames end.
    init(input: FileInput, compression: Compression, start: Int, boundary: Int) {
        self.input = input
        self.compression = compression
        self.boundary = boundary
        position = start
        switch compression {
        case .gzip: decompressor = GzipDecompressor()
        case .zstd: decompressor = ZstdDecompressor()
        }
    }

    /// Unpacks up to `room` bytes; fewer at the split's end and at the end of the file, where `splitEnd` and `isAtEnd` tell so.
    ///
    /// Throws `DataError.badCompression` with the offset in the file, and errors of reading.
    func fill(_ target: UnsafeMutablePointer<UInt8>, _ room: Int) throws(DataError) -> Int {
        var done = 0
        while done < room, !isAtEnd {
            if !isInFrame {
                if position >= boundary, splitEnd == nil {
                    splitEnd = produced
                    break
                }
                guard try beginFrame() else {
                    isAtEnd = true
                    if splitEnd == nil { splitEnd = produced }
                    break
                }
                isInFrame = true
            }
            if head == tail { _ = try available(atLeast: 1) }
            let step: DecompressionStep
            do throws(CompressionFault) {
                step = try decompressor.step(piece.base + head, tail - head, into: target + done, room - done)
            } catch {
                position += decompressor.consumedBeforeFailure
                throw failure(error)
            }
            head += step.consumed
            position += step.consumed
            done += step.produced
            produced += step.produced
            if step.endsFrame {
                isInFrame = false
            } else if step.consumed == 0, step.produced == 0, position == input.file.bytes {
                throw failure(.truncated)
            }
        }
        return done
    }

    /// Reads on until the piece holds `count` bytes or the file ends; true when it does hold them.
    private func available(atLeast count: Int) throws(DataError) -> Bool {
        if tail - head >= count { return true }
        piece.base.update(from: piece.base + head, count: tail - head)
        tail -= head
        head = 0
        let wanted = min(piece.capacity - tail, input.file.bytes - position - tail)
        if wanted > 0 {
            try input.read(wanted, at: position + tail, into: piece.base + tail)
            tail += wanted
        }
        return tail >= count
    }

    /// Makes ready for the next member or frame; false at the end of the data.
    private func beginFrame() throws(DataError) -> Bool {
        guard try available(atLeast: 1) else { return false }
        _ = try available(atLeast: 4)
        let start = UnsafeBufferPointer(start: UnsafePointer(piece.base + head), count: tail - head)
        guard Compression(firstBytes: start) == compression else {
            if compression == .gzip, try isPadding() { return false }
            throw failure(tail - head < 4 && compression == .zstd ? .truncated : .trailingBytes)
        }
        do throws(CompressionFault) {
            try decompressor.beginFrame()
        } catch {
            throw failure(error)
        }
        return true
    }

    /// True when all that is left are zeros, as tapes and some tools leave behind gzip data; passes over them.
    private func isPadding() throws(DataError) -> Bool {
        while try available(atLeast: 1) {
            for index in head..<tail where piece.base[index] != 0 { return false }
            position += tail - head
            head = tail
        }
        return true
    }

    private func failure(_ fault: CompressionFault) -> DataError {
        .badCompression(path: input.file.path, compression: compression, offset: position, fault: fault)
    }
}
