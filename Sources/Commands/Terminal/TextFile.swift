import Diagnostics

#if canImport(Glibc)
    // Where a module below has loaded Dispatch, the compiler takes `stat` for a part of it.
    import CDispatch
    import Glibc
#else
    import Darwin
#endif

/// Whole files in and out, with errors that name the file and the system's reason.
enum TextFile {
    /// The bytes of a file.
    ///
    /// - Parameter isAnything: whether it may be a pipe or a device, which can take for ever.
    /// - Throws: `DiagnosticsError` with `unreadable-file` or `file-not-found`.
    static func read(_ path: String, isAnything: Bool = false) throws -> [UInt8] {
        guard isAnything || isFile(path) || !exists(path) else {
            throw DiagnosticsError(
                Diagnostic("unreadable-file", .error, "'\(path)' is a folder, a pipe or a device, not a file"))
        }
        guard let file = fopen(path, "rb") else { throw failure("read", path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes += chunk[..<count]
            if count < chunk.count {
                if ferror(file) != 0 { throw failure("read", path) }
                return bytes
            }
        }
    }

    /// Writes a file whole, making its folders.
    ///
    /// - Throws: `CommandFailure` of a failed run, with `unwritable-file`.
    static func write(_ bytes: [UInt8], to path: String) throws {
        try makeFolder(above: path)
        guard let file = fopen(path, "wb") else { throw unwritten("write", path) }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else { throw unwritten("write", path) }
    }

    /// Makes the folders that lead to a path's last component.
    static func makeFolder(above path: String) throws {
        var position = path.utf8.startIndex
        while let slash = path.utf8[position...].dropFirst().firstIndex(of: UInt8(ascii: "/")) {
            let folder = String(path[..<slash])
            if mkdir(folder, 0o777) != 0, errno != EEXIST { throw unwritten("make the folder", folder) }
            position = slash
        }
    }

    private static func unwritten(_ what: String, _ path: String) -> CommandFailure {
        CommandFailure(.runFailed, failure(what, path).diagnostics)
    }

    /// The folder that relative paths start from.
    static var currentFolder: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// A path as people want to see it: relative when it lies below the current folder.
    static func shown(_ path: String) -> String {
        let prefix = currentFolder + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }

    /// A file's size in bytes; 0 when it is not there.
    static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// True for a file, following links.
    static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// True when something exists at a path.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func failure(_ verb: String, _ path: String) -> DiagnosticsError {
        let reason = String(cString: strerror(errno))
        if errno == ENOENT, verb == "read" {
            return DiagnosticsError(Diagnostic("file-not-found", .error, "there is no file '\(path)'"))
        }
        let id = verb == "read" ? "unreadable-file" : "unwritable-file"
        return DiagnosticsError(Diagnostic(id, .error, "cannot \(verb) '\(path)': \(reason)"))
    }
}
