/// Finds where bytes stop being UTF-8 (RFC 3629).
enum UTF8Check {
    /// The offset of the first byte that no well-formed sequence covers; nil when all is well. Complexity: O(bytes).
    static func firstInvalid(_ bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                let length: Int
                var low: UInt8 = 0x80
                var high: UInt8 = 0xBF
                switch byte {
                case 0...0x7F:
                    index += 1
                    continue
                case 0xC2...0xDF: length = 2
                case 0xE0...0xEF:
                    length = 3
                    if byte == 0xE0 { low = 0xA0 }
                    if byte == 0xED { high = 0x9F }
                case 0xF0...0xF4:
                    length = 4
                    if byte == 0xF0 { low = 0x90 }
                    if byte == 0xF4 { high = 0x8F }
                default: return index
                }
                guard index + length <= bytes.count, bytes[index + 1] >= low, bytes[index + 1] <= high else {
                    return index
                }
                for offset in 2..<max(2, length) where bytes[index + offset] & 0xC0 != 0x80 { return index }
                index += length
            }
            return nil
        }
    }
}
