import Diagnostics
import Glibc
import QueryPlan
import Synchronization

/// A file for what does not fit into memory.
///
/// It has no name (Linux, `O_TMPFILE`), so that it is gone on every way out of the process, a kill included; on file systems that cannot do
/// that it has one until it is open. Blocks are appended from any worker and read back by any. A class because it owns the open file.
final class SpillFile: Sendable {
    /// Where a block lies.
    struct Block: Sendable {
        var offset: Int
        var count: Int
    }

    private let descriptor: Int32
    private let folder: String
    private let end = Atomic<Int>(0)

    /// A new file in `folder`.
    ///
    /// - Throws: `QueryFailure` of fault `resources` when the folder cannot be written to.
    init(in folder: String) throws(QueryFailure) {
        self.folder = folder
        // O_TMPFILE of <fcntl.h>, which is too complex a macro for Swift to see.
        let temporaryFile = O_DIRECTORY | 0o20000000
        var opened = open(folder, temporaryFile | O_RDWR | O_CLOEXEC, 0o600)
        if opened < 0 {
            var template = Array((folder + "/trinity-spill-XXXXXX").utf8CString)
            opened = template.withUnsafeMutableBufferPointer { path in
                guard let path = path.baseAddress else { return -1 }
                let made = mkstemp(path)
                if made >= 0 {
                    unlink(path)
                    _ = fcntl(made, F_SETFD, FD_CLOEXEC)
                }
                return made
            }
        }
        guard opened >= 0 else { throw SpillFile.failure("cannot make a file in", folder, errno) }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// Bytes written so far.
    var bytes: Int { end.load(ordering: .relaxed) }

    /// Appends a block.
    ///
    /// - Throws: `QueryFailure` of fault `resources` when the disk is full or fails.
    func append(_ source: UnsafeRawBufferPointer) throws(QueryFailure) -> Block {
        let offset = end.add(source.count, ordering: .relaxed).oldValue
        var written = 0
        while written < source.count {
            guard let base = source.baseAddress else { break }
            let count = pwrite(descriptor, base + written, source.count - written, off_t(offset + written))
            if count < 0 {
                if errno == EINTR { continue }
                throw SpillFile.failure("cannot write to", folder, errno)
            }
            written += count
        }
        return Block(offset: offset, count: source.count)
    }

    /// Reads a block back; `target` has room for it.
    ///
    /// - Throws: `QueryFailure` of fault `resources` when the disk fails.
    func read(_ block: Block, into target: UnsafeMutableRawPointer) throws(QueryFailure) {
        var done = 0
        while done < block.count {
            let count = pread(descriptor, target + done, block.count - done, off_t(block.offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SpillFile.failure("cannot read back from", folder, count == 0 ? EIO : errno) }
            done += count
        }
    }

    private static func failure(_ what: String, _ folder: String, _ code: Int32) -> QueryFailure {
        QueryFailure(
            fault: .resources,
            diagnostic: Diagnostic(
                "spill-failed", .error, "\(what) the temporary folder \(folder): \(String(cString: strerror(code)))",
                help: "free some disk space, set TMPDIR to a folder with room, or raise the memory budget with --memory"
            ))
    }
}

/// The spill file of a run, made when something first needs it. A class because all workers share it.
final class SpillFolder: Sendable {
    /// The folder: `TMPDIR`, or `/tmp`.
    let path: String
    private let file = Mutex<SpillFile?>(nil)

    init(path: String? = nil) {
        let named = path ?? getenv("TMPDIR").map { String(cString: $0) } ?? ""
        self.path = named.isEmpty ? "/tmp" : named
    }

    /// The run's file.
    ///
    /// - Throws: `QueryFailure` of fault `resources` when it cannot be made.
    func open() throws(QueryFailure) -> SpillFile {
        let result: Result<SpillFile, QueryFailure> = file.withLock { known in
            if let known { return .success(known) }
            do throws(QueryFailure) {
                let made = try SpillFile(in: path)
                known = made
                return .success(made)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Bytes written so far.
    var bytes: Int { file.withLock { $0?.bytes ?? 0 } }
}
