import Foundation

/// Paths as Spark and Hadoop write them.
enum SparkPath {
    /// A local file as a path for reading: what Hadoop would take for a pattern is escaped.
    static func reading(_ absolutePath: String) -> String {
        var text = "file://"
        for character in absolutePath.unicodeScalars {
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

    /// Whether a path is not of this machine's file system: `s3://…`, `hdfs://…`.
    static func isRemote(_ path: String) -> Bool {
        guard let colon = path.range(of: "://") else { return false }
        let scheme = path[..<colon.lowerBound]
        return !scheme.isEmpty && scheme.lowercased() != "file"
            && scheme.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2B || $0 == 0x2D }
    }
}
