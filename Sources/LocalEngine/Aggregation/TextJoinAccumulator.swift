import Columnar
import QueryPlan

/// string_agg: keeps the texts, and the keys of their order, and joins them at the end.
///
/// Memory: what the texts and keys take, and 4 bytes a row.
final class TextJoinAccumulator: Accumulator {
    /// Some rows: texts that are not null, then the keys of the order.
    private struct Run {
        var columns: [Column]
        var groups: [UInt32]
    }

    private let separator: [UInt8]
    private let orderBy: [SortKey]
    private let isDistinct: Bool
    @exclusivity(unchecked) private var runs: [Run] = []
    @exclusivity(unchecked) private var bound = 0
    @exclusivity(unchecked) private(set) var bytes = 0

    init(_ aggregate: AggregateExpression) {
        if case .literal(.string(let text), _) = aggregate.arguments[1] {
            separator = Array(text.utf8)
        } else {
            separator = []
        }
        orderBy = aggregate.orderBy
        isDistinct = aggregate.isDistinct
    }

    func reserve(_ bound: Int) { self.bound = max(self.bound, bound) }

    func update(
        _ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?
    ) throws(EvaluationError) {
        guard arguments[0].type == .string else { return }
        var rows: [UInt32] = []
        rows.reserveCapacity(selection?.count ?? rowCount)
        forEachRow(rowCount, selection, validity: UnsafePointer(arguments[0].validity)) { row in
            rows.append(UInt32(truncatingIfNeeded: row))
        }
        try append(arguments, rows, rows.map { row in groups.map { $0[Int(row)] } ?? 0 })
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) throws(EvaluationError) {
        guard let other = other as? TextJoinAccumulator else { return }
        let targets = mapping.dense(other.bound)
        for run in other.runs {
            var rows: [UInt32] = []
            var groups: [UInt32] = []
            for (row, group) in run.groups.enumerated() where targets[Int(group)] != .max {
                rows.append(UInt32(truncatingIfNeeded: row))
                groups.append(targets[Int(group)])
            }
            if rows.count == run.groups.count {
                add(Run(columns: run.columns, groups: groups))
            } else {
                try append(run.columns, rows, groups)
            }
        }
    }

    private func append(_ columns: [Column], _ rows: [UInt32], _ groups: [UInt32]) throws(EvaluationError) {
        if rows.isEmpty { return }
        var kept: [Column] = []
        for column in columns { kept.append(try BatchSorter.gather(column, rows)) }
        add(Run(columns: kept, groups: groups))
    }

    private func add(_ run: Run) {
        runs.append(run)
        bytes += BatchBlock.size(of: run.columns) + run.groups.count * 4
    }

    func finish(_ groups: [UInt32]) throws(EvaluationError) -> Column {
        let result = Column(type: .string, capacity: groups.count)
        result.count = groups.count
        for row in groups.indices { result.strings[row] = StringView(offset: 0, length: 0) }
        let validity = result.makeValidity()
        for row in groups.indices { validity[row] = 0 }
        guard let width = runs.first?.columns.count else { return result }
        var columns: [Column] = []
        for index in 0..<width {
            columns.append(
                try Column.concatenating(runs.map { $0.columns[index] }, type: runs[0].columns[index].type))
        }
        let (rows, starts) = rowsByGroup(columns)
        let texts = Operand(columns[0]).access(StringView.self)
        let joined = ByteBuffer(capacity: columns[0].bytes?.count ?? 16)
        // For each text of a dictionary, the last group that had it.
        let dictionary = TextDictionary()
        var seen: [UInt32] = []
        for (row, group) in groups.enumerated() where Int(group) < bound {
            let (start, end) = (starts[Int(group)], starts[Int(group) + 1])
            if start == end { continue }
            let offset = joined.count
            for index in start..<end {
                let text = texts.text(Int(rows[index]))
                if isDistinct {
                    let code = Int(try dictionary.code(texts[Int(rows[index])], texts.bytes))
                    grow(&seen, to: code + 1, with: .max)
                    if seen[code] == group { continue }
                    seen[code] = group
                }
                guard joined.count + text.count + separator.count < Int(UInt32.max) else {
                    throw EvaluationError(.textTooLong, in: "string_agg")
                }
                if index > start { TextJoinAccumulator.append(separator, to: joined) }
                if let base = text.baseAddress, text.count > 0 { _ = joined.append(base, count: text.count) }
            }
            validity[row] = 1
            result.strings[row] = StringView(
                offset: UInt32(truncatingIfNeeded: offset), length: UInt32(truncatingIfNeeded: joined.count - offset))
        }
        result.bytes = joined
        return result
    }

    static func append(_ bytes: [UInt8], to buffer: ByteBuffer) {
        bytes.withUnsafeBufferPointer { bytes in
            if let base = bytes.baseAddress, bytes.count > 0 { _ = buffer.append(base, count: bytes.count) }
        }
    }

    /// All rows, group by group, each group's in the aggregate's order.
    private func rowsByGroup(_ columns: [Column]) -> (rows: [UInt32], starts: [Int]) {
        let owners = runs.flatMap(\.groups)
        var order = Array(0..<UInt32(truncatingIfNeeded: owners.count))
        if !orderBy.isEmpty {
            let keys = zip(orderBy, columns.dropFirst()).map {
                OrderKey([$1], isDescending: $0.isDescending, nullsFirst: $0.nullsFirst)
            }
            order = RowOrder(keys, starts: [0, owners.count]).sortedRows()
        }
        var starts = [Int](repeating: 0, count: bound + 1)
        for group in owners { starts[Int(group) + 1] += 1 }
        for group in 0..<bound { starts[group + 1] += starts[group] }
        var next = starts
        var rows = [UInt32](repeating: 0, count: owners.count)
        for row in order {
            let group = Int(owners[Int(row)])
            rows[next[group]] = row
            next[group] += 1
        }
        return (rows, starts)
    }
}
