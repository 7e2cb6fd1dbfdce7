/// What the folders of a path in Hive's layout tell: `t/day=2026-11-09/hour=3/part.csv` has a `day` and an `hour`.
///
/// As Spark finds them: from the file upwards, folders without `=` are passed over until the first one with it, and from there the
/// unbroken run of such folders counts. Keys and values are percent-decoded (`%3A` is a colon); what is no valid escape stays as
/// it stands. The value `__HIVE_DEFAULT_PARTITION__` and an empty one are null.
package struct PartitionPath: Hashable, Sendable {
    /// One folder's key and value.
    package struct Entry: Hashable, Sendable {
        /// The key, decoded.
        package var key: String
        /// The value, decoded; nil for null.
        package var value: String?
        /// The path up to and including the folder.
        package var folder: String
    }

    /// The entries from the outermost folder inwards.
    package let entries: [Entry]

    /// Hive's name for null.
    package static let nullValue = "__HIVE_DEFAULT_PARTITION__"

    /// Reads a file's path. A key that stands twice counts where it stands innermost.
    package init(_ path: String) {
        // Most paths have none, and there may be thousands.
        guard path.utf8.contains(UInt8(ascii: "=")) else {
            entries = []
            return
        }
        var found: [Entry] = []
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            let name = rest.lastIndex(of: "/").map { rest[rest.index(after: $0)...] } ?? rest
            guard let equals = name.firstIndex(of: "="), equals > name.startIndex else {
                if found.isEmpty { continue }
                break
            }
            let key = PartitionPath.decoded(name[..<equals])
            let value = PartitionPath.decoded(name[name.index(after: equals)...])
            if found.contains(where: { $0.key.lowercased() == key.lowercased() }) { continue }
            let isNull = value.isEmpty || value == PartitionPath.nullValue
            found.append(Entry(key: key, value: isNull ? nil : value, folder: String(rest)))
        }
        entries = found.reversed()
    }

    private static func decoded(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count, let high = digit(source[index + 1]),
                let low = digit(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
