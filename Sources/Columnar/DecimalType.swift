/// The precision and scale of a decimal, and the types that operations on decimals have: Spark SQL's rules with
/// `spark.sql.decimalOperations.allowPrecisionLoss`, which is its default.
///
/// Where a result would take more than 38 digits, digits behind the point are given up, but never below six of them; what still does not
/// fit is an error when it happens.
package struct DecimalType: Hashable, Sendable {
    /// The most digits, 1 to 38.
    package var precision: Int
    /// How many of them stand behind the point, 0 to `precision`.
    package var scale: Int

    /// A type of so many digits, some of them behind the point.
    package init(precision: Int, scale: Int) {
        self.precision = precision
        self.scale = scale
    }

    /// What holds every bigint, and what a bigint is read as beside a decimal.
    package static let bigint = DecimalType(precision: 20, scale: 0)

    /// Scales are not cut below this to make room for digits before the point.
    private static let minimumScale = 6

    /// The type as a column's.
    package var dataType: DataType { .decimal(precision: precision, scale: scale) }

    /// Digits before the point.
    package var integerDigits: Int { precision - scale }

    /// Precision and scale, each cut to 38: what sums and averages have.
    package static func bounded(precision: Int, scale: Int) -> DecimalType {
        let most = DecimalNumber.maximumPrecision
        return DecimalType(precision: min(precision, most), scale: min(scale, most))
    }

    /// Cut to 38 digits as results of arithmetic are.
    private static func adjusted(precision: Int, scale: Int) -> DecimalType {
        let most = DecimalNumber.maximumPrecision
        if precision <= most { return DecimalType(precision: precision, scale: scale) }
        let integerDigits = precision - scale
        return DecimalType(precision: most, scale: max(most - integerDigits, min(scale, minimumScale)))
    }

    /// The digits that a sum or a difference of any two values may take.
    static func sumDigits(_ a: DecimalType, _ b: DecimalType) -> Int {
        max(a.integerDigits, b.integerDigits) + max(a.scale, b.scale) + 1
    }

    /// The digits that a quotient of any two values may take.
    static func quotientDigits(_ a: DecimalType, _ b: DecimalType) -> Int {
        a.integerDigits + b.scale + max(minimumScale, a.scale + b.precision + 1)
    }

    /// The type of `a + b` and `a - b`.
    package static func sum(_ a: DecimalType, _ b: DecimalType) -> DecimalType {
        adjusted(precision: sumDigits(a, b), scale: max(a.scale, b.scale))
    }

    /// The type of `a * b`.
    package static func product(_ a: DecimalType, _ b: DecimalType) -> DecimalType {
        adjusted(precision: a.precision + b.precision + 1, scale: a.scale + b.scale)
    }

    /// The type of `a / b`.
    package static func quotient(_ a: DecimalType, _ b: DecimalType) -> DecimalType {
        adjusted(precision: quotientDigits(a, b), scale: max(minimumScale, a.scale + b.precision + 1))
    }

    /// The type of `a % b`; its values need no more digits than the operands have.
    package static func remainder(_ a: DecimalType, _ b: DecimalType) -> DecimalType {
        let scale = max(a.scale, b.scale)
        return DecimalType(precision: max(1, min(a.integerDigits, b.integerDigits) + scale), scale: scale)
    }

    /// The type that values of both have, in choices, comparisons and set operations: digits before the point are kept first.
    package static func common(_ a: DecimalType, _ b: DecimalType) -> DecimalType {
        let scale = max(a.scale, b.scale)
        let precision = max(a.integerDigits, b.integerDigits) + scale
        let excess = max(0, precision - DecimalNumber.maximumPrecision)
        return DecimalType(precision: precision - excess, scale: max(0, scale - excess))
    }

    /// The type of a sum of such values.
    package var sum: DecimalType { .bounded(precision: precision + 10, scale: scale) }

    /// The type of their mean.
    package var average: DecimalType { .bounded(precision: precision + 4, scale: scale + 4) }

    /// The type of such a value rounded to `digits` behind the point, before it when negative: rounding may need one more digit.
    package func rounded(to digits: Int64) -> DecimalType {
        let most = Int64(DecimalNumber.maximumPrecision)
        if digits < 0 {
            // Clamped first: there is no bound on what a query may write.
            return .bounded(precision: max(integerDigits + 1, Int(min(-max(digits, -most), most)) + 1), scale: 0)
        }
        let kept = Int(min(Int64(scale), digits))
        return .bounded(precision: integerDigits + 1 + kept, scale: kept)
    }

    /// The type of the next whole number up or down.
    package var whole: DecimalType { scale == 0 ? self : .bounded(precision: integerDigits + 1, scale: 0) }

    /// Whether every value of another type, rounded to this one's scale, fits.
    package func holds(_ other: DecimalType) -> Bool {
        // 9.9 becomes 10: rounding may bring one more digit.
        integerDigits >= other.integerDigits + (scale < other.scale ? 1 : 0)
    }

    /// One more than the largest digits: 10 to the power of the precision.
    package var limit: Int128 { DecimalNumber.powers[precision] }
}

extension DataType {
    /// The precision and scale of a decimal; nil for other types.
    package var decimalType: DecimalType? {
        if case .decimal(let precision, let scale) = self {
            DecimalType(precision: precision, scale: scale)
        } else {
            nil
        }
    }
}
