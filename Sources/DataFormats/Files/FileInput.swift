#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file, read at any offset and closed with its last reference.
///
/// A class because it owns the descriptor.
final class FileInput {
    let file: DataFile
    private let descriptor: Int32

    /// Opens the file. Throws `DataError.unreadable` when the system refuses.
    init(_ file: DataFile) throws(DataError) {
        self.file = file
        descriptor = open(file.absolutePath, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw DataError.unreadable(path: file.path, reason: FileInput.systemReason()) }
    }

    deinit { close(descriptor) }

    /// Reads exactly `count` bytes from `offset`. The range must lie inside `file.bytes`.
    ///
    /// Throws `DataError.fileChanged` when the file has become shorter, `DataError.unreadable` on a system error.
    func read(_ count: Int, at offset: Int, into target: UnsafeMutablePointer<UInt8>) throws(DataError) {
        var done = 0
        while done < count {
            let got = pread(descriptor, target + done, count - done, off_t(offset + done))
            if got < 0 {
                if errno == EINTR { continue }
                throw DataError.unreadable(path: file.path, reason: FileInput.systemReason())
            }
            if got == 0 { throw DataError.fileChanged(path: file.path) }
            done += got
        }
    }

    /// The system's words for the last failed call.
    static func systemReason() -> String { String(cString: strerror(errno)) }
}
