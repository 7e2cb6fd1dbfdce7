/// Numbers of a fixed width in bits, packed from the lowest bit of each byte (Encodings.md, "Run Length Encoding / Bit-Packing Hybrid").
enum BitPacking {
    /// Unpacks `count` numbers of 0 to 32 bits that start `bit` bits behind `start`.
    ///
    /// Seven bytes behind the last one with a wanted bit are read. Complexity: O(count).
    @inline(__always)
    static func unpack(
        _ start: UnsafePointer<UInt8>, bit: Int, width: Int, count: Int, into target: UnsafeMutablePointer<UInt32>
    ) {
        let raw = UnsafeRawPointer(start)
        let mask = width == 0 ? 0 : UInt64.max &>> UInt64(64 &- width)
        // Whole bytes need no shifting.
        if bit & 7 == 0, width == 8 {
            let bytes = start + bit &>> 3
            for index in 0..<count { target[index] = UInt32(bytes[index]) }
            return
        }
        var position = bit
        // Several narrow numbers come from one load: at least 57 bits of a word belong to them.
        if width > 0, width <= 14 {
            let each = 56 / width
            let advance = each &* width
            var index = 0
            while index &+ each <= count {
                var word =
                    raw.loadUnaligned(fromByteOffset: position &>> 3, as: UInt64.self).littleEndian
                    &>> UInt64(position & 7)
                for step in 0..<each {
                    target[index &+ step] = UInt32(truncatingIfNeeded: word & mask)
                    word &>>= UInt64(width)
                }
                index &+= each
                position &+= advance
            }
            while index < count {
                let word = raw.loadUnaligned(fromByteOffset: position &>> 3, as: UInt64.self).littleEndian
                target[index] = UInt32(truncatingIfNeeded: (word &>> UInt64(position & 7)) & mask)
                index &+= 1
                position &+= width
            }
            return
        }
        for index in 0..<count {
            let word = raw.loadUnaligned(fromByteOffset: position &>> 3, as: UInt64.self).littleEndian
            target[index] = UInt32(truncatingIfNeeded: (word &>> UInt64(position & 7)) & mask)
            position &+= width
        }
    }

    /// Adds numbers of 0 to 64 bits one to another, each with `base`, from `sum` on: the differences of `DELTA_BINARY_PACKED`.
    ///
    /// Sums wrap around. Fifteen bytes behind the last one with a wanted bit are read. Complexity: O(count).
    @inline(__always)
    static func accumulate(
        _ start: UnsafePointer<UInt8>, bit: Int, width: Int, count: Int, base: Int64, sum: inout Int64,
        into target: UnsafeMutablePointer<Int64>
    ) {
        let raw = UnsafeRawPointer(start)
        let mask = width == 0 ? 0 : UInt64.max &>> UInt64(64 &- width)
        var position = bit
        var total = sum
        if width <= 57 {
            for index in 0..<count {
                let word = raw.loadUnaligned(fromByteOffset: position &>> 3, as: UInt64.self).littleEndian
                total &+= base &+ Int64(bitPattern: (word &>> UInt64(position & 7)) & mask)
                target[index] = total
                position &+= width
            }
        } else {
            for index in 0..<count {
                let low = raw.loadUnaligned(fromByteOffset: position &>> 3, as: UInt64.self).littleEndian
                let high = UInt64(raw.load(fromByteOffset: position &>> 3 &+ 8, as: UInt8.self))
                let shift = UInt64(position & 7)
                let word = shift == 0 ? low : low &>> shift | high &<< (64 &- shift)
                total &+= base &+ Int64(bitPattern: word & mask)
                target[index] = total
                position &+= width
            }
        }
        sum = total
    }
}
