import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A lock on a file that holds between processes and ends with the process that holds it, however that ends (flock(2)).
///
/// The file stays when the lock is released: to delete it would let two processes hold locks on two files of one name.
package final class FileLock: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Takes the lock, or gives nil when somebody else holds it.
    ///
    /// - Throws: `DiagnosticsError` when the file cannot be opened or locked.
    package static func ifFree(_ path: String) throws -> FileLock? {
        let descriptor = try opened(path)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let isTaken = errno == EWOULDBLOCK
            let problem = failure(path)
            close(descriptor)
            if isTaken { return nil }
            throw problem
        }
        return FileLock(descriptor)
    }

    /// Takes the lock, and blocks the thread while somebody else holds it.
    ///
    /// - Throws: `DiagnosticsError` when the file cannot be opened or locked.
    package static func wait(for path: String) throws -> FileLock {
        let descriptor = try opened(path)
        while flock(descriptor, LOCK_EX) != 0 {
            if errno == EINTR { continue }
            let problem = failure(path)
            close(descriptor)
            throw problem
        }
        return FileLock(descriptor)
    }

    /// Lets go of the lock; so does the end of the last reference.
    package func release() { flock(descriptor, LOCK_UN) }

    deinit { close(descriptor) }

    private static func opened(_ path: String) throws -> Int32 {
        // Programs that a run starts must not go on holding it.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        return descriptor
    }

    private static func failure(_ path: String) -> DiagnosticsError {
        DiagnosticsError(
            Diagnostic("no-lock", .error, "'\(path)' cannot be locked: \(String(cString: strerror(errno)))"))
    }
}
