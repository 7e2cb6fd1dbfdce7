import Columnar

/// One file of a source.
///
/// Equal when path and size are equal. Copies share what readers learn about the file (its header, known record
/// boundaries, line counts), so that splits of one file do not find it out again.
package struct DataFile: Hashable, Sendable {
    /// The path as shown to the user, relative to the workspace.
    package let path: String
    /// The path to open.
    package let absolutePath: String
    /// The size when the file was found; bytes appended later are not read.
    package let bytes: Int
    let landmarks = FileLandmarks()

    /// A file as it was found.
    package init(path: String, absolutePath: String, bytes: Int) {
        self.path = path
        self.absolutePath = absolutePath
        self.bytes = bytes
    }

    /// How the file is compressed, by its first bytes; nil when it is not. Remembered.
    ///
    /// Throws `DataError.badCompression` when the name promises compression and the bytes are something else.
    func compression(_ input: FileInput) throws(DataError) -> Compression? {
        if let known = landmarks.compression { return known }
        let count = min(4, bytes)
        let start = ByteBuffer(capacity: 4)
        try input.read(count, at: 0, into: start.base)
        let found = Compression(firstBytes: UnsafeBufferPointer(start: UnsafePointer(start.base), count: count))
        if found == nil, count > 0, let promised = Compression(path: path) {
            throw DataError.badCompression(path: path, compression: promised, offset: 0, fault: .notCompressed)
        }
        landmarks.compression = .some(found)
        return found
    }

    /// Whether a reader has found the file to be compressed.
    package var isCompressed: Bool {
        if case .some(.some) = landmarks.compression { true } else { false }
    }

    /// Notes that a reader has taken up a split at a wrong place: from now on no start is guessed, see `ScanSpecification.guessesStarts`.
    package func forbidGuesses() { landmarks.forbidGuesses() }

    /// The file's text from its start, unpacked where the file is compressed.
    func text() throws(DataError) -> any RecordInput { try text(of: 0..<bytes) }

    /// The file's text; where the file is compressed, from the start of the frames that lie in a range.
    func text(of range: Range<Int>, ahead: Bool = false) throws(DataError) -> any RecordInput {
        let input = try FileInput(self)
        guard let compression = try compression(input) else { return input }
        return DecodedInput(input, compression: compression, range: range, ahead: ahead)
    }

    /// The names in the header of a delimited file; none when it is empty. Read at most once.
    package func columnNames(delimiter: UInt8) throws(DataError) -> [String] {
        try landmarks.header(delimiter: delimiter) { () throws(DataError) in try text() }.names
    }

    /// The names of the file's columns where the format tells them before any row; nil for NDJSON. Read at most once.
    package func columnNames(format: FileFormat) throws(DataError) -> [String]? {
        switch format {
        case .csv(let delimiter): try columnNames(delimiter: delimiter)
        case .parquet: try parquetMetadata().columns.map(\.name)
        case .ndjson: nil
        }
    }

    /// Equal when path and size are; what has been learnt of a file is no part of it.
    package static func == (lhs: DataFile, rhs: DataFile) -> Bool {
        lhs.path == rhs.path && lhs.absolutePath == rhs.absolutePath && lhs.bytes == rhs.bytes
    }

    /// Hashes what makes files equal.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(absolutePath)
        hasher.combine(bytes)
    }
}
