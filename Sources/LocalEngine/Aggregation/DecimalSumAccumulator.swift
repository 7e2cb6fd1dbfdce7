import Columnar

/// sum and avg of decimals: exact; an error when the result has more digits than its type.
final class DecimalSumAccumulator: Accumulator {
    private let argument: DecimalType
    private let type: DecimalType
    private let isAverage: Bool
    @exclusivity(unchecked) private var states: [DecimalSum] = []

    init(_ argument: DecimalType, type: DecimalType, isAverage: Bool) {
        self.argument = argument
        self.type = type
        self.isAverage = isAverage
    }

    func reserve(_ bound: Int) { grow(&states, to: bound, with: DecimalSum()) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        guard column.type.isDecimal else { return }
        let values = UnsafePointer(column.decimals)
        let validity = UnsafePointer(column.validity)
        states.withUnsafeMutableBufferPointer { buffer in
            guard let states = buffer.baseAddress else { return }
            switch (groups, argument.precision <= 27) {
            case (let groups?, true):
                forEachRow(rowCount, selection, validity: validity) { row in
                    states[Int(groups[row])].addNarrow(values[row])
                }
            case (let groups?, false):
                forEachRow(rowCount, selection, validity: validity) { row in
                    states[Int(groups[row])].add(values[row])
                }
            case (nil, true):
                var state = states[0]
                forEachRow(rowCount, selection, validity: validity) { row in state.addNarrow(values[row]) }
                states[0] = state
            case (nil, false):
                var state = states[0]
                forEachRow(rowCount, selection, validity: validity) { row in state.add(values[row]) }
                states[0] = state
            }
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? DecimalSumAccumulator else { return }
        mapping.forEach { group, target in states[target].merge(other.states[group]) }
    }

    var bytes: Int { states.capacity * MemoryLayout<DecimalSum>.stride }

    func finish(_ groups: [UInt32]) throws(EvaluationError) -> Column {
        let column = Column(type: type.dataType, capacity: groups.count)
        for (row, group) in groups.enumerated() {
            let state = states[Int(group)]
            if state.count == 0 {
                column.decimals[row] = 0
                column.makeValidity()[row] = 0
                continue
            }
            guard let value = isAverage ? state.mean(type, of: argument) : state.total(type) else {
                throw EvaluationError(.decimalOverflow, in: isAverage ? "avg" : "sum")
            }
            column.decimals[row] = value
        }
        column.count = groups.count
        return column
    }
}
