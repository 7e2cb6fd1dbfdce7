extension DecimalNumber {
    /// The nearest double.
    public var doubleValue: Double {
        DecimalNumber.double(unscaled, scale: scale, power: DecimalNumber.doublePower(scale))
    }

    /// 10 to the power of `exponent` where that is a double; else infinity.
    package static func doublePower(_ exponent: Int) -> Double { exponent <= 22 ? doublePowers[exponent] : .infinity }

    private static let doublePowers: [Double] = (0...22).reduce(into: []) { powers, exponent in
        powers.append(exponent == 0 ? 1 : powers[exponent - 1] * 10)
    }

    /// The double nearest to `unscaled` / 10^`scale`; `power` is `doublePower(scale)`, found once for many numbers.
    @inline(__always)
    package static func double(_ unscaled: Int128, scale: Int, power: Double) -> Double {
        // Both operands are exact, so the quotient is rounded once.
        if unscaled.magnitude < 1 << 53, power.isFinite {
            return Double(Int64(truncatingIfNeeded: unscaled)) / power
        }
        return wideDouble(unscaled, scale: scale)
    }

    /// By a quotient of at least 64 bits, of which the last stands for all that follow: a double is rounded from that once.
    @inline(never)
    private static func wideDouble(_ unscaled: Int128, scale: Int) -> Double {
        let magnitude = unscaled.magnitude
        if magnitude == 0 { return 0 }
        let divisor = powers[scale].magnitude
        let moved = max(0, 70 + magnitude.leadingZeroBitCount - divisor.leadingZeroBitCount)
        let (quotient, remainder) = (UInt256(magnitude) << moved).quotientAndRemainder(dividingBy: divisor)
        let excess = max(0, 64 - quotient.low.leadingZeroBitCount)
        var top = UInt64(truncatingIfNeeded: quotient.low >> excess)
        if remainder != 0 || UInt128(top) << excess != quotient.low { top |= 1 }
        let value = Double(sign: .plus, exponent: excess - moved, significand: Double(top))
        return unscaled < 0 ? -value : value
    }

    /// The unscaled number nearest to a double at a scale, ties away from zero; nil for NaN, infinities and more than 38 digits.
    ///
    /// The double stands for the shortest numeral that reads back as it, as it does for who sees it printed: 2.675 becomes 2.68, although
    /// the double lies a little below. `power` is `doublePower(scale)`.
    @inline(__always)
    package static func unscaled(_ value: Double, scale: Int, power: Double) -> Int128? {
        let scaled = value * power
        let size = scaled.magnitude
        // Clear of a tie by more than both roundings can have moved it.
        if size < 1e15, ((size - size.rounded(.down)) - 0.5).magnitude > 1e-15 * max(1, size) {
            return Int128(Int64(scaled.rounded(.toNearestOrAwayFromZero)))
        }
        return wideUnscaled(value, scale: scale)
    }

    @inline(never)
    private static func wideUnscaled(_ value: Double, scale: Int) -> Int128? {
        guard value.isFinite else { return nil }
        var text = value.description
        return text.withUTF8 { DecimalText($0)?.unscaled(scale: scale) }
    }
}
