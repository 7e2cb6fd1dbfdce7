import Columnar
import QueryPlan

/// What the aggregates of a plan keep of every group, by group number.
///
/// A class because it owns buffers; one worker fills it, then it is merged into others.
final class PartialAggregates: @unchecked Sendable {
    private let plan: AggregationPlan
    /// One an aggregate; nil where the number of rows is the answer.
    private let accumulators: [(any Accumulator)?]
    /// Rows by group: which numbers have occurred.
    private let rows = GroupArray<Int64>(of: 0)

    /// Nothing yet; `coding` gives the codes of an expression that is a text column of a scan.
    init(_ plan: AggregationPlan, coding: (Expression) -> TextCoding? = { _ in nil }) {
        self.plan = plan
        accumulators = plan.aggregates.makeAccumulators(rows: rows, coding: coding)
    }

    /// Makes room for groups below `bound`.
    func reserve(_ bound: Int) {
        rows.reserve(bound)
        for accumulator in accumulators { accumulator?.reserve(bound) }
    }

    /// Takes the selected rows of a batch, whose groups, by row number, have been reserved; all are group 0 without `groups`.
    func update(
        rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?,
        value: (Int, Selection?) throws(EvaluationError) -> Column,
        select: (Int, Selection?) throws(EvaluationError) -> Selection?
    ) throws(EvaluationError) {
        if let groups {
            countRows(rowCount, selection, groups)
        } else {
            rows[0] += Int64(selection?.count ?? rowCount)
        }
        var position = plan.keys.count
        for (aggregate, accumulator) in zip(plan.aggregates, accumulators) {
            guard let accumulator else { continue }
            let arguments = aggregate.value.columnArguments.count
            var chosen = selection
            if aggregate.value.filter != nil { chosen = try select(position + arguments, selection) }
            if chosen?.count != 0 {
                var columns: [Column] = []
                for index in 0..<arguments { columns.append(try value(position + index, chosen)) }
                try accumulator.update(columns, rowCount: rowCount, selection: chosen, groups: groups)
            }
            position += arguments + (aggregate.value.filter == nil ? 0 : 1)
        }
    }

    /// Up to so many groups have four counts each while a batch is counted.
    private static let fewGroups = 64

    /// Counts the selected rows of a batch by group. Rows of few groups hit the same count again before the last addition is written; four
    /// counts a group, by row number, hide that.
    private func countRows(_ rowCount: Int, _ selection: Selection?, _ groups: UnsafePointer<UInt32>) {
        let (counts, bound) = (rows.base, rows.count)
        if bound > PartialAggregates.fewGroups {
            return forEachRow(rowCount, selection, validity: nil) { row in counts[Int(groups[row])] &+= 1 }
        }
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: bound * 4) { lanes in
            lanes.initialize(repeating: 0)
            guard let lanes = lanes.baseAddress else { return }
            forEachRow(rowCount, selection, validity: nil) { row in
                lanes[Int(groups[row]) &* 4 &+ (row & 3)] &+= 1
            }
            for group in 0..<bound {
                counts[group] &+=
                    lanes[group * 4] + lanes[group * 4 + 1] + lanes[group * 4 + 2] + lanes[group * 4 + 3]
            }
        }
    }

    /// Takes what was kept of later rows, for the groups that `mapping` names; gives the number of those that had no rows here before.
    func merge(_ other: PartialAggregates, _ mapping: GroupMapping) throws(EvaluationError) -> Int {
        var fresh = 0
        let (mine, theirs) = (rows.base, other.rows.base)
        mapping.forEach { source, target in
            if mine[target] == 0 { fresh &+= 1 }
            mine[target] &+= theirs[source]
        }
        for case (let mine?, let theirs?) in zip(accumulators, other.accumulators) {
            try mine.merge(theirs, mapping: mapping)
        }
        return fresh
    }

    /// The groups that have occurred, in order of their numbers. Complexity: O(groups).
    var presentGroups: [UInt32] {
        let (rows, bound) = (rows.base, rows.count)
        return [UInt32](unsafeUninitializedCapacity: bound) { present, count in
            for group in 0..<bound {
                // Without a branch: every group is written, and the next writes over one that has not occurred.
                present[count] = UInt32(truncatingIfNeeded: group)
                count &+= (rows[group] > 0).bit
            }
        }
    }

    /// The rows taken so far. Complexity: O(groups).
    var rowCount: Int { (0..<rows.count).reduce(0) { $0 + Int(rows[$1]) } }

    /// The memory taken, in bytes, roughly.
    var bytes: Int { accumulators.reduce(rows.bytes) { $0 + ($1?.bytes ?? 0) } }

    /// Brings everything into an order in which merging some groups is cheap; called before several workers read it.
    func arrange() {
        for accumulator in accumulators { accumulator?.arrange() }
    }

    /// The aggregates of some groups, a column each. Up to `threads` threads look through very many values.
    func finish(_ groups: [UInt32], threads: Int) throws(EvaluationError) -> [Column] {
        var columns: [Column] = []
        for accumulator in accumulators {
            columns.append(try accumulator?.finish(groups, threads: threads) ?? rowCounts(of: groups))
        }
        return columns
    }

    private func rowCounts(of groups: [UInt32]) -> Column {
        let column = Column(type: .int64, capacity: groups.count)
        for (row, group) in groups.enumerated() { column.int64s[row] = rows[Int(group)] }
        column.count = groups.count
        return column
    }
}
