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
    private let lock: Int32
    private var made: Set<String> = []
    private var written: [String] = []

    /// Starts a new site for a folder, which need not exist; waits until no other process publishes there.
    ///
    /// - Throws: `DiagnosticsError` with `unwritable-output`.
    init(site path: String) throws {
        let (parent, site) = try SiteStage.place(of: path)
        let name = site.split(separator: "/").last.map(String.init) ?? site
        let lock = try SiteStage.lock(parent)
        SiteStage.sweep(parent, name: name, site: site)
        self.parent = parent
        self.site = site
        self.lock = lock
        folder = "\(parent)/.\(name).new-\(getpid())"
    }

    /// Waits for the only lock on a folder.
    private static func lock(_ folder: String) throws -> Int32 {
        let lock = open(folder, O_RDONLY | O_CLOEXEC)
        guard lock >= 0 else { throw FileTree.failure("open", folder) }
        while flock(lock, LOCK_EX) != 0 {
            guard errno == EINTR else {
                defer { close(lock) }
                throw FileTree.failure("lock", folder)
            }
        }
        return lock
    }

    deinit { close(lock) }

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

    /// Writes a file of the new site.
    mutating func write(_ bytes: [UInt8], to path: String) throws {
        try makeFolder(above: path)
        try FileTree.write(bytes, to: "\(folder)/\(path)", durably: false)
        written.append(path)
    }

    /// Takes over a file of the published site; one that somebody has removed stays away, and `verify` says so.
    mutating func keep(file: String) throws {
        guard FileTree.status("\(site)/\(file)") != nil else { return }
        try makeFolder(above: file)
        try FileTree.link("\(site)/\(file)", to: "\(folder)/\(file)")
    }

    /// Takes over whatever is at a path of the published site, with all that is in it. Complexity: O(files).
    mutating func keep(_ path: String) throws { try copy("\(site)/\(path)", to: path) }

    /// Gives a folder of the new site a second name. Complexity: O(files).
    mutating func mirror(_ path: String, as other: String) throws { try copy("\(folder)/\(path)", to: other) }

    private mutating func copy(_ from: String, to path: String) throws {
        switch FileTree.status(from)?.kind {
        case .folder?:
            try makeFolder(above: "\(path)/x")
            for name in FileTree.names(in: from) { try copy("\(from)/\(name)", to: "\(path)/\(name)") }
        case .file?:
            try makeFolder(above: path)
            try FileTree.link(from, to: "\(folder)/\(path)")
        case .link?:
            try makeFolder(above: path)
            try FileTree.copyLink(from, to: "\(folder)/\(path)")
        // Sockets and the like are no part of a site.
        case .other?, nil: break
        }
    }

    private mutating func makeFolder(above path: String) throws {
        let above = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        guard made.insert(above).inserted else { return }
        try FileTree.makeFolder(above.isEmpty ? folder : "\(folder)/\(above)")
    }

    /// Puts the new site in the place of the published one, whole and on disk, and removes the old one.
    ///
    /// - Throws: `DiagnosticsError` with `unwritable-output`; the published site is as it was then.
    mutating func commit() throws {
        FileTree.copyMode(of: site, to: folder)
        try FileTree.makeDurable(written.map { "\(folder)/\($0)" }, folders: made.map { "\(folder)/\($0)" })
        try FileTree.exchange(folder, with: site)
        FileTree.sync(folder: parent)
        FileTree.remove(folder)
    }

    /// Removes the new site; the published one stays.
    func abandon() { FileTree.remove(folder) }
}
