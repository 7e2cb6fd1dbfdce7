import Columnar

/// Writes small numbers in Parquet's hybrid of run lengths and bit packing: repeats as one value and a count, all else in
/// groups of eight values of a fixed number of bits.
///
/// Source: Parquet format, Encodings, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)".
struct RunLengthEncoder {
    /// Bits of a value: 1 to 32.
    let width: Int

    /// Appends the values, each below 2^`width`. Complexity: O(values).
    func append(_ values: UnsafeBufferPointer<UInt32>, to target: ByteBuffer) {
        var packedStart = 0
        var index = 0
        while index < values.count {
            var end = index + 1
            while end < values.count, values[end] == values[index] { end += 1 }
            // A packed run holds whole groups of eight, so a repeat first completes the group before it.
            let missing = (8 - (index - packedStart) % 8) % 8
            if end - index >= missing + 8 {
                pack(values, packedStart..<index + missing, to: target)
                repeats(of: values[index], count: end - index - missing, to: target)
                packedStart = end
            }
            index = end
        }
        pack(values, packedStart..<values.count, to: target)
    }

    private func repeats(of value: UInt32, count: Int, to target: ByteBuffer) {
        varint(UInt(count) << 1, to: target)
        var rest = value
        for _ in 0..<(width + 7) / 8 {
            target.append(byte: UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    /// Values as groups of eight, the first value in the lowest bits; the last group is filled up with zeros.
    private func pack(_ values: UnsafeBufferPointer<UInt32>, _ range: Range<Int>, to target: ByteBuffer) {
        guard !range.isEmpty else { return }
        let groups = (range.count + 7) / 8
        varint(UInt(groups) << 1 | 1, to: target)
        let end = target.count + groups * width
        target.reserve(end)
        var bits: UInt64 = 0
        var used = 0
        for index in range {
            bits |= UInt64(values[index]) << UInt64(used)
            used += width
            while used >= 8 {
                target.base[target.count] = UInt8(truncatingIfNeeded: bits)
                target.count += 1
                bits >>= 8
                used -= 8
            }
        }
        while target.count < end {
            target.base[target.count] = UInt8(truncatingIfNeeded: bits)
            target.count += 1
            bits = 0
        }
    }

    private func varint(_ value: UInt, to target: ByteBuffer) {
        var rest = value
        while rest >= 0x80 {
            target.append(byte: UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        target.append(byte: UInt8(rest))
    }
}

extension ByteBuffer {
    func append(byte: UInt8) {
        reserve(count + 1)
        base[count] = byte
        count += 1
    }

    /// Appends an integer's bytes, the lowest first.
    func append<Number: FixedWidthInteger>(littleEndian number: Number) {
        reserve(count + MemoryLayout<Number>.size)
        UnsafeMutableRawPointer(base + count).storeBytes(of: number.littleEndian, as: Number.self)
        count += MemoryLayout<Number>.size
    }
}
