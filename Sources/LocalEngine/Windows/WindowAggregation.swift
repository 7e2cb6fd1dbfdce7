import Columnar
import QueryPlan

/// An aggregate, or one row's value, over each row's frame.
///
/// Every function is computed in one pass over a partition's frames, see `PartitionFrames`: O(rows) for most, O(rows · log rows) where
/// values must be in order. Immutable but for its results, each row of which is written by one worker: that is what makes it safe to send.
final class WindowAggregation: @unchecked Sendable {
    let results: WindowColumn.Results
    let validity: RowBuffer<UInt8>?
    let function: AggregateFunction
    let aggregate: AggregateExpression
    let arguments: [WindowArgument]
    let frame: WindowFrame
    let order: PartitionedOrder
    private let filter: WindowArgument?
    /// Keeps the arguments' memory alive.
    private let input: WindowInput

    init(
        _ aggregate: AggregateExpression, frame: WindowFrame, slots: [Int], input: WindowInput,
        order: PartitionedOrder
    ) {
        self.aggregate = aggregate
        function = aggregate.function
        self.frame = frame
        self.order = order
        self.input = input
        let values = slots.map { WindowArgument(input.global[$0], type: input.plan.slots[$0].expression.type) }
        arguments = aggregate.filter == nil ? values : Array(values.dropLast())
        filter = aggregate.filter == nil ? nil : values.last
        let count = input.rowCount
        switch aggregate.function {
        case .min, .max, .first, .last, .min_by, .max_by, .approx_percentile:
            results = .row(CodeBuffer(count: count), slot: slots[0], fallback: nil)
            validity = nil
        case .string_agg:
            results = .texts(CodeBuffer(count: count), TextDictionary())
            validity = nil
        case .countAll, .count, .approx_count_distinct:
            results = .int64(RowBuffer(count: count))
            validity = nil
        case .bool_and, .bool_or:
            results = .boolean(RowBuffer(count: count))
            validity = RowBuffer(count: count)
        default:
            switch aggregate.type {
            case .int64: results = .int64(RowBuffer(count: count))
            case .decimal: results = .decimal(RowBuffer(count: count))
            default: results = .double(RowBuffer(count: count))
            }
            validity = RowBuffer(count: count)
        }
    }

    /// Whether only one worker may run at a time: texts go into one dictionary.
    var isSequential: Bool { function == .string_agg }

    /// Computes a range of partitions.
    func run(_ partitions: Range<Int>) throws(EvaluationError) {
        defer { withExtendedLifetime(self) {} }
        let frames = PartitionFrames()
        switch function {
        case .countAll, .count:
            if aggregate.isDistinct { return countDistinct(partitions, frames) }
            each(partitions, frames) { frames in writeIntegers(frames) { _, start, end in Int64(end - start) } }
        case .approx_count_distinct: countDistinct(partitions, frames)
        case .sum where aggregate.type == .int64:
            try eachThrowing(partitions, frames) { (frames) throws(EvaluationError) in try sumIntegers(frames) }
        case .sum where aggregate.type.isDecimal, .avg where aggregate.type.isDecimal:
            try eachThrowing(partitions, frames) { (frames) throws(EvaluationError) in try sumDecimals(frames) }
        case .sum, .avg: sumDoubles(partitions, frames)
        case .stddev_samp, .stddev_pop, .var_samp, .var_pop: variances(partitions, frames)
        case .corr, .covar_samp, .covar_pop: covariances(partitions, frames)
        case .bool_and, .bool_or:
            each(partitions, frames) { frames in truths(frames) }
        case .min, .max, .min_by, .max_by: extremes(partitions, frames)
        case .first, .last:
            let isFirst = function == .first
            each(partitions, frames) { frames in
                writeRows(frames) { start, end in start == end ? .max : frames.kept[isFirst ? start : end - 1] }
            }
        case .percentile, .approx_percentile: percentiles(partitions, frames)
        case .string_agg: try texts(partitions, frames)
        case .single: throw EvaluationError(.unsupported, in: "\(aggregate.sql) OVER")
        }
    }

    /// Calls `body` with the frames of each partition over the rows that count: those that pass the filter and have their arguments.
    func eachThrowing(
        _ partitions: Range<Int>, _ frames: PartitionFrames,
        _ body: (PartitionFrames) throws(EvaluationError) -> Void
    ) throws(EvaluationError) {
        let needed: [WindowArgument]
        switch function {
        case .countAll, .first, .last: needed = []
        case .min_by, .max_by: needed = [arguments[1]]
        case .corr, .covar_samp, .covar_pop: needed = Array(arguments.prefix(2))
        default: needed = Array(arguments.prefix(1))
        }
        let nullable = needed.filter(\.hasNulls)
        let filter = filter
        for partition in partitions {
            frames.load(partition, of: order, frame)
            if frames.count == 0 { continue }
            if let filter {
                frames.keep { row in filter.isTrue(row) && nullable.allSatisfy { !$0.isNull(row) } }
            } else if nullable.count == 1 {
                let argument = nullable[0]
                frames.keep { row in !argument.isNull(row) }
            } else if !nullable.isEmpty {
                frames.keep { row in nullable.allSatisfy { !$0.isNull(row) } }
            }
            try body(frames)
        }
    }

    /// `eachThrowing` for bodies that cannot fail.
    func each(_ partitions: Range<Int>, _ frames: PartitionFrames, _ body: (PartitionFrames) -> Void) {
        do throws(EvaluationError) {
            try eachThrowing(partitions, frames) { (frames) throws(EvaluationError) in body(frames) }
        } catch {}
    }

    // MARK: - Results

    /// Writes an integer for each row.
    @inline(__always)
    func writeIntegers<Failure: Error>(
        _ frames: PartitionFrames, _ value: (_ row: Int, _ start: Int, _ end: Int) throws(Failure) -> Int64
    ) throws(Failure) {
        guard case .int64(let buffer) = results else { return }
        let (values, valid) = (buffer.values, validity?.values)
        try frames.forEachFrame { (row, start, end) throws(Failure) in
            values[row] = try value(row, start, end)
            valid?[row] = start < end ? 1 : 0
        }
    }

    /// Writes a double, or null, for each row; rows whose frame is that of the row before share its value.
    @inline(__always)
    func writeDoubles(_ frames: PartitionFrames, _ value: (_ start: Int, _ end: Int) -> Double?) {
        guard case .double(let buffer) = results, let validity else { return }
        let (values, valid) = (buffer.values, validity.values)
        var (lastStart, lastEnd) = (-1, -1)
        var last: Double?
        frames.forEachFrame { row, start, end in
            if start != lastStart || end != lastEnd {
                last = value(start, end)
                (lastStart, lastEnd) = (start, end)
            }
            values[row] = last ?? 0
            valid[row] = last == nil ? 0 : 1
        }
    }

    /// Writes, for each row, the row that its value comes from; `UInt32.max` for null.
    @inline(__always)
    func writeRows(_ frames: PartitionFrames, _ value: (_ start: Int, _ end: Int) -> UInt32) {
        guard case .row(let buffer, _, _) = results else { return }
        let values = buffer.values
        frames.forEachFrame { row, start, end in values[row] = value(start, end) }
    }
}
