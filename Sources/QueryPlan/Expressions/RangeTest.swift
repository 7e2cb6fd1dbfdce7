import Columnar

/// Bounds on one column of timestamps or integers, as a filter states them: quick to decide without a look at rows.
///
/// The many periods of a report differ in nothing but such bounds, so that most of them can skip most files and batches.
package struct RangeTest: Hashable, Sendable {
    /// The column's place.
    package var column: Int
    /// The first value inside.
    package var lower: Int64
    /// The last value inside.
    package var upper: Int64

    /// The bounds that a conjunct states; nil when it is anything else.
    package init?(_ expression: Expression) {
        guard case .binary(let op, .column(let index, _, let type), .literal(let scalar, _)) = expression,
            type == .timestamp || type == .int64
        else { return nil }
        let value: Int64
        switch scalar {
        case .timestamp(let micros): value = micros
        case .int64(let integer): value = integer
        default: return nil
        }
        column = index
        (lower, upper) = (.min, .max)
        switch op {
        case .greaterOrEqual: lower = value
        case .greater where value < .max: lower = value + 1
        case .lessOrEqual: upper = value
        case .less where value > .min: upper = value - 1
        case .equal: (lower, upper) = (value, value)
        default: return nil
        }
    }
}
