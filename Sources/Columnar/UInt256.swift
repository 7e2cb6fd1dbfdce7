/// An unsigned integer of 256 bits: products and shifted dividends of decimals that do not fit into 128.
struct UInt256: Hashable {
    var high: UInt128
    var low: UInt128

    /// A number of 128 bits.
    @inline(__always)
    init(_ low: UInt128) {
        high = 0
        self.low = low
    }

    @inline(__always)
    private init(high: UInt128, low: UInt128) {
        self.high = high
        self.low = low
    }

    /// The product of two numbers of 128 bits, exact.
    @inline(__always)
    static func product(_ a: UInt128, _ b: UInt128) -> UInt256 {
        let product = a.multipliedFullWidth(by: b)
        return UInt256(high: product.high, low: product.low)
    }

    /// The sum; it must fit, as that of two products of 127 bits by 127 bits does.
    @inline(__always)
    static func + (a: UInt256, b: UInt256) -> UInt256 {
        let (low, carry) = a.low.addingReportingOverflow(b.low)
        return UInt256(high: a.high &+ b.high &+ (carry ? 1 : 0), low: low)
    }

    /// The difference; `b` must not be the larger one.
    @inline(__always)
    static func - (a: UInt256, b: UInt256) -> UInt256 {
        let (low, borrow) = a.low.subtractingReportingOverflow(b.low)
        return UInt256(high: a.high &- b.high &- (borrow ? 1 : 0), low: low)
    }

    @inline(__always)
    static func < (a: UInt256, b: UInt256) -> Bool { a.high != b.high ? a.high < b.high : a.low < b.low }

    /// The number times 2 to the power of `shift`, which must fit.
    static func << (a: UInt256, shift: Int) -> UInt256 {
        if shift == 0 { return a }
        if shift >= 128 { return UInt256(high: a.low << (shift - 128), low: 0) }
        return UInt256(high: a.high << shift | a.low >> (128 - shift), low: a.low << shift)
    }

    /// Division by a number other than 0.
    @inline(__always)
    func quotientAndRemainder(dividingBy divisor: UInt128) -> (quotient: UInt256, remainder: UInt128) {
        if high == 0 {
            let (quotient, remainder) = low.quotientAndRemainder(dividingBy: divisor)
            return (UInt256(quotient), remainder)
        }
        let upper = high.quotientAndRemainder(dividingBy: divisor)
        let lower = divisor.dividingFullWidth((upper.remainder, low))
        return (UInt256(high: upper.quotient, low: lower.quotient), lower.remainder)
    }

    /// The number divided by another than 0, rounded half up; nil when the quotient takes more than 128 bits.
    @inline(__always)
    func rounded(dividingBy divisor: UInt128) -> UInt128? {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        guard quotient.high == 0 else { return nil }
        // Comparing with the rest instead of doubling keeps within 128 bits.
        let (result, overflow) = quotient.low.addingReportingOverflow(remainder >= divisor - remainder ? 1 : 0)
        return overflow ? nil : result
    }
}
