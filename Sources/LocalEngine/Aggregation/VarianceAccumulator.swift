import Columnar
import QueryPlan

/// Variance and standard deviation, sample and population.
///
/// Updates after Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products" (Technometrics 1962); merges
/// after Chan, Golub, LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979).
final class VarianceAccumulator: Accumulator {
    /// Moments of values.
    struct State {
        var count = 0.0
        var mean = 0.0
        /// The sum of squared distances from the mean.
        var squares = 0.0

        @inline(__always)
        mutating func add(_ value: Double) {
            count += 1
            let distance = value - mean
            mean += distance / count
            squares += distance * (value - mean)
        }

        init() {}

        /// The moments of a run of values, nil where they are too large for this way.
        ///
        /// The corrected two-pass algorithm (Chan, Golub, LeVeque, "Algorithms for Computing the Sample Variance", 1983, 1.7): eight sums side
        /// by side, and no division in the loops. The mean is reckoned from the first value, so that equal values have no variance.
        init?(of values: UnsafePointer<Double>, _ count: Int) {
            guard count > 0 else { return }
            let raw = UnsafeRawPointer(values)
            let eights = count & ~7
            let first = values[0]
            var sums = SIMD8<Double>.zero
            for row in stride(from: 0, to: eights, by: 8) {
                sums += raw.loadUnaligned(fromByteOffset: row * 8, as: SIMD8<Double>.self) - first
            }
            var sum = sums.sum()
            for row in eights..<count { sum += values[row] - first }
            mean = first + sum / Double(count)
            var squares = SIMD8<Double>.zero
            var distances = SIMD8<Double>.zero
            for row in stride(from: 0, to: eights, by: 8) {
                let distance = raw.loadUnaligned(fromByteOffset: row * 8, as: SIMD8<Double>.self) - mean
                squares += distance * distance
                distances += distance
            }
            var square = squares.sum()
            var rest = distances.sum()
            for row in eights..<count {
                let distance = values[row] - mean
                square += distance * distance
                rest += distance
            }
            let correction = rest * rest / Double(count)
            guard square.isFinite, correction.isFinite else { return nil }
            self.squares = max(0, square - correction)
            self.count = Double(count)
        }

        /// Takes the state of later values.
        @inline(__always)
        mutating func merge(_ later: State) {
            guard later.count > 0 else { return }
            guard count > 0 else {
                // Exactly: later rows may go on from here.
                self = later
                return
            }
            let total = count + later.count
            let distance = later.mean - mean
            squares += later.squares + distance * distance * count * later.count / total
            mean += distance * later.count / total
            count = total
        }

        /// What `function` makes of the moments; nil where they are of too few values.
        func result(_ function: AggregateFunction) -> Double? {
            let isSample = function == .var_samp || function == .stddev_samp
            let divisor = isSample ? count - 1 : count
            guard divisor > 0 else { return nil }
            let variance = squares / divisor
            return function == .stddev_samp || function == .stddev_pop ? variance.squareRoot() : variance
        }
    }

    private let function: AggregateFunction
    private let states = GroupArray(of: State())

    init(_ function: AggregateFunction) { self.function = function }

    func reserve(_ bound: Int) { states.reserve(bound) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        guard column.type == .double else { return }
        let values = UnsafePointer(column.doubles)
        let states = states.base
        if let groups {
            forEachRow(rowCount, selection, validity: UnsafePointer(column.validity)) { row in
                states[Int(groups[row])].add(values[row])
            }
        } else if selection == nil, column.validity == nil, let run = State(of: values, rowCount) {
            states[0].merge(run)
        } else {
            var state = states[0]
            forEachRow(rowCount, selection, validity: UnsafePointer(column.validity)) { row in
                state.add(values[row])
            }
            states[0] = state
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? VarianceAccumulator else { return }
        mapping.forEach { group, target in states[target].merge(other.states[group]) }
    }

    var bytes: Int { states.bytes }

    func finish(_ groups: [UInt32]) -> Column {
        Column(
            .double,
            groups.map { states[Int($0)].result(function).map { .double($0) } ?? .null })
    }
}
