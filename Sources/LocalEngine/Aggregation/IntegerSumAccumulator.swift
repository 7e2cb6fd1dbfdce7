import Columnar

/// sum of integers: exact in 128 bits; an error when the total does not fit into 64.
final class IntegerSumAccumulator: Accumulator {
    private let sums = GroupArray<Int128>(of: 0)
    private let counts = GroupArray<Int64>(of: 0)

    func reserve(_ bound: Int) {
        sums.reserve(bound)
        counts.reserve(bound)
    }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        guard column.type == .int64 else { return }
        let values = UnsafePointer(column.int64s)
        let (sums, counts) = (sums.base, counts.base)
        forEachRow(rowCount, selection, validity: UnsafePointer(column.validity)) { row in
            let group = groups.map { Int($0[row]) } ?? 0
            sums[group] &+= Int128(values[row])
            counts[group] &+= 1
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? IntegerSumAccumulator else { return }
        mapping.forEach { group, target in
            sums[target] += other.sums[group]
            counts[target] += other.counts[group]
        }
    }

    var bytes: Int { sums.bytes + counts.bytes }

    func finish(_ groups: [UInt32]) throws(EvaluationError) -> Column {
        let column = Column(type: .int64, capacity: groups.count)
        for (row, group) in groups.enumerated() {
            guard let sum = Int64(exactly: sums[Int(group)]) else { throw EvaluationError(.integerOverflow, in: "sum") }
            column.int64s[row] = sum
            if counts[Int(group)] == 0 { column.makeValidity()[row] = 0 }
        }
        column.count = groups.count
        return column
    }
}
