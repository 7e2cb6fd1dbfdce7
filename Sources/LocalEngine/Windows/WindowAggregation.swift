import Columnar
import QueryPlan

/// An aggregate over each row's frame: the partition up to the row's last peer where there is an order, else all of it.
///
/// A frame grows with its rows, so one accumulator a partition is fed row by row and read at the end of each run of peers.
/// Immutable but for its results, each row of which is written by one worker: that is what makes it safe to send.
final class WindowAggregation: @unchecked Sendable {
    let results: WindowColumn.Results
    let validity: RowBuffer<UInt8>?
    private let function: AggregateFunction
    private let arguments: [WindowArgument]
    private let filter: WindowArgument?
    private let order: PartitionedOrder
    /// Keeps the arguments' memory alive.
    private let input: WindowInput

    init(_ aggregate: AggregateExpression, slots: [Int], input: WindowInput, order: PartitionedOrder) {
        function = aggregate.function
        self.order = order
        self.input = input
        let values = slots.map { WindowArgument(input.global[$0], type: input.plan.slots[$0].expression.type) }
        arguments = Array(values.prefix(aggregate.arguments.count))
        filter = aggregate.filter == nil ? nil : values.last
        let count = input.rowCount
        switch aggregate.function {
        case .min, .max, .first, .min_by, .max_by:
            results = .row(CodeBuffer(count: count), slot: slots[0], fallback: nil)
            validity = nil
        case .countAll, .count:
            results = .int64(RowBuffer(count: count))
            validity = nil
        case .bool_and, .bool_or:
            results = .boolean(RowBuffer(count: count))
            validity = RowBuffer(count: count)
        default:
            results = aggregate.type == .int64 ? .int64(RowBuffer(count: count)) : .double(RowBuffer(count: count))
            validity = RowBuffer(count: count)
        }
    }

    /// Computes a range of partitions.
    func run(_ partitions: Range<Int>) throws(EvaluationError) {
        let target = Target(results, validity)
        let filter = filter
        defer { withExtendedLifetime(self) {} }
        for partition in partitions {
            let start = order.starts.values[partition]
            let count = order.starts.values[partition + 1] - start
            let rows = UnsafePointer(order.rows.values + start)
            var accumulator = WindowAccumulator(function, arguments)
            var frameStart = 0
            for index in 0..<count {
                let row = Int(rows[index])
                if let filter, !filter.isTrue(row) {
                    // The row is in the frame but does not count.
                } else {
                    try accumulator.add(row)
                }
                if index + 1 < count && order.arePeers(rows[index], rows[index + 1]) { continue }
                target.write(accumulator, rows, frameStart...index)
                frameStart = index + 1
            }
        }
    }

    /// Where results go. Invariant: valid as long as the aggregation lives.
    private struct Target {
        private var integers: UnsafeMutablePointer<Int64>?
        private var doubles: UnsafeMutablePointer<Double>?
        private var booleans: UnsafeMutablePointer<UInt8>?
        private var sources: UnsafeMutablePointer<UInt32>?
        private let validity: UnsafeMutablePointer<UInt8>?

        init(_ results: WindowColumn.Results, _ validity: RowBuffer<UInt8>?) {
            self.validity = validity?.values
            switch results {
            case .int64(let buffer): integers = buffer.values
            case .double(let buffer): doubles = buffer.values
            case .boolean(let buffer): booleans = buffer.values
            case .row(let buffer, _, _): sources = buffer.values
            }
        }

        /// Gives the rows of one run of peers their frame's value.
        @inline(__always)
        func write(_ value: borrowing WindowAccumulator, _ rows: UnsafePointer<UInt32>, _ run: ClosedRange<Int>) {
            if let integers { fill(integers, value.integer, rows, run) }
            if let doubles { fill(doubles, value.double, rows, run) }
            if let booleans { fill(booleans, value.boolean ? 1 : 0, rows, run) }
            if let sources { fill(sources, value.row, rows, run) }
            if let validity { fill(validity, value.hasValue ? 1 : 0, rows, run) }
        }

        @inline(__always)
        private func fill<Value>(
            _ values: UnsafeMutablePointer<Value>, _ value: Value, _ rows: UnsafePointer<UInt32>,
            _ run: ClosedRange<Int>
        ) {
            for index in run { values[Int(rows[index])] = value }
        }
    }
}

/// One argument's values by row number. Invariant: valid as long as the window's input lives.
struct WindowArgument {
    private let type: DataType
    /// Values and how far apart they are; 0 for a constant. Unused for coded texts.
    private let values: UnsafeRawPointer
    private let stride: Int
    private let bytes: UnsafePointer<UInt8>
    private let validity: ValidityAccess
    /// The codes of coded texts, and where each code's text lies in `bytes`.
    private let codes: UnsafePointer<UInt32>?
    private let views: UnsafePointer<StringView>

    init(_ source: WindowInput.Values?, type: DataType) {
        self.type = type
        let nothing = UnsafePointer(Access<StringView>.noBytes)
        var values = UnsafeRawPointer(nothing)
        var stride = 0
        var bytes = nothing
        var validity = ValidityAccess(pointer: nil, otherwise: 0)
        var codes: UnsafePointer<UInt32>?
        var views = UnsafeRawPointer(nothing).assumingMemoryBound(to: StringView.self)
        switch source {
        case .operand(let operand)?:
            values = UnsafeRawPointer(operand.column.values)
            stride = operand.stride
            bytes = operand.column.bytes.map { UnsafePointer($0.base) } ?? nothing
            validity = operand.validityAccess
        case .codes(let buffer, let dictionary)?:
            codes = UnsafePointer(buffer.values)
            views = UnsafePointer(dictionary.views)
            bytes = UnsafePointer(dictionary.bytes.base)
        case nil: break
        }
        (self.values, self.stride, self.bytes, self.validity) = (values, stride, bytes, validity)
        (self.codes, self.views) = (codes, views)
    }

    @inline(__always)
    func isNull(_ row: Int) -> Bool { codes.map { $0[row] == 0 } ?? (validity[row] == 0) }

    /// The value of a row that is not null; `Value` must be what `Column` documents for the type.
    @inline(__always)
    private func value<Value>(_ row: Int, _: Value.Type) -> Value {
        values.assumingMemoryBound(to: Value.self)[row &* stride]
    }

    func isTrue(_ row: Int) -> Bool { !isNull(row) && value(row, UInt8.self) != 0 }

    @inline(__always)
    func int64(_ row: Int) -> Int64 { value(row, Int64.self) }

    @inline(__always)
    func double(_ row: Int) -> Double { value(row, Double.self) }

    private func text(_ row: Int) -> UnsafeBufferPointer<UInt8> {
        let view = codes.map { views[Int($0[row])] } ?? value(row, StringView.self)
        return UnsafeBufferPointer(start: bytes + (view.length == 0 ? 0 : Int(view.offset)), count: Int(view.length))
    }

    /// Whether a row's value sorts before another's; neither is null.
    func isLess(_ a: Int, _ b: Int) -> Bool {
        switch type {
        case .null: false
        case .boolean: value(a, UInt8.self) < value(b, UInt8.self)
        case .decimal: value(a, Int128.self) < value(b, Int128.self)
        case .date: value(a, Int32.self) < value(b, Int32.self)
        case .int64, .timestamp: value(a, Int64.self) < value(b, Int64.self)
        case .double: lessDoubles(value(a, Double.self), value(b, Double.self))
        case .string: compareBytes(text(a), text(b)) < 0
        }
    }

    var isInteger: Bool { type == .int64 }
}
