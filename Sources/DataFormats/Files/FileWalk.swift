import Columnar
import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A walk through folders that collects data files.
struct FileWalk {
    private let root: String
    private var found: [ExactText: Found] = [:]
    /// Folders that the current pattern has been in, with how much of it was left: links may lead in circles.
    private var visited: Set<Visit> = []

    /// Where a file lies, whatever it is called.
    private struct Identity: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    private struct Visit: Hashable {
        var folder: Identity
        var left: Int
    }

    private struct Found {
        var file: DataFile
        var identity: Identity
        var isLink: Bool
    }

    private struct Status {
        var identity: Identity
        var isFolder: Bool
        var isRegular: Bool
        var isLink: Bool
        var bytes: Int
    }

    /// A walk whose relative paths start at `root`.
    init(root: String) { self.root = root }

    /// The number of files found.
    var count: Int { found.count }

    /// The files, sorted by the bytes of their paths. A link to a file that is found anyway is left out, and so are further links to it.
    var files: [DataFile] {
        let all = found.values.sorted { Array($0.file.path.utf8).lexicographicallyPrecedes(Array($1.file.path.utf8)) }
        var known = Set(all.lazy.filter { !$0.isLink }.map(\.identity))
        return all.filter { !$0.isLink || known.insert($0.identity).inserted }.map(\.file)
    }

    /// Whether anything is at a path.
    func exists(_ path: String) -> Bool { status(of: path) != nil }

    /// Adds a file, or all data files in a folder.
    mutating func plain(_ path: String) throws(DataError) {
        visited = []
        guard let status = status(of: path) else {
            throw DataError.noSuchFile(path: path, near: nearMatch(path))
        }
        guard status.isFolder else { return try add(path, status) }
        let before = count
        try collect(path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path)
        if count == before { throw DataError.nothingMatches(pattern: path) }
    }

    /// Adds the files that a pattern matches.
    mutating func glob(_ pattern: GlobPattern) throws(DataError) {
        visited = []
        try expand(pattern.components[...], at: pattern.isAbsolute ? "/" : "")
    }

    private mutating func add(_ path: String, _ status: Status) throws(DataError) {
        guard status.isRegular else {
            throw DataError.unreadable(
                path: path, reason: "it is a pipe or a device, not a file: write its rows into a file first")
        }
        let absolutePath = FileWalk.withoutDots(FileWalk.join(root, path))
        let key = ExactText(absolutePath)
        if found[key] != nil { return }
        found[key] = Found(
            file: DataFile(path: FileWalk.withoutDots(path), absolutePath: absolutePath, bytes: status.bytes),
            identity: status.identity, isLink: status.isLink)
    }

    /// Whether a folder is new to the pattern with `left` of its components to come.
    private mutating func enters(_ status: Status?, left: Int) -> Bool {
        guard let status else { return true }
        return visited.insert(Visit(folder: status.identity, left: left)).inserted
    }

    /// Adds every data file below a folder.
    private mutating func collect(_ folder: String) throws(DataError) {
        guard enters(status(of: folder), left: 0) else { return }
        for name in try names(in: folder) where !FileWalk.isSkipped(name) {
            let path = FileWalk.join(folder, name)
            guard let status = status(of: path) else { continue }
            if status.isFolder {
                try collect(path)
            } else if FileFormat(path: name) != nil {
                try add(path, status)
            }
        }
    }

    /// Adds every file that the rest of a glob matches below `folder`.
    private mutating func expand(
        _ components: ArraySlice<GlobPattern.Component>, at folder: String
    ) throws(DataError) {
        guard let first = components.first else { return }
        let rest = components.dropFirst()
        switch first {
        case .literal(let name): try enter(FileWalk.join(folder, name), rest, isSpelledOut: true)
        case .wildcard(let pattern):
            let namesExtension = pattern.contains(".")
            for name in try names(in: folder) where GlobPattern.matches(name, pattern) {
                if FileWalk.isSkipped(name), pattern.first != name.unicodeScalars.first { continue }
                try enter(FileWalk.join(folder, name), rest, isSpelledOut: namesExtension)
            }
        case .anyDepth:
            if rest.isEmpty { return try collect(folder) }
            guard enters(status(of: folder), left: components.count) else { return }
            try expand(rest, at: folder)
            for name in try names(in: folder) where !FileWalk.isSkipped(name) {
                let path = FileWalk.join(folder, name)
                if status(of: path)?.isFolder ?? false { try expand(components, at: path) }
            }
        }
    }

    private mutating func enter(
        _ path: String, _ rest: ArraySlice<GlobPattern.Component>, isSpelledOut: Bool
    ) throws(DataError) {
        guard let status = status(of: path) else { return }
        if rest.isEmpty {
            if status.isFolder {
                try collect(path)
            } else if isSpelledOut || FileFormat(path: path) != nil {
                try add(path, status)
            }
        } else if status.isFolder {
            try expand(rest, at: path)
        }
    }

    /// A path without components `.`, so that a file has one name.
    private static func withoutDots(_ path: String) -> String {
        var last: UInt8 = 0
        // A search for text takes many times as long, and there may be thousands of files.
        let mayHaveDots = path.utf8.contains { byte in
            defer { last = byte }
            return byte == UInt8(ascii: "/") && (last == UInt8(ascii: ".") || last == byte)
        }
        guard mayHaveDots else { return path }
        let names = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + names : names
    }

    /// True for names that hold no data by Spark's rule: those that start with `.`, those that start with `_` unless they are folders
    /// `_key=value`, and copies under way.
    static func isSkipped(_ name: String) -> Bool {
        name.hasPrefix(".") || (name.hasPrefix("_") && !name.contains("=")) || name.hasSuffix("._COPYING_")
    }

    /// A path below a folder; an absolute path stays as it is.
    private static func join(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") || folder.isEmpty { return path }
        if path.isEmpty { return folder }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }

    /// What is at a path below the root, behind links; nil when nothing is.
    private func status(of path: String) -> Status? {
        let full = FileWalk.join(root, path)
        var value = stat()
        guard lstat(full.isEmpty ? "." : full, &value) == 0 else { return nil }
        let isLink = value.st_mode & S_IFMT == S_IFLNK
        if isLink, stat(full, &value) != 0 { return nil }
        let kind = value.st_mode & S_IFMT
        return Status(
            identity: Identity(device: UInt64(value.st_dev), inode: UInt64(value.st_ino)), isFolder: kind == S_IFDIR,
            isRegular: kind == S_IFREG, isLink: isLink, bytes: Int(value.st_size))
    }

    /// The names in a folder, without `.` and `..`, sorted by bytes; none when it is not there.
    private func names(in folder: String) throws(DataError) -> [String] {
        let path = FileWalk.join(root, folder)
        guard let listing = opendir(path.isEmpty ? "." : path) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw DataError.unreadable(path: folder.isEmpty ? root : folder, reason: FileInput.systemReason())
        }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    /// A file in the same folder whose name is close to the missing one's.
    private func nearMatch(_ path: String) -> String? {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[..<$0]) } ?? ""
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        guard let names = try? names(in: folder) else { return nil }
        return NearMatch.find(name, among: names.filter { !FileWalk.isSkipped($0) }).map { FileWalk.join(folder, $0) }
    }
}
