import Columnar
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the readers of one file have learnt about it and share: where quotes are open, and how many lines lie before a byte.
///
/// A class because all splits of a file share it; its state stands behind a mutex. Nothing is read until it is needed.
final class FileLandmarks: Sendable {
    /// A place in the file whose quote state is known.
    private struct Mark {
        var offset: Int
        var scanner: QuoteScanner
    }

    private struct State {
        /// The furthest known place in each block of `blockBytes`.
        var marks: [Int: Mark] = [:]
        /// Whether splits may be taken to start outside quotes; nil when nobody has looked.
        var mayGuess: Bool?
        /// Line feeds in each block that has been counted.
        var lineFeeds: [Int: Int] = [:]
        /// Line feeds in the text before the frames that start at these offsets of a compressed file.
        var frameLineFeeds: [Int: Int] = [:]
        /// What was found out about compression; nil when nobody has looked.
        var compression: Compression??
        /// The header by delimiter.
        var headers: [UInt8: CSVHeader] = [:]
        /// The footer of a Parquet file.
        var parquet: ParquetMetadata?
    }

    /// Blocks are this long; they start at multiples of it.
    static let blockBytes = 1 << 20

    private let state = Mutex(State())

    init() {}

    /// How the file is compressed, once somebody has looked.
    var compression: Compression?? {
        get { state.withLock { $0.compression } }
        set(known) { state.withLock { $0.compression = known } }
    }

    /// The footer of a Parquet file, once somebody has read it.
    var parquet: ParquetMetadata? {
        get { state.withLock { $0.parquet } }
        set(known) { state.withLock { $0.parquet = known } }
    }

    /// The line feeds before a frame of a compressed file, when they have been counted.
    func lineFeeds(beforeFrameAt offset: Int) -> Int? { state.withLock { $0.frameLineFeeds[offset] } }

    /// Notes the line feeds before a frame of a compressed file.
    func noteLineFeeds(_ count: Int, beforeFrameAt offset: Int) {
        state.withLock { $0.frameLineFeeds[offset] = count }
    }

    /// The file's header, read the first time that a reader wants it; `open` gives the text from its start.
    func header(delimiter: UInt8, _ open: () throws(DataError) -> any RecordInput) throws(DataError) -> CSVHeader {
        if let known = state.withLock({ $0.headers[delimiter] }) { return known }
        let header = try CSVHeader(input: open(), delimiter: delimiter)
        state.withLock { $0.headers[delimiter] = header }
        return header
    }

    /// The head of a file that is searched for quotes, in bytes.
    private static let headBytes = 64 << 10

    /// Whether a split may be taken to start outside quotes, so that nobody reads what lies before it for that alone: there is no quote at
    /// the head of the file, and no such guess has been wrong.
    func mayGuess(_ input: FileInput) throws(DataError) -> Bool {
        if let known = state.withLock({ $0.mayGuess }) { return known }
        let buffer = ByteBuffer(capacity: FileLandmarks.headBytes)
        let count = try input.read(upTo: FileLandmarks.headBytes, at: 0, into: buffer.base).count
        let hasQuote = memchr(buffer.base, 0x22, count) != nil
        return state.withLock { state in
            let mayGuess = state.mayGuess ?? !hasQuote
            state.mayGuess = mayGuess
            return mayGuess
        }
    }

    /// Notes that a split has been taken up at a wrong place: from now on none is guessed.
    func forbidGuesses() { state.withLock { $0.mayGuess = false } }

    /// Notes that a record starts at `offset`, so that readers of later splits need not look at the bytes before.
    func noteRecordStart(_ offset: Int, delimiter: UInt8) {
        note(Mark(offset: offset, scanner: QuoteScanner(delimiter: delimiter)))
    }

    private func note(_ mark: Mark) {
        state.withLock { state in
            let block = mark.offset / FileLandmarks.blockBytes
            if let known = state.marks[block], known.offset >= mark.offset,
                known.scanner.delimiter == mark.scanner.delimiter
            {
                return
            }
            state.marks[block] = mark
        }
    }

    /// The last known place at or before `offset`, not before `origin`, where the data starts outside quotes.
    private func lastMark(before offset: Int, origin: Int, delimiter: UInt8) -> Mark {
        state.withLock { state in
            var block = offset / FileLandmarks.blockBytes
            while block >= 0 {
                if let mark = state.marks[block], mark.offset <= offset, mark.offset >= origin,
                    mark.scanner.delimiter == delimiter
                {
                    return mark
                }
                block -= 1
            }
            return Mark(offset: origin, scanner: QuoteScanner(delimiter: delimiter))
        }
    }

    /// The first place at or behind `offset`, before `limit`, where a record of a delimited file starts; nil when there is none.
    ///
    /// `origin` is where the file's first record starts. Exact for any `offset`: the quote state is carried from the nearest
    /// known place before it. Complexity: O(bytes since that place), at the speed of a byte search.
    func recordStart(
        atOrAfter offset: Int, before limit: Int, origin: Int, delimiter: UInt8, input: FileInput
    ) throws(DataError) -> Int? {
        if offset <= origin { return origin < limit ? origin : nil }
        // A record starts at p when byte p − 1 is a line feed outside quotes, so the search starts one byte early.
        var mark = lastMark(before: offset - 1, origin: origin, delimiter: delimiter)
        let buffer = ByteBuffer(capacity: 256 * 1024)
        while mark.offset < offset - 1 {
            let nextBlock = (mark.offset / FileLandmarks.blockBytes + 1) * FileLandmarks.blockBytes
            let count = min(buffer.capacity, offset - 1 - mark.offset, nextBlock - mark.offset)
            try input.read(count, at: mark.offset, into: buffer.base)
            mark.scanner.advance(buffer.base, count)
            mark.offset += count
            if mark.offset == nextBlock { note(mark) }
        }
        note(mark)
        // Grow from a short read: a record usually ends soon.
        var size = 4096
        while mark.offset < limit {
            let count = min(size, limit - mark.offset)
            try input.read(count, at: mark.offset, into: buffer.base)
            if let end = mark.scanner.passRecordEnd(buffer.base, count) {
                return mark.offset + end < limit ? mark.offset + end : nil
            }
            mark.offset += count
            size = min(buffer.capacity, size * 4)
        }
        return nil
    }

    /// The number of line feeds before `offset`. Complexity: O(offset) the first time, then O(blockBytes).
    func lineFeeds(before offset: Int, input: FileInput) throws(DataError) -> Int {
        let buffer = ByteBuffer(capacity: FileLandmarks.blockBytes)
        var total = 0
        var block = 0
        while block * FileLandmarks.blockBytes < offset {
            let start = block * FileLandmarks.blockBytes
            let isWhole = start + FileLandmarks.blockBytes <= offset
            if isWhole, let known = state.withLock({ $0.lineFeeds[block] }) {
                total += known
            } else {
                let count = min(FileLandmarks.blockBytes, offset - start)
                try input.read(count, at: start, into: buffer.base)
                var found = 0
                for index in 0..<count { found &+= (buffer.base[index] == 0x0A).bit }
                let counted = found
                if isWhole { state.withLock { $0.lineFeeds[block] = counted } }
                total += found
            }
            block += 1
        }
        return total
    }
}
