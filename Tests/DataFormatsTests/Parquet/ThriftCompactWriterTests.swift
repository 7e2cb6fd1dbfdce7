import Testing

@testable import DataFormats

@Suite("Writing Thrift's compact protocol")
struct ThriftCompactWriterTests {
    @Test("fields carry the step from the field before, numbers zigzag and seven bits a byte")
    func numbers() {
        let bytes = ThriftCompactWriter.structure {
            $0.int32(1, 0)
            $0.int32(2, -1)
            $0.int64(5, 300)
            $0.int16(6, 1)
        }
        // 300 zigzags to 600 = 4 · 128 + 88.
        #expect(bytes == [0x15, 0, 0x15, 1, 0x36, 0xD8, 0x04, 0x14, 2, 0])
    }

    @Test("the extremes of 64 bits are ten bytes")
    func extremes() {
        let bytes = ThriftCompactWriter.structure { $0.int64(1, .min) }
        #expect(bytes == [0x16] + [UInt8](repeating: 0xFF, count: 9) + [0x01, 0])
    }

    @Test("a step beyond fifteen is spelt as a number; booleans live in the header")
    func longStep() {
        let bytes = ThriftCompactWriter.structure {
            $0.boolean(1, true)
            $0.boolean(20, false)
        }
        #expect(bytes == [0x11, 0x02, 40, 0])
    }

    @Test("structures within start counting anew, and end before the outer one goes on")
    func nested() {
        let bytes = ThriftCompactWriter.structure {
            $0.structure(4) { $0.int32(1, 1) }
            $0.binary(5, "ab".utf8)
        }
        #expect(bytes == [0x4C, 0x15, 2, 0, 0x18, 2, 0x61, 0x62, 0])
    }

    @Test("lists hold their length in the header up to fourteen, behind it from fifteen")
    func lists() {
        let short = ThriftCompactWriter.structure {
            $0.int32s(1, [1, 2])
            $0.texts(2, ["a"])
            $0.structures(3, [7]) { $0.int32(1, $1) }
        }
        #expect(short == [0x19, 0x25, 2, 4, 0x19, 0x18, 1, 0x61, 0x19, 0x1C, 0x15, 14, 0, 0])
        let long = ThriftCompactWriter.structure { $0.int32s(1, [Int](repeating: 0, count: 15)) }
        #expect(long == [0x19, 0xF5, 15] + [UInt8](repeating: 0, count: 16))
    }
}
