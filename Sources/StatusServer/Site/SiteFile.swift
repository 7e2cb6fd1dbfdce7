#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file of the published site.
///
/// A class because it owns a descriptor, which is closed with its last reference. The path is walked folder by folder without following a link,
/// so that nothing outside the site is ever opened; names that begin with a dot are the publisher's own.
final class SiteFile: Sendable {
    private let descriptor: Int32
    /// Its size in bytes when it was opened.
    let size: Int
    /// When it was changed last, in nanoseconds since 1970.
    private let modified: Int
    private let number: UInt64

    /// What a path of a site leads to.
    enum Found {
        case file(SiteFile)
        case folder
        case nothing
    }

    /// Looks for a path below a site's folder.
    static func find(_ segments: [String], in site: String) -> Found {
        var current = open(site, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard current >= 0 else { return .nothing }
        for segment in segments {
            let isUsable = !segment.isEmpty && !segment.hasPrefix(".") && !segment.utf8.contains(0)
            // Without waiting: a named pipe must not hold anybody up.
            let next =
                isUsable ? openat(current, segment, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK) : -1
            close(current)
            guard next >= 0 else { return .nothing }
            current = next
        }
        var status = stat()
        guard fstat(current, &status) == 0 else {
            close(current)
            return .nothing
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(SiteFile(current, status))
        case S_IFDIR:
            close(current)
            return .folder
        default:
            close(current)
            return .nothing
        }
    }

    private init(_ descriptor: Int32, _ status: stat) {
        self.descriptor = descriptor
        size = Int(status.st_size)
        #if canImport(Glibc)
            modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        #else
            modified = status.st_mtimespec.tv_sec * 1_000_000_000 + status.st_mtimespec.tv_nsec
        #endif
        number = UInt64(status.st_ino)
    }

    deinit { close(descriptor) }

    /// Changes whenever the file does: a site's files are replaced whole, never written into.
    var tag: String {
        "\"\(String(number, radix: 36))-\(String(size, radix: 36))-\(String(modified, radix: 36))\""
    }

    /// Some bytes of it; fewer when it ends, none when it cannot be read.
    func bytes(at offset: Int, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
    }
}
