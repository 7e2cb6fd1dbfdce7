import Columnar
import QueryPlan

/// Pearson's correlation and covariance of pairs; pairs with a null are skipped.
///
/// Updates and merges as `VarianceAccumulator`, with the co-moment after Pébay, "Formulas for Robust, One-Pass Parallel
/// Computation of Covariances and Arbitrary-Order Statistical Moments" (SAND2008-6212).
final class CovarianceAccumulator: Accumulator {
    private struct State {
        var count = 0.0
        var meanX = 0.0
        var meanY = 0.0
        var squaresX = 0.0
        var squaresY = 0.0
        var products = 0.0

        @inline(__always)
        mutating func add(_ x: Double, _ y: Double) {
            count += 1
            let distanceX = x - meanX
            let distanceY = y - meanY
            meanX += distanceX / count
            meanY += distanceY / count
            squaresX += distanceX * (x - meanX)
            squaresY += distanceY * (y - meanY)
            products += distanceX * (y - meanY)
        }
    }

    private let function: AggregateFunction
    @exclusivity(unchecked) private var states: [State] = []

    init(_ function: AggregateFunction) { self.function = function }

    func reserve(_ bound: Int) { grow(&states, to: bound, with: State()) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let (first, second) = (arguments[0], arguments[1])
        guard first.type == .double, second.type == .double else { return }
        let xs = UnsafePointer(first.doubles)
        let ys = UnsafePointer(second.doubles)
        let other = UnsafePointer(second.validity)
        states.withUnsafeMutableBufferPointer { states in
            forEachRow(rowCount, selection, validity: UnsafePointer(first.validity)) { row in
                if let other, other[row] == 0 { return }
                states[groups.map { Int($0[row]) } ?? 0].add(xs[row], ys[row])
            }
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? CovarianceAccumulator else { return }
        mapping.forEach { group, target in
            let late = other.states[group]
            guard late.count > 0 else { return }
            let early = states[target]
            let count = early.count + late.count
            let x = late.meanX - early.meanX
            let y = late.meanY - early.meanY
            let weight = early.count * late.count / count
            states[target] = State(
                count: count, meanX: early.meanX + x * late.count / count, meanY: early.meanY + y * late.count / count,
                squaresX: early.squaresX + late.squaresX + x * x * weight,
                squaresY: early.squaresY + late.squaresY + y * y * weight,
                products: early.products + late.products + x * y * weight)
        }
    }

    var bytes: Int { states.capacity * MemoryLayout<State>.stride }

    func finish(_ groups: [UInt32]) -> Column {
        Column(
            .double,
            groups.map { group in
                let state = states[Int(group)]
                switch function {
                case .covar_pop: return state.count > 0 ? .double(state.products / state.count) : .null
                case .covar_samp: return state.count > 1 ? .double(state.products / (state.count - 1)) : .null
                default:
                    // Two roots, since the product of the squares may leave the range of doubles.
                    let scale = state.squaresX.squareRoot() * state.squaresY.squareRoot()
                    return state.count > 1 && scale > 0 ? .double(max(-1, min(1, state.products / scale))) : .null
                }
            })
    }
}
