/// Integers as bit-packed differences (Encodings.md, "Delta Encoding (DELTA_BINARY_PACKED = 5)").
///
/// Can be asked for some numbers at a time. The bytes must outlive the decoder, with `ByteBuffer.slack` behind them.
struct DeltaDecoder {
    private let base: UnsafePointer<UInt8>
    private let end: Int
    /// Behind what has been read; after the last number, behind the encoded numbers.
    private(set) var position: Int
    /// The numbers that are encoded.
    let count: Int
    /// The numbers that are left.
    private(set) var left: Int
    private let blockSize: Int
    private let miniblockCount: Int
    private let miniblockSize: Int
    private var last: Int64
    private var isAtFirst = true
    private var smallestDelta: Int64 = 0
    /// Where the widths of the current block's miniblocks stand.
    private var widths = 0
    private var miniblock: Int
    private var width = 0
    private var miniblockLeft = 0
    private var bit = 0

    /// Reads the head of the numbers in the bytes `range` behind `base`.
    init(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) throws(ParquetFault) {
        var cursor = VariableLengthCursor(base: base, end: range.upperBound, position: range.lowerBound)
        let size = try cursor.unsigned()
        let parts = try cursor.unsigned()
        let total = try cursor.unsigned()
        last = try cursor.zigzag()
        guard size > 0, size <= 1 << 20, size % 8 == 0, parts > 0, parts <= size / 8, size % parts == 0,
            size / parts % 8 == 0
        else { throw .malformed("blocks of \(size) differences cannot be in \(parts) parts") }
        guard total <= UInt64(Int32.max) else { throw .malformed("a page is said to have \(total) numbers") }
        self.base = base
        end = range.upperBound
        position = cursor.position
        blockSize = Int(size)
        miniblockCount = Int(parts)
        miniblockSize = Int(size / parts)
        miniblock = miniblockCount
        count = Int(total)
        left = count
    }

    /// Decodes the next `count` numbers.
    mutating func next(_ count: Int, into target: UnsafeMutablePointer<Int64>) throws(ParquetFault) {
        guard count <= left else { throw .truncated("the numbers of the page") }
        var done = 0
        if isAtFirst, count > 0 {
            target[0] = last
            isAtFirst = false
            done = 1
            left &-= 1
        }
        while done < count {
            if miniblockLeft == 0 { try nextMiniblock() }
            let take = min(count &- done, miniblockLeft)
            BitPacking.accumulate(
                base, bit: bit, width: width, count: take, base: smallestDelta, sum: &last, into: target + done)
            bit &+= take &* width
            miniblockLeft &-= take
            left &-= take
            done &+= take
        }
    }

    private mutating func nextMiniblock() throws(ParquetFault) {
        if miniblock == miniblockCount {
            var cursor = VariableLengthCursor(base: base, end: end, position: position)
            smallestDelta = try cursor.zigzag()
            guard miniblockCount <= end &- cursor.position else { throw .truncated("a block of the page") }
            widths = cursor.position
            position = cursor.position &+ miniblockCount
            miniblock = 0
        }
        width = Int(base[widths &+ miniblock])
        guard width <= 64 else { throw .malformed("differences are said to have \(width) bits") }
        miniblock &+= 1
        miniblockLeft = min(miniblockSize, left)
        guard (miniblockLeft &* width &+ 7) &>> 3 <= end &- position else { throw .truncated("a block of the page") }
        bit = position &* 8
        // The last miniblock should be filled up; some writers leave that out.
        position = min(end, position &+ (miniblockSize &* width) &>> 3)
    }
}

/// Reads numbers of variable length (ULEB128) and zigzag numbers.
struct VariableLengthCursor {
    let base: UnsafePointer<UInt8>
    let end: Int
    private(set) var position: Int

    init(base: UnsafePointer<UInt8>, end: Int, position: Int) {
        self.base = base
        self.end = end
        self.position = position
    }

    mutating func unsigned() throws(ParquetFault) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < end else { throw .truncated("a number of the page") }
            let next = base[position]
            position &+= 1
            value |= UInt64(next & 0x7F) &<< shift
            if next < 0x80 { return value }
        }
        throw .malformed("a number has more than ten bytes")
    }

    mutating func zigzag() throws(ParquetFault) -> Int64 {
        let number = try unsigned()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }
}
