import Columnar
import Testing

@testable import DataFormats

@Suite("Run lengths and bit packing")
struct RunLengthEncoderTests {
    private func encoded(_ values: [UInt32], width: Int) -> [UInt8] {
        let target = ByteBuffer(capacity: 0)
        values.withUnsafeBufferPointer { RunLengthEncoder(width: width).append($0, to: target) }
        return Array(UnsafeBufferPointer(start: target.base, count: target.count))
    }

    @Test("the format's own example: 0 to 7 in three bits")
    func example() {
        #expect(encoded([0, 1, 2, 3, 4, 5, 6, 7], width: 3) == [0x03, 0x88, 0xC6, 0xFA])
    }

    @Test("a repeat is its length and one value in whole bytes")
    func repeats() {
        #expect(encoded([UInt32](repeating: 4, count: 100), width: 3) == [0xC8, 0x01, 0x04])
        #expect(encoded([UInt32](repeating: 258, count: 8), width: 9) == [0x10, 0x02, 0x01])
    }

    @Test("a repeat first completes the packed group before it")
    func mixed() {
        // 1 0 1 and five of the twenty ones are a group: 1111_1101; fifteen ones remain.
        #expect(encoded([1, 0, 1] + [UInt32](repeating: 1, count: 20), width: 1) == [0x03, 0xFD, 0x1E, 0x01])
    }

    @Test("the last group is filled up, and no values are no bytes")
    func ends() {
        #expect(encoded([1, 0, 1], width: 1) == [0x03, 0x05])
        #expect(encoded([], width: 5) == [])
        #expect(encoded([0xFFFF_FFFF], width: 32) == [0x03, 0xFF, 0xFF, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 28))
    }
}
