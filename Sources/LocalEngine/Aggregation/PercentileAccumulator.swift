import Columnar

/// The exact percentile: keeps every value and selects at the end.
///
/// With n values in order, the result lies at position fraction·(n−1), linearly interpolated between its neighbours (Hyndman and
/// Fan, type 7). NaN sorts above all numbers. Memory: 8 bytes a value, 12 with groups; percentiles of one argument share the values, see
/// `SharedPercentile`.
final class PercentileAccumulator: Accumulator {
    /// The first is the accumulator's own.
    private var fractions: [Double]
    private let values = GroupedValues<Double>()
    /// What `finish` has found for `finishedGroups`, by fraction.
    private var finished: [Column] = []
    private var finishedGroups: [UInt32] = []

    init(fraction: Double) { fractions = [fraction] }

    /// Adds another fraction of the same values, and returns its place.
    func share(_ fraction: Double) -> Int {
        fractions.append(fraction)
        return fractions.count - 1
    }

    func reserve(_ bound: Int) { values.reserve(bound) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        guard column.type == .double else { return }
        values.append(column, rowCount: rowCount, selection: selection, groups: groups)
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? PercentileAccumulator else { return }
        values.merge(other.values, mapping: mapping)
    }

    func arrange() { values.arrange() }

    var bytes: Int { values.bytes }

    func finish(_ groups: [UInt32]) -> Column { finish(groups, threads: 1) }

    func finish(_ groups: [UInt32], threads: Int) -> Column { finish(groups, place: 0, threads: threads) }

    /// The percentiles at the fraction in a place; all of them are found together.
    func finish(_ groups: [UInt32], place: Int, threads: Int) -> Column {
        if finished.isEmpty || finishedGroups != groups {
            (finished, finishedGroups) = (percentiles(of: groups, threads), groups)
        }
        return finished[place]
    }

    private func percentiles(of groups: [UInt32], _ threads: Int) -> [Column] {
        let columns = fractions.map { _ in Column(type: .double, capacity: groups.count) }
        for column in columns { column.count = groups.count }
        for (row, group) in groups.enumerated() {
            let found = values.values(of: Int(group)) { runs, mayMove in
                PercentileSelection.values(runs, fractions, mayMove: mayMove, threads: threads)
            }
            for (place, column) in columns.enumerated() {
                column.doubles[row] = found?[place] ?? 0
                if found == nil { column.makeValidity()[row] = 0 }
            }
        }
        return columns
    }
}

/// A percentile over the values that another one keeps.
final class SharedPercentile: Accumulator {
    private let place: Int
    private let owner: PercentileAccumulator

    init(fraction: Double, of owner: PercentileAccumulator) {
        place = owner.share(fraction)
        self.owner = owner
    }

    func reserve(_ bound: Int) {}

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {}

    func merge(_ other: any Accumulator, mapping: GroupMapping) {}

    /// The owner says what the values take.
    var bytes: Int { 0 }

    func finish(_ groups: [UInt32]) -> Column { finish(groups, threads: 1) }

    func finish(_ groups: [UInt32], threads: Int) -> Column { owner.finish(groups, place: place, threads: threads) }
}
