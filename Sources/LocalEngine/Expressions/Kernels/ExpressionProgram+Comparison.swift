import Columnar
import QueryPlan

extension ExpressionProgram {
    /// `=`, `<>`, `<`, `<=`, `>`, `>=` and `<=>`.
    func comparison(
        _ index: Int, _ op: BinaryOperator, _ left: Int, _ right: Int, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let a = try operand(left, selection)
        let b = try operand(right, selection)
        let out = makeColumn(index, scope: selection)
        let isNullSafe = op == .isNotDistinct
        let validity = combineValidity([a, b], into: out)
        if !(a.isAllNull || b.isAllNull) {
            let relation: BinaryOperator = isNullSafe ? .equal : op
            switch a.column.type {
            case .null: break
            case .boolean: compareOrdered(relation, a.lane(UInt8.self), b.lane(UInt8.self), into: out.booleans)
            case .decimal: compareOrdered(relation, a.lane(Int128.self), b.lane(Int128.self), into: out.booleans)
            case .date: compareOrdered(relation, a.lane(Int32.self), b.lane(Int32.self), into: out.booleans)
            case .int64, .timestamp:
                compareOrdered(relation, a.lane(Int64.self), b.lane(Int64.self), into: out.booleans)
            case .double: compareDoubles(relation, a.lane(Double.self), b.lane(Double.self), into: out.booleans)
            case .string: compareStrings(relation, a, b, validity: validity, into: out)
            }
        }
        if isNullSafe, let validity {
            // Rows with a null on either side: equal only when both are null.
            let x = a.validityAccess
            let y = b.validityAccess
            for row in 0..<rowCount {
                if validity[row] == 0 { out.booleans[row] = x[row] == y[row] ? 1 : 0 }
                validity[row] = 1
            }
        }
        return out
    }

    private func compareOrdered<Value: Comparable>(
        _ op: BinaryOperator, _ a: Lane<Value>, _ b: Lane<Value>, into out: UnsafeMutablePointer<UInt8>
    ) {
        switch op {
        case .equal: mapLanes(a, b, count: rowCount, into: out) { $0 == $1 ? 1 : 0 }
        case .notEqual: mapLanes(a, b, count: rowCount, into: out) { $0 != $1 ? 1 : 0 }
        case .less: mapLanes(a, b, count: rowCount, into: out) { $0 < $1 ? 1 : 0 }
        case .lessOrEqual: mapLanes(a, b, count: rowCount, into: out) { $0 <= $1 ? 1 : 0 }
        case .greater: mapLanes(a, b, count: rowCount, into: out) { $0 > $1 ? 1 : 0 }
        default: mapLanes(a, b, count: rowCount, into: out) { $0 >= $1 ? 1 : 0 }
        }
    }

    /// Spark's order of doubles: NaN equals itself and is greater than all else; -0.0 equals 0.0.
    private func compareDoubles(
        _ op: BinaryOperator, _ a: Lane<Double>, _ b: Lane<Double>, into out: UnsafeMutablePointer<UInt8>
    ) {
        if case .rows(let values) = a, case .constant(let literal) = b, !literal.isNaN {
            // Against a number, IEEE comparisons and their negations already say what is meant of NaN.
            let count = rowCount
            switch op {
            case .equal: for row in 0..<count { out[row] = values[row] == literal ? 1 : 0 }
            case .notEqual: for row in 0..<count { out[row] = values[row] == literal ? 0 : 1 }
            case .less: for row in 0..<count { out[row] = values[row] < literal ? 1 : 0 }
            case .lessOrEqual: for row in 0..<count { out[row] = values[row] <= literal ? 1 : 0 }
            case .greater: for row in 0..<count { out[row] = values[row] <= literal ? 0 : 1 }
            default: for row in 0..<count { out[row] = values[row] < literal ? 0 : 1 }
            }
            return
        }
        switch op {
        case .equal: mapLanes(a, b, count: rowCount, into: out) { equalDoubles($0, $1) ? 1 : 0 }
        case .notEqual: mapLanes(a, b, count: rowCount, into: out) { equalDoubles($0, $1) ? 0 : 1 }
        case .less: mapLanes(a, b, count: rowCount, into: out) { lessDoubles($0, $1) ? 1 : 0 }
        case .lessOrEqual: mapLanes(a, b, count: rowCount, into: out) { lessDoubles($1, $0) ? 0 : 1 }
        case .greater: mapLanes(a, b, count: rowCount, into: out) { lessDoubles($1, $0) ? 1 : 0 }
        default: mapLanes(a, b, count: rowCount, into: out) { lessDoubles($0, $1) ? 0 : 1 }
        }
    }

    private func compareStrings(
        _ op: BinaryOperator, _ a: Operand, _ b: Operand, validity: UnsafePointer<UInt8>?, into out: Column
    ) {
        let values = out.booleans
        if op == .equal || op == .notEqual {
            let isEqual: UInt8 = op == .equal ? 1 : 0
            if a.isConstant != b.isConstant {
                let literal = TextMatcher((a.isConstant ? a : b).column.stringBytes(at: 0))
                let access = (a.isConstant ? b : a).access(StringView.self)
                forEachRow(rowCount, nil, validity: validity) { row in
                    values[row] = literal.matches(access.values[row], access.bytes) ? isEqual : isEqual ^ 1
                }
                return
            }
            let x = a.access(StringView.self)
            let y = b.access(StringView.self)
            forEachRow(rowCount, nil, validity: validity) { row in
                values[row] = equalBytes(x.text(row), y.text(row)) ? isEqual : isEqual ^ 1
            }
            return
        }
        let x = a.access(StringView.self)
        let y = b.access(StringView.self)
        forEachRow(rowCount, nil, validity: validity) { row in
            let order = compareBytes(x.text(row), y.text(row))
            let holds =
                switch op {
                case .less: order < 0
                case .lessOrEqual: order <= 0
                case .greater: order > 0
                default: order >= 0
                }
            values[row] = holds ? 1 : 0
        }
    }

    /// `x IN (literals)`.
    func membership(
        _ index: Int, _ child: Int, _ set: LiteralSet, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let value = try operand(child, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity([value], into: out)
        let values = out.booleans
        switch value.column.type {
        case .null: break
        case .boolean:
            mapLane(value.lane(UInt8.self), count: rowCount, into: values) { set.contains(Int64($0)) ? 1 : 0 }
        case .decimal: mapLane(value.lane(Int128.self), count: rowCount, into: values) { set.contains($0) ? 1 : 0 }
        case .date: mapLane(value.lane(Int32.self), count: rowCount, into: values) { set.contains(Int64($0)) ? 1 : 0 }
        case .int64, .timestamp:
            mapLane(value.lane(Int64.self), count: rowCount, into: values) { set.contains($0) ? 1 : 0 }
        case .double: mapLane(value.lane(Double.self), count: rowCount, into: values) { set.contains($0) ? 1 : 0 }
        case .string:
            let access = value.access(StringView.self)
            forEachRow(rowCount, selection, validity: out.validity) { row in
                values[row] = set.contains(access.text(row)) ? 1 : 0
            }
        }
        if set.hasNull {
            // No match among the others: unknown.
            let validity = out.makeValidity()
            for row in 0..<rowCount { validity[row] &= values[row] }
        }
        return out
    }
}

extension Operand {
    /// Validity by row, for constants and columns without nulls too.
    var validityAccess: ValidityAccess {
        if isAllNull { return ValidityAccess(pointer: nil, otherwise: 0) }
        return ValidityAccess(
            pointer: isConstant ? nil : column.validity.map { UnsafePointer($0) }, otherwise: 1)
    }
}

/// Validity of an operand by row. Invariant: valid as long as the operand's column lives.
struct ValidityAccess {
    let pointer: UnsafePointer<UInt8>?
    let otherwise: UInt8

    @inline(__always)
    subscript(row: Int) -> UInt8 { pointer.map { $0[row] } ?? otherwise }
}
