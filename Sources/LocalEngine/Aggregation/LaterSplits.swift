import Columnar
import QueryPlan

/// Brings splits that have handed over rows into a state, one after the other.
///
/// The state numbers the rows' keys, so that each is looked up once; what aggregates keep of a split is numbered by first appearance in the
/// split and is merged when the split ends, as it would be had the split been grouped on its own. A class because it owns what it fills; it
/// belongs to one worker.
final class LaterSplits {
    private let plan: AggregationPlan
    private let state: AggregationState
    /// What the split's rows have come to so far.
    private var partials: PartialAggregates
    /// By the state's numbers: one more than the split's number of the group, 0 where the split does not have it.
    private let places = GroupArray<UInt32>(of: 0)
    /// By the split's numbers: the state's number of the group.
    private var targets: [UInt32] = []

    /// No splits yet, of a plan with keys.
    init(of plan: AggregationPlan, into state: AggregationState) {
        self.plan = plan
        self.state = state
        partials = PartialAggregates(plan)
    }

    /// The memory taken, the state's included, in bytes, roughly.
    var bytes: Int { state.bytes + partials.bytes + places.bytes + targets.capacity * 4 }

    /// Makes room for what so many groups and rows of the next split may come to.
    func expect(_ count: Int) {
        partials.reserve(count)
        targets.reserveCapacity(count)
    }

    /// Takes groups that the split has brought before its rows.
    func take(_ groups: [UInt32], of other: AggregationState) throws(EvaluationError) {
        var numbers = try state.numbers(of: groups, in: other)
        numbers.withUnsafeMutableBufferPointer { numbers in
            if let base = numbers.baseAddress { renumber(base, count: numbers.count) }
        }
        _ = try partials.merge(other.partials, GroupMapping(sources: groups, targets: numbers))
    }

    /// Takes rows of the split, whose columns are the plan's expressions, evaluated.
    func take(_ rows: RecordBatch) throws(EvaluationError) {
        let columns = rows.columns
        let value = { (index: Int, _: Selection?) throws(EvaluationError) -> Column in columns[index] }
        let numbers = try state.number(rowCount: rows.rowCount, selection: nil, value: value)
        renumber(numbers, count: rows.rowCount)
        try partials.update(
            rowCount: rows.rowCount, selection: nil, groups: numbers, value: value,
            select: { (index, selection) throws(EvaluationError) in
                let flags = columns[index]
                let validity = flags.validity
                return .filtering(selection, rowCount: rows.rowCount) { row in
                    flags.booleans[row] != 0 && validity.map { $0[row] != 0 } ?? true
                }
            })
    }

    /// Merges the split into the state; the next one may begin.
    func endSplit() throws(EvaluationError) {
        try state.merge(partials, GroupMapping(sources: Array(0..<UInt32(targets.count)), targets: targets))
        for target in targets { places[Int(target)] = 0 }
        targets.removeAll(keepingCapacity: true)
        partials = PartialAggregates(plan)
    }

    /// Replaces numbers of the state by the split's, new ones where needed.
    private func renumber(_ numbers: UnsafeMutablePointer<UInt32>, count: Int) {
        places.reserve(state.bound)
        let places = places.base
        var known = targets.count
        for row in 0..<count {
            let number = numbers[row]
            if places[Int(number)] == 0 {
                targets.append(number)
                known &+= 1
                places[Int(number)] = UInt32(truncatingIfNeeded: known)
            }
            numbers[row] = places[Int(number)] &- 1
        }
        partials.reserve(known)
    }
}
