/// Reads numerals that have a fixed number of decimals, such as `12.50`, as the columns of most exports do.
///
/// What depends on the number of decimals is made once, and one comparison tells whether a text has the form.
struct FixedDecimals {
    private let decimals: Int
    /// What turns a point at its place into a byte of zero, once digits are 0...9.
    private let point: UInt64
    private let pointMask: UInt64
    private let wholeMask: UInt64
    private let fractionMask: UInt64
    private let power: Double

    /// A reader of numerals with one to six decimals.
    init(_ decimals: Int) {
        precondition((1...6).contains(decimals), "a form of eight characters")
        self.decimals = decimals
        let place = UInt64(56 - 8 * decimals)
        point = (0x2E ^ 0x30) << place
        pointMask = 0xFF << place
        wholeMask = 1 << place - 1
        fractionMask = ~(0x100 << place - 1)
        power = Digits.exactPowers[decimals]
    }

    /// A reader of the form that most of some fields are likely to have, which is that with the most decimals: exports leave zeros at the end
    /// out. Nil when none has the form.
    init?(longestOf count: Int, _ field: (Int) -> (start: UnsafePointer<UInt8>, count: Int)) {
        var longest = 0
        for row in 0..<count {
            let (start, count) = field(row)
            guard count > 2, count <= 8 else { continue }
            let digits = UnsafeBufferPointer(start: start, count: count).reversed().prefix(while: Digits.isDigit).count
            if digits < count - 1, start[count - 1 - digits] == 0x2E { longest = max(longest, digits) }
        }
        guard longest > 0 else { return nil }
        self.init(longest)
    }

    /// The number of a text of at most eight characters: digits, a point, and as many digits as there are decimals; nil for any other, which
    /// may be a number all the same. Eight bytes must be readable.
    ///
    /// Up to seven digits and a power of ten are exact as doubles: the division rounds once.
    @inline(__always)
    func double(_ start: UnsafePointer<UInt8>, _ count: Int) -> Double? {
        let text = Digits.lastDigits(start, count) ^ point
        let others = (text | ((text & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080
        // At least one digit before the point.
        let isLong = UInt(bitPattern: count &- decimals &- 2) > UInt(bitPattern: 6 &- decimals)
        if others | (text & pointMask) != 0 || isLong { return nil }
        let digits = (text & wholeMask) &<< 8 | text & fractionMask
        return Double(Int64(truncatingIfNeeded: Digits.value(digits))) / power
    }
}
