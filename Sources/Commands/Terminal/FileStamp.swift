#if canImport(Glibc)
    // Where a module below has loaded Dispatch, the compiler takes `stat` for a part of it.
    import CDispatch
    import Glibc
#else
    import Darwin
#endif

/// A file's size and time of modification: what tells that it was saved.
struct FileStamp: Hashable, CustomStringConvertible {
    private var size: Int64
    private var seconds: Int
    private var nanoseconds: Int

    /// The stamp of a file; nil where there is none.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        size = Int64(status.st_size)
        #if canImport(Glibc)
            (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        #else
            (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
        #endif
    }

    var description: String { "\(size) \(seconds).\(nanoseconds)" }
}
