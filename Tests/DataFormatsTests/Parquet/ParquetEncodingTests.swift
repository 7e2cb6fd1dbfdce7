import Columnar
import Testing

@testable import DataFormats

/// The examples of the format's Encodings.md, and what they leave out worked by hand.
@Suite("Decoding Parquet values")
struct ParquetEncodingTests {
    private static func buffer(_ bytes: [UInt8]) -> ByteBuffer {
        let buffer = ByteBuffer(capacity: bytes.count)
        bytes.withUnsafeBufferPointer { if let start = $0.baseAddress { buffer.append(start, count: $0.count) } }
        return buffer
    }

    /// All numbers, asked for in pieces.
    private static func runs(
        _ bytes: [UInt8], width: Int, count: Int, piece: Int
    ) throws -> [UInt32] {
        let buffer = buffer(bytes)
        var decoder = try RunLengthDecoder(buffer.base, 0..<buffer.count, width: width)
        var numbers: [UInt32] = []
        let target = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
        defer { target.deallocate() }
        while numbers.count < count {
            let part = min(piece, count - numbers.count)
            try decoder.next(part, into: target)
            numbers += UnsafeBufferPointer(start: target, count: part)
        }
        return withExtendedLifetime(buffer) { numbers }
    }

    @Test("0 to 7 in three bits are the example's three bytes", arguments: [1, 3, 8])
    func packed(piece: Int) throws {
        #expect(
            try Self.runs([0x03, 0b1000_1000, 0b1100_0110, 0b1111_1010], width: 3, count: 8, piece: piece)
                == [0, 1, 2, 3, 4, 5, 6, 7])
    }

    @Test("a run, a packed group and a run follow one another", arguments: [1, 5, 100])
    func mixed(piece: Int) throws {
        // 100 times 4 in a byte; eight numbers of a bit; three times 1.
        let bytes: [UInt8] = [0xC8, 0x01, 4, 0x03, 0b1000_1000, 0b1100_0110, 0b1111_1010, 0x06, 1]
        #expect(
            try Self.runs(bytes, width: 3, count: 111, piece: piece)
                == [UInt32](repeating: 4, count: 100) + [0, 1, 2, 3, 4, 5, 6, 7, 1, 1, 1])
    }

    @Test("numbers without bits are zeros")
    func widthless() throws {
        #expect(try Self.runs([], width: 0, count: 5, piece: 2) == [0, 0, 0, 0, 0])
    }

    @Test(
        "runs that end early, are too wide or too long are faults",
        arguments: [[0x03, 0x88], [0x04], [], [0x04, 9], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]] as [[UInt8]])
    func badRuns(bytes: [UInt8]) {
        #expect(throws: ParquetFault.self) { try Self.runs(bytes, width: 3, count: 8, piece: 8) }
    }

    private static func deltas(_ bytes: [UInt8], piece: Int) throws -> [Int64] {
        let buffer = buffer(bytes)
        var decoder = try DeltaDecoder(buffer.base, 0..<buffer.count)
        var numbers: [Int64] = []
        let target = UnsafeMutablePointer<Int64>.allocate(capacity: max(1, decoder.count))
        defer { target.deallocate() }
        while decoder.left > 0 {
            let part = min(piece, decoder.left)
            try decoder.next(part, into: target)
            numbers += UnsafeBufferPointer(start: target, count: part)
        }
        return withExtendedLifetime(buffer) { numbers }
    }

    @Test("1 to 5 have differences of one smallest difference and no bits", arguments: [1, 2, 5])
    func oneToFive(piece: Int) throws {
        // Blocks of 128 in 4 parts, 5 numbers from 1 on (zigzag 2), smallest difference 1 (zigzag 2), widths 0.
        #expect(try Self.deltas([0x80, 0x01, 4, 5, 2, 2, 0, 0, 0, 0], piece: piece) == [1, 2, 3, 4, 5])
    }

    @Test("7, 5, 3, 1, 2, 3, 4, 5 are the example's differences in two bits", arguments: [1, 3, 8])
    func example(piece: Int) throws {
        let block: [UInt8] = [3, 2, 0, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0, 0, 0]
        #expect(try Self.deltas([0x80, 0x01, 4, 8, 14] + block, piece: piece) == [7, 5, 3, 1, 2, 3, 4, 5])
        // A writer that does not fill up the last part.
        #expect(
            try Self.deltas([0x80, 0x01, 4, 8, 14, 3, 2, 0, 0, 0, 0xC0, 0x3F], piece: piece)
                == [7, 5, 3, 1, 2, 3, 4, 5])
    }

    @Test("differences of 64 bits wrap around")
    func widest() throws {
        // From the largest integer to the smallest: a difference of 1 in 64 bits behind a smallest difference of 0.
        let first: [UInt8] = [0xFE] + [UInt8](repeating: 0xFF, count: 8) + [0x01]
        #expect(
            try Self.deltas(
                [0x80, 0x01, 4, 2] + first + [0, 64, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], piece: 2) == [.max, .min])
    }

    @Test(
        "blocks that end early or cannot be are faults",
        arguments: [
            [0x80, 0x01, 4, 8, 14, 3, 2, 0], [0x80, 0x01, 4, 8, 14, 3, 65, 0, 0, 0, 0xC0], [0x80, 0x01, 0, 8, 14],
            [0x7F, 1, 8, 14], [0x80, 0x01, 4, 8, 14],
        ] as [[UInt8]])
    func badDeltas(bytes: [UInt8]) {
        #expect(throws: ParquetFault.self) { try Self.deltas(bytes, piece: 8) }
    }

    /// `DELTA_BINARY_PACKED` of at most 32 small numbers that start with `first`, from differences in a byte each.
    private static func lengths(_ first: UInt8, _ differences: [UInt8], smallest: UInt8) -> [UInt8] {
        [0x80, 0x01, 4, UInt8(differences.count + 1), first * 2, smallest, 8, 0, 0, 0] + differences
            + [UInt8](repeating: 0, count: 32 - differences.count)
    }

    private static func texts(_ texts: DeltaTexts) -> [String] {
        (0..<texts.count).map { index in
            let view = texts.views[index]
            return String(
                decoding: UnsafeBufferPointer(start: texts.bytes.base + Int(view.offset), count: Int(view.length)),
                as: UTF8.self)
        }
    }

    @Test("Hello, World, Foobar, ABCDEF have the lengths 5, 5, 6, 6")
    func deltaLengths() throws {
        let bytes = Self.buffer(Self.lengths(5, [0, 1, 0], smallest: 0) + Array("HelloWorldFoobarABCDEF".utf8))
        let texts = try DeltaTexts(lengths: bytes, 0..<bytes.count, atMost: 4)
        #expect(Self.texts(texts) == ["Hello", "World", "Foobar", "ABCDEF"])
        #expect(throws: ParquetFault.self) { try DeltaTexts(lengths: bytes, 0..<bytes.count, atMost: 3) }
        #expect(throws: ParquetFault.self) { try DeltaTexts(lengths: bytes, 0..<bytes.count - 1, atMost: 4) }
    }

    @Test("axis, axle, babble, babyhood share 0, 2, 0 and 3 bytes with the one before")
    func deltaTexts() throws {
        // Prefixes 0, 2, 0, 3 have the differences 2, -2, 3 (smallest -2); suffixes 4, 2, 6, 5 have -2, 4, -1.
        let bytes = Self.buffer(
            Self.lengths(0, [4, 0, 5], smallest: 3) + Self.lengths(4, [0, 6, 1], smallest: 3)
                + Array("axislebabbleyhood".utf8))
        #expect(
            Self.texts(try DeltaTexts(prefixes: bytes, 0..<bytes.count, atMost: 4))
                == ["axis", "axle", "babble", "babyhood"])
    }

    @Test("a text cannot share more with the one before than that has")
    func tooLongPrefix() {
        let bytes = Self.buffer(Self.lengths(1, [0], smallest: 0) + Self.lengths(0, [0], smallest: 0))
        #expect(throws: ParquetFault.self) { try DeltaTexts(prefixes: bytes, 0..<bytes.count, atMost: 2) }
    }

    @Test("streams of bytes are joined as in the example")
    func streams() {
        let source: [UInt8] = [0xAA, 0x00, 0xA3, 0xBB, 0x11, 0xB4, 0xCC, 0x22, 0xC5, 0xDD, 0x33, 0xD6]
        var joined = [UInt8](repeating: 0, count: 12)
        ParquetScratch.joinStreams(source, count: 3, 4, into: &joined)
        #expect(joined == [0xAA, 0xBB, 0xCC, 0xDD, 0x00, 0x11, 0x22, 0x33, 0xA3, 0xB4, 0xC5, 0xD6])
    }

    @Test(
        "halves become doubles",
        arguments: [
            (0x0000, 0.0), (0x3C00, 1.0), (0xC000, -2.0), (0x7BFF, 65504.0), (0x0001, 0x1p-24), (0x0400, 0x1p-14),
            (0x3555, 0.333251953125), (0x7C00, .infinity), (0xFC00, -.infinity),
        ] as [(UInt16, Double)])
    func halves(bits: UInt16, value: Double) {
        #expect(ParquetScratch.double(half: bits) == value)
    }

    @Test("a half that is no number becomes a double that is none")
    func halfNaN() { #expect(ParquetScratch.double(half: 0x7E00).isNaN) }

    @Test(
        "numbers of any length are read from the highest byte on",
        arguments: [
            ([], 0), ([0xFF], -1), ([0x00, 0xFF], 255), ([0x80, 0x00], -32768),
            ([UInt8](repeating: 0xFF, count: 20), -1), ([0x01] + [UInt8](repeating: 0, count: 16), nil),
            ([0x00, 0x80] + [UInt8](repeating: 0, count: 15), nil),
        ] as [([UInt8], Int128?)])
    func bigEndian(bytes: [UInt8], value: Int128?) {
        #expect(ParquetScratch.bigEndian(bytes, bytes.count) == value)
    }
}
