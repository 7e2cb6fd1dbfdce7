import Columnar

/// The text of a compressed file from one frame's start on, as a window that slides forward.
///
/// A class because it owns the stream. Invariant: the blocks follow each other without gaps and reach to `knownEnd`; what was
/// released may be gone. Memory is bounded by what the reader has not released, plus a few blocks.
final class DecodedInput: RecordInput {
    let file: DataFile
    private let compression: Compression
    /// The file offset of the first frame.
    private let start: Int
    private let reader: BlockReader
    private var blocks: [DecodedBlock] = []
    /// Line feeds in the blocks that are gone.
    private var passedLineFeeds = 0
    private var isAtEnd = false
    private(set) var knownEnd = 0
    /// How much of the text the split's frames hold; nil until that is known.
    private(set) var splitLength: Int?

    /// - Parameters:
    ///   - range: the file's bytes whose frames belong to the split; both ends are ends of frames or of the file.
    ///   - ahead: whether a thread of its own unpacks.
    init(_ input: FileInput, compression: Compression, range: Range<Int>, ahead: Bool) {
        file = input.file
        self.compression = compression
        start = range.lowerBound
        let stream = DecodedStream(
            input: input, compression: compression, start: range.lowerBound, boundary: range.upperBound)
        reader = BlockReader(stream, ahead: ahead)
    }

    deinit { reader.cancel() }

    /// Text is seldom packed to less than an eighth.
    var likelyBytes: Int { file.bytes.multipliedReportingOverflow(by: 8).partialValue }

    func mostBytes(from offset: Int) -> Int { isAtEnd ? max(0, knownEnd - offset) : Int.max / 4 }

    /// A record that starts where the split's last frame ends belongs to the split: the next one's reader cannot know that a
    /// record starts with its first byte.
    var lastRecordStart: Int? { splitLength }

    func read(
        upTo count: Int, at offset: Int, into target: UnsafeMutablePointer<UInt8>
    ) throws(DataError) -> (count: Int, isAtEnd: Bool) {
        // Never past the split's end in one go with what lies before it: mostly nothing behind it is wanted.
        while knownEnd < offset + count, !isAtEnd, splitLength != knownEnd || offset >= knownEnd { try advance() }
        var done = 0
        for block in blocks where block.end > offset && done < count {
            let from = max(offset - block.start, 0)
            let piece = min(block.buffer.count - from, count - done)
            (target + done).update(from: block.buffer.base + from, count: piece)
            done += piece
        }
        return (done, isAtEnd && offset + done >= knownEnd)
    }

    /// Unpacks one more block.
    private func advance() throws(DataError) {
        let delivery = try reader.next()
        if let block = delivery.block {
            blocks.append(block)
            knownEnd = block.end
        }
        isAtEnd = delivery.isAtEnd
        if splitLength == nil { splitLength = delivery.splitEnd }
    }

    func release(before offset: Int) {
        while !blocks.isEmpty, blocks[0].end <= offset {
            passedLineFeeds += blocks[0].lineFeeds
            var buffer = blocks[0].buffer
            blocks.removeFirst()
            reader.recycle(&buffer)
        }
    }

    func lineFeeds(before offset: Int) throws(DataError) -> Int {
        var total = passedLineFeeds
        for block in blocks where block.start < offset {
            total +=
                block.end <= offset
                ? block.lineFeeds : DecodedBlock.countLineFeeds(block.buffer.base, offset - block.start)
        }
        return try total + lineFeedsBeforeStart()
    }

    /// Goes on to the split's end, wherever the records end.
    func finishSplit() throws(DataError) {
        while splitLength == nil, !isAtEnd {
            try advance()
            release(before: knownEnd)
        }
    }

    /// Goes on to the end of the data, and so finds whether it is damaged.
    func finish() throws(DataError) {
        while !isAtEnd {
            try advance()
            release(before: knownEnd)
        }
    }

    /// The line feeds in the frames before the first; unpacks them the first time that somebody asks.
    private func lineFeedsBeforeStart() throws(DataError) -> Int {
        if start == 0 { return 0 }
        if let known = file.landmarks.lineFeeds(beforeFrameAt: start) { return known }
        let before = DecodedInput(
            try FileInput(file), compression: compression, range: 0..<start, ahead: false)
        try before.finishSplit()
        let total = before.passedLineFeeds + before.blocks.reduce(0) { $0 + $1.lineFeeds }
        file.landmarks.noteLineFeeds(total, beforeFrameAt: start)
        return total
    }
}
