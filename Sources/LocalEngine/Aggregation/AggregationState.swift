import Columnar
import QueryPlan

/// The shape of an aggregation: what is grouped by, and what is computed for each group.
struct AggregationPlan: Sendable {
    var keys: [Named<Expression>]
    var aggregates: [Named<AggregateExpression>]

    /// Every expression that a batch must be evaluated for: keys, then for each aggregate its arguments, then its filter.
    var expressions: [Expression] {
        keys.map(\.value) + aggregates.flatMap { $0.value.columnArguments + [$0.value.filter].compactMap { $0 } }
    }

    var schema: Schema {
        Schema(keys.map { Field($0.name, $0.value.type) } + aggregates.map { Field($0.name, $0.value.type) })
    }
}

extension AggregateExpression {
    /// Whether the aggregate is the number of a group's rows.
    var countsRows: Bool { function == .countAll && filter == nil && !isDistinct }

    /// The arguments that vary by row, then the keys of the order; a percentile's fraction and a separator do not vary.
    var columnArguments: [Expression] {
        switch function {
        case .percentile, .approx_percentile, .string_agg: [arguments[0]] + orderBy.map(\.expression)
        default: arguments
        }
    }
}

/// The groups and partial aggregates of one split.
///
/// A class because it owns hash tables and buffers; one worker fills it, then it is merged, in split order.
final class AggregationState: @unchecked Sendable {
    private let plan: AggregationPlan
    private let table: GroupTable
    /// One an aggregate; nil where the number of rows is the answer.
    private let accumulators: [(any Accumulator)?]
    /// How many groups merging has brought.
    @exclusivity(unchecked) private(set) var groupCount = 0
    /// Rows by group: which of the table's numbers have occurred.
    private let rows = GroupArray<Int64>(of: 0)
    @exclusivity(unchecked) private var groups = CodeBuffer(count: 1)
    @exclusivity(unchecked) private var scratch = CodeBuffer(count: 1)

    /// Whether the result is ordered by its keys.
    private let ordersGroups: Bool

    /// An empty state; `coding` gives the codes of an expression that is a text column of a scan. Groups whose numbers are shared between
    /// workers then have no order that is the same in every run, unless `ordersGroups`.
    init(
        _ plan: AggregationPlan, ordersGroups: Bool = false, coding: (Expression) -> TextCoding? = { _ in nil }
    ) {
        let codings = plan.keys.map { coding($0.value) }
        self.ordersGroups = ordersGroups
        self.plan = plan
        table = GroupTable(plan.keys.map(\.value.type), codings: codings)
        accumulators = plan.aggregates.makeAccumulators(rows: rows, coding: coding)
        reserve()
    }

    private func reserve() {
        let bound = table.bound
        rows.reserve(bound)
        for accumulator in accumulators { accumulator?.reserve(bound) }
    }

    /// Takes the selected rows of a batch. `value` evaluates the plan's expressions by their position; `select` narrows a
    /// selection to the rows where a filter is true.
    func update(
        rowCount: Int, selection: Selection?, value: (Int, Selection?) throws(EvaluationError) -> Column,
        select: (Int, Selection?) throws(EvaluationError) -> Selection?
    ) throws(EvaluationError) {
        if groups.count < rowCount {
            groups = CodeBuffer(count: rowCount)
            scratch = CodeBuffer(count: rowCount)
        }
        var numbers: UnsafePointer<UInt32>?
        if !plan.keys.isEmpty {
            var columns: [Column] = []
            for index in plan.keys.indices { columns.append(try value(index, selection)) }
            try table.groups(
                of: columns, rowCount: rowCount, selection: selection, into: groups.values, scratch: scratch.values)
            numbers = UnsafePointer(groups.values)
            reserve()
            countRows(rowCount, selection)
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
                try accumulator.update(columns, rowCount: rowCount, selection: chosen, groups: numbers)
            }
            position += arguments + (aggregate.value.filter == nil ? 0 : 1)
        }
    }

    /// Up to so many groups have four counts each while a batch is counted.
    private static let fewGroups = 64

    /// Counts the selected rows of a batch by group. Rows of few groups hit the same count again before the last addition is written; four
    /// counts a group, by row number, hide that.
    private func countRows(_ rowCount: Int, _ selection: Selection?) {
        let groups = groups.values
        let (counts, bound) = (rows.base, rows.count)
        if bound > AggregationState.fewGroups {
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

    /// Takes the state of a later split.
    func merge(_ other: AggregationState) throws(EvaluationError) {
        let present = other.presentGroups
        if table.sharesNumbers(with: other.table) {
            try merge(other, GroupMapping(sources: present, targets: present))
        } else {
            let all = try table.mapping(from: other.table)
            try merge(other, GroupMapping(sources: present, targets: present.map { all[Int($0)] }))
        }
    }

    /// Takes some groups of the state of a later split.
    func merge(_ other: AggregationState, groups: [UInt32]) throws(EvaluationError) {
        try merge(other, GroupMapping(sources: groups, targets: try table.mapping(from: other.table, groups: groups)))
    }

    private func merge(_ other: AggregationState, _ mapping: GroupMapping) throws(EvaluationError) {
        reserve()
        var fresh = 0
        let (mine, theirs) = (rows.base, other.rows.base)
        mapping.forEach { source, target in
            if mine[target] == 0 { fresh &+= 1 }
            mine[target] &+= theirs[source]
        }
        groupCount += fresh
        for case (let mine?, let theirs?) in zip(accumulators, other.accumulators) {
            try mine.merge(theirs, mapping: mapping)
        }
    }

    /// The groups that have occurred, in order of their numbers. Complexity: O(groups).
    private var presentGroups: [UInt32] {
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

    /// The memory that the state takes, in bytes, roughly.
    var bytes: Int { accumulators.reduce(table.bytes + rows.bytes) { $0 + ($1?.bytes ?? 0) } }

    /// The groups that occurred, by the partition that their keys' hash puts them into. Complexity: O(groups).
    func partitioned(into count: Int) -> [[UInt32]] {
        for accumulator in accumulators { accumulator?.arrange() }
        let hashes = table.hashes()
        var parts = [[UInt32]](repeating: [], count: count)
        for group in 0..<rows.count where rows[group] > 0 {
            parts[KeyHash.partition(hashes[group], of: count)].append(UInt32(group))
        }
        return parts
    }

    private func rowCounts(of groups: [UInt32]) -> Column {
        let column = Column(type: .int64, capacity: groups.count)
        for (row, group) in groups.enumerated() { column.int64s[row] = rows[Int(group)] }
        column.count = groups.count
        return column
    }

    /// The result: a row for each group that occurred, or exactly one without keys. Up to `threads` threads look through very many values.
    func finish(threads: Int = 1) throws(EvaluationError) -> RecordBatch {
        var groups = plan.keys.isEmpty ? [0] : presentGroups
        var columns = table.keyColumns(of: groups)
        if ordersGroups, groups.count > 1 {
            let keys = columns.map { OrderKey([$0], isDescending: false, nullsFirst: true) }
            let order = RowOrder(keys, starts: [0, groups.count]).sortedRows()
            groups = order.map { groups[Int($0)] }
            columns = try columns.map { (column) throws(EvaluationError) in
                try order.withUnsafeBufferPointer { (rows) throws(EvaluationError) in
                    try column.gathering(rows, sharingBytes: true)
                }
            }
        }
        for accumulator in accumulators {
            columns.append(try accumulator?.finish(groups, threads: threads) ?? rowCounts(of: groups))
        }
        return RecordBatch(schema: plan.schema, columns: columns, rowCount: groups.count)
    }
}
