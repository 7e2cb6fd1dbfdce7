/// Numbers as words that order as they do.
enum OrderedWord {
    @inline(__always)
    static func of(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ (1 << 63) }

    /// -0.0 as 0.0, NaN above infinity.
    @inline(__always)
    static func of(_ value: Double) -> UInt64 {
        if value.isNaN { return .max }
        let bits = (value + 0.0).bitPattern
        return bits >> 63 == 0 ? bits | (1 << 63) : ~bits
    }

    /// The integer that a word stands for.
    @inline(__always)
    static func int64(_ word: UInt64) -> Int64 { Int64(bitPattern: word ^ (1 << 63)) }

    /// The double that a word stands for.
    @inline(__always)
    static func double(_ word: UInt64) -> Double {
        Double(bitPattern: word >> 63 == 0 ? ~word : word ^ (1 << 63))
    }
}
