/// Checks on UTF-8 text.
enum UTF8Text {
    /// True when all bytes are ASCII. Reads up to fifteen bytes past the end. Complexity: O(count).
    @inline(__always)
    static func isASCII(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var index = 0
        while index &+ 16 <= count {
            if ByteBlock(start + index).nonASCII != 0 { return false }
            index &+= 16
        }
        let rest = count &- index
        return rest == 0 || ByteBlock(start + index).nonASCII & ((1 &<< UInt32(truncatingIfNeeded: rest)) &- 1) == 0
    }

    /// True when the bytes are well-formed UTF-8 (Unicode table 3-7: no overlong forms, no surrogates, at most U+10FFFF).
    ///
    /// Reads up to fifteen bytes past the end. Complexity: O(count).
    static func isValid(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var index = 0
        while index < count {
            if index &+ 16 <= count, ByteBlock(start + index).nonASCII == 0 {
                index &+= 16
                continue
            }
            let length = sequenceLength(start + index, count &- index)
            if length == 0 { return false }
            index &+= length
        }
        return true
    }

    /// The length of the well-formed sequence at `start`, 0 when there is none.
    @inline(__always)
    static func sequenceLength(_ start: UnsafePointer<UInt8>, _ available: Int) -> Int {
        let first = start[0]
        if first < 0x80 { return 1 }
        if first < 0xC2 || first > 0xF4 { return 0 }
        if first < 0xE0 { return available >= 2 && start[1] & 0xC0 == 0x80 ? 2 : 0 }
        guard available >= (first < 0xF0 ? 3 : 4) else { return 0 }
        let low: UInt8 = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80
        let high: UInt8 = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF
        guard start[1] >= low, start[1] <= high, start[2] & 0xC0 == 0x80 else { return 0 }
        if first < 0xF0 { return 3 }
        return start[3] & 0xC0 == 0x80 ? 4 : 0
    }
}
