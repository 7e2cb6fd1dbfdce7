import Columnar

/// The stretch of a file that is in memory, with a cursor at the first record that is not decoded yet.
///
/// Invariants: `cursor <= end <= buffer.capacity`; position p of the buffer holds byte `fileOffset + p` of the file, but for
/// the line feed that is added behind a last line without one, and for fields that were unescaped in place (which lie before
/// the cursor). At least `ByteBuffer.slack - 1` bytes behind `end` are readable.
struct RecordChunk {
    private let input: any RecordInput
    private(set) var buffer: ByteBuffer
    /// The file offset of buffer position 0.
    private(set) var fileOffset: Int
    /// The first byte of the first record that is not decoded.
    var cursor = 0
    /// Behind the last byte in memory.
    private(set) var end = 0
    /// True when the file's last byte is in memory, or was.
    private(set) var isAtEnd = false
    /// The file offset behind the last record start that belongs to the split; far away until it is known.
    private var splitEnd: Int
    private let size: Int

    /// The most bytes of a record.
    static let maximumRecordBytes = 512 << 20
    /// The usual size of a chunk, whose buffer is half a mebibyte.
    static let defaultSize = (512 << 10) - ByteBuffer.slack
    /// What is read behind the end of a split, at first, for the record that crosses it.
    private static let overlap = 4096

    /// A chunk that is still empty. `splitEnd` is nil when it shows only while reading; it may show to be nearer than said.
    init(input: any RecordInput, start: Int, splitEnd: Int?, size: Int = defaultSize) {
        self.input = input
        self.splitEnd = splitEnd ?? RecordChunk.farAway
        self.size = max(64, size)
        fileOffset = start
        buffer = ByteBuffer(capacity: min(self.size, max(64, input.likelyBytes - start + 1)))
    }

    /// More than any file holds, with room for sums.
    private static let farAway = Int.max / 4

    /// The buffer position at which records no longer belong to the split; may lie behind `end`.
    var ownedEnd: Int { splitEnd - fileOffset }

    /// Whether there is more to read and little left to decode: a batch of few rows costs nearly as much as a full one.
    var isNearlyDecoded: Bool { !isAtEnd && end < ownedEnd && end - cursor < size / 8 }

    /// Reads on, carrying the undecoded bytes over. Strings of earlier batches keep their memory: a buffer that is still
    /// referenced is left to them.
    ///
    /// A record that does not fit doubles the buffer, so that a long one costs O(length). Throws
    /// `DataError.recordTooLong`, `.fileChanged` or `.unreadable`.
    mutating func refill() throws(DataError) {
        let carried = end - cursor
        var wanted = max(size, buffer.capacity)
        if carried > wanted / 2 { wanted *= 2 }
        if carried > RecordChunk.maximumRecordBytes {
            let line = try input.lineFeeds(before: fileOffset + cursor) + 1
            throw DataError.recordTooLong(path: input.file.path, line: line, limit: RecordChunk.maximumRecordBytes)
        }
        let from = fileOffset + end
        // Stop soon behind the split's end, with room for a record as long as what is carried: the rest belongs to the next reader.
        let useful = max(splitEnd - from, 0) + max(RecordChunk.overlap, carried)
        // One byte is left for the line feed behind a last line that has none.
        let count = min(wanted - carried - 1, useful, input.mostBytes(from: from))
        if buffer.capacity < carried + count + 1 || !isKnownUniquelyReferenced(&buffer) {
            let fresh = ByteBuffer(capacity: max(size, carried + count + 1))
            fresh.base.update(from: buffer.base + cursor, count: carried)
            buffer = fresh
        } else if cursor > 0 {
            buffer.base.update(from: buffer.base + cursor, count: carried)
        }
        fileOffset += cursor
        cursor = 0
        input.release(before: fileOffset)
        let got = try input.read(upTo: count, at: from, into: buffer.base + carried)
        end = carried + got.count
        isAtEnd = got.isAtEnd
        if let last = input.lastRecordStart { splitEnd = min(splitEnd, last + 1) }
        if isAtEnd, end > 0, buffer.base[end - 1] != 0x0A {
            buffer.base[end] = 0x0A
            end += 1
        }
        buffer.count = end
    }
}
