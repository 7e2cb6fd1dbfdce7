import Columnar
import QueryPlan

/// The running state of an aggregate over the rows of a frame, in frame order. Nulls are skipped.
struct WindowAccumulator {
    private let function: AggregateFunction
    private let first: WindowArgument
    private let second: WindowArgument
    /// Rows that count.
    private var count: Int64 = 0
    private var integerSum: Int64 = 0
    private var sum = 0.0
    // Welford's running means and sums of squared differences, and of products for two arguments.
    private var meanX = 0.0
    private var meanY = 0.0
    private var squaresX = 0.0
    private var squaresY = 0.0
    private var products = 0.0
    /// The row that min, max, first, min_by and max_by take their value from; `UInt32.max` while there is none.
    private(set) var row = UInt32.max
    private(set) var boolean = false
    /// Sorted values, for percentiles.
    private var sorted: [Double] = []
    private var fraction = 0.0

    init(_ function: AggregateFunction, _ arguments: [WindowArgument]) {
        self.function = function
        // A missing argument is null everywhere; no function reads one that it does not take.
        first = arguments.first ?? WindowArgument(nil, type: .null)
        second = arguments.count > 1 ? arguments[1] : WindowArgument(nil, type: .null)
        boolean = function == .bool_and
    }

    /// Takes one row. Complexity: O(1), and O(rows so far) for a percentile.
    @inline(__always)
    mutating func add(_ index: Int) throws(EvaluationError) {
        if function == .sum || function == .avg, !first.isInteger {
            if first.isNull(index) { return }
            sum += first.double(index)
            count += 1
            return
        }
        try addGenerally(index)
    }

    private mutating func addGenerally(_ index: Int) throws(EvaluationError) {
        switch function {
        case .countAll:
            count += 1
            return
        case .first:
            if row == .max { row = UInt32(index) }
            return
        case .min_by, .max_by:
            if second.isNull(index) { return }
            let isBetter =
                row == .max
                || (function == .min_by
                    ? second.isLess(index, Int(row)) : second.isLess(Int(row), index))
            if isBetter { row = UInt32(index) }
            return
        default: break
        }
        guard !first.isNull(index) else { return }
        switch function {
        case .count: break
        case .sum:
            let (total, overflow) = integerSum.addingReportingOverflow(first.int64(index))
            if overflow { throw EvaluationError(.integerOverflow, in: "sum") }
            integerSum = total
        case .avg: sum += Double(first.int64(index))
        case .min: if row == .max || first.isLess(index, Int(row)) { row = UInt32(index) }
        case .max: if row == .max || first.isLess(Int(row), index) { row = UInt32(index) }
        case .bool_and: boolean = boolean && first.isTrue(index)
        case .bool_or: boolean = boolean || first.isTrue(index)
        case .percentile:
            fraction = second.double(index)
            let value = first.double(index)
            sorted.insert(value, at: position(of: value))
        case .corr, .covar_samp, .covar_pop:
            if second.isNull(index) { return }
            addPair(first.double(index), second.double(index))
        default: addPair(first.double(index), 0)
        }
        count += 1
    }

    /// `count` is the number of pairs before this one.
    private mutating func addPair(_ x: Double, _ y: Double) {
        let number = Double(count + 1)
        let (dx, dy) = (x - meanX, y - meanY)
        meanX += dx / number
        meanY += dy / number
        squaresX += dx * (x - meanX)
        squaresY += dy * (y - meanY)
        products += dx * (y - meanY)
    }

    private func position(of value: Double) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if lessDoubles(value, sorted[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Whether the frame's value is not null; for values that are taken from a row, the row tells.
    var hasValue: Bool {
        switch function {
        case .countAll, .count: true
        case .stddev_samp, .var_samp, .covar_samp: count > 1
        case .corr: count > 1 && squaresX > 0 && squaresY > 0
        default: count > 0
        }
    }

    var integer: Int64 { function == .sum ? integerSum : count }

    var double: Double {
        switch function {
        case .avg: return sum / Double(count)
        case .var_pop: return squaresX / Double(count)
        case .var_samp: return squaresX / Double(count - 1)
        case .stddev_pop: return (squaresX / Double(count)).squareRoot()
        case .stddev_samp: return (squaresX / Double(count - 1)).squareRoot()
        case .covar_pop: return products / Double(count)
        case .covar_samp: return products / Double(count - 1)
        case .corr: return products / (squaresX * squaresY).squareRoot()
        case .percentile:
            guard !sorted.isEmpty else { return 0 }
            let position = max(0, min(1, fraction)) * Double(sorted.count - 1)
            let low = Int(position)
            let high = min(low + 1, sorted.count - 1)
            return sorted[low] + (position - Double(low)) * (sorted[high] - sorted[low])
        default: return sum
        }
    }
}
