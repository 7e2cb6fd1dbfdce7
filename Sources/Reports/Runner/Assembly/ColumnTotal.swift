import Columnar

/// Totals over a column of a finished table.
enum ColumnTotal {
    /// The total; null where no row has a value. Numbers that are not finite count as missing, as they do on the page.
    ///
    /// Sums of integers and of decimals are exact, as doubles only when they leave their type; sums of doubles are compensated (Neumaier
    /// 1974), so that a long column of cents adds up. Complexity: O(rows).
    static func value(_ total: TableCell.Total, of table: Table, column: Int) -> Scalar {
        var state = State()
        for batch in table.batches {
            let values = batch.columns[column]
            for row in 0..<batch.rowCount { state.add(values[row]) }
        }
        switch total {
        case .count: return .int64(state.count)
        case .sum: return state.count == 0 ? .null : state.sum
        case .average: return state.average
        case .min: return state.smallest
        case .max: return state.largest
        }
    }

    private struct State {
        var count: Int64 = 0
        var smallest = Scalar.null
        var largest = Scalar.null
        private var whole: Int128 = 0
        private var scale: Int?
        private var isExact = true
        private var high = 0.0
        private var low = 0.0

        mutating func add(_ scalar: Scalar) {
            switch scalar {
            case .null: return
            case .double(let number) where !number.isFinite: return
            case .double(let number):
                isExact = false
                compensate(number)
            case .int64(let number):
                add(exact: Int128(number))
                compensate(Double(number))
            case .decimal(let number):
                scale = number.scale
                add(exact: number.unscaled)
                compensate(number.doubleValue)
            default: break
            }
            count += 1
            if smallest.isNull || ColumnTotal.isLess(scalar, smallest) { smallest = scalar }
            if largest.isNull || ColumnTotal.isLess(largest, scalar) { largest = scalar }
        }

        var sum: Scalar {
            if isExact, let scale { return .decimal(DecimalNumber(unscaled: whole, scale: scale)) }
            if isExact, let number = Int64(exactly: whole) { return .int64(number) }
            return .double(high + low)
        }

        var average: Scalar { count == 0 ? .null : .double((high + low) / Double(count)) }

        private mutating func add(exact number: Int128) {
            let (sum, overflows) = whole.addingReportingOverflow(number)
            whole = sum
            if overflows { isExact = false }
        }

        private mutating func compensate(_ number: Double) {
            let sum = high + number
            low += abs(high) >= abs(number) ? (high - sum) + number : (number - sum) + high
            high = sum
        }
    }

    /// Whether a value comes before another of its column's type.
    static func isLess(_ a: Scalar, _ b: Scalar) -> Bool {
        switch (a, b) {
        case (.int64(let a), .int64(let b)): a < b
        case (.double(let a), .double(let b)): a < b
        case (.decimal(let a), .decimal(let b)) where a.scale == b.scale: a.unscaled < b.unscaled
        case (.decimal(let a), .decimal(let b)): a.doubleValue < b.doubleValue
        case (.date(let a), .date(let b)): a < b
        case (.timestamp(let a), .timestamp(let b)): a < b
        case (.string(let a), .string(let b)): a < b
        default: false
        }
    }
}
