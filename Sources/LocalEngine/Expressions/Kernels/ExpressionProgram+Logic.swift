import Columnar

extension ExpressionProgram {
    /// `NOT x`.
    func not(_ index: Int, _ child: Int, _ selection: Selection?) throws(EvaluationError) -> Column {
        let value = try operand(child, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity([value], into: out)
        mapLane(value.lane(UInt8.self), count: rowCount, into: out.booleans) { $0 ^ 1 }
        return out
    }

    /// `x IS NULL`.
    func isNull(_ index: Int, _ child: Int, _ selection: Selection?) throws(EvaluationError) -> Column {
        let value = try operand(child, selection)
        let out = makeColumn(index, scope: selection)
        if value.column.type == .null {
            out.booleans.update(repeating: 1, count: rowCount)
        } else if value.isConstant || value.column.validity == nil {
            out.booleans.update(repeating: value.isAllNull ? 1 : 0, count: rowCount)
        } else if let validity = value.column.validity {
            mapLane(.rows(UnsafePointer(validity)), count: rowCount, into: out.booleans) { $0 ^ 1 }
        }
        return out
    }

    /// `x AND y`, `x OR y` in three-valued logic.
    ///
    /// A right side that is dear or can fail is computed only where the left side leaves the result open.
    func junction(
        _ index: Int, _ left: Int, _ right: Int, isAnd: Bool, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let a = materialized(try operand(left, selection))
        var open = selection
        if !nodes[right].isDense, nodes[right].children != nil {
            let values = UnsafePointer(a.booleans)
            let deciding: UInt8 = isAnd ? 0 : 1
            if let validity = a.validity {
                open = .filtering(selection, rowCount: rowCount) { values[$0] != deciding || validity[$0] == 0 }
            } else {
                open = .filtering(selection, rowCount: rowCount) { values[$0] != deciding }
            }
        }
        let b = materialized(try operand(right, open))
        let out = makeColumn(index, scope: selection)
        if a.validity == nil && b.validity == nil {
            let rows = Lane.rows(UnsafePointer(a.booleans))
            let others = Lane.rows(UnsafePointer(b.booleans))
            if isAnd {
                mapLanes(rows, others, count: rowCount, into: out.booleans) { $0 & $1 }
            } else {
                mapLanes(rows, others, count: rowCount, into: out.booleans) { $0 | $1 }
            }
            return out
        }
        let validity = out.makeValidity()
        let values = out.booleans
        let (x, y) = (UnsafePointer(a.booleans), UnsafePointer(b.booleans))
        let (xValid, yValid) = (a.validity, b.validity)
        let count = rowCount
        for row in 0..<count {
            let xKnown = xValid?[row] ?? 1
            let yKnown = yValid?[row] ?? 1
            let xTrue = xKnown & x[row]
            let yTrue = yKnown & y[row]
            let xFalse = xKnown & (x[row] ^ 1)
            let yFalse = yKnown & (y[row] ^ 1)
            if isAnd {
                values[row] = xTrue & yTrue
                validity[row] = xFalse | yFalse | (xTrue & yTrue)
            } else {
                values[row] = xTrue | yTrue
                validity[row] = xTrue | yTrue | (xFalse & yFalse)
            }
        }
        return out
    }
}
