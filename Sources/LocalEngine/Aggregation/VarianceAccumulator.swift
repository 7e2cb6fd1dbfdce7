import Columnar
import QueryPlan

/// Variance and standard deviation, sample and population.
///
/// Updates after Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products" (Technometrics 1962); merges
/// after Chan, Golub, LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979).
final class VarianceAccumulator: Accumulator {
    private struct State {
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
        mapping.forEach { group, target in
            let late = other.states[group]
            guard late.count > 0 else { return }
            let early = states[target]
            let count = early.count + late.count
            let distance = late.mean - early.mean
            states[target] = State(
                count: count, mean: early.mean + distance * late.count / count,
                squares: early.squares + late.squares + distance * distance * early.count * late.count / count)
        }
    }

    var bytes: Int { states.capacity * MemoryLayout<State>.stride }

    func finish(_ groups: [UInt32]) -> Column {
        Column(
            .double,
            groups.map { group in
                let state = states[Int(group)]
                let isSample = function == .var_samp || function == .stddev_samp
                let divisor = isSample ? state.count - 1 : state.count
                guard divisor > 0 else { return .null }
                let variance = state.squares / divisor
                return .double(function == .stddev_samp || function == .stddev_pop ? variance.squareRoot() : variance)
            })
    }
}
