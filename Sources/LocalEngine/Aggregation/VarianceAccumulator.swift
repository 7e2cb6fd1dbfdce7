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
    @exclusivity(unchecked) private var states: [State] = []

    init(_ function: AggregateFunction) { self.function = function }

    func reserve(_ bound: Int) { grow(&states, to: bound, with: State()) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        guard column.type == .double else { return }
        let values = UnsafePointer(column.doubles)
        states.withUnsafeMutableBufferPointer { states in
            guard let states = states.baseAddress else { return }
            if let groups {
                forEachRow(rowCount, selection, validity: UnsafePointer(column.validity)) { row in
                    states[Int(groups[row])].add(values[row])
                }
            } else {
                var state = states[0]
                forEachRow(rowCount, selection, validity: UnsafePointer(column.validity)) { row in
                    state.add(values[row])
                }
                states[0] = state
            }
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? VarianceAccumulator else { return }
        mapping.forEach { group, target in states[target].merge(other.states[group]) }
    }

    var bytes: Int { states.capacity * MemoryLayout<State>.stride }

    func finish(_ groups: [UInt32]) -> Column {
        Column(
            .double,
            groups.map { states[Int($0)].result(function).map { .double($0) } ?? .null })
    }
}
