import Columnar

/// Texts that are one prefix and up to eight digits, as 32-bit numbers that order as the texts do by their bytes.
///
/// A window that orders by a name such as `tx_0001234` keeps four bytes a row instead of eighteen. Digits stand from the top, four bits
/// each, counted from 1 to 10; what is left below a shorter text is 0, so it sorts before those that go on. A value.
struct NumberedOrder: Hashable {
    private(set) var prefix: [UInt8]

    /// The form of a text that ends in a digit; nil for any other.
    init?(_ start: UnsafePointer<UInt8>, _ length: UInt32) {
        var digits: UInt32 = 0
        while digits < min(length, 8), start[Int(length &- digits &- 1)] &- 0x30 < 10 { digits += 1 }
        guard digits > 0, length &- digits <= 8 else { return nil }
        prefix = Array(UnsafeBufferPointer(start: start, count: Int(length &- digits)))
    }

    /// The numbers of the selected rows of a text column, in a column of days, which holds 32 bits a row; nil when a row is null or
    /// has another form. Complexity: O(rows).
    func numbers(of column: Column, _ selection: Selection?, rowCount: Int) -> Column? {
        guard column.validity == nil else { return nil }
        let count = selection?.count ?? rowCount
        let texts = Operand(column).access(StringView.self)
        let result = Column(type: .date, capacity: count)
        result.count = count
        let numbers = result.days
        let length = UInt32(prefix.count)
        let mask: UInt64 = length == 8 ? .max : (1 << UInt64(8 * length)) - 1
        var word: UInt64 = 0
        for (index, byte) in prefix.enumerated() { word |= UInt64(byte) << UInt64(8 * index) }
        var differs: UInt64 = 0
        var place = 0
        forEachRow(rowCount, selection, validity: nil) { row in
            let view = texts.values[row]
            let raw = UnsafeRawPointer(texts.bytes + (view.length == 0 ? 0 : Int(view.offset)))
            let digits = view.length &- length
            differs |= (raw.loadUnaligned(as: UInt64.self) & mask) ^ word
            differs |= digits &- 1 < 8 ? 0 : 1
            // The first digit in the highest byte, zeros behind the last.
            let used = ~(0 as UInt64) << UInt64(truncatingIfNeeded: 64 &- 8 &* Int(truncatingIfNeeded: digits & 15))
            let text = raw.loadUnaligned(fromByteOffset: Int(length), as: UInt64.self).byteSwapped & used
            let high = text & 0xF0F0_F0F0_F0F0_F0F0
            let carried = (text &+ (0x0606_0606_0606_0606 & used)) & 0xF0F0_F0F0_F0F0_F0F0
            differs |= (high | (carried >> 4)) ^ (0x3333_3333_3333_3333 & used)
            var packed = text &- (0x2F2F_2F2F_2F2F_2F2F & used)
            packed = (packed | packed >> 4) & 0x00FF_00FF_00FF_00FF
            packed = (packed | packed >> 8) & 0x0000_FFFF_0000_FFFF
            packed = packed | packed >> 16
            numbers[place] = Int32(bitPattern: UInt32(truncatingIfNeeded: packed) ^ 1 << 31)
            place &+= 1
        }
        return differs == 0 ? result : nil
    }

    /// The texts of numbers.
    func texts(of numbers: Column) -> Column {
        let result = Column(type: .string, capacity: numbers.count)
        let bytes = ByteBuffer(capacity: numbers.count * (prefix.count + 8))
        for row in 0..<numbers.count {
            var text = prefix
            var rest = UInt32(bitPattern: numbers.days[row]) ^ 1 << 31
            while rest != 0 {
                text.append(UInt8(truncatingIfNeeded: rest >> 28) &+ 0x2F)
                rest <<= 4
            }
            let offset = text.withUnsafeBufferPointer { text in
                text.baseAddress.map { bytes.append($0, count: text.count) } ?? 0
            }
            result.strings[row] = StringView(offset: UInt32(offset), length: UInt32(text.count))
        }
        result.bytes = bytes
        result.count = numbers.count
        return result
    }
}
