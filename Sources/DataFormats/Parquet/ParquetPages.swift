import CZlib
import Columnar

/// Reads the pages of one column chunk from the file, one after the other, and unpacks them.
///
/// A class because it owns memory that is used again from page to page; use it from one thread at a time.
final class ParquetPages {
    /// A page's bytes in memory: levels, then values.
    struct Content {
        /// Holds the bytes; texts point into it.
        var buffer: ByteBuffer
        /// Where they lie in the buffer.
        var range: Range<Int>
    }

    private let input: FileInput
    private let codec: ParquetCodec
    private let decompressor: ParquetDecompressor
    /// The file offset of the next header.
    private var offset: Int
    /// Where the chunk should end; what is read ahead ends there.
    private let end: Int
    /// What is in memory of the file, from `windowStart` on.
    private var window: ByteBuffer
    private var windowStart = 0
    private var unpacked = ByteBuffer(capacity: 0)
    /// Pages seen so far.
    private(set) var pageNumber = 0

    /// What is read of the file at a time, unless a page is longer.
    private static let windowBytes = 512 << 10
    /// The most bytes of a page's header, which may hold texts as statistics.
    private static let maximumHeader = 16 << 20

    /// The pages of a chunk. Throws when its codec is unknown.
    init(
        _ input: FileInput, _ chunk: ParquetMetadata.ColumnChunk, _ decompressor: ParquetDecompressor
    ) throws(ParquetFault) {
        guard let codec = ParquetCodec(rawValue: chunk.codec) else {
            throw .unknown(what: "codec", number: Int(chunk.codec))
        }
        self.input = input
        self.codec = codec
        self.decompressor = decompressor
        offset = chunk.start
        end = min(input.file.bytes, chunk.start + chunk.compressedBytes)
        window = ByteBuffer(capacity: 0)
    }

    /// The next page's header; its content is to be read or skipped then.
    ///
    /// - Throws: `ParquetFault` or `DataError` of reading.
    func nextHeader() throws -> ParquetPageHeader {
        pageNumber += 1
        var wanted = 1024
        while true {
            let available = min(wanted, input.file.bytes - offset)
            guard available > 0 else { throw ParquetFault.truncated("the column") }
            let start = try bytes(available)
            var headerBytes = 0
            do throws(ParquetFault) {
                let header = try ParquetPageHeader(
                    thrift: UnsafeBufferPointer(start: start, count: available), headerBytes: &headerBytes)
                guard header.compressedBytes <= input.file.bytes - offset - headerBytes else {
                    throw .truncated("the page")
                }
                offset += headerBytes
                return header
            } catch {
                // Perhaps the header is only longer than what was looked at.
                guard case .truncated = error, available == wanted, wanted < ParquetPages.maximumHeader else {
                    throw error
                }
                wanted *= 16
            }
        }
    }

    /// Passes over the content of the page whose header has just been read.
    func skip(_ header: ParquetPageHeader) { offset += header.compressedBytes }

    /// The content of the page whose header has just been read, checked and unpacked. Good as long as its buffer is held.
    ///
    /// - Throws: `ParquetFault` or `DataError` of reading.
    func content(_ header: ParquetPageHeader) throws -> Content {
        let start = try bytes(header.compressedBytes)
        if let expected = header.checksum {
            let found = UInt32(truncatingIfNeeded: crc32(0, start, UInt32(header.compressedBytes)))
            guard found == expected else { throw ParquetFault.checksum(expected: expected, found: found) }
        }
        let inWindow = offset - windowStart
        offset += header.compressedBytes
        let isV2 = header.type == .dataV2
        if codec == .uncompressed || (isV2 && !header.isCompressed) {
            return Content(buffer: window, range: inWindow..<inWindow + header.compressedBytes)
        }
        let levels = isV2 ? header.definitionBytes + header.repetitionBytes : 0
        guard levels <= header.compressedBytes, levels <= header.uncompressedBytes else {
            throw ParquetFault.truncated("the levels of the page")
        }
        let packed = header.compressedBytes - levels
        let room = header.uncompressedBytes - levels
        guard room <= ParquetDecompressor.maximumPage else {
            throw ParquetFault.tooLarge(what: "the page", bytes: room, limit: ParquetDecompressor.maximumPage)
        }
        guard room <= ParquetDecompressor.mostBytes(codec, packed) else {
            throw ParquetFault.badCompression(codec, "\(packed) bytes cannot hold \(room)")
        }
        if unpacked.capacity < levels + room || !isKnownUniquelyReferenced(&unpacked) {
            unpacked = ByteBuffer(capacity: levels + room)
        }
        unpacked.base.update(from: start, count: levels)
        if packed > 0 || room > 0 {
            try decompressor.unpack(codec, start + levels, packed, into: unpacked.base + levels, room)
        }
        unpacked.count = levels + room
        return Content(buffer: unpacked, range: 0..<levels + room)
    }

    /// The next `count` bytes of the file, which must have as many; good until the next call unless the window is held.
    private func bytes(_ count: Int) throws(DataError) -> UnsafePointer<UInt8> {
        let place = offset - windowStart
        if place >= 0, place + count <= window.count { return UnsafePointer(window.base + place) }
        let ahead = min(ParquetPages.windowBytes, max(0, end - offset))
        let size = min(max(count, ahead), input.file.bytes - offset)
        if window.capacity < size || !isKnownUniquelyReferenced(&window) { window = ByteBuffer(capacity: size) }
        try input.read(size, at: offset, into: window.base)
        window.count = size
        windowStart = offset
        return UnsafePointer(window.base)
    }
}
