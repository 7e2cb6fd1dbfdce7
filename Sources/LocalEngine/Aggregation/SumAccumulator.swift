import Columnar

/// sum and avg of doubles, see `CompensatedSum`.
final class SumAccumulator: Accumulator {
    private let isAverage: Bool
    private let sums = GroupArray(of: CompensatedSum())
    private let counts: ValueCounts

    /// No sums; `rows` is how many rows each group has had, when all of them come here.
    init(isAverage: Bool, rows: GroupArray<Int64>?) {
        self.isAverage = isAverage
        counts = ValueCounts(rows)
    }

    func reserve(_ bound: Int) {
        sums.reserve(bound)
        counts.reserve(bound)
    }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        counts.add(column, rowCount, selection, groups)
        guard column.type == .double else { return }
        let values = UnsafePointer(column.doubles)
        let validity = UnsafePointer(column.validity)
        let (sums, count) = (sums.base, sums.count)
        if let groups, count <= SumAccumulator.fewGroups {
            SumAccumulator.addInLanes(
                values, rowCount, selection, validity: validity, groups: groups, into: sums, count: count)
        } else if let groups {
            forEachRow(rowCount, selection, validity: validity) { row in sums[Int(groups[row])].add(values[row]) }
        } else if selection == nil, validity == nil {
            SumAccumulator.addRun(values, rowCount, into: sums)
        } else {
            var sum = sums[0]
            forEachRow(rowCount, selection, validity: validity) { row in sum.add(values[row]) }
            sums[0] = sum
        }
    }

    /// Up to so many groups have four sums each while a batch is added.
    private static let fewGroups = 64

    /// Rows of few groups hit the same sum again before the last addition is done; four sums a group, by row number, hide its latency.
    /// They are joined in a fixed order.
    private static func addInLanes(
        _ values: UnsafePointer<Double>, _ rowCount: Int, _ selection: Selection?,
        validity: UnsafePointer<UInt8>?, groups: UnsafePointer<UInt32>,
        into sums: UnsafeMutablePointer<CompensatedSum>, count: Int
    ) {
        withUnsafeTemporaryAllocation(of: CompensatedSum.self, capacity: count * 4) { buffer in
            buffer.initialize(repeating: CompensatedSum())
            guard let lanes = buffer.baseAddress else { return }
            forEachRow(rowCount, selection, validity: validity) { row in
                lanes[Int(groups[row]) &* 4 &+ (row & 3)].add(values[row])
            }
            for lane in 0..<count * 4 { sums[lane >> 2].merge(lanes[lane]) }
        }
    }

    /// Four independent sums hide the latency of each addition; they are joined in a fixed order.
    private static func addRun(
        _ values: UnsafePointer<Double>, _ count: Int, into sum: UnsafeMutablePointer<CompensatedSum>
    ) {
        var lanes = (CompensatedSum(), CompensatedSum(), CompensatedSum(), CompensatedSum())
        var row = 0
        while row &+ 4 <= count {
            lanes.0.add(values[row])
            lanes.1.add(values[row &+ 1])
            lanes.2.add(values[row &+ 2])
            lanes.3.add(values[row &+ 3])
            row &+= 4
        }
        while row < count {
            lanes.0.add(values[row])
            row &+= 1
        }
        for lane in [lanes.0, lanes.1, lanes.2, lanes.3] { sum.pointee.merge(lane) }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? SumAccumulator else { return }
        let (mine, theirs) = (sums.base, other.sums.base)
        mapping.forEach { group, target in mine[target].merge(theirs[group]) }
        counts.merge(other.counts, mapping: mapping)
    }

    var bytes: Int { sums.bytes + counts.bytes }

    func finish(_ groups: [UInt32]) -> Column { finish(groups, isAverage: isAverage) }

    /// The sums of some groups, or their averages.
    func finish(_ groups: [UInt32], isAverage: Bool) -> Column {
        let column = Column(type: .double, capacity: groups.count)
        for (row, group) in groups.enumerated() {
            let (total, count) = (sums[Int(group)].total, counts[Int(group)])
            column.doubles[row] = isAverage ? total / Double(max(1, count)) : total
            if count == 0 { column.makeValidity()[row] = 0 }
        }
        column.count = groups.count
        return column
    }
}

/// The average, or the sum, of what another one adds up.
final class SharedSum: Accumulator {
    private let isAverage: Bool
    private let owner: SumAccumulator

    init(isAverage: Bool, of owner: SumAccumulator) {
        self.isAverage = isAverage
        self.owner = owner
    }

    func reserve(_ bound: Int) {}

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {}

    func merge(_ other: any Accumulator, mapping: GroupMapping) {}

    /// The owner says what the sums take.
    var bytes: Int { 0 }

    func finish(_ groups: [UInt32]) -> Column { owner.finish(groups, isAverage: isAverage) }
}
