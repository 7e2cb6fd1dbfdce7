import Columnar

/// Arithmetic and comparison where a decimal takes part, without passing through a double.
enum ExactArithmetic {
    /// The sum, difference, product or remainder of two decimals, or of a decimal and a whole number, with the digits of SQL's exact
    /// arithmetic; nil for all other operands, other operators, zero divisors, and results of more than 38 digits.
    static func apply(_ op: ValueOperator, _ left: Scalar, _ right: Scalar) -> Scalar? {
        guard let (a, b) = operands(left, right) else { return nil }
        if op == .multiply {
            let (product, overflows) = a.unscaled.multipliedReportingOverflow(by: b.unscaled)
            return overflows ? nil : scalar(product, scale: a.scale + b.scale)
        }
        let scale = max(a.scale, b.scale)
        guard let x = a.rescaled(to: scale)?.unscaled, let y = b.rescaled(to: scale)?.unscaled else { return nil }
        switch op {
        case .add: return scalar(x + y, scale: scale)
        case .subtract: return scalar(x - y, scale: scale)
        case .modulo: return y == 0 ? nil : scalar(x % y, scale: scale)
        default: return nil
        }
    }

    /// Negative, zero or positive as the left number comes before, with or behind the right one; nil unless one is a decimal and the
    /// other a number. A double stands for the shortest numeral that reads back as it, so that 0.10 equals the literal 0.1.
    static func compare(_ left: Scalar, _ right: Scalar) -> Int? {
        guard left.type.isDecimal || right.type.isDecimal, let a = number(left), let b = number(right) else {
            return nil
        }
        if a.scale == b.scale { return order(a.unscaled, b.unscaled) }
        // The whole parts decide, or the digits behind the point do, of which each has room for 38.
        let (x, y) = (parts(a), parts(b))
        return x.whole == y.whole ? order(x.rest, y.rest) : order(x.whole, y.whole)
    }

    private static func order(_ a: Int128, _ b: Int128) -> Int { a < b ? -1 : a > b ? 1 : 0 }

    private static func parts(_ number: DecimalNumber) -> (whole: Int128, rest: Int128) {
        let (whole, rest) = number.unscaled.quotientAndRemainder(dividingBy: DecimalNumber.powers[number.scale])
        return (whole, rest * DecimalNumber.powers[DecimalNumber.maximumPrecision - number.scale])
    }

    private static func operands(_ left: Scalar, _ right: Scalar) -> (DecimalNumber, DecimalNumber)? {
        switch (left, right) {
        case (.decimal(let a), .decimal(let b)): (a, b)
        case (.decimal(let a), .int64(let b)): (a, DecimalNumber(unscaled: Int128(b), scale: 0))
        case (.int64(let a), .decimal(let b)): (DecimalNumber(unscaled: Int128(a), scale: 0), b)
        default: nil
        }
    }

    private static func number(_ value: Scalar) -> DecimalNumber? {
        switch value {
        case .decimal(let number): number
        case .int64(let number): DecimalNumber(unscaled: Int128(number), scale: 0)
        case .double(let number): number.isFinite ? DecimalNumber(number.description) : nil
        default: nil
        }
    }

    private static func scalar(_ unscaled: Int128, scale: Int) -> Scalar? {
        guard scale <= DecimalNumber.maximumPrecision,
            unscaled.magnitude < DecimalNumber.powers[DecimalNumber.maximumPrecision].magnitude
        else { return nil }
        return .decimal(DecimalNumber(unscaled: unscaled, scale: scale))
    }
}

extension DecimalNumber {
    /// The number with the other sign.
    var negated: DecimalNumber { DecimalNumber(unscaled: -unscaled, scale: scale) }
}
