import Columnar

/// sum and avg of doubles, with the rounding error of every addition carried along.
///
/// Error-free addition: Knuth, TAOCP 2, 4.2.2, theorem B (TwoSum). The correction is added once, at the end.
final class SumAccumulator: Accumulator {
    /// A sum of doubles, and how many.
    struct State {
        var sum = 0.0
        var correction = 0.0
        var count: Int64 = 0

        @inline(__always)
        mutating func add(_ value: Double) {
            let total = sum + value
            let back = total - sum
            correction += (sum - (total - back)) + (value - back)
            sum = total
        }

        /// Takes the state of later values.
        @inline(__always)
        mutating func merge(_ later: State) {
            add(later.sum)
            correction += later.correction
            count &+= later.count
        }

        var total: Double {
            // An infinite or NaN sum makes the correction meaningless.
            sum.isFinite ? sum + correction : sum
        }
    }

    private let isAverage: Bool
    private let states = GroupArray(of: State())

    init(isAverage: Bool) { self.isAverage = isAverage }

    func reserve(_ bound: Int) { states.reserve(bound) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        guard column.type == .double else { return }
        let values = UnsafePointer(column.doubles)
        let validity = UnsafePointer(column.validity)
        let (states, count) = (states.base, states.count)
        if let groups, count <= SumAccumulator.fewGroups {
            SumAccumulator.addInLanes(
                values, rowCount, selection, validity: validity, groups: groups, into: states, count: count)
        } else if let groups {
            forEachRow(rowCount, selection, validity: validity) { row in
                let state = states + Int(groups[row])
                state.pointee.add(values[row])
                state.pointee.count &+= 1
            }
        } else if selection == nil, validity == nil {
            SumAccumulator.addRun(values, rowCount, into: states)
        } else {
            var state = states[0]
            forEachRow(rowCount, selection, validity: validity) { row in
                state.add(values[row])
                state.count &+= 1
            }
            states[0] = state
        }
    }

    /// Up to so many groups have four sums each while a batch is added.
    private static let fewGroups = 64

    /// Rows of few groups hit the same sum again before the last addition is done; four sums a group, by row number, hide its latency.
    /// They are joined in a fixed order.
    private static func addInLanes(
        _ values: UnsafePointer<Double>, _ rowCount: Int, _ selection: Selection?,
        validity: UnsafePointer<UInt8>?, groups: UnsafePointer<UInt32>, into states: UnsafeMutablePointer<State>,
        count: Int
    ) {
        withUnsafeTemporaryAllocation(of: State.self, capacity: count * 4) { buffer in
            buffer.initialize(repeating: State())
            guard let lanes = buffer.baseAddress else { return }
            forEachRow(rowCount, selection, validity: validity) { row in
                let lane = lanes + (Int(groups[row]) &* 4 &+ (row & 3))
                lane.pointee.add(values[row])
                lane.pointee.count &+= 1
            }
            for group in 0..<count {
                for lane in (lanes + group * 4)..<(lanes + group * 4 + 4) where lane.pointee.count > 0 {
                    states[group].add(lane.pointee.sum)
                    states[group].correction += lane.pointee.correction
                    states[group].count &+= lane.pointee.count
                }
            }
        }
    }

    /// Four independent sums hide the latency of each addition; they are joined in a fixed order.
    private static func addRun(_ values: UnsafePointer<Double>, _ count: Int, into state: UnsafeMutablePointer<State>) {
        var lanes = (State(), State(), State(), State())
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
        for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
            state.pointee.add(lane.sum)
            state.pointee.correction += lane.correction
        }
        state.pointee.count += Int64(count)
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? SumAccumulator else { return }
        let (mine, theirs) = (states.base, other.states.base)
        mapping.forEach { group, target in mine[target].merge(theirs[group]) }
    }

    var bytes: Int { states.bytes }

    func finish(_ groups: [UInt32]) -> Column { finish(groups, isAverage: isAverage) }

    /// The sums of some groups, or their averages.
    func finish(_ groups: [UInt32], isAverage: Bool) -> Column {
        let column = Column(type: .double, capacity: groups.count)
        for (row, group) in groups.enumerated() {
            let state = states[Int(group)]
            column.doubles[row] = isAverage ? state.total / Double(max(1, state.count)) : state.total
            if state.count == 0 { column.makeValidity()[row] = 0 }
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
