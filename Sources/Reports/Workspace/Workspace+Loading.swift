import Diagnostics
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Workspace {
    /// The `trinity.yaml` that governs a report or folder: the one in the nearest folder upward. Nil when there is none.
    ///
    /// - Parameter path: a file or folder that need not exist, absolute or relative to the current folder.
    public static func file(governing path: String) -> String? {
        var folder = PathText.absolute(path, from: FileManager.default.currentDirectoryPath)
        while true {
            let candidate = folder == "/" ? "/\(fileName)" : "\(folder)/\(fileName)"
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
            if folder == "/" { return nil }
            folder = PathText.folder(of: folder)
        }
    }

    /// Reads a `trinity.yaml` alone, without profiles or the environment.
    ///
    /// - Parameters:
    ///   - file: its path.
    ///   - shownAs: the path that diagnostics show; nil for `file` itself.
    /// - Throws: `DiagnosticsError` with everything that is wrong, or with `unreadable-file`.
    public static func load(_ file: String, shownAs: String? = nil) throws -> Workspace {
        try Configuration.load(file, shownAs: shownAs, root: "", environment: [:], profile: nil).workspace
    }

    /// The notebooks below the reports folder, as paths relative to the workspace, in order of their names. Markdown without front
    /// matter is no report; what cannot be read counts as one. Empty when there is no such folder.
    public func reportFiles() -> [String] {
        let folder = path(reports)
        guard let names = FileManager.default.enumerator(atPath: folder) else { return [] }
        return names.compactMap { $0 as? String }.filter { name in
            guard name.hasSuffix(".md"), !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }),
                SourceText.isRegular("\(folder)/\(name)")
            else { return false }
            // What cannot be read may be one: whoever reads it says why not.
            guard let handle = FileHandle(forReadingAtPath: "\(folder)/\(name)") else { return true }
            defer { try? handle.close() }
            let start = (try? handle.read(upToCount: 6)) ?? Data()
            return String(decoding: start, as: UTF8.self).drop { $0 == "\u{FEFF}" }.hasPrefix("---")
        }.sorted().map { "\(reports)/\($0)" }
    }
}

extension SourceText {
    /// Reads a text file.
    ///
    /// - Throws: `DiagnosticsError` with `unreadable-file`; a missing file, a folder and missing permission read differently.
    package init(contentsOf file: String, shownAs: String? = nil) throws {
        var isFolder: ObjCBool = false
        let shown = shownAs ?? file
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
            throw DiagnosticsError(Diagnostic("unreadable-file", .error, "there is no file '\(shown)'"))
        }
        guard !isFolder.boolValue else {
            throw DiagnosticsError(Diagnostic("unreadable-file", .error, "'\(shown)' is a folder, not a file"))
        }
        guard SourceText.isRegular(file) else {
            throw DiagnosticsError(
                Diagnostic("unreadable-file", .error, "'\(shown)' is a pipe or a device, not a file"))
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw DiagnosticsError(Diagnostic("unreadable-file", .error, "'\(shown)' cannot be read"))
        }
        self.init(path: shown, utf8: Array(data))
    }

    /// True for a file, following links: to read from a pipe would wait for somebody to write into it.
    fileprivate static func isRegular(_ path: String) -> Bool {
        // `FileManager` would look up the names of the file's owner and group as well.
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
