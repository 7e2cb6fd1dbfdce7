import Columnar

/// The loops of functions from double to double.
struct MathLoop {
    let rowCount: Int
    let selection: Selection?
    let arguments: [Operand]
    let out: Column

    @inline(__always)
    func map(_ transform: (Double) -> Double) {
        let input = arguments[0].access(Double.self)
        let values = out.doubles
        forEachRow(rowCount, selection, validity: out.validity) { values[$0] = transform(input[$0]) }
    }

    @inline(__always)
    func map(_ transform: (Double, Double) -> Double) {
        let (a, b) = (arguments[0].access(Double.self), arguments[1].access(Double.self))
        let values = out.doubles
        forEachRow(rowCount, selection, validity: out.validity) { values[$0] = transform(a[$0], b[$0]) }
    }

    /// For logarithms: null at and below a bound, zero unless told.
    @inline(__always)
    func mapPositive(above bound: Double = 0, _ transform: (Double) -> Double) {
        let input = arguments[0].access(Double.self)
        let values = out.doubles
        forEachRow(rowCount, selection, validity: out.validity) { row in
            if input[row] <= bound {
                values[row] = 0
                out.makeValidity()[row] = 0
            } else {
                values[row] = transform(input[row])
            }
        }
    }
}
