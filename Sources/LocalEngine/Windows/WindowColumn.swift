import Columnar
import QueryPlan

/// The results of one window, for all rows in input order.
///
/// Immutable once made, which is what makes it safe to send.
final class WindowColumn: @unchecked Sendable {
    /// How results are kept.
    enum Results {
        case int64(RowBuffer<Int64>)
        case double(RowBuffer<Double>)
        case decimal(RowBuffer<Int128>)
        case boolean(RowBuffer<UInt8>)
        /// The row that the value of a slot is taken from; `UInt32.max` where there is none and the fallback slot, or null,
        /// stands instead.
        case row(CodeBuffer, slot: Int, fallback: Int?)
        /// Texts of a dictionary by code; 0 is null.
        case texts(CodeBuffer, TextDictionary)
    }

    private let type: DataType
    private let results: Results
    /// One byte a row, 0 for null; nil when no row is, or when rows tell.
    private let validity: RowBuffer<UInt8>?

    init(type: DataType, results: Results, validity: RowBuffer<UInt8>? = nil) {
        self.type = type
        self.results = results
        self.validity = validity
    }

    /// Computes one window over all partitions.
    static func computing(
        _ window: Int, of input: WindowInput, in order: PartitionedOrder, threads: Int
    ) async throws -> WindowColumn {
        let expression = input.plan.windows[window]
        let slots = input.plan.argumentSlots[window]
        let count = input.rowCount
        let pieces = order.pieces(threads)
        switch expression.function {
        case .rowNumber, .rank, .denseRank, .ntile:
            let results = RowBuffer<Int64>(count: count)
            let function = expression.function
            try await concurrently(pieces.count) { rank(function, pieces[$0], order, into: results) }
            return WindowColumn(type: .int64, results: .int64(results))
        case .percentRank, .cumeDist:
            let results = RowBuffer<Double>(count: count)
            let isRank = expression.function == .percentRank
            try await concurrently(pieces.count) { share(isRank: isRank, pieces[$0], order, into: results) }
            return WindowColumn(type: .double, results: .double(results))
        case .lag(let value, let offset, _, let ignoresNulls):
            let results = CodeBuffer(count: count)
            if ignoresNulls {
                let argument = WindowArgument(input.global[slots[0]], type: value.type)
                let box = UncheckedBox(argument)
                try await concurrently(pieces.count) {
                    shiftValues(offset, of: box.value, pieces[$0], order, into: results)
                }
            } else {
                try await concurrently(pieces.count) { shift(offset, pieces[$0], order, into: results) }
            }
            return WindowColumn(type: expression.type, results: .row(results, slot: slots[0], fallback: slots[1]))
        case .nthValue(let value, let number, let ignoresNulls):
            let results = CodeBuffer(count: count)
            let box = UncheckedBox(WindowArgument(input.global[slots[0]], type: value.type))
            try await concurrently(pieces.count) {
                nth(number, of: ignoresNulls ? box.value : nil, pieces[$0], order, expression.frame, into: results)
            }
            return WindowColumn(type: expression.type, results: .row(results, slot: slots[0], fallback: nil))
        case .aggregate(let aggregate):
            let loop = WindowAggregation(aggregate, frame: expression.frame, slots: slots, input: input, order: order)
            let parts = loop.isSequential ? [0..<order.partitionCount] : pieces
            try await concurrently(parts.count) { (piece) throws(EvaluationError) in try loop.run(parts[piece]) }
            return WindowColumn(type: expression.type, results: loop.results, validity: loop.validity)
        }
    }

    /// The results of some rows, which are a chunk of the input.
    func column(_ range: Range<Int>, of input: WindowInput, chunk: Int) throws(EvaluationError) -> Column {
        let column = Column(type: type, capacity: range.count)
        column.count = range.count
        switch results {
        case .int64(let buffer): column.int64s.update(from: buffer.values + range.lowerBound, count: range.count)
        case .double(let buffer): column.doubles.update(from: buffer.values + range.lowerBound, count: range.count)
        case .decimal(let buffer): column.decimals.update(from: buffer.values + range.lowerBound, count: range.count)
        case .boolean(let buffer): column.booleans.update(from: buffer.values + range.lowerBound, count: range.count)
        case .row(let sources, let slot, let fallback):
            let rows = UnsafeBufferPointer(start: sources.values + range.lowerBound, count: range.count)
            return try values(rows, slot, fallback: fallback, of: input, chunk: chunk)
        case .texts(let codes, let dictionary):
            return WindowInput.texts(codes.values + range.lowerBound, count: range.count, dictionary)
        }
        if let validity { column.makeValidity().update(from: validity.values + range.lowerBound, count: range.count) }
        return column
    }

    private func values(
        _ rows: UnsafeBufferPointer<UInt32>, _ slot: Int, fallback: Int?, of input: WindowInput, chunk: Int
    ) throws(EvaluationError) -> Column {
        let column: Column
        switch input.global[slot] {
        case .codes(let codes, let dictionary)?:
            let moved = CodeBuffer(count: rows.count)
            for (index, row) in rows.enumerated() { moved.values[index] = row == .max ? 0 : codes.values[Int(row)] }
            column = WindowInput.texts(moved.values, count: rows.count, dictionary)
        case .operand(let operand)? where operand.isConstant:
            let constant = rows.map { $0 == .max ? UInt32.max : 0 }
            column = try constant.withUnsafeBufferPointer { (rows) throws(EvaluationError) in
                try operand.column.gathering(rows, sharingBytes: true)
            }
        case .operand(let operand)?: column = try operand.column.gathering(rows, sharingBytes: true)
        case nil: column = WindowColumn.nulls(type, count: rows.count)
        }
        guard let fallback, rows.contains(.max) else { return column }
        if case .operand(let operand)? = input.global[fallback], operand.isAllNull { return column }
        // Rows at the ends of partitions, where the fallback stands: few, so value by value will do.
        let other = input.column(fallback, chunk: chunk)
        let mixed = Column(type: type, capacity: rows.count)
        for (index, row) in rows.enumerated() { mixed.append(row == .max ? other[index] : column[index]) }
        return mixed
    }

    /// A column of nulls.
    static func nulls(_ type: DataType, count: Int) -> Column {
        let column = Column(type: type, capacity: count)
        column.count = count
        guard type != .null else { return column }
        column.values.initializeMemory(as: UInt8.self, repeating: 0, count: count * type.width)
        if count > 0 { column.makeValidity().update(repeating: 0, count: count) }
        return column
    }
}
