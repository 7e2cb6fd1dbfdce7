import Columnar

/// count(*) and count(x): rows, or rows where x is not null.
final class CountAccumulator: Accumulator {
    private let counts = GroupArray<Int64>(of: 0)

    func reserve(_ bound: Int) { counts.reserve(bound) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let validity = arguments.first.flatMap { UnsafePointer($0.validity) }
        if arguments.first?.type == .null { return }
        let counts = counts.base
        guard let groups else {
            if validity == nil {
                counts[0] += Int64(selection?.count ?? rowCount)
            } else {
                var count: Int64 = 0
                forEachRow(rowCount, selection, validity: validity) { _ in count &+= 1 }
                counts[0] += count
            }
            return
        }
        forEachRow(rowCount, selection, validity: validity) { row in counts[Int(groups[row])] &+= 1 }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? CountAccumulator else { return }
        mapping.forEach { group, target in counts[target] += other.counts[group] }
    }

    var bytes: Int { counts.bytes }

    func finish(_ groups: [UInt32]) -> Column {
        let column = Column(type: .int64, capacity: groups.count)
        for (row, group) in groups.enumerated() { column.int64s[row] = counts[Int(group)] }
        column.count = groups.count
        return column
    }
}
