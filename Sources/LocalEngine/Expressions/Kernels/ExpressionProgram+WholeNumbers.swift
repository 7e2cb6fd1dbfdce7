import Columnar
import QueryPlan

extension ExpressionProgram {
    /// `&`, `|`, `^`.
    func bitwise(
        _ index: Int, _ op: BinaryOperator, _ left: Int, _ right: Int, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let (a, b) = (try operand(left, selection), try operand(right, selection))
        let out = makeColumn(index, scope: selection)
        combineValidity([a, b], into: out)
        if a.isAllNull || b.isAllNull { return out }
        let (x, y) = (a.lane(Int64.self), b.lane(Int64.self))
        switch op {
        case .bitAnd: mapLanes(x, y, count: rowCount, into: out.int64s) { $0 & $1 }
        case .bitOr: mapLanes(x, y, count: rowCount, into: out.int64s) { $0 | $1 }
        default: mapLanes(x, y, count: rowCount, into: out.int64s) { $0 ^ $1 }
        }
        return out
    }

    /// Functions of whole numbers and arithmetic that gives null instead of failing; see `ScalarFunction` for each.
    func wholeNumbers(
        _ index: Int, _ function: ScalarFunction, _ children: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands(children, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        if arguments.contains(where: \.isAllNull) { return out }
        if out.type == .double {
            try realNumbers(index, function, arguments, selection, into: out)
            return out
        }
        guard arguments.allSatisfy({ $0.column.type == .int64 }) else { throw error(.unsupported, index) }
        let a = arguments[0].access(Int64.self)
        let b = arguments[arguments.count - 1].access(Int64.self)
        let values = out.int64s
        func fill(_ transform: (Int64, Int64) -> Int64?) {
            forEachRow(rowCount, selection, validity: out.validity) { row in
                if let result = transform(a[row], b[row]) {
                    values[row] = result
                } else {
                    values[row] = 0
                    out.makeValidity()[row] = 0
                }
            }
        }
        switch function {
        case .shiftleft: fill { $0 &<< $1 }
        case .shiftright: fill { $0 &>> $1 }
        case .shiftrightunsigned: fill { Int64(bitPattern: UInt64(bitPattern: $0) &>> UInt64(bitPattern: $1)) }
        case .bit_count: fill { number, _ in Int64(number.nonzeroBitCount) }
        case .factorial:
            fill { number, _ in (0...20).contains(number) ? (1...max(1, number)).reduce(1, *) : nil }
        case .try_add: fill { exact($0.addingReportingOverflow($1)) }
        case .try_subtract: fill { exact($0.subtractingReportingOverflow($1)) }
        case .try_multiply: fill { exact($0.multipliedReportingOverflow(by: $1)) }
        case .try_mod: fill { $1 == 0 ? nil : $1 == -1 ? 0 : $0 % $1 }
        case .pmod:
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                let (number, divisor) = (a[row], b[row])
                guard divisor != 0 else { throw error(.divisionByZero, index) }
                let remainder = divisor == -1 ? 0 : number % divisor
                // A negative divisor leaves the sum's own remainder, as in Spark; the sum cannot overflow: the signs differ.
                values[row] = remainder < 0 && divisor > 0 ? remainder + divisor : remainder
                if remainder < 0 && divisor < 0 { values[row] = (remainder &+ divisor) % divisor }
            }
        case .bit_get:
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                guard (0..<64).contains(b[row]) else { throw error(.invalidArgument, index, text: String(b[row])) }
                values[row] = a[row] &>> b[row] & 1
            }
        default: throw error(.unsupported, index)
        }
        return out
    }

    private func exact(_ result: (partialValue: Int64, overflow: Bool)) -> Int64? {
        result.overflow ? nil : result.partialValue
    }

    private func realNumbers(
        _ index: Int, _ function: ScalarFunction, _ arguments: [Operand], _ selection: Selection?, into out: Column
    ) throws(EvaluationError) {
        let (a, b) = (arguments[0].access(Double.self), arguments[1].access(Double.self))
        let values = out.doubles
        try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            let (x, y) = (a[row], b[row])
            switch function {
            case .try_add: values[row] = x + y
            case .try_subtract: values[row] = x - y
            case .try_multiply: values[row] = x * y
            case .try_divide, .try_mod:
                if y == 0 { out.makeValidity()[row] = 0 }
                values[row] = y == 0 ? 0 : function == .try_divide ? x / y : x.truncatingRemainder(dividingBy: y)
            case .pmod:
                guard y != 0 else { throw error(.divisionByZero, index) }
                let remainder = x.truncatingRemainder(dividingBy: y)
                values[row] = remainder < 0 ? (remainder + y).truncatingRemainder(dividingBy: y) : remainder
            default: throw error(.unsupported, index)
            }
        }
    }
}
