import Columnar
import QueryPlan

/// Pearson's correlation and covariance of pairs; pairs with a null are skipped.
///
/// Updates and merges as `VarianceAccumulator`, with the co-moment after Pébay, "Formulas for Robust, One-Pass Parallel
/// Computation of Covariances and Arbitrary-Order Statistical Moments" (SAND2008-6212).
final class CovarianceAccumulator: Accumulator {
    /// Moments of pairs.
    struct State {
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

        /// Takes the state of later pairs.
        @inline(__always)
        mutating func merge(_ later: State) {
            guard later.count > 0 else { return }
            guard count > 0 else {
                // Exactly: later rows may go on from here.
                self = later
                return
            }
            let total = count + later.count
            let x = later.meanX - meanX
            let y = later.meanY - meanY
            let weight = count * later.count / total
            meanX += x * later.count / total
            meanY += y * later.count / total
            squaresX += later.squaresX + x * x * weight
            squaresY += later.squaresY + y * y * weight
            products += later.products + x * y * weight
            count = total
        }

        /// What `function` makes of the moments; nil where they are of too few pairs, or of pairs without variance.
        func result(_ function: AggregateFunction) -> Double? {
            switch function {
            case .covar_pop: return count > 0 ? products / count : nil
            case .covar_samp: return count > 1 ? products / (count - 1) : nil
            default:
                // Two roots, since the product of the squares may leave the range of doubles.
                let scale = squaresX.squareRoot() * squaresY.squareRoot()
                let value = products / scale
                // Where NaN or infinities have taken part it is NaN, as a deviation of the same values is.
                if value.isNaN, scale != 0 { return count > 1 ? .nan : nil }
                return count > 1 && scale > 0 ? max(-1, min(1, value)) : nil
            }
        }
    }

    private let function: AggregateFunction
    private let states = GroupArray(of: State())

    init(_ function: AggregateFunction) { self.function = function }

    func reserve(_ bound: Int) { states.reserve(bound) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let (first, second) = (arguments[0], arguments[1])
        guard first.type == .double, second.type == .double else { return }
        let xs = UnsafePointer(first.doubles)
        let ys = UnsafePointer(second.doubles)
        let other = UnsafePointer(second.validity)
        let states = states.base
        forEachRow(rowCount, selection, validity: UnsafePointer(first.validity)) { row in
            if let other, other[row] == 0 { return }
            states[groups.map { Int($0[row]) } ?? 0].add(xs[row], ys[row])
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? CovarianceAccumulator else { return }
        mapping.forEach { group, target in states[target].merge(other.states[group]) }
    }

    var bytes: Int { states.bytes }

    func finish(_ groups: [UInt32]) -> Column {
        Column(
            .double,
            groups.map { states[Int($0)].result(function).map { .double($0) } ?? .null })
    }
}
