import Columnar
import Glibc
import QueryPlan

extension ExpressionProgram {
    /// Functions of real numbers; see `ScalarFunction` for each.
    func analysis(
        _ index: Int, _ function: ScalarFunction, _ children: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands(children, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        if arguments.contains(where: \.isAllNull) { return out }
        let loop = MathLoop(rowCount: rowCount, selection: selection, arguments: arguments, out: out)
        switch function {
        case .asin: loop.map { asin($0) }
        case .acos: loop.map { acos($0) }
        case .sinh: loop.map { sinh($0) }
        case .cosh: loop.map { cosh($0) }
        case .tanh: loop.map { tanh($0) }
        case .asinh: loop.map { asinh($0) }
        case .acosh: loop.map { acosh($0) }
        case .atanh: loop.map { atanh($0) }
        case .cot: loop.map { 1 / tan($0) }
        case .sec: loop.map { 1 / cos($0) }
        case .csc: loop.map { 1 / sin($0) }
        case .cbrt: loop.map { cbrt($0) }
        // As Java: by the constant, not by π / 180 computed anew.
        case .degrees: loop.map { $0 * 57.29577951308232 }
        case .radians: loop.map { $0 * 0.017453292519943295 }
        case .expm1: loop.map { expm1($0) }
        case .log1p: loop.mapPositive(above: -1) { log1p($0) }
        case .rint: loop.map { $0.rounded(.toNearestOrEven) }
        case .atan2: loop.map { atan2($0 + 0.0, $1 + 0.0) }
        case .hypot: loop.map { hypot($0, $1) }
        case .log:
            let (base, number) = (arguments[0].access(Double.self), arguments[1].access(Double.self))
            forEachRow(rowCount, selection, validity: out.validity) { row in
                if base[row] <= 0 || number[row] <= 0 {
                    out.doubles[row] = 0
                    out.makeValidity()[row] = 0
                } else {
                    out.doubles[row] = log(number[row]) / log(base[row])
                }
            }
        case .bround:
            let digits = arguments.count > 1 ? arguments[1].access(Int64.self) : nil
            let input = arguments[0].access(Double.self)
            forEachRow(rowCount, selection, validity: out.validity) { row in
                out.doubles[row] =
                    DecimalRounding.round(input[row], digits: digits?[row] ?? 0, toEven: true) + 0.0
            }
        case .width_bucket: buckets(arguments, selection, into: out)
        default: throw error(.unsupported, index)
        }
        return out
    }

    /// Null where there is no bucket: no count, equal or unbounded bounds, or no number.
    private func buckets(_ arguments: [Operand], _ selection: Selection?, into out: Column) {
        let (number, count) = (arguments[0].access(Double.self), arguments[3].access(Int64.self))
        let (from, to) = (arguments[1].access(Double.self), arguments[2].access(Double.self))
        forEachRow(rowCount, selection, validity: out.validity) { row in
            let (x, n, a, b) = (number[row], count[row], from[row], to[row])
            out.int64s[row] = 0
            guard n > 0, n < .max, !x.isNaN, a != b, a.isFinite, b.isFinite else {
                out.makeValidity()[row] = 0
                return
            }
            // Bounds that descend count from the top.
            let (position, width) = a < b ? (x - a, b - a) : (a - x, a - b)
            if position < 0 { return }
            if a < b ? x >= b : x <= b {
                out.int64s[row] = n + 1
            } else {
                out.int64s[row] = (Int64(truncatingOrNil: Double(n) * position / width) ?? n) + 1
            }
        }
    }

    /// `nanvl`: the second argument is not looked at but where the first is NaN.
    func orWhereNaN(_ index: Int, _ children: [Int], _ selection: Selection?) throws(EvaluationError) -> Column {
        let first = try operand(children[0], selection)
        let out = makeColumn(index, scope: selection)
        combineValidity([first], into: out)
        if first.isAllNull { return out }
        let values = first.access(Double.self)
        let isValid = first.validityAccess
        let open = Selection.filtering(selection, rowCount: rowCount) { isValid[$0] != 0 && values[$0].isNaN }
        forEachRow(rowCount, selection, validity: out.validity) { out.doubles[$0] = values[$0] }
        guard open.count > 0 else { return out }
        let second = try operand(children[1], open)
        let (others, otherValidity) = (second.access(Double.self), second.validityAccess)
        for row in open.indices {
            let row = Int(row)
            if second.isAllNull || otherValidity[row] == 0 {
                out.makeValidity()[row] = 0
                out.doubles[row] = 0
            } else {
                out.doubles[row] = others[row]
            }
        }
        return out
    }
}
