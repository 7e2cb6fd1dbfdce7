import Diagnostics

/// Bytes of a file, possibly edited, each with the offset it came from: what is found in the bytes has its place in the file.
struct MappedText {
    /// The file.
    let source: SourceText
    /// The text as UTF-8.
    private(set) var bytes: [UInt8] = []
    /// The file offset of each byte.
    private(set) var offsets: [Int] = []
    /// The file offset just behind the last byte.
    private(set) var end: Int

    /// No text, at a place of a file.
    init(_ source: SourceText, at offset: Int = 0) {
        self.source = source
        end = offset
    }

    /// A stretch of a file as it is.
    init(_ source: SourceText, _ range: Range<Int>) {
        self.source = source
        bytes = Array(source.utf8[range])
        offsets = Array(range)
        end = range.upperBound
    }

    /// A text whose every byte comes from one stretch: for text that was changed on its way here, such as a quoted YAML scalar.
    init(_ source: SourceText, text: String, from range: Range<Int>) {
        self.source = source
        bytes = Array(text.utf8)
        let verbatim = range.count >= bytes.count && source.utf8[range].starts(with: bytes)
        let quoted =
            range.count > bytes.count + 1
            && source.utf8[(range.lowerBound + 1)..<range.upperBound].starts(with: bytes)
        if verbatim {
            offsets = Array(range.lowerBound..<(range.lowerBound + bytes.count))
        } else if quoted {
            offsets = Array((range.lowerBound + 1)..<(range.lowerBound + 1 + bytes.count))
        } else {
            offsets = Array(repeating: range.lowerBound, count: bytes.count)
        }
        end = verbatim || quoted ? (offsets.last.map { $0 + 1 } ?? range.lowerBound) : range.upperBound
    }

    /// The number of bytes.
    var count: Int { bytes.count }

    /// The text of a stretch.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// All of it as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The file offset of a byte; of the end for `count`.
    func offset(_ index: Int) -> Int { index < offsets.count ? offsets[max(0, index)] : end }

    /// The file range of a stretch of bytes.
    func range(_ range: Range<Int>) -> SourceRange {
        let from = offset(range.lowerBound)
        let to = range.isEmpty ? from : offset(range.upperBound - 1) + 1
        return source.range(from..<max(from, to))
    }

    /// The place of a stretch of bytes.
    func place(_ range: Range<Int>) -> SourcePlace { SourcePlace(file: source.path, range: self.range(range)) }

    /// A stretch as a text of its own.
    subscript(range: Range<Int>) -> MappedText {
        var part = MappedText(source, at: offset(range.lowerBound))
        part.bytes = Array(bytes[range])
        part.offsets = Array(offsets[range])
        part.end = range.isEmpty ? part.end : offset(range.upperBound - 1) + 1
        return part
    }

    /// Appends one byte that comes from a file offset.
    mutating func append(_ byte: UInt8, from offset: Int) {
        bytes.append(byte)
        offsets.append(offset)
        end = offset + 1
    }

    /// Appends bytes that stand for the byte at a file offset.
    mutating func append(_ text: String, standingFor offset: Int) {
        for byte in text.utf8 { append(byte, from: offset) }
    }

    /// Appends another text of the same file.
    mutating func append(_ other: MappedText) {
        bytes += other.bytes
        offsets += other.offsets
        end = other.end
    }

    /// The stretch without blanks and newlines at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var from = range.lowerBound
        var to = range.upperBound
        while from < to, MappedText.isBlank(bytes[from]) { from += 1 }
        while to > from, MappedText.isBlank(bytes[to - 1]) { to -= 1 }
        return from..<to
    }

    /// The text's lines without their ends.
    func lines() -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for index in 0..<bytes.count where bytes[index] == UInt8(ascii: "\n") {
            let isCRLF = index > start && bytes[index - 1] == UInt8(ascii: "\r")
            lines.append(start..<(isCRLF ? index - 1 : index))
            start = index + 1
        }
        if start < bytes.count { lines.append(start..<bytes.count) }
        return lines
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
