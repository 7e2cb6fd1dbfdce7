import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Finds the files of a source.
package enum FileDiscovery {
    /// The data files that some patterns stand for, sorted by the bytes of their paths, each once.
    ///
    /// A pattern is a file, a folder (all data files in it, at any depth) or a glob; see `GlobPattern`. A relative one starts
    /// at `root`. Files and folders whose names start with `.` or `_` are skipped unless a pattern spells the name out.
    /// Folders and globs yield files with the extension of a known format; a plain path and a glob whose last component
    /// names an extension yield any file. Symbolic links are followed, at most 64 folders deep.
    ///
    /// Throws `DataError.noSuchFile` for a plain path that is not there, `DataError.nothingMatches` for a glob or folder
    /// without files, `DataError.unreadable` for a folder that cannot be listed. Complexity: O(entries visited + n log n).
    package static func files(matching patterns: [String], root: String) throws(DataError) -> [DataFile] {
        var found: [String: DataFile] = [:]
        for pattern in patterns {
            var files: [DataFile] = []
            if !GlobPattern.hasWildcard(pattern) || status(of: join(root, pattern)) != nil {
                files = try plain(pattern, root: root)
            } else {
                for expanded in GlobPattern.expandingBraces(in: pattern) {
                    let glob = GlobPattern(expanded)
                    let start = glob.isAbsolute ? "/" : ""
                    try expand(glob.components[...], at: start, root: root, depth: 0, into: &files)
                }
                if files.isEmpty { throw DataError.nothingMatches(pattern: pattern) }
            }
            for file in files { found[file.absolutePath] = found[file.absolutePath] ?? file }
        }
        return found.values.sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
    }

    private static func plain(_ path: String, root: String) throws(DataError) -> [DataFile] {
        guard let status = status(of: join(root, path)) else {
            throw DataError.noSuchFile(path: path, near: nearMatch(path, root: root))
        }
        if !status.isFolder { return [DataFile(path: path, absolutePath: join(root, path), bytes: status.bytes)] }
        var files: [DataFile] = []
        let folder = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        try collect(folder, root: root, depth: 0, into: &files)
        if files.isEmpty { throw DataError.nothingMatches(pattern: path) }
        return files
    }

    /// Adds every data file below a folder.
    private static func collect(
        _ folder: String, root: String, depth: Int, into files: inout [DataFile]
    ) throws(DataError) {
        guard depth < 64 else { return }
        for name in try names(in: folder, root: root) where !isSkipped(name) {
            let path = join(folder, name)
            guard let status = status(of: join(root, path)) else { continue }
            if status.isFolder {
                try collect(path, root: root, depth: depth + 1, into: &files)
            } else if FileFormat(path: name) != nil {
                files.append(DataFile(path: path, absolutePath: join(root, path), bytes: status.bytes))
            }
        }
    }

    /// Adds the files that the rest of a glob matches below `folder`.
    private static func expand(
        _ components: ArraySlice<GlobPattern.Component>, at folder: String, root: String, depth: Int,
        into files: inout [DataFile]
    ) throws(DataError) {
        guard depth < 64, let first = components.first else { return }
        let rest = components.dropFirst()
        func enter(_ path: String, spelledOut: Bool) throws(DataError) {
            guard let status = status(of: join(root, path)) else { return }
            if rest.isEmpty {
                if status.isFolder {
                    try collect(path, root: root, depth: depth + 1, into: &files)
                } else if spelledOut || FileFormat(path: path) != nil {
                    files.append(DataFile(path: path, absolutePath: join(root, path), bytes: status.bytes))
                }
            } else if status.isFolder {
                try expand(rest, at: path, root: root, depth: depth + 1, into: &files)
            }
        }
        switch first {
        case .literal(let name):
            try enter(join(folder, name), spelledOut: true)
        case .wildcard(let pattern):
            let namesExtension = pattern.contains(".")
            for name in try names(in: folder, root: root) where GlobPattern.matches(name, pattern) {
                if isSkipped(name), pattern.first != name.unicodeScalars.first { continue }
                try enter(join(folder, name), spelledOut: namesExtension)
            }
        case .anyDepth:
            if rest.isEmpty {
                try collect(folder, root: root, depth: depth, into: &files)
                return
            }
            try expand(rest, at: folder, root: root, depth: depth + 1, into: &files)
            for name in try names(in: folder, root: root) where !isSkipped(name) {
                let path = join(folder, name)
                guard let status = status(of: join(root, path)), status.isFolder else { continue }
                try expand(components, at: path, root: root, depth: depth + 1, into: &files)
            }
        }
    }

    /// True for names that hold no data by Spark's rule: those that start with `.`, those that start with `_` unless they are folders
    /// `_key=value`, and copies under way.
    private static func isSkipped(_ name: String) -> Bool {
        name.hasPrefix(".") || (name.hasPrefix("_") && !name.contains("=")) || name.hasSuffix("._COPYING_")
    }

    /// A path below a folder; an absolute path stays as it is.
    private static func join(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") || folder.isEmpty { return path }
        if path.isEmpty { return folder }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }

    private static func status(of path: String) -> (isFolder: Bool, bytes: Int)? {
        var value = stat()
        guard stat(path.isEmpty ? "." : path, &value) == 0 else { return nil }
        return (value.st_mode & S_IFMT == S_IFDIR, Int(value.st_size))
    }

    /// The names in a folder, without `.` and `..`, sorted by bytes; none when it is not there.
    private static func names(in folder: String, root: String) throws(DataError) -> [String] {
        let path = join(root, folder)
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
    private static func nearMatch(_ path: String, root: String) -> String? {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[..<$0]) } ?? ""
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        guard let names = try? names(in: folder, root: root) else { return nil }
        return NearMatch.find(name, among: names.filter { !isSkipped($0) }).map { join(folder, $0) }
    }
}
