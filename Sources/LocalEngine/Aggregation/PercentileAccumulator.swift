import Columnar

/// The exact percentile: keeps every value and selects at the end.
///
/// With n values in order, the result lies at position fraction·(n−1), linearly interpolated between its neighbours (Hyndman and
/// Fan, type 7). NaN sorts above all numbers. Memory: 8 bytes a value, 12 with groups; percentiles of one argument share the values, see
/// `SharedPercentile`.
final class PercentileAccumulator: Accumulator {
    private let fraction: Double
    private let values = GroupedValues<Double>()

    init(fraction: Double) { self.fraction = fraction }

    func reserve(_ bound: Int) { values.reserve(bound) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        guard column.type == .double else { return }
        values.append(
            UnsafePointer(column.doubles), rowCount: rowCount, selection: selection,
            validity: UnsafePointer(column.validity), groups: groups)
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? PercentileAccumulator else { return }
        values.merge(other.values, mapping: mapping)
    }

    func arrange() { values.arrange() }

    var bytes: Int { values.bytes }

    func finish(_ groups: [UInt32]) -> Column { finish(groups, fraction) }

    /// The percentile at another fraction of the same values.
    func finish(_ groups: [UInt32], _ fraction: Double) -> Column {
        let column = Column(type: .double, capacity: groups.count)
        column.count = groups.count
        for (row, group) in groups.enumerated() {
            if let value = values.values(of: Int(group), { PercentileSelection.value($0, fraction) }) {
                column.doubles[row] = value
            } else {
                column.doubles[row] = 0
                column.makeValidity()[row] = 0
            }
        }
        return column
    }
}

/// A percentile over the values that another one keeps.
final class SharedPercentile: Accumulator {
    private let fraction: Double
    private let owner: PercentileAccumulator

    init(fraction: Double, of owner: PercentileAccumulator) {
        self.fraction = fraction
        self.owner = owner
    }

    func reserve(_ bound: Int) {}

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {}

    func merge(_ other: any Accumulator, mapping: GroupMapping) {}

    /// The owner says what the values take.
    var bytes: Int { 0 }

    func finish(_ groups: [UInt32]) -> Column { owner.finish(groups, fraction) }
}
