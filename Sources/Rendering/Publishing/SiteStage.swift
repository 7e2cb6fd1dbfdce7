import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A site that grows beside the published one and takes its place in one step.
///
/// The new site is a folder `.NAME.new-PID` beside the published folder NAME. Files that did not change are hard links to the published
/// ones: they keep their bytes, inode and times, and take no space. When all is there and on disk, the two folders are exchanged
/// (`renameat2` with `RENAME_EXCHANGE`), so that every reader finds the old site or the new one, whole, and so does whoever looks after a
/// crash. A lock on the folder above keeps several processes apart; what a killed one has left is removed by the next.
struct SiteStage: ~Copyable {
    /// The published folder, resolved.
    let site: String
    /// The folder in which the new site grows.
    let folder: String
    private let parent: String
    private let lock: SiteLock
    private var made: Set<String> = []
    private var written: [String] = []

    /// Starts a new site for a folder, which need not exist; waits until no other process publishes there.
    ///
    /// - Throws: `DiagnosticsError` with `unwritable-output`; `CancellationError` when the task is cancelled while it waits.
    init(site path: String) async throws {
        let (parent, site) = try SiteStage.place(of: path)
        let name = site.split(separator: "/").last.map(String.init) ?? site
        let lock = try await SiteLock(parent)
        SiteStage.sweep(parent, name: name, site: site)
        self.parent = parent
        self.site = site
        self.lock = lock
        folder = "\(parent)/.\(name).new-\(getpid())"
    }

    /// The folder above and the resolved path of a site.
    private static func place(of path: String) throws -> (parent: String, site: String) {
        if let resolved = FileTree.resolved(path) {
            guard FileTree.isFolder(resolved) else {
                throw DiagnosticsError(
                    Diagnostic("unwritable-output", .error, "'\(path)' is a file, not a folder for a site"))
            }
            guard let slash = resolved.lastIndex(of: "/"), resolved != "/" else {
                throw DiagnosticsError(
                    Diagnostic("unwritable-output", .error, "a site cannot be the whole file system"))
            }
            return (slash == resolved.startIndex ? "/" : String(resolved[..<slash]), resolved)
        }
        var trimmed = path
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        let slash = trimmed.lastIndex(of: "/")
        let above = slash.map { $0 == trimmed.startIndex ? "/" : String(trimmed[..<$0]) } ?? "."
        let name = slash.map { String(trimmed[trimmed.index(after: $0)...]) } ?? trimmed
        try FileTree.makeFolder(above)
        guard let parent = FileTree.resolved(above) else { throw FileTree.failure("find", above) }
        return (parent, parent == "/" ? "/\(name)" : "\(parent)/\(name)")
    }

    /// Removes what killed runs have left. The lock is held, so nothing here is in use.
    private static func sweep(_ parent: String, name: String, site: String) {
        for left in FileTree.names(in: parent) where left.hasPrefix(".\(name).new-") {
            let path = "\(parent)/\(left)"
            // Without an exchange in one step, a run may have been killed while the old site stood aside.
            if left.hasSuffix(".old"), !FileTree.exists(site), rename(path, site) == 0 { continue }
            FileTree.remove(path)
        }
    }

    /// A file of the new site and where it comes from.
    enum File: Sendable {
        /// These bytes.
        case write(String, [UInt8])
        /// A second name for a file that is there, by its whole path.
        case link(String, to: String)

        /// The path below the site.
        var path: String {
            switch self {
            case .write(let path, _): path
            case .link(_, to: let path): path
            }
        }
    }

    /// Makes files of the new site, several at a time.
    ///
    /// - Throws: `DiagnosticsError` for the first in order that cannot be made.
    mutating func make(_ files: [File]) throws {
        for file in files { try makeFolder(above: file.path) }
        let folder = folder
        let failures = ParallelMap.map(files.count) { index -> DiagnosticsError? in
            do {
                switch files[index] {
                case .write(let path, let bytes): try FileTree.write(bytes, to: "\(folder)/\(path)", durably: false)
                case .link(let existing, to: let path): try FileTree.link(existing, to: "\(folder)/\(path)")
                }
                return nil
            } catch {
                return error as? DiagnosticsError
            }
        }
        for case let failure? in failures { throw failure }
        for case .write(let path, _) in files { written.append(path) }
    }

    /// A file of the published site to take over; none when somebody has removed it, which `verify` then says.
    func kept(file: String) -> [File] {
        let path = "\(site)/\(file)"
        return FileTree.status(path) == nil ? [] : [.link(path, to: file)]
    }

    /// Whatever is at a path of the published site, with all that is in it. Symbolic links are made on the way. Complexity: O(files).
    mutating func kept(_ path: String) throws -> [File] {
        let from = "\(site)/\(path)"
        switch FileTree.status(from)?.kind {
        case .folder?:
            try makeFolder(above: "\(path)/x")
            return try FileTree.names(in: from).flatMap { try kept("\(path)/\($0)") }
        case .file?: return [.link(from, to: path)]
        case .link?:
            try makeFolder(above: path)
            try FileTree.copyLink(from, to: "\(folder)/\(path)")
            return []
        // Sockets and the like are no part of a site.
        case .other?, nil: return []
        }
    }

    /// Second names for a folder's files in the new site, which are there already. Complexity: O(files).
    func mirrored(_ path: String, as other: String) -> [File] {
        func visit(_ inner: String) -> [File] {
            FileTree.names(in: "\(folder)/\(path)\(inner)").flatMap { name -> [File] in
                let existing = "\(folder)/\(path)\(inner)/\(name)"
                return FileTree.isFolder(existing)
                    ? visit("\(inner)/\(name)") : [.link(existing, to: "\(other)\(inner)/\(name)")]
            }
        }
        return visit("")
    }

    private mutating func makeFolder(above path: String) throws {
        let above = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        guard made.insert(above).inserted else { return }
        try FileTree.makeFolder(above.isEmpty ? folder : "\(folder)/\(above)")
    }

    /// Puts the new site in the place of the published one, whole and on disk, and removes the old one.
    ///
    /// - Throws: `DiagnosticsError` with `unwritable-output`; the published site is as it was then, unless it is the folder above that cannot be
    ///   waited for: then the new one is in place, and a crash may still bring the old one back.
    mutating func commit() throws {
        FileTree.copyMode(of: site, to: folder)
        try FileTree.makeDurable(written.map { "\(folder)/\($0)" }, folders: made.map { "\(folder)/\($0)" })
        try FileTree.exchange(folder, with: site)
        // The new site is in place, whatever becomes of the old one's folder.
        defer { FileTree.remove(folder) }
        try FileTree.sync(folder: parent)
    }

    /// Removes the new site; the published one stays.
    func abandon() { FileTree.remove(folder) }
}
