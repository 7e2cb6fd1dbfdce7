import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Looks for quotes in a file: without one no field holds a line end, and the file can be read in parts.
enum QuoteSearch {
    /// False when a file has no quote character. A file that is compressed or cannot be read may have some. Complexity: O(bytes), at the
    /// speed of memory.
    static func mayContainQuote(_ path: String) -> Bool {
        guard !path.hasSuffix(".gz"), !path.hasSuffix(".zst"), let file = FileHandle(forReadingAtPath: path) else {
            return true
        }
        defer { try? file.close() }
        while let block = try? file.read(upToCount: 8 << 20) {
            if block.isEmpty { return false }
            let found = block.withUnsafeBytes { bytes in
                bytes.baseAddress.map { memchr($0, 0x22, bytes.count) != nil } ?? false
            }
            if found { return true }
        }
        return true
    }
}
