import CCrypto
import CZlib
import Columnar

/// Digests of a text's UTF-8 bytes, by the system's libcrypto and zlib.
enum TextDigest {
    enum Algorithm {
        case md5, sha1, sha224, sha256, sha384, sha512

        /// The SHA-2 of that many bits, 0 meaning 256; nil for lengths that there are not.
        init?(sha2Bits bits: Int64) {
            switch bits {
            case 224: self = .sha224
            case 0, 256: self = .sha256
            case 384: self = .sha384
            case 512: self = .sha512
            default: return nil
            }
        }
    }

    /// Appends the digest in lower-case hexadecimal.
    static func append(_ text: UnsafeBufferPointer<UInt8>, _ algorithm: Algorithm, to writer: inout TextWriter) {
        let implementation =
            switch algorithm {
            case .md5: EVP_md5()
            case .sha1: EVP_sha1()
            case .sha224: EVP_sha224()
            case .sha256: EVP_sha256()
            case .sha384: EVP_sha384()
            case .sha512: EVP_sha512()
            }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { digest in
            var count: UInt32 = 0
            EVP_Digest(text.baseAddress, text.count, digest.baseAddress, &count, implementation, nil)
            Hexadecimal.append(
                UnsafeBufferPointer(rebasing: digest[..<Int(count)]), letter: "a", to: &writer)
        }
    }

    /// The CRC-32 of zlib, gzip and PNG.
    static func crc32(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        // Texts are shorter than 4 GiB.
        UInt32(truncatingIfNeeded: CZlib.crc32(0, text.baseAddress, UInt32(text.count)))
    }
}
