import Columnar
import Glibc
import QueryPlan

extension ExpressionProgram {
    /// The mathematical functions; see `ScalarFunction` for each.
    func mathematics(
        _ index: Int, _ function: ScalarFunction, _ children: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands(children, selection)
        let out = makeColumn(index, scope: selection)
        switch function {
        case .pi:
            out.doubles.update(repeating: .pi, count: rowCount)
            return out
        case .isnan:
            let value = arguments[0]
            let validity = value.validityAccess
            mapLane(value.lane(Double.self), count: rowCount, into: out.booleans) { $0.isNaN ? 1 : 0 }
            for row in 0..<rowCount { out.booleans[row] &= validity[row] }
            return out
        case .abs where out.type == .double:
            combineValidity(arguments, into: out)
            mapLane(arguments[0].lane(Double.self), count: rowCount, into: out.doubles) { $0.magnitude }
            return out
        default: break
        }
        combineValidity(arguments, into: out)
        if arguments.contains(where: \.isAllNull) { return out }
        let loop = MathLoop(rowCount: rowCount, selection: selection, arguments: arguments, out: out)
        switch function {
        case .abs:
            let input = arguments[0].access(Int64.self)
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                guard input[row] != .min else { throw error(.integerOverflow, index) }
                out.int64s[row] = abs(input[row])
            }
        case .sign:
            if arguments[0].column.type == .int64 {
                let input = arguments[0].access(Int64.self)
                forEachRow(rowCount, selection, validity: out.validity) { out.doubles[$0] = Double(input[$0].signum()) }
            } else {
                loop.map { $0.isNaN || $0 == 0 ? $0 : $0 < 0 ? -1 : 1 }
            }
        case .ceil, .floor:
            let input = arguments[0].access(Double.self)
            let rule: FloatingPointRoundingRule = function == .ceil ? .up : .down
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                guard let result = Int64(truncatingOrNil: input[row].rounded(rule)) else {
                    throw error(.integerOverflow, index)
                }
                out.int64s[row] = result
            }
        case .round:
            // A decimal has no negative zero: adding 0.0 takes the sign away.
            guard arguments.count == 2 else {
                loop.map { $0.rounded(.toNearestOrAwayFromZero) + 0.0 }
                break
            }
            let digits = arguments[1].access(Int64.self)
            let input = arguments[0].access(Double.self)
            forEachRow(rowCount, selection, validity: out.validity) { row in
                out.doubles[row] = DecimalRounding.round(input[row], digits: digits[row]) + 0.0
            }
        case .sqrt: loop.map { $0.squareRoot() }
        case .exp: loop.map { exp($0) }
        case .ln: loop.mapPositive { log($0) }
        case .log10: loop.mapPositive { log10($0) }
        case .log2: loop.mapPositive { log2($0) }
        case .sin: loop.map { sin($0) }
        case .cos: loop.map { cos($0) }
        case .tan: loop.map { tan($0) }
        case .atan: loop.map { atan($0) }
        default:
            let base = arguments[0].access(Double.self)
            let exponent = arguments[1].access(Double.self)
            // Java's pow, unlike C's, gives NaN for an exponent of NaN and for ±1 to an infinite power.
            forEachRow(rowCount, selection, validity: out.validity) { row in
                let (x, y) = (base[row], exponent[row])
                out.doubles[row] = y.isNaN || (y.isInfinite && x.magnitude == 1) ? .nan : pow(x, y)
            }
        }
        return out
    }
}
