/// How many files a folder holds, how large they are, and when one was last written: enough to see that nobody has touched them, without
/// reading them.
struct SiteCensus: Hashable, Sendable {
    var files = 0
    var bytes = 0
    /// The newest time of modification of a file, in nanoseconds since 1970.
    var newest = 0

    /// Counts what is below a folder. Complexity: O(files).
    init(below folder: String) { visit(folder) }

    private mutating func visit(_ folder: String) {
        for name in FileTree.names(in: folder) {
            let path = "\(folder)/\(name)"
            guard let status = FileTree.status(path) else { continue }
            switch status.kind {
            case .folder: visit(path)
            case .file:
                files += 1
                bytes += status.bytes
                newest = max(newest, status.modified)
            case .link, .other: files += 1
            }
        }
    }
}
