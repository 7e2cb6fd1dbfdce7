/// The bytes that records are read from: a file's own, or what a compressed file holds.
///
/// Offsets count the bytes of the text from where this input starts. A reader goes forward: what lies before the place it has
/// released may be gone.
protocol RecordInput: AnyObject {
    /// The file.
    var file: DataFile { get }
    /// About how many bytes of text there are at most; for choosing the size of memory.
    var likelyBytes: Int { get }
    /// The most bytes that there can be from `offset` on; a large number where the end shows only while reading.
    func mostBytes(from offset: Int) -> Int
    /// The first offset that is known not to hold a byte of the text that has been seen so far.
    var knownEnd: Int { get }
    /// Where the split ends, when that shows only while reading: the last offset at which a record of the split may start.
    var lastRecordStart: Int? { get }

    /// Reads up to `count` bytes from `offset`. Fewer are no sign of the end; `isAtEnd` is: the text ends behind them.
    func read(
        upTo count: Int, at offset: Int, into target: UnsafeMutablePointer<UInt8>
    ) throws(DataError) -> (count: Int, isAtEnd: Bool)

    /// Tells that nothing before `offset` will be read again.
    func release(before offset: Int)

    /// The number of line feeds in the whole text before `offset`, which must not lie before what was released.
    func lineFeeds(before offset: Int) throws(DataError) -> Int
}

extension FileInput: RecordInput {
    var likelyBytes: Int { file.bytes }
    func mostBytes(from offset: Int) -> Int { max(0, file.bytes - offset) }
    var knownEnd: Int { file.bytes }
    var lastRecordStart: Int? { nil }

    func read(
        upTo count: Int, at offset: Int, into target: UnsafeMutablePointer<UInt8>
    ) throws(DataError) -> (count: Int, isAtEnd: Bool) {
        let wanted = max(0, min(count, file.bytes - offset))
        try read(wanted, at: offset, into: target)
        return (wanted, offset + wanted >= file.bytes)
    }

    func release(before offset: Int) {}

    func lineFeeds(before offset: Int) throws(DataError) -> Int {
        try file.landmarks.lineFeeds(before: offset, input: self)
    }
}
