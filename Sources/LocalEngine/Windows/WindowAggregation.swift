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

    init(_ aggregate: AggregateExpression, slots: [Int], input: WindowInput, order: PartitionedOrder) {
        function = aggregate.function
        self.order = order
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
        for partition in partitions {
            let start = order.starts.values[partition]
            let count = order.starts.values[partition + 1] - start
            let rows = UnsafeBufferPointer(start: order.rows.values + start, count: count)
            var accumulator = WindowAccumulator(function, arguments)
            var frameStart = 0
            for index in 0..<count {
                let row = Int(rows[index])
                if filter.map({ $0.isTrue(row) }) ?? true { try accumulator.add(row) }
                if index + 1 < count && order.arePeers(rows[index], rows[index + 1]) { continue }
                write(accumulator, rows[frameStart...index])
                frameStart = index + 1
            }
        }
    }

    /// Gives the rows of one run of peers their frame's value.
    private func write(_ accumulator: WindowAccumulator, _ rows: Slice<UnsafeBufferPointer<UInt32>>) {
        let isValid: UInt8 = accumulator.hasValue ? 1 : 0
        switch results {
        case .int64(let buffer):
            let value = accumulator.integer
            for row in rows { buffer.values[Int(row)] = value }
        case .double(let buffer):
            let value = accumulator.double
            for row in rows { buffer.values[Int(row)] = value }
        case .boolean(let buffer):
            let value: UInt8 = accumulator.boolean ? 1 : 0
            for row in rows { buffer.values[Int(row)] = value }
        case .row(let buffer, _, _):
            let value = accumulator.row
            for row in rows { buffer.values[Int(row)] = value }
        }
        if let validity { for row in rows { validity.values[Int(row)] = isValid } }
    }
}

/// One argument's values by row number.
struct WindowArgument {
    private let values: WindowInput.Values?
    private let type: DataType

    init(_ values: WindowInput.Values?, type: DataType) {
        self.values = values
        self.type = type
    }

    func isNull(_ row: Int) -> Bool {
        switch values {
        case .operand(let operand)?: operand.validityAccess[row] == 0
        case .codes(let codes, _)?: codes.values[row] == 0
        case nil: true
        }
    }

    func isTrue(_ row: Int) -> Bool {
        guard case .operand(let operand)? = values, !isNull(row) else { return false }
        return operand.access(UInt8.self)[row] != 0
    }

    func int64(_ row: Int) -> Int64 {
        guard case .operand(let operand)? = values else { return 0 }
        return operand.access(Int64.self)[row]
    }

    func double(_ row: Int) -> Double {
        guard case .operand(let operand)? = values else { return 0 }
        return operand.access(Double.self)[row]
    }

    /// Whether a row's value sorts before another's; neither is null.
    func isLess(_ a: Int, _ b: Int) -> Bool {
        switch values {
        case .codes(let codes, let dictionary)?:
            let x = dictionary.views[Int(codes.values[a])]
            let y = dictionary.views[Int(codes.values[b])]
            let base = dictionary.bytes.base
            return compareBytes(
                UnsafeBufferPointer(start: base + Int(x.offset), count: Int(x.length)),
                UnsafeBufferPointer(start: base + Int(y.offset), count: Int(y.length))) < 0
        case .operand(let operand)?:
            switch type {
            case .null: return false
            case .boolean: return operand.access(UInt8.self)[a] < operand.access(UInt8.self)[b]
            case .date: return operand.access(Int32.self)[a] < operand.access(Int32.self)[b]
            case .int64, .timestamp: return operand.access(Int64.self)[a] < operand.access(Int64.self)[b]
            case .double: return lessDoubles(operand.access(Double.self)[a], operand.access(Double.self)[b])
            case .string:
                let texts = operand.access(StringView.self)
                return compareBytes(texts.text(a), texts.text(b)) < 0
            }
        case nil: return false
        }
    }

    var isInteger: Bool { type == .int64 }
}
