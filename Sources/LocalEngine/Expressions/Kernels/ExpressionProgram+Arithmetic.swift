import Columnar
import QueryPlan

extension ExpressionProgram {
    /// `-x`.
    func negate(_ index: Int, _ child: Int, _ selection: Selection?) throws(EvaluationError) -> Column {
        let value = try operand(child, selection)
        let out = makeColumn(index, scope: selection)
        let validity = combineValidity([value], into: out)
        if nodes[index].type == .double {
            mapLane(value.lane(Double.self), count: rowCount, into: out.doubles) { -$0 }
            return out
        }
        if nodes[index].type.isDecimal {
            mapLane(value.lane(Int128.self), count: rowCount, into: out.decimals) { 0 &- $0 }
            return out
        }
        var overflow = false
        mapLane(value.lane(Int64.self), count: rowCount, into: out.int64s) {
            overflow = overflow || $0 == .min
            return 0 &- $0
        }
        if overflow {
            let input = value.access(Int64.self)
            try forEachRow(rowCount, selection, validity: validity) { (row) throws(EvaluationError) in
                if input[row] == .min { throw error(.integerOverflow, index) }
            }
        }
        return out
    }

    /// `x op y` on int64 or double. Computed for all rows; when any row looks wrong, the selected valid rows decide.
    func arithmetic(
        _ index: Int, _ op: BinaryOperator, _ left: Int, _ right: Int, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let a = try operand(left, selection)
        let b = try operand(right, selection)
        let out = makeColumn(index, scope: selection)
        let validity = combineValidity([a, b], into: out)
        if nodes[index].type == .double {
            let suspicious = doubles(op, a.lane(Double.self), b.lane(Double.self), into: out.doubles)
            if suspicious {
                let divisor = b.access(Double.self)
                try forEachRow(rowCount, selection, validity: validity) { (row) throws(EvaluationError) in
                    if divisor[row] == 0 { throw error(.divisionByZero, index) }
                }
            }
            return out
        }
        let suspicious = integers(op, a.lane(Int64.self), b.lane(Int64.self), into: out.int64s)
        if suspicious {
            let x = a.access(Int64.self)
            let y = b.access(Int64.self)
            try forEachRow(rowCount, selection, validity: validity) { (row) throws(EvaluationError) in
                if let kind = integerFailure(op, x[row], y[row]) { throw error(kind, index) }
            }
        }
        return out
    }

    /// Returns whether some divisor is zero.
    private func doubles(
        _ op: BinaryOperator, _ a: Lane<Double>, _ b: Lane<Double>, into out: UnsafeMutablePointer<Double>
    ) -> Bool {
        var zeros = 0
        switch op {
        case .add: mapLanes(a, b, count: rowCount, into: out) { $0 + $1 }
        case .subtract: mapLanes(a, b, count: rowCount, into: out) { $0 - $1 }
        case .multiply: mapLanes(a, b, count: rowCount, into: out) { $0 * $1 }
        case .divide:
            mapLanes(a, b, count: rowCount, into: out) {
                zeros |= $1 == 0 ? 1 : 0
                return $0 / $1
            }
        default:
            mapLanes(a, b, count: rowCount, into: out) {
                zeros |= $1 == 0 ? 1 : 0
                return $0.truncatingRemainder(dividingBy: $1)
            }
        }
        return zeros != 0
    }

    /// Returns whether some row overflows or divides by zero; its result is then unspecified.
    private func integers(
        _ op: BinaryOperator, _ a: Lane<Int64>, _ b: Lane<Int64>, into out: UnsafeMutablePointer<Int64>
    ) -> Bool {
        // The sign bit is set once a row has overflowed.
        var overflow: Int64 = 0
        switch op {
        case .add:
            mapLanes(a, b, count: rowCount, into: out) {
                let sum = $0 &+ $1
                overflow |= ($0 ^ sum) & ($1 ^ sum)
                return sum
            }
        case .subtract:
            mapLanes(a, b, count: rowCount, into: out) {
                let difference = $0 &- $1
                overflow |= ($0 ^ $1) & ($0 ^ difference)
                return difference
            }
        case .multiply:
            mapLanes(a, b, count: rowCount, into: out) {
                let (product, isOver) = $0.multipliedReportingOverflow(by: $1)
                overflow |= isOver ? -1 : 0
                return product
            }
        case .integerDivide:
            mapLanes(a, b, count: rowCount, into: out) {
                let (quotient, isOver) = $0.dividedReportingOverflow(by: $1)
                overflow |= isOver ? -1 : 0
                return quotient
            }
        default:
            mapLanes(a, b, count: rowCount, into: out) {
                overflow |= $1 == 0 ? -1 : 0
                // A remainder by -1 is 0, also of Int64.min, where the processor would trap.
                return $1 == 0 || $1 == -1 ? 0 : $0 % $1
            }
        }
        return overflow < 0
    }

    private func integerFailure(_ op: BinaryOperator, _ a: Int64, _ b: Int64) -> EvaluationError.Kind? {
        switch op {
        case .add: a.addingReportingOverflow(b).overflow ? .integerOverflow : nil
        case .subtract: a.subtractingReportingOverflow(b).overflow ? .integerOverflow : nil
        case .multiply: a.multipliedReportingOverflow(by: b).overflow ? .integerOverflow : nil
        case .integerDivide: b == 0 ? .divisionByZero : a == .min && b == -1 ? .integerOverflow : nil
        default: b == 0 ? .divisionByZero : nil
        }
    }
}
