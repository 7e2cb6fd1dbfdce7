import Columnar
import QueryPlan

/// An aggregate over each distinct argument once: count(DISTINCT x) and its like.
///
/// Keeps the distinct pairs of group and argument, exactly. Rows where the first argument is null are skipped.
final class DistinctAccumulator: Accumulator {
    private let aggregate: AggregateExpression
    private let table: GroupTable
    /// Pairs of group and value in order of first appearance; unused while there is only group 0.
    private var pairs = WordDictionary()
    private var isGrouped = false
    private var bound = 0
    private var scratch = CodeBuffer(count: 1)
    private var codes = CodeBuffer(count: 1)

    /// Whether the table's codes are shared with others, so that not all of them have occurred here.
    private let isShared: Bool

    init(_ aggregate: AggregateExpression, coding: TextCoding? = nil) {
        isShared = coding != nil
        self.aggregate = aggregate
        table = GroupTable([aggregate.arguments[0].type], codings: [coding])
    }

    func reserve(_ bound: Int) { self.bound = max(self.bound, bound) }

    func update(
        _ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?
    ) throws(EvaluationError) {
        let column = arguments[0]
        if codes.count < rowCount {
            codes = CodeBuffer(count: rowCount)
            scratch = CodeBuffer(count: rowCount)
        }
        try table.groups(
            of: [column], rowCount: rowCount, selection: selection, into: codes.values, scratch: scratch.values)
        let codes = codes.values
        let pairs = pairs
        guard let groups else {
            guard isShared else { return }
            isGrouped = true
            return forEachRow(rowCount, selection, validity: UnsafePointer(column.validity)) { row in
                _ = pairs.code(UInt64(codes[row]))
            }
        }
        isGrouped = true
        forEachRow(rowCount, selection, validity: UnsafePointer(column.validity)) { row in
            _ = pairs.code(UInt64(groups[row]) << 32 | UInt64(codes[row]))
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) throws(EvaluationError) {
        guard let other = other as? DistinctAccumulator else { return }
        isGrouped = isGrouped || other.isGrouped
        guard other.isGrouped else {
            _ = try table.mapping(from: other.table)
            return
        }
        let targets = mapping.dense(other.bound)
        let wanted = other.pairs.words.dropFirst().filter { targets[Int($0 >> 32)] != .max }
        let codes = try table.mapping(from: other.table, groups: wanted.map { UInt32($0 & 0xFFFF_FFFF) })
        for (word, code) in zip(wanted, codes) { _ = pairs.code(UInt64(targets[Int(word >> 32)]) << 32 | UInt64(code)) }
    }

    var bytes: Int { table.bytes + pairs.bytes }

    func finish(_ groups: [UInt32]) throws(EvaluationError) -> Column {
        let values = Array(1..<UInt32(max(1, table.bound)))
        if aggregate.function == .count {
            var counts = [Int64](repeating: 0, count: max(1, bound))
            if isGrouped {
                for word in pairs.words.dropFirst() { counts[Int(word >> 32)] += 1 }
            } else {
                counts[0] = Int64(values.count)
            }
            return Column(.int64, groups.map { .int64(counts[Int($0)]) })
        }
        // All other aggregates see each distinct value once.
        var plain = aggregate
        plain.isDistinct = false
        let inner = plain.makeAccumulator()
        inner.reserve(max(1, bound))
        let words = isGrouped ? Array(pairs.words.dropFirst()) : values.map { UInt64($0) }
        let arguments = table.keyColumns(of: words.map { UInt32($0 & 0xFFFF_FFFF) })
        let owners = words.map { UInt32($0 >> 32) }
        try owners.withUnsafeBufferPointer { (owners) throws(EvaluationError) in
            guard let base = owners.baseAddress else { return }
            try inner.update(arguments, rowCount: words.count, selection: nil, groups: base)
        }
        return try inner.finish(groups)
    }
}
