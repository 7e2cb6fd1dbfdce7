#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is whole and on disk beside the one whose place it will take.
///
/// Processes that replace one file at once do not meet: each has a hidden file of its own.
struct StagedFile: Sendable {
    /// Where it goes.
    let path: String
    private let staging: String

    /// Writes the file beside `path`, and waits until it is on disk.
    ///
    /// - Throws: `DiagnosticsError` with `unwritable-output`; nothing is left behind then.
    init(_ bytes: [UInt8], for path: String) throws {
        let slash = path.lastIndex(of: "/")
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        self.path = path
        staging = "\(slash.map { String(path[...$0]) } ?? "")\(StagedFile.prefix(of: name))\(getpid())"
        do {
            try FileTree.write(bytes, to: staging)
        } catch {
            unlink(staging)
            throw error
        }
    }

    /// What names of files that will be called `name` start with.
    static func prefix(of name: String) -> String { ".\(name).new-" }

    /// The folder that it goes into.
    var folder: String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// Takes the place, in one step. Its name is on disk once the folder is.
    ///
    /// - Throws: `DiagnosticsError` with `unwritable-output`; the earlier file is still there then.
    func put() throws {
        guard rename(staging, path) != 0 else { return }
        let failure = FileTree.failure("put in place", path)
        discard()
        throw failure
    }

    /// Gives the file up.
    func discard() { unlink(staging) }
}

extension FileTree {
    /// Writes a text file whole or not at all.
    static func replace(_ path: String, text: String) throws { try replace(path, bytes: Array(text.utf8)) }

    /// Writes a file whole or not at all, and waits until it is on disk under its name.
    static func replace(_ path: String, bytes: [UInt8]) throws {
        let file = try StagedFile(bytes, for: path)
        try file.put()
        try sync(folder: file.folder)
    }
}
