import CFileSystem
import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What switching a whole folder at once takes.
extension FileTree {
    /// What is known of a file without reading it.
    struct Status: Hashable {
        /// What it is.
        enum Kind: Hashable { case file, folder, link, other }

        var kind: Kind
        var bytes: Int
        /// The time of its last modification, in nanoseconds since 1970.
        var modified: Int
    }

    /// A file's status, not following links; nil when there is nothing.
    static func status(_ path: String) -> Status? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        let kind: Status.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        #if canImport(Glibc)
            let modified = status.st_mtim
        #else
            let modified = status.st_mtimespec
        #endif
        return Status(
            kind: kind, bytes: Int(status.st_size), modified: modified.tv_sec &* 1_000_000_000 &+ modified.tv_nsec)
    }

    /// Gives a file a second name, so that its bytes, its inode and its times stay; where the file system has no hard links, copies it.
    static func link(_ existing: String, to path: String) throws {
        if systemLink(existing, path) == 0 { return }
        guard [EPERM, EMLINK, EXDEV, ENOTSUP, ENOSYS].contains(errno), let status = status(existing),
            let bytes = read(existing)
        else { throw failure("link", path) }
        try write(bytes, to: path, durably: false)
        let time = timespec(tv_sec: status.modified / 1_000_000_000, tv_nsec: status.modified % 1_000_000_000)
        utimensat(AT_FDCWD, path, [time, time], 0)
    }

    /// Makes the symbolic link at `path` again at `copy`.
    static func copyLink(_ path: String, to copy: String) throws {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let length = readlink(path, &target, target.count - 1)
        guard length >= 0, symlink(target, copy) == 0 else { throw failure("link", copy) }
    }

    /// The path with links and dots resolved; nil when nothing is there.
    static func resolved(_ path: String) -> String? {
        guard let buffer = realpath(path, nil) else { return nil }
        defer { free(buffer) }
        return String(cString: buffer)
    }

    /// Gives a folder the permissions of another.
    static func copyMode(of folder: String, to other: String) {
        var status = stat()
        if stat(folder, &status) == 0 { chmod(other, status.st_mode & 0o7777) }
    }

    /// The most files and folders that are waited for one by one, at some milliseconds each. More are waited for together, with whatever else is
    /// being written to the file system.
    private static let mostWaitedFor = 32

    /// Waits until files and folders are on disk; they are on one file system.
    static func makeDurable(_ files: [String], folders: [String]) throws {
        guard let first = folders.first ?? files.first else { return }
        if files.count + folders.count > mostWaitedFor, try syncAll(around: first) { return }
        // Side by side, so that one turn of the disk is for several.
        let waits = ParallelMap.map(files.count + folders.count, share: 1) { index in
            Result {
                if index < files.count {
                    try sync(file: files[index])
                } else {
                    try sync(folder: folders[index - files.count])
                }
            }
        }
        for wait in waits { try wait.get() }
    }

    private static func sync(file path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("write", path) }
        defer { close(descriptor) }
        if fsync(descriptor) != 0 { throw failure("write", path) }
    }

    /// Waits until everything written to the file system that holds a path is on disk; false where the system cannot wait for all at once.
    ///
    /// - Throws: `DiagnosticsError` when something could not be written.
    private static func syncAll(around folder: String) throws -> Bool {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder) }
        defer { close(descriptor) }
        if trinity_sync(descriptor) == 0 { return true }
        guard [ENOSYS, EPERM, EINVAL].contains(errno) else { throw failure("write", folder) }
        return false
    }

    /// Puts a finished folder in the place of another, which is afterwards where the new one was: in one step where the file system can,
    /// else in two renames, between which there is nothing at `path`. `inOneStep` changes two paths' places, or gives −1 and sets `errno`.
    static func exchange(
        _ finished: String, with path: String, inOneStep: (String, String) -> Int32 = { trinity_exchange($0, $1) }
    ) throws {
        guard exists(path) else {
            if rename(finished, path) != 0 { throw failure("put in place", path) }
            return
        }
        if inOneStep(finished, path) == 0 { return }
        guard [EINVAL, ENOSYS, ENOTSUP].contains(errno) else {
            if errno == EBUSY {
                throw DiagnosticsError(
                    Diagnostic(
                        "unwritable-output", .error, "'\(path)' is a mount point, which cannot be switched as a whole",
                        help: "publish into a folder inside it"))
            }
            throw failure("put in place", path)
        }
        let aside = finished + ".old"
        if rename(path, aside) != 0 { throw failure("move aside", path) }
        if rename(finished, path) != 0 {
            let failure = failure("put in place", path)
            rename(aside, path)
            throw failure
        }
        rename(aside, finished)
    }

    private static func systemLink(_ existing: String, _ path: String) -> Int32 {
        #if canImport(Glibc)
            Glibc.link(existing, path)
        #else
            Darwin.link(existing, path)
        #endif
    }
}
