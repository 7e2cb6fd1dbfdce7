import Columnar
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Digests that were taken of files before, so that an unchanged file need not be read again only to say what it holds.
///
/// A file counts as unchanged when its device, inode, size, time of modification and time of change are the same to the nanosecond; the
/// last cannot be set by programs. A file that changed less than two seconds before it was read is not remembered: a later change could
/// have the same times (the rule of Git's index, `Documentation/technical/racy-git.txt`). A class because all readers share it.
///
/// The file is text: a line that names the format, then a line a file, `digest device inode size modified changed path`. Whatever cannot be
/// read or written is as if nothing was known: the cache saves time and never decides a result.
package final class DigestCache: Sendable {
    /// What tells that a file is the same.
    private struct Stamp: Hashable, Sendable {
        var numbers: [Int]

        var changed: Int { numbers[4] }

        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            #if canImport(Glibc)
                let (modified, changed) = (status.st_mtim, status.st_ctim)
            #else
                let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
            #endif
            numbers = [
                Int(truncatingIfNeeded: status.st_dev), Int(truncatingIfNeeded: status.st_ino), Int(status.st_size),
                modified.tv_sec &* 1_000_000_000 &+ modified.tv_nsec,
                changed.tv_sec &* 1_000_000_000 &+ changed.tv_nsec,
            ]
        }

        init?(_ words: some Collection<Substring>) {
            numbers = words.compactMap { Int($0) }
            if numbers.count != 5 { return nil }
        }
    }

    private struct Entry: Sendable {
        var stamp: Stamp
        var digest: String
        var isUsed = false
    }

    private static let format = "trinity-digests 1"
    /// The most files that are remembered; those of the last runs stay.
    private static let mostEntries = 100_000
    private let path: String
    private let now: @Sendable () -> Int
    private let entries: Mutex<(byPath: [ExactText: Entry], isChanged: Bool)>

    /// The digests that the file at `path` remembers; none when there is no such file. `now` tells the time in nanoseconds since 1970.
    /// Complexity: O(entries).
    package init(path: String, now: @escaping @Sendable () -> Int = DigestCache.systemTime) {
        self.path = path
        self.now = now
        var known: [ExactText: Entry] = [:]
        let lines = DigestCache.text(ofFileAt: path).utf8.split(separator: UInt8(ascii: "\n"))
        if let first = lines.first, first.elementsEqual(DigestCache.format.utf8) {
            for line in lines.dropFirst() {
                let words = line.split(separator: UInt8(ascii: " "), maxSplits: 6).map { Substring($0) }
                guard words.count == 7, words[0].utf8.count == 64, let stamp = Stamp(words[1..<6]) else { continue }
                known[ExactText(String(words[6]))] = Entry(stamp: stamp, digest: String(words[0]))
            }
        }
        entries = Mutex((known, false))
    }

    /// The system's clock.
    package static let systemTime: @Sendable () -> Int = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
    }

    /// A small file's text; empty when it cannot be read.
    private static func text(ofFileAt path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var text: [UInt8] = []
        while true {
            let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
                count = max(0, buffer.baseAddress.map { read(descriptor, $0, buffer.count) } ?? 0)
            }
            if piece.isEmpty { return String(decoding: text, as: UTF8.self) }
            text += piece
        }
    }

    /// The SHA-256 of a file, read only when it is not known.
    ///
    /// - Throws: `DataError.unreadable`. Complexity: O(1) for a known file, else O(bytes).
    package func sha256(ofFileAt file: String) throws(DataError) -> String {
        let before = Stamp(path: file)
        if let before, let known = entries.withLock({ $0.byPath[ExactText(file)] }), known.stamp == before {
            entries.withLock { $0.byPath[ExactText(file)]?.isUsed = true }
            return known.digest
        }
        let start = now()
        let digest = try FileDigest.sha256(ofFileAt: file)
        if let before, before == Stamp(path: file), start &- before.changed > 2_000_000_000, !file.contains("\n") {
            entries.withLock { entries in
                entries.byPath[ExactText(file)] = Entry(stamp: before, digest: digest, isUsed: true)
                entries.isChanged = true
            }
        }
        return digest
    }

    /// The SHA-256 of a file when it is known and the file has not changed since; nil otherwise. Complexity: O(1).
    package func known(_ file: String) -> String? {
        guard let stamp = Stamp(path: file), let known = entries.withLock({ $0.byPath[ExactText(file)] }),
            known.stamp == stamp
        else { return nil }
        return known.digest
    }

    /// Writes what is known to the file, when something new is; whole or not at all. Complexity: O(entries).
    package func save() {
        let (known, isChanged) = entries.withLock { $0 }
        guard isChanged else { return }
        var lines: [String] = []
        let sorted = known.sorted {
            ($0.value.isUsed ? 0 : 1, $0.key.text) < ($1.value.isUsed ? 0 : 1, $1.key.text)
        }
        for (file, entry) in sorted {
            guard lines.count < DigestCache.mostEntries else { break }
            let stamp = entry.stamp.numbers.map(String.init).joined(separator: " ")
            lines.append("\(entry.digest) \(stamp) \(file.text)\n")
        }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        if !folder.isEmpty { mkdir(folder, 0o777) }
        let draft = "\(path).\(getpid())"
        let text = Array(("\(DigestCache.format)\n" + lines.joined()).utf8)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return }
        var written = 0
        text.withUnsafeBytes { bytes in
            while written < bytes.count, let start = bytes.baseAddress {
                let count = write(descriptor, start + written, bytes.count - written)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { break }
                written += count
            }
        }
        close(descriptor)
        if written < text.count || rename(draft, path) != 0 { unlink(draft) }
        entries.withLock { $0.isChanged = false }
    }
}
