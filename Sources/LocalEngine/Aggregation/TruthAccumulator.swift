import Columnar

/// bool_and and bool_or.
final class TruthAccumulator: Accumulator {
    private let isAnd: Bool
    /// 0 unseen, 1 false so far, 2 true so far.
    @exclusivity(unchecked) private var states: [UInt8] = []

    init(isAnd: Bool) { self.isAnd = isAnd }

    func reserve(_ bound: Int) { grow(&states, to: bound, with: 0) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        guard column.type == .boolean else { return }
        let values = UnsafePointer(column.booleans)
        forEachRow(rowCount, selection, validity: UnsafePointer(column.validity)) { row in
            take(values[row] + 1, groups.map { Int($0[row]) } ?? 0)
        }
    }

    private func take(_ state: UInt8, _ group: Int) {
        let known = states[group]
        states[group] = known == 0 ? state : isAnd ? min(known, state) : max(known, state)
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? TruthAccumulator else { return }
        mapping.forEach { group, target in
            if other.states[group] != 0 { take(other.states[group], target) }
        }
    }

    var bytes: Int { states.capacity }

    func finish(_ groups: [UInt32]) -> Column {
        Column(.boolean, groups.map { states[Int($0)] == 0 ? .null : .boolean(states[Int($0)] == 2) })
    }
}
