/// One file of a rendered report.
public struct OutputFile: Hashable, Sendable {
    /// The path below the report's folder, such as `charts/trend.svg`.
    public var path: String
    /// The whole file.
    public var bytes: [UInt8]

    /// A file by its path and bytes.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// A text file in UTF-8.
    public init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }
}
