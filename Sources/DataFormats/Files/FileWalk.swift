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

    /// An entry of a folder.
    private struct Entry {
        /// The name; U+FFFD stands for bytes that are not UTF-8.
        var name: String
        /// Of a name that is not UTF-8, which no path can have: the name with those bytes as `\xE9`.
        var escapedName: String?
        /// Whether such an entry is a folder.
        var isFolder = false
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
            try refuseUnfollowable(path)
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
        for entry in try entries(in: folder) where !FileWalk.isSkipped(entry.name) {
            let name = entry.name
            try FileWalk.refuseUnnameable(entry, in: folder, isWanted: FileFormat(path: name) != nil)
            let path = FileWalk.join(folder, name)
            guard let status = status(of: path) else {
                if FileFormat(path: name) != nil { try refuseUnfollowable(path) }
                continue
            }
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
            for entry in try entries(in: folder) where GlobPattern.matches(entry.name, pattern) {
                let name = entry.name
                if FileWalk.isSkipped(name), pattern.first != name.unicodeScalars.first { continue }
                try FileWalk.refuseUnnameable(
                    entry, in: folder, isWanted: rest.isEmpty && (namesExtension || FileFormat(path: name) != nil))
                try enter(FileWalk.join(folder, name), rest, isSpelledOut: namesExtension)
            }
        case .anyDepth:
            if rest.isEmpty { return try collect(folder) }
            guard enters(status(of: folder), left: components.count) else { return }
            try expand(rest, at: folder)
            for entry in try entries(in: folder) where !FileWalk.isSkipped(entry.name) {
                try FileWalk.refuseUnnameable(entry, in: folder, isWanted: false)
                let path = FileWalk.join(folder, entry.name)
                if status(of: path)?.isFolder ?? false { try expand(components, at: path) }
            }
        }
    }

    private mutating func enter(
        _ path: String, _ rest: ArraySlice<GlobPattern.Component>, isSpelledOut: Bool
    ) throws(DataError) {
        guard let status = status(of: path) else {
            if rest.isEmpty, isSpelledOut || FileFormat(path: path) != nil { try refuseUnfollowable(path) }
            return
        }
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

    /// Throws `DataError.unreadable` when something is at a path that has no status: a link that leads to no file, or what the system hides.
    private func refuseUnfollowable(_ path: String) throws(DataError) {
        let full = FileWalk.join(root, path)
        var value = stat()
        guard lstat(full.isEmpty ? "." : full, &value) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return }
            throw DataError.unreadable(path: path, reason: FileInput.systemReason())
        }
        guard value.st_mode & S_IFMT == S_IFLNK, stat(full, &value) != 0 else { return }
        let code = errno
        guard code == ENOENT || code == ENOTDIR || code == ELOOP else {
            throw DataError.unreadable(path: path, reason: String(cString: strerror(code)))
        }
        let place = code == ELOOP ? "in a circle" : "nowhere"
        throw DataError.unreadable(
            path: path, reason: "it is a link that leads \(place): make it lead to a file, or remove it")
    }

    /// Throws `DataError.unreadable` for a folder, or a file that is wanted, whose name is not UTF-8.
    private static func refuseUnnameable(
        _ entry: Entry, in folder: String, isWanted: @autoclosure () -> Bool
    ) throws(DataError) {
        guard let name = entry.escapedName, entry.isFolder || isWanted() else { return }
        throw DataError.unreadable(
            path: join(folder, name),
            reason: "its name is not UTF-8: rename the \(entry.isFolder ? "folder" : "file")")
    }

    /// What is in a folder, without `.` and `..`, sorted by the bytes of the names; nothing when it is not there.
    private func entries(in folder: String) throws(DataError) -> [Entry] {
        let path = FileWalk.join(root, folder)
        guard let listing = opendir(path.isEmpty ? "." : path) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw DataError.unreadable(path: folder.isEmpty ? root : folder, reason: FileInput.systemReason())
        }
        defer { closedir(listing) }
        let descriptor = dirfd(listing)
        var entries: [Entry] = []
        while let entry = readdir(listing) {
            let found = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { FileWalk.entry($0, in: descriptor) }
            }
            if found.name != ".", found.name != ".." { entries.append(found) }
        }
        return entries.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
    }

    /// The entry of a name in an open folder.
    private static func entry(_ text: UnsafePointer<CChar>, in folder: Int32) -> Entry {
        var entry = Entry(name: String(cString: text))
        // A repaired name has other bytes than the one that is there.
        if strcmp(text, entry.name) != 0 {
            var value = stat()
            entry.escapedName = escaped(text)
            entry.isFolder = fstatat(folder, text, &value, 0) == 0 && value.st_mode & S_IFMT == S_IFDIR
        }
        return entry
    }

    /// A name with each byte that is not UTF-8 as `\x` and two hexadecimal digits. Complexity: O(bytes).
    private static func escaped(_ text: UnsafePointer<CChar>) -> String {
        let bytes = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
        let count = Int(strlen(text))
        var escaped = ""
        var index = 0
        while index < count {
            let length = UTF8Text.sequenceLength(bytes + index, count - index)
            if length == 0 {
                let hex = String(bytes[index], radix: 16, uppercase: true)
                escaped += "\\x" + (hex.count < 2 ? "0" : "") + hex
            } else {
                escaped += String(decoding: UnsafeBufferPointer(start: bytes + index, count: length), as: UTF8.self)
            }
            index += max(1, length)
        }
        return escaped
    }

    /// A file in the same folder whose name is close to the missing one's.
    private func nearMatch(_ path: String) -> String? {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[..<$0]) } ?? ""
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        guard let entries = try? entries(in: folder) else { return nil }
        let names = entries.filter { $0.escapedName == nil && !FileWalk.isSkipped($0.name) }.map(\.name)
        let others = names.filter { ExactText($0) != ExactText(name) }
        return NearMatch.find(name, among: others).map { FileWalk.join(folder, $0) }
    }
}
