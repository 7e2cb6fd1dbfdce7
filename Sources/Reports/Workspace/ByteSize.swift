/// An amount of memory as people write it: `512MB`, `1.5 GB`, `256MiB`, `1073741824`.
///
/// kB, MB, GB and TB are powers of 1000; KiB, MiB, GiB and TiB are powers of 1024 (IEC 80000-13). Case does not matter.
public enum ByteSize {
    /// The number of bytes that a text spells; nil when it spells none, or less than one.
    public static func bytes(_ text: String) -> Int? {
        let trimmed = text.filter { $0 != " " }.lowercased()
        let digits = trimmed.prefix { $0.isNumber || $0 == "." }
        let units: [String: Double] = [
            "": 1, "b": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9, "t": 1e12, "tb": 1e12,
            "kib": 0x1p10, "mib": 0x1p20, "gib": 0x1p30, "tib": 0x1p40,
        ]
        guard let number = Double(digits), let unit = units[String(trimmed.dropFirst(digits.count))] else { return nil }
        let bytes = number * unit
        return bytes >= 1 && bytes < 0x1p62 ? Int(bytes) : nil
    }
}
