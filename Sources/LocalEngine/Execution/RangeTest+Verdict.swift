import Columnar
import QueryPlan

extension RangeTest {
    /// What a batch's smallest and largest values tell.
    enum Verdict {
        case none, some, all
    }

    /// What is known of a batch whose values lie in an extent.
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
