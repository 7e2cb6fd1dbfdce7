import Columnar
import QueryPlan

/// Bounds on one column of timestamps or integers, as a filter states them: quick to decide for a whole batch.
///
/// The many periods of a report differ in nothing but such bounds, so most of them can skip most batches without a look at rows.
struct RangeTest {
    /// What a batch's smallest and largest values tell.
    enum Verdict {
        case none, some, all
    }

    var column: Int
    var lower: Int64
    /// The last value inside.
    var upper: Int64

    /// The bounds that a conjunct states; nil when it is anything else.
    init?(_ expression: Expression) {
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

    func verdict(_ extent: ColumnExtent) -> Verdict {
        if extent.valid == 0 || extent.largest < lower || extent.smallest > upper { return .none }
        return extent.valid == extent.rows && extent.smallest >= lower && extent.largest <= upper ? .all : .some
    }
}

/// The smallest and largest value of a batch's column, and how many rows have one.
struct ColumnExtent {
    var smallest = Int64.max
    var largest = Int64.min
    var valid = 0
    var rows: Int

    /// Looks at every row. The column holds timestamps or integers. Complexity: O(rows).
    init(_ column: Column, rowCount: Int) {
        rows = rowCount
        let values = UnsafePointer(column.int64s)
        var (low, high, count) = (Int64.max, Int64.min, 0)
        forEachRow(rowCount, nil, validity: UnsafePointer(column.validity)) { row in
            let value = values[row]
            low = min(low, value)
            high = max(high, value)
            count &+= 1
        }
        (smallest, largest, valid) = (low, high, count)
    }
}
