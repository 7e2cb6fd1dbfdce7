import Foundation

/// Paths as Spark and Hadoop write them.
package enum SparkPath {
    /// Whether a path is an address of a file system that Spark reads and this program does not: `s3://…`, `hdfs://…`, `file://…`.
    package static func isRemote(_ path: String) -> Bool {
        guard let colon = path.range(of: "://") else { return false }
        let scheme = path[..<colon.lowerBound]
        return !scheme.isEmpty
            && scheme.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2B || $0 == 0x2D }
    }

    /// A file as a path for reading: what Hadoop would take for a pattern is escaped. A local file is given by its absolute path.
    static func reading(_ path: String) -> String {
        var text = isRemote(path) ? "" : "file://"
        for character in path.unicodeScalars {
            if "\\*?[]{}".unicodeScalars.contains(character) { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(character)
        }
        return text
    }

    /// The ways in which Spark may name a local file beside its rows: URIs, with what may not stand in one percent-encoded (RFC 2396, as
    /// Java has it), with and without an empty host.
    static func metadata(_ absolutePath: String) -> [String] {
        var bytes: [UInt8] = []
        for byte in absolutePath.utf8 {
            let isPlain =
                byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "/_-!.~'()*,;:$&+=@".utf8.contains(byte)
            if isPlain {
                bytes.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        let path = String(decoding: bytes, as: UTF8.self)
        return ["file:" + path, "file://" + path]
    }

    /// An address in two parts, `s3://bucket` and `/folder/file`. Java writes an empty host as none: `file:/folder`.
    static func parts(_ address: String) -> (root: String, path: String) {
        guard let colon = address.firstIndex(of: ":") else { return ("", address) }
        let rest = address[address.index(after: colon)...]
        guard rest.hasPrefix("//") else { return (address[...colon] + "//", String(rest)) }
        let host = rest.dropFirst(2).prefix { $0 != "/" }
        return (String(address[..<host.endIndex]), String(address[host.endIndex...]))
    }
}
