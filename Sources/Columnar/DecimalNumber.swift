/// An exact decimal number: `unscaled` divided by 10 to the power of `scale`.
///
/// `1.50` is 150 at scale 2. Two numbers of different scale are different values here even where they are equal as numbers;
/// a column's numbers share one scale.
public struct DecimalNumber: Hashable, Sendable {
    /// The digits as an integer.
    public var unscaled: Int128
    /// The digits behind the point: 0 to 38.
    public var scale: Int

    /// A number of `unscaled` · 10^-`scale`; `scale` must be in `0...38`.
    public init(unscaled: Int128, scale: Int) {
        precondition(scale >= 0 && scale <= DecimalNumber.maximumPrecision, "scale out of range")
        self.unscaled = unscaled
        self.scale = scale
    }

    /// The most digits of a decimal, as in Spark SQL.
    public static let maximumPrecision = 38

    /// 10 to the power of 0 to 38.
    package static let powers: [Int128] = (0..<38).reduce(into: [1]) { powers, _ in
        powers.append(powers[powers.count - 1] * 10)
    }

    /// The number of significant digits, at least 1 and at least `scale`: the precision that a literal of this value has.
    public var precision: Int { max(1, scale, DecimalNumber.digits(unscaled.magnitude)) }

    /// Decimal digits of a number; 0 has none.
    package static func digits(_ magnitude: UInt128) -> Int {
        powers.firstIndex { UInt128($0.magnitude) > magnitude } ?? 39
    }

    /// The number at another scale, rounded half away from zero (Spark's HALF_UP); nil when it has more than 38 digits.
    public func rescaled(to newScale: Int) -> DecimalNumber? {
        if newScale == scale { return self }
        guard newScale >= 0, newScale <= DecimalNumber.maximumPrecision else { return nil }
        if newScale > scale {
            let (product, overflow) = unscaled.multipliedReportingOverflow(by: DecimalNumber.powers[newScale - scale])
            guard !overflow, product.magnitude < UInt128(DecimalNumber.powers[38].magnitude) else { return nil }
            return DecimalNumber(unscaled: product, scale: newScale)
        }
        return DecimalNumber(
            unscaled: DecimalNumber.dividing(unscaled, byPowerOfTen: scale - newScale), scale: newScale)
    }

    /// `value` / 10^`exponent`, rounded half away from zero; `exponent` is 0 to 38.
    package static func dividing(_ value: Int128, byPowerOfTen exponent: Int) -> Int128 {
        let divisor = powers[exponent]
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        // remainder ≥ divisor - remainder avoids doubling beyond the type.
        if remainder.magnitude >= divisor.magnitude - remainder.magnitude, remainder != 0 {
            return quotient + (value < 0 ? -1 : 1)
        }
        return quotient
    }

    /// Plain notation with all digits of the scale: `-0.05`, `1200`, `1.50`.
    public var text: String {
        if scale == 0 { return String(unscaled) }
        let digits = String(unscaled.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let split = padded.index(padded.endIndex, offsetBy: -scale)
        return (unscaled < 0 ? "-" : "") + padded[..<split] + "." + padded[split...]
    }

    /// The number that a text spells, with the scale that it is written with: `-12.50`, `.5`, `7`, `1.5e3`. Nil for anything
    /// else and for more than 38 digits.
    public init?(_ text: String) {
        var copy = text
        let parsed = copy.withUTF8 { DecimalNumber.parse($0) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The number that a text spells, rounded to a scale; nil when it is none or has more than `precision` digits.
    public init?(_ text: String, precision: Int, scale: Int) {
        var copy = text
        let unscaled = copy.withUTF8 { DecimalText($0)?.unscaled(scale: scale) }
        guard let unscaled, DecimalNumber.digits(unscaled.magnitude) <= precision else { return nil }
        self.init(unscaled: unscaled, scale: scale)
    }

    /// The number that ASCII bytes spell; see `init?(_:)`. Complexity: O(bytes).
    package static func parse(_ text: UnsafeBufferPointer<UInt8>) -> DecimalNumber? { DecimalText(text)?.number }
}
