import CCrypto
import Columnar

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// SHA-256 of files and bytes, in lower-case hexadecimal, by the system's libcrypto.
package enum FileDigest {
    /// The digest of a file's content, read in pieces of 256 KB.
    ///
    /// Throws `DataError.unreadable` when the file cannot be opened or read. Complexity: O(bytes).
    package static func sha256(ofFileAt path: String) throws(DataError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DataError.unreadable(path: path, reason: FileInput.systemReason()) }
        defer { close(descriptor) }
        let digest = Digest()
        let piece = ByteBuffer(capacity: 256 * 1024)
        while true {
            let got = read(descriptor, piece.base, piece.capacity)
            if got < 0 {
                if errno == EINTR { continue }
                throw DataError.unreadable(path: path, reason: FileInput.systemReason())
            }
            if got == 0 { return digest.finish() }
            if Task.isCancelled { throw DataError.unreadable(path: path, reason: "the run was cancelled") }
            digest.update(UnsafeRawBufferPointer(start: piece.base, count: got))
        }
    }

    /// The digest of some bytes. Complexity: O(bytes).
    package static func sha256(of bytes: some Sequence<UInt8>) -> String {
        let digest = Digest()
        let contiguous: Void? = bytes.withContiguousStorageIfAvailable { digest.update(UnsafeRawBufferPointer($0)) }
        if contiguous == nil { Array(bytes).withUnsafeBytes { digest.update($0) } }
        return digest.finish()
    }

    /// A libcrypto digest context; freed with its owner.
    private final class Digest {
        private let context: OpaquePointer?

        init() {
            context = EVP_MD_CTX_new()
            EVP_DigestInit_ex(context, EVP_sha256(), nil)
        }

        deinit { EVP_MD_CTX_free(context) }

        func update(_ bytes: UnsafeRawBufferPointer) { EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

        func finish() -> String {
            var value = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
            var count: UInt32 = 0
            EVP_DigestFinal_ex(context, &value, &count)
            let digits = Array("0123456789abcdef".utf8)
            let text = value.prefix(Int(count)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
