/// Decimal digits to integers, eight at a time.
///
/// The multiply-and-shift scheme is the well-known one for eight ASCII digits in a 64-bit word (little-endian load): pairs,
/// then fours, then eight, each step one multiplication.
enum Digits {
    /// The value of one to eight ASCII digits. Eight bytes must be readable; all `count` must be digits.
    @inline(__always)
    static func upToEight(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        value(lastDigits(start, count))
    }

    /// A numeral of one to eight characters: digits with or without a point between two of them; nil for anything else. Eight bytes
    /// must be readable.
    @inline(__always)
    static func shortDouble(_ start: UnsafePointer<UInt8>, _ count: Int, _ powers: PowersOfTen) -> Double? {
        let text = lastDigits(start, count)
        let others = (text | ((text & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080
        if others == 0 { return Double(Int64(truncatingIfNeeded: value(text))) }
        let decimals = 7 &- others.trailingZeroBitCount &>> 3
        guard others & (others &- 1) == 0, decimals > 0, decimals &+ 1 < count, start[count &- 1 &- decimals] == 0x2E
        else { return nil }
        return quotient(text, decimals, powers.doubles)
    }

    /// A numeral of three to eight characters with a point before its last `decimals` digits. Eight bytes must be readable.
    @inline(__always)
    static func shortDouble(
        _ start: UnsafePointer<UInt8>, _ count: Int, decimals: Int, _ powers: UnsafePointer<Double>
    ) -> Double { quotient(lastDigits(start, count), decimals, powers) }

    /// One to eight characters at the end of a word behind zeros, with 0...9 for digits.
    @inline(__always)
    static func lastDigits(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let word = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self).littleEndian
        return (word ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    }

    /// What `lastDigits` gave, with a point before the last `decimals` digits.
    ///
    /// The digits before the point move over it, so that one conversion does for both sides. Up to seven digits and a power of ten are
    /// exact as doubles: the division rounds once.
    @inline(__always)
    private static func quotient(_ text: UInt64, _ decimals: Int, _ powers: UnsafePointer<Double>) -> Double {
        let place = UInt64(truncatingIfNeeded: 56 &- 8 &* decimals)
        let whole = (text & ((1 as UInt64) &<< place &- 1)) &<< 8
        let fraction = text & ~((0x100 as UInt64) &<< place &- 1)
        return Double(Int64(truncatingIfNeeded: value(whole | fraction))) / powers[decimals]
    }

    /// The value of eight digits, each a byte 0...9, the most significant in the lowest byte.
    @inline(__always)
    static func value(_ digits: UInt64) -> UInt64 {
        let pairs = digits &* 10 &+ (digits &>> 8)
        let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let high = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return (low &+ high) &>> 32
    }

    /// True when the byte is an ASCII digit.
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// Powers of ten that a double holds exactly, 10^0 to 10^22.
    static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    /// Powers of ten that 64 bits hold, 10^0 to 10^19.
    static let powers: [UInt64] = (0..<20).map { exponent in
        (0..<exponent).reduce(1 as UInt64) { product, _ in product &* 10 }
    }
}
