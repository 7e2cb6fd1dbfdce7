import Columnar

/// Memory that a column reader uses again from batch to batch, and the loops over it.
///
/// A class because it owns the memory; it belongs to one reader.
final class ParquetScratch {
    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0

    init() {}

    deinit { memory?.deallocate() }

    private func room<Value>(_ count: Int, _: Value.Type) -> UnsafeMutablePointer<Value> {
        let bytes = max(64, count * MemoryLayout<Value>.stride)
        if let memory, capacity >= bytes { return memory.assumingMemoryBound(to: Value.self) }
        memory?.deallocate()
        let made = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        memory = made
        capacity = bytes
        return made.bindMemory(to: Value.self, capacity: count)
    }

    /// Room for `count` of something. Only one of these is in use at a time.
    func codes(_ count: Int) -> UnsafeMutablePointer<UInt32> { room(count, UInt32.self) }
    func bytes(_ count: Int) -> UnsafeMutablePointer<UInt8> { room(count, UInt8.self) }
    func integers(_ count: Int) -> UnsafeMutablePointer<Int64> { room(count, Int64.self) }
    func views(_ count: Int) -> UnsafeMutablePointer<StringView> { room(count, StringView.self) }

    // MARK: - Loops

    /// The values of a dictionary at some places, which all must be in it.
    static func gather(
        _ codes: UnsafePointer<UInt32>, _ count: Int, from source: UnsafeRawPointer,
        to target: UnsafeMutableRawPointer, width: Int
    ) {
        func move<Value>(_: Value.Type) {
            let from = source.assumingMemoryBound(to: Value.self)
            let to = target.assumingMemoryBound(to: Value.self)
            for index in 0..<count { to[index] = from[Int(codes[index])] }
        }
        switch width {
        case 1: move(UInt8.self)
        case 4: move(UInt32.self)
        case 8: move(UInt64.self)
        case 16: move(UInt128.self)
        default: break
        }
    }

    /// Moves `valid` values that stand back to back to the rows where `validity` is 1; the other rows become zero.
    static func spread(
        _ values: UnsafeMutableRawPointer, width: Int, valid: Int, count: Int, _ validity: UnsafePointer<UInt8>
    ) {
        func move<Value: FixedWidthInteger>(_: Value.Type) {
            let values = values.assumingMemoryBound(to: Value.self)
            var next = valid
            var row = count
            while row > 0 {
                row &-= 1
                let isThere = Int(validity[row])
                next &-= isThere
                // A value never moves down, so what is overwritten has been moved already.
                values[row] = isThere == 1 ? values[next] : 0
            }
        }
        switch width {
        case 1: move(UInt8.self)
        case 4: move(UInt32.self)
        case 8: move(UInt64.self)
        case 16: move(UInt128.self)
        default: break
        }
    }

    /// Values from streams of their first bytes, their second bytes and so on (Encodings.md, "Byte Stream Split").
    static func joinStreams(
        _ source: UnsafePointer<UInt8>, count: Int, _ width: Int, into target: UnsafeMutablePointer<UInt8>
    ) {
        if width == 8 {
            let out = UnsafeMutableRawPointer(target)
            for index in 0..<count {
                var word: UInt64 = 0
                for byte in 0..<8 { word |= UInt64(source[byte &* count &+ index]) &<< UInt64(8 &* byte) }
                out.storeBytes(of: word.littleEndian, toByteOffset: index &* 8, as: UInt64.self)
            }
            return
        }
        for byte in 0..<width {
            let stream = source + byte * count
            for index in 0..<count { target[index &* width &+ byte] = stream[index] }
        }
    }

    /// A big-endian number in two's complement; nil when it has more than 128 bits. No bytes are 0.
    static func bigEndian(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int128? {
        guard count > 0 else { return 0 }
        var first = 0
        let sign: UInt8 = start[0] & 0x80 == 0 ? 0 : 0xFF
        while count - first > 16 {
            guard start[first] == sign else { return nil }
            first += 1
        }
        if first > 0, (start[first] ^ sign) & 0x80 != 0 { return nil }
        var value: UInt128 = sign == 0 ? 0 : .max
        for index in first..<count { value = value << 8 | UInt128(start[index]) }
        return Int128(truncatingIfNeeded: value)
    }

    /// An IEEE 754 binary16 as a double.
    static func double(half bits: UInt16) -> Double {
        let isNegative = bits & 0x8000 != 0
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Double(bits & 0x3FF)
        let magnitude: Double =
            switch exponent {
            case 0: fraction * 0x1p-24
            case 31: fraction == 0 ? .infinity : .nan
            default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
            }
        return isNegative ? -magnitude : magnitude
    }

    /// The byte with its bits in the other order.
    static func reversed(_ byte: UInt8) -> UInt8 {
        var value = byte
        value = value >> 4 | value << 4
        value = (value & 0xCC) >> 2 | (value & 0x33) << 2
        return (value & 0xAA) >> 1 | (value & 0x55) << 1
    }

    /// A time of day as text.
    static func timeText(_ seconds: Int64, fraction: Int64, _ perSecond: Int64) -> String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        var text = "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        if fraction > 0 {
            var digits = String(String(perSecond + fraction).dropFirst())
            while digits.hasSuffix("0") { digits.removeLast() }
            text += "." + digits
        }
        return text
    }
}
