#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The only lock on a folder, held as long as this lives: it goes with the process, however that ends.
struct SiteLock: ~Copyable {
    private let descriptor: Int32

    /// Waits until nobody else holds the lock: no thread is held up meanwhile.
    ///
    /// - Throws: `DiagnosticsError` with `unwritable-output`; `CancellationError` when the task is cancelled while it waits.
    init(_ folder: String) async throws {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileTree.failure("open", folder) }
        do {
            while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                switch errno {
                case EWOULDBLOCK: try await Task.sleep(for: .milliseconds(20))
                case EINTR: continue
                default: throw FileTree.failure("lock", folder)
                }
            }
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    /// Lets go of the lock; so does the end of its life.
    consuming func release() {}

    deinit { close(descriptor) }
}
