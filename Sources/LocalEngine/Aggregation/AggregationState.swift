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
    /// What aggregates keep of each group.
    let partials: PartialAggregates
    /// How many groups merging has brought.
    @exclusivity(unchecked) private(set) var groupCount = 0
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
        partials = PartialAggregates(plan, coding: coding)
        partials.reserve(table.bound)
    }

    /// Makes room for so many more groups, so that what is kept of each need not move.
    func expect(groups count: Int) {
        table.expect(count)
        partials.reserve(table.bound + count)
    }

    /// Takes the selected rows of a batch. `value` evaluates the plan's expressions by their position; `select` narrows a
    /// selection to the rows where a filter is true.
    func update(
        rowCount: Int, selection: Selection?, value: (Int, Selection?) throws(EvaluationError) -> Column,
        select: (Int, Selection?) throws(EvaluationError) -> Selection?
    ) throws(EvaluationError) {
        let numbers =
            plan.keys.isEmpty ? nil : try number(rowCount: rowCount, selection: selection, value: value)
        partials.reserve(table.bound)
        try partials.update(
            rowCount: rowCount, selection: selection, groups: numbers, value: value, select: select)
    }

    /// The group of every selected row of a batch, by row number, until the next batch; there must be keys.
    func number(
        rowCount: Int, selection: Selection?, value: (Int, Selection?) throws(EvaluationError) -> Column
    ) throws(EvaluationError) -> UnsafeMutablePointer<UInt32> {
        if groups.count < rowCount {
            groups = CodeBuffer(count: rowCount)
            scratch = CodeBuffer(count: rowCount)
        }
        var columns: [Column] = []
        for index in plan.keys.indices { columns.append(try value(index, selection)) }
        try table.groups(
            of: columns, rowCount: rowCount, selection: selection, into: groups.values, scratch: scratch.values)
        return groups.values
    }

    /// The numbers here of some groups of another state.
    func numbers(of groups: [UInt32], in other: AggregationState) throws(EvaluationError) -> [UInt32] {
        try table.mapping(from: other.table, groups: groups)
    }

    /// Takes the state of a later split.
    func merge(_ other: AggregationState) throws(EvaluationError) {
        let present = other.partials.presentGroups
        if table.sharesNumbers(with: other.table) {
            try merge(other.partials, GroupMapping(sources: present, targets: present))
        } else {
            let all = try table.mapping(from: other.table)
            try merge(other.partials, GroupMapping(sources: present, targets: present.map { all[Int($0)] }))
        }
    }

    /// Takes some groups of the state of a later split.
    func merge(_ other: AggregationState, groups: [UInt32]) throws(EvaluationError) {
        try merge(
            other.partials, GroupMapping(sources: groups, targets: try numbers(of: groups, in: other)))
    }

    /// Takes what aggregates keep of groups that are numbered here already.
    func merge(_ other: PartialAggregates, _ mapping: GroupMapping) throws(EvaluationError) {
        partials.reserve(table.bound)
        groupCount += try partials.merge(other, mapping)
    }

    /// The numbers of its groups are below this.
    var bound: Int { table.bound }

    /// The rows taken so far. Complexity: O(groups).
    var rowCount: Int { partials.rowCount }

    /// The memory that the state takes, in bytes, roughly.
    var bytes: Int { table.bytes + partials.bytes }

    /// The groups that occurred, by the partition that their keys' hash puts them into. Complexity: O(groups).
    func partitioned(into count: Int) -> [[UInt32]] {
        partials.arrange()
        let hashes = table.hashes()
        var parts = [[UInt32]](repeating: [], count: count)
        for group in partials.presentGroups { parts[KeyHash.partition(hashes[Int(group)], of: count)].append(group) }
        return parts
    }

    /// The hashes of some groups' keys; see `KeyHash`. Complexity: O(groups · keys).
    func hashes(of groups: [UInt32]) -> [UInt64] { table.hashes(of: groups) }

    /// The result: a row for each group that occurred, or exactly one without keys. Up to `threads` threads look through very many values.
    func finish(threads: Int = 1) throws(EvaluationError) -> RecordBatch {
        var groups = plan.keys.isEmpty ? [0] : partials.presentGroups
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
        columns += try partials.finish(groups, threads: threads)
        return RecordBatch(schema: plan.schema, columns: columns, rowCount: groups.count)
    }
}
