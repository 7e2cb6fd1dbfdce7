import Columnar

/// A value against the same value of an earlier period.
///
/// Where either is missing, is no number, or the answer would not be finite, there is no answer: a period without rows makes no
/// infinite growth.
enum PeriodComparison {
    /// The absolute change, current − earlier: exact for whole numbers and decimals, null where there is none.
    static func change(_ current: Scalar, _ earlier: Scalar) -> Scalar {
        if case .int64(let a) = current, case .int64(let b) = earlier {
            let (difference, overflows) = a.subtractingReportingOverflow(b)
            if !overflows { return .int64(difference) }
        }
        if let difference = ExactArithmetic.apply(.subtract, current, earlier) { return difference }
        guard let a = current.asDouble, let b = earlier.asDouble, (a - b).isFinite else { return .null }
        return .double(a - b)
    }

    /// The relative change, current / earlier − 1; null where there is none, as on an earlier value of zero.
    static func delta(_ current: Scalar, _ earlier: Scalar) -> Scalar {
        guard let a = current.asDouble, let b = earlier.asDouble, b != 0, (a / b - 1).isFinite else { return .null }
        return .double(a / b - 1)
    }
}
