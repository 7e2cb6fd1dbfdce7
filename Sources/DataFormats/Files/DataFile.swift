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

    package init(path: String, absolutePath: String, bytes: Int) {
        self.path = path
        self.absolutePath = absolutePath
        self.bytes = bytes
    }

    package static func == (lhs: DataFile, rhs: DataFile) -> Bool {
        lhs.path == rhs.path && lhs.absolutePath == rhs.absolutePath && lhs.bytes == rhs.bytes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(absolutePath)
        hasher.combine(bytes)
    }
}
