/// An operator between decimals of two types, on unscaled numbers.
///
/// Results are exact, then rounded once, half away from zero, to the result's scale. Where all values and intermediate results of these
/// types fit into 128 bits, `isNarrow` says so and kernels may use the unchecked forms; `value` takes any values.
package struct DecimalArithmetic: Sendable {
    /// What can be done with two decimals.
    package enum Operator: Hashable, Sendable {
        case add, subtract, multiply, divide, modulo
    }

    /// The operator.
    package let operation: Operator
    /// The type of the result.
    package let result: DecimalType
    /// What brings the left operand to the scale of both; 1 for products and quotients.
    package let leftFactor: Int128
    /// The same of the right operand.
    package let rightFactor: Int128
    /// For quotients: by how many digits the dividend moves up, or the divisor when negative.
    package let shift: Int
    /// How many digits of the exact sum or product are rounded off.
    package let dropped: Int
    /// Whether 128 bits are enough for everything, and no result can be too large.
    package let isNarrow: Bool
    private let limit: UInt128

    /// The operator between decimals of two types. Complexity: O(1).
    package init(_ operation: Operator, _ left: DecimalType, _ right: DecimalType) {
        self.operation = operation
        let most = DecimalNumber.maximumPrecision
        let scale = max(left.scale, right.scale)
        let isAligned = operation != .multiply && operation != .divide
        leftFactor = DecimalNumber.powers[isAligned ? scale - left.scale : 0]
        rightFactor = DecimalNumber.powers[isAligned ? scale - right.scale : 0]
        switch operation {
        case .add, .subtract:
            result = .sum(left, right)
            isNarrow = DecimalType.sumDigits(left, right) <= most
            (shift, dropped) = (0, scale - result.scale)
        case .multiply:
            result = .product(left, right)
            isNarrow = left.precision + right.precision < most
            (shift, dropped) = (0, left.scale + right.scale - result.scale)
        case .divide:
            result = .quotient(left, right)
            shift = result.scale - left.scale + right.scale
            isNarrow =
                shift >= 0 && left.precision + shift <= most && DecimalType.quotientDigits(left, right) <= most
            dropped = 0
        case .modulo:
            result = .remainder(left, right)
            isNarrow = max(left.integerDigits, right.integerDigits) + scale <= most
            (shift, dropped) = (0, 0)
        }
        limit = result.limit.magnitude
    }

    /// The result for two values; nil when it has more digits than its type. A divisor must not be 0.
    package func value(_ a: Int128, _ b: Int128) -> Int128? {
        if let quick = quickValue(a, b) { return quick.magnitude < limit ? quick : nil }
        let powers = DecimalNumber.powers
        let isNegative: Bool
        let magnitude: UInt128?
        switch operation {
        case .add, .subtract:
            let left = UInt256.product(a.magnitude, leftFactor.magnitude)
            let right = UInt256.product(b.magnitude, rightFactor.magnitude)
            let isRightNegative = (b < 0) != (operation == .subtract)
            let sum: UInt256
            if (a < 0) == isRightNegative {
                (sum, isNegative) = (left + right, a < 0)
            } else if left < right {
                (sum, isNegative) = (right - left, isRightNegative)
            } else {
                (sum, isNegative) = (left - right, a < 0)
            }
            magnitude = sum.rounded(dividingBy: powers[dropped].magnitude)
        case .multiply:
            isNegative = (a < 0) != (b < 0)
            let product = UInt256.product(a.magnitude, b.magnitude)
            // Up to 70 digits are dropped. Cutting some off first leaves the half where it is.
            let cut = max(0, dropped - 38)
            magnitude = product.quotientAndRemainder(dividingBy: powers[cut].magnitude).quotient
                .rounded(dividingBy: powers[dropped - cut].magnitude)
        case .divide:
            return DecimalArithmetic.quotient(a, b, shift: shift).flatMap { $0.magnitude < limit ? $0 : nil }
        case .modulo:
            isNegative = a < 0
            let dividend = UInt256.product(a.magnitude, leftFactor.magnitude)
            let divisor = UInt256.product(b.magnitude, rightFactor.magnitude)
            // A divisor that large was moved up, so the dividend was not: it is the smaller one.
            magnitude =
                divisor.high == 0 ? dividend.quotientAndRemainder(dividingBy: divisor.low).remainder : a.magnitude
        }
        guard let magnitude, magnitude < limit else { return nil }
        return isNegative ? 0 - Int128(magnitude) : Int128(magnitude)
    }

    /// A sum or product of full scale that 128 bits hold; nil where they do not, and for all else.
    @inline(__always)
    private func quickValue(_ a: Int128, _ b: Int128) -> Int128? {
        guard dropped == 0, operation == .multiply || leftFactor == 1 && rightFactor == 1 else { return nil }
        let value: (partialValue: Int128, overflow: Bool)
        switch operation {
        case .add: value = a.addingReportingOverflow(b)
        case .subtract: value = a.subtractingReportingOverflow(b)
        case .multiply: value = a.multipliedReportingOverflow(by: b)
        case .divide, .modulo: return nil
        }
        return value.overflow ? nil : value.partialValue
    }

    /// `a` · 10^`shift` / `b`, rounded half away from zero; nil when it has more than 38 digits. `b` must not be 0; `shift` is -76 to 76.
    package static func quotient(_ a: Int128, _ b: Int128, shift: Int) -> Int128? {
        let powers = DecimalNumber.powers
        let isNegative = (a < 0) != (b < 0)
        let limit = powers[38].magnitude
        var divisor = b.magnitude
        var left = shift
        while left < 0 {
            let step = min(-left, 38)
            let (moved, overflow) = divisor.multipliedReportingOverflow(by: powers[step].magnitude)
            // More than twice any dividend.
            if overflow { return 0 }
            divisor = moved
            left += step
        }
        var (quotient, remainder) = a.magnitude.quotientAndRemainder(dividingBy: divisor)
        while left > 0 {
            let step = min(left, 38)
            // The remainder is less than the divisor, so this part has no more than `step` digits.
            let part = UInt256.product(remainder, powers[step].magnitude).quotientAndRemainder(dividingBy: divisor)
            let (moved, overflow) = quotient.multipliedReportingOverflow(by: powers[step].magnitude)
            guard !overflow, moved < limit else { return nil }
            quotient = moved + part.quotient.low
            remainder = part.remainder
            guard quotient < limit else { return nil }
            left -= step
        }
        if remainder >= divisor - remainder { quotient += 1 }
        guard quotient < limit else { return nil }
        return isNegative ? 0 - Int128(quotient) : Int128(quotient)
    }

    /// `a` / `b` without its fraction, of decimals with these scales; nil beyond Int64. `b` must not be 0.
    package static func wholeQuotient(_ a: Int128, _ scaleA: Int, _ b: Int128, _ scaleB: Int) -> Int64? {
        let scale = max(scaleA, scaleB)
        let dividend = UInt256.product(a.magnitude, DecimalNumber.powers[scale - scaleA].magnitude)
        let divisor = UInt256.product(b.magnitude, DecimalNumber.powers[scale - scaleB].magnitude)
        if divisor.high != 0 { return 0 }
        let quotient = dividend.quotientAndRemainder(dividingBy: divisor.low).quotient
        guard quotient.high == 0, let magnitude = Int128(exactly: quotient.low) else { return nil }
        return Int64(exactly: (a < 0) != (b < 0) ? 0 - magnitude : magnitude)
    }
}
