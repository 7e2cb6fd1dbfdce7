/// How the bytes of a text file are packed.
///
/// What a file is, its first bytes say: gzip data (RFC 1952) starts with 1F 8B, zstd data (RFC 8878) with FD2FB528 or the number
/// of a skippable frame, both little-endian; no CSV or NDJSON text starts so. A name is only a hint: compressed data is read as
/// what it is under any name, and a name that promises compression over other bytes is an error.
package enum Compression: String, Hashable, Sendable, CaseIterable {
    /// gzip, one or several members; also bgzip's blocks.
    case gzip
    /// Zstandard, one or several frames.
    case zstd

    /// The usual extension, without its dot.
    package var fileExtension: String {
        switch self {
        case .gzip: "gz"
        case .zstd: "zst"
        }
    }

    /// The compression that a path's last extension names, in any case; nil for other names.
    package init?(path: String) {
        guard let name = Compression.lastExtension(of: path)?.lowercased() else { return nil }
        switch name {
        case "gz", "gzip", "bgz": self = .gzip
        case "zst", "zstd": self = .zstd
        default: return nil
        }
    }

    /// The compression that a file's first bytes tell; nil when they are those of something else or fewer than needed.
    init?(firstBytes bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.count >= 2, bytes[0] == 0x1F, bytes[1] == 0x8B {
            self = .gzip
        } else if bytes.count >= 4, bytes[0] == 0x28, bytes[1] == 0xB5, bytes[2] == 0x2F, bytes[3] == 0xFD {
            self = .zstd
        } else if bytes.count >= 4, bytes[0] & 0xF0 == 0x50, bytes[1] == 0x2A, bytes[2] == 0x4D, bytes[3] == 0x18 {
            self = .zstd
        } else {
            return nil
        }
    }

    /// A path without its compression's extension: `a.csv.gz` is `a.csv`, and any other path is itself.
    package static func strippingExtension(of path: String) -> String {
        guard Compression(path: path) != nil, let dot = path.lastIndex(of: ".") else { return path }
        return String(path[..<dot])
    }

    /// What stands behind the last dot of the last path component; nil without a dot.
    static func lastExtension(of path: String) -> Substring? {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
        return path[path.index(after: dot)...]
    }
}
