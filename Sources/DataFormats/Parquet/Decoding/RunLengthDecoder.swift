/// Numbers in runs and bit-packed groups: levels, truth values and indices into dictionaries.
///
/// Encodings.md, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)". Can be asked for some numbers at a time. The bytes must outlive
/// the decoder, with `ByteBuffer.slack` behind them.
struct RunLengthDecoder {
    private let base: UnsafePointer<UInt8>
    private let end: Int
    private var position: Int
    private let width: Int
    /// What is left of the current run of one number.
    private var runLeft = 0
    private var runValue: UInt32 = 0
    /// What is left of the current packed groups, and their next bit behind `base`.
    private var packedLeft = 0
    private var packedBit = 0

    /// The numbers of `width` bits, 0 to 32, in the bytes `range` behind `base`.
    init(_ base: UnsafePointer<UInt8>, _ range: Range<Int>, width: Int) throws(ParquetFault) {
        guard width >= 0, width <= 32 else { throw .malformed("numbers are said to have \(width) bits") }
        self.base = base
        self.width = width
        position = range.lowerBound
        end = range.upperBound
    }

    /// Numbers packed without runs from the lowest bit on, such as plain truth values: as many as the bytes hold.
    init(packed base: UnsafePointer<UInt8>, _ range: Range<Int>, width: Int) {
        self.base = base
        self.width = width
        position = range.upperBound
        end = range.upperBound
        packedBit = range.lowerBound &* 8
        packedLeft = range.count &* 8 / max(1, width)
    }

    /// Decodes the next `count` numbers.
    mutating func next(_ count: Int, into target: UnsafeMutablePointer<UInt32>) throws(ParquetFault) {
        var done = 0
        while done < count {
            let take = try available(upTo: count &- done)
            if runLeft > 0 {
                (target + done).update(repeating: runValue, count: take)
                runLeft &-= take
            } else {
                BitPacking.unpack(base, bit: packedBit, width: width, count: take, into: target + done)
                packedLeft &-= take
                packedBit &+= take &* width
            }
            done &+= take
        }
    }

    /// Decodes the next `count` numbers of one bit as bytes, and returns how many are 1.
    mutating func nextBits(_ count: Int, into target: UnsafeMutablePointer<UInt8>) throws(ParquetFault) -> Int {
        var done = 0
        var ones = 0
        while done < count {
            let take = try available(upTo: count &- done)
            let out = target + done
            if runLeft > 0 {
                out.update(repeating: UInt8(truncatingIfNeeded: runValue & 1), count: take)
                ones &+= runValue & 1 == 1 ? take : 0
                runLeft &-= take
            } else {
                for index in 0..<take {
                    let bit = packedBit &+ index
                    out[index] = base[bit &>> 3] &>> UInt8(truncatingIfNeeded: bit & 7) & 1
                    ones &+= Int(out[index])
                }
                packedLeft &-= take
                packedBit &+= take &* width
            }
            done &+= take
        }
        return ones
    }

    /// Passes over the next `count` numbers.
    mutating func skip(_ count: Int) throws(ParquetFault) {
        var done = 0
        while done < count {
            let take = try available(upTo: count &- done)
            if runLeft > 0 {
                runLeft &-= take
            } else {
                packedLeft &-= take
                packedBit &+= take &* width
            }
            done &+= take
        }
    }

    /// The number of which the next `count` consist, when they are all in one run; nothing is passed.
    mutating func constant(_ count: Int) throws(ParquetFault) -> UInt32? {
        guard count > 0 else { return nil }
        _ = try available(upTo: count)
        return runLeft >= count ? runValue : nil
    }

    /// How many numbers, at least one and at most `limit`, are left in the current run or groups; goes on to the next where needed.
    private mutating func available(upTo limit: Int) throws(ParquetFault) -> Int {
        while runLeft == 0, packedLeft == 0 { try nextRun() }
        return min(limit, runLeft > 0 ? runLeft : packedLeft)
    }

    private mutating func nextRun() throws(ParquetFault) {
        if width == 0, position >= end {
            // Numbers without bits are all 0, and some writers leave the runs out.
            runLeft = .max
            runValue = 0
            return
        }
        let head = try header()
        if head & 1 == 0 {
            let bytes = (width &+ 7) &>> 3
            guard bytes <= end &- position else { throw .truncated("a run of the page") }
            var value: UInt32 = 0
            for index in 0..<bytes { value |= UInt32(base[position &+ index]) &<< UInt32(8 &* index) }
            position &+= bytes
            guard width == 32 || value < 1 &<< UInt32(width) else {
                throw .malformed("a run's number \(value) has more than \(width) bits")
            }
            runValue = value
            runLeft = Int(head &>> 1)
        } else {
            let groups = Int(head &>> 1)
            if width == 0 {
                runValue = 0
                runLeft = groups &* 8
                return
            }
            // Some writers cut off the padding of the last group.
            let bytes = min(groups &* width, end &- position)
            guard bytes > 0 || groups == 0 else { throw .truncated("a packed group of the page") }
            packedBit = position &* 8
            packedLeft = min(groups &* 8, bytes &* 8 / width)
            position &+= bytes
        }
    }

    private mutating func header() throws(ParquetFault) -> UInt32 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 35, by: 7) {
            guard position < end else { throw .truncated("the runs of the page") }
            let next = base[position]
            position &+= 1
            value |= UInt64(next & 0x7F) &<< shift
            if next < 0x80 {
                guard value <= UInt32.max else { break }
                return UInt32(value)
            }
        }
        throw .malformed("a run's head has more than 32 bits")
    }
}
