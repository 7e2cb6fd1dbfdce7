/// A text file under examination: its path as the user wrote it, its text, and where its lines start.
public struct SourceText: Sendable {
    /// The path as shown to the user.
    public let path: String
    /// The whole text as UTF-8.
    public let utf8: [UInt8]
    private let lineStarts: [Int]
    /// How many scalars start before each multiple of `SourceText.stride`, so that long lines cost no more than short ones.
    private let scalarCounts: [Int]
    private static let stride = 256

    /// Indexes the lines of `text` once. Complexity: O(bytes).
    public init(path: String, text: String) {
        self.init(path: path, utf8: Array(text.utf8))
    }

    /// Indexes the lines of `utf8` once. A line ends at LF; a CR before it belongs to the line end. Complexity: O(bytes).
    public init(path: String, utf8: [UInt8]) {
        self.path = path
        self.utf8 = utf8
        var starts = [0]
        var counts: [Int] = []
        counts.reserveCapacity(utf8.count / SourceText.stride + 1)
        var scalars = 0
        for (index, byte) in utf8.enumerated() {
            if index % SourceText.stride == 0 { counts.append(scalars) }
            if byte & 0xC0 != 0x80 { scalars += 1 }
            if byte == UInt8(ascii: "\n") { starts.append(index + 1) }
        }
        if utf8.count % SourceText.stride == 0 { counts.append(scalars) }
        lineStarts = starts
        scalarCounts = counts
    }

    /// The number of lines; a text that ends in a newline has an empty last line.
    public var lineCount: Int { lineStarts.count }

    /// The place of a UTF-8 offset; offsets outside the text are clamped. Complexity: O(log lines).
    public func location(at offset: Int) -> SourceLocation {
        let offset = max(0, min(offset, utf8.count))
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let column = scalarCount(before: offset) - scalarCount(before: lineStarts[low]) + 1
        return SourceLocation(line: low + 1, column: column, offset: offset)
    }

    /// How many scalars start before an offset. A UTF-8 continuation byte is 10xxxxxx: every other byte starts a scalar.
    private func scalarCount(before offset: Int) -> Int {
        let block = offset / SourceText.stride
        var count = scalarCounts[block]
        for index in (block * SourceText.stride)..<offset where utf8[index] & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// The range between two UTF-8 offsets.
    public func range(_ offsets: Range<Int>) -> SourceRange {
        SourceRange(location(at: offsets.lowerBound), location(at: offsets.upperBound))
    }

    /// The UTF-8 offset at which a 1-based line starts; clamped to the text.
    public func startOfLine(_ line: Int) -> Int { lineStarts[max(0, min(line - 1, lineStarts.count - 1))] }

    /// The UTF-8 offset of a 1-based line and a 1-based column in Unicode scalars; clamped to the line's end.
    public func offset(line: Int, column: Int) -> Int {
        var offset = startOfLine(line)
        var remaining = column - 1
        while remaining > 0, offset < utf8.count, utf8[offset] != UInt8(ascii: "\n") {
            offset += 1
            while offset < utf8.count, utf8[offset] & 0xC0 == 0x80 { offset += 1 }
            remaining -= 1
        }
        return offset
    }

    /// The text of a 1-based line without its line end.
    public func line(_ number: Int) -> String { String(decoding: bytes(ofLine: number), as: UTF8.self) }

    /// Whether a 1-based line can be shown: it is UTF-8, without a NUL. Complexity: O(its bytes).
    package func isText(line number: Int) -> Bool {
        let bytes = bytes(ofLine: number)
        return !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
    }

    /// The bytes of a 1-based line without its line end; none outside the text.
    private func bytes(ofLine number: Int) -> ArraySlice<UInt8> {
        guard number >= 1, number <= lineStarts.count else { return [] }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] - 1 : utf8.count
        if end > start, utf8[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return utf8[start..<end]
    }
}
