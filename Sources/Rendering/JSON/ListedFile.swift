/// A file as manifests list it.
struct ListedFile: Hashable, Sendable, Codable {
    /// The path below the manifest's folder.
    var path: String
    /// The size.
    var bytes: Int
    /// The SHA-256 in lower-case hexadecimal.
    var sha256: String

    init(path: String, bytes: Int, sha256: String) {
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
    }

    /// A file in memory. Complexity: O(bytes).
    init(_ file: OutputFile) {
        self.init(path: file.path, bytes: file.bytes.count, sha256: Digest.hex(file.bytes))
    }
}
