import Columnar
import QueryPlan

/// Operators and functions of decimals, on unscaled numbers.
extension ExpressionProgram {
    /// `x op y`; see `DecimalArithmetic` for the results.
    func decimalArithmetic(
        _ index: Int, _ arithmetic: DecimalArithmetic, _ left: Int, _ right: Int, orNull: Bool,
        _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let a = try operand(left, selection)
        let b = try operand(right, selection)
        let out = makeColumn(index, scope: selection)
        let validity = combineValidity([a, b], into: out)
        if a.isAllNull || b.isAllNull { return out }
        let divides = arithmetic.operation == .divide || arithmetic.operation == .modulo
        if arithmetic.isNarrow, !divides, !orNull {
            let isSmall = [left, right].allSatisfy { nodes[$0].type.decimalType.map { $0.precision <= 18 } ?? false }
            narrow(arithmetic, a.lane(Int128.self), b.lane(Int128.self), isSmall: isSmall, into: out.decimals)
            return out
        }
        let (x, y, values) = (a.access(Int128.self), b.access(Int128.self), out.decimals)
        if orNull {
            let valid = out.makeValidity()
            forEachRow(rowCount, selection, validity: validity) { row in
                let divisor = y[row]
                if !(divides && divisor == 0), let value = arithmetic.value(x[row], divisor) {
                    values[row] = value
                } else {
                    valid[row] = 0
                }
            }
            return out
        }
        guard arithmetic.isNarrow else {
            try forEachRow(rowCount, selection, validity: validity) { (row) throws(EvaluationError) in
                let divisor = y[row]
                if divides, divisor == 0 { throw error(.divisionByZero, index) }
                guard let value = arithmetic.value(x[row], divisor) else { throw error(.decimalOverflow, index) }
                values[row] = value
            }
            return out
        }
        let (up, down) = (arithmetic.leftFactor, arithmetic.rightFactor)
        let power = DecimalNumber.powers[arithmetic.shift]
        let isQuotient = arithmetic.operation == .divide
        try forEachRow(rowCount, selection, validity: validity) { (row) throws(EvaluationError) in
            let divisor = y[row]
            if divisor == 0 { throw error(.divisionByZero, index) }
            values[row] =
                isQuotient
                ? (x[row] &* power).rounded(dividingBy: divisor)
                : (x[row] &* up).remainder(truncatingBy: divisor &* down)
        }
        return out
    }

    /// Sums, differences and products that 128 bits hold, for all rows.
    private func narrow(
        _ arithmetic: DecimalArithmetic, _ a: Lane<Int128>, _ b: Lane<Int128>, isSmall: Bool,
        into out: UnsafeMutablePointer<Int128>
    ) {
        let (f, g) = (arithmetic.leftFactor, arithmetic.rightFactor)
        let isPlain = f == 1 && g == 1
        switch arithmetic.operation {
        case .add where isPlain: mapLanes(a, b, count: rowCount, into: out) { $0 &+ $1 }
        case .add: mapLanes(a, b, count: rowCount, into: out) { $0 &* f &+ $1 &* g }
        case .subtract where isPlain: mapLanes(a, b, count: rowCount, into: out) { $0 &- $1 }
        case .subtract: mapLanes(a, b, count: rowCount, into: out) { $0 &* f &- $1 &* g }
        default:
            guard isSmall else { return mapLanes(a, b, count: rowCount, into: out) { $0 &* $1 } }
            // Up to 18 digits are in the lower half: one multiplication instead of three.
            mapLanes(a, b, count: rowCount, into: out) {
                Int128(Int64(truncatingIfNeeded: $0)) &* Int128(Int64(truncatingIfNeeded: $1))
            }
        }
    }

    /// `x div y`.
    func decimalDivision(
        _ index: Int, _ left: Int, _ right: Int, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let a = try operand(left, selection)
        let b = try operand(right, selection)
        let out = makeColumn(index, scope: selection)
        let validity = combineValidity([a, b], into: out)
        guard !a.isAllNull, !b.isAllNull, let dividend = nodes[left].type.decimalType,
            let divisor = nodes[right].type.decimalType
        else { return out }
        let (x, y, values) = (a.access(Int128.self), b.access(Int128.self), out.int64s)
        try forEachRow(rowCount, selection, validity: validity) { (row) throws(EvaluationError) in
            if y[row] == 0 { throw error(.divisionByZero, index) }
            guard let value = DecimalArithmetic.wholeQuotient(x[row], dividend.scale, y[row], divisor.scale) else {
                throw error(.integerOverflow, index)
            }
            values[row] = value
        }
        return out
    }

    /// `pmod(x, y)`: the remainder, or its sum with the divisor where it is negative and the divisor is not.
    func decimalPositiveRemainder(
        _ index: Int, _ left: Int, _ right: Int, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let a = try operand(left, selection)
        let b = try operand(right, selection)
        let out = makeColumn(index, scope: selection)
        let validity = combineValidity([a, b], into: out)
        guard !a.isAllNull, !b.isAllNull, let dividend = nodes[left].type.decimalType,
            let divisor = nodes[right].type.decimalType
        else { return out }
        let remainder = DecimalArithmetic(.modulo, dividend, divisor)
        let limit = remainder.result.limit.magnitude
        let factor = remainder.rightFactor.magnitude
        let (x, y, values) = (a.access(Int128.self), b.access(Int128.self), out.decimals)
        try forEachRow(rowCount, selection, validity: validity) { (row) throws(EvaluationError) in
            if y[row] == 0 { throw error(.divisionByZero, index) }
            guard let rest = remainder.value(x[row], y[row]) else { throw error(.decimalOverflow, index) }
            if rest >= 0 || y[row] < 0 {
                values[row] = rest
            } else {
                // The divisor is larger than the remainder; where it leaves 128 bits the sum has more than 38 digits.
                let (moved, overflow) = y[row].magnitude.multipliedReportingOverflow(by: factor)
                guard !overflow, moved - rest.magnitude < limit else { throw error(.decimalOverflow, index) }
                values[row] = Int128(moved - rest.magnitude)
            }
        }
        return out
    }

    /// abs, ceil, floor, round and bround of decimals.
    func decimalFunction(
        _ index: Int, _ function: ScalarFunction, _ children: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands(children, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        guard !arguments.contains(where: \.isAllNull), let type = arguments[0].column.type.decimalType else {
            return out
        }
        let values = out.decimals
        let input = arguments[0].access(Int128.self)
        let powers = DecimalNumber.powers
        switch function {
        case .abs:
            mapLane(arguments[0].lane(Int128.self), count: rowCount, into: values) { $0 < 0 ? 0 &- $0 : $0 }
        case .ceil, .floor:
            let unit = powers[type.scale]
            let isCeiling = function == .ceil
            forEachRow(rowCount, selection, validity: out.validity) { row in
                let (quotient, rest) = input[row].quotientAndRemainder(dividingBy: unit)
                values[row] = quotient &+ (rest == 0 || (rest > 0) != isCeiling ? 0 : isCeiling ? 1 : -1)
            }
        default:
            let digits = arguments.count > 1 ? arguments[1].column.int64s[0] : 0
            if digits >= Int64(type.scale) {
                mapLane(arguments[0].lane(Int128.self), count: rowCount, into: values) { $0 }
                break
            }
            let isEven = function == .bround
            // What is cut off; beyond all digits nothing is left.
            let dropped = digits < -38 ? 77 : type.scale - Int(digits)
            let unit = powers[min(dropped, 38)]
            let power = powers[digits < 0 ? Int(min(38, -max(digits, -38))) : 0]
            let limit = DecimalNumber.powers[DecimalNumber.maximumPrecision]
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                var kept = dropped > 38 ? 0 : input[row].rounded(dividingBy: unit)
                // A tie that went to an odd digit goes back.
                if isEven, dropped <= 38, kept & 1 != 0, (input[row] % unit).magnitude &* 2 == unit.magnitude {
                    kept -= kept.signum()
                }
                let (value, overflow) = kept.multipliedReportingOverflow(by: power)
                guard !overflow, value.magnitude < limit.magnitude else { throw error(.decimalOverflow, index) }
                values[row] = value
            }
        }
        return out
    }
}

extension Int128 {
    /// Divided by another number than 0 and rounded half away from zero.
    @inline(__always)
    func rounded(dividingBy divisor: Int128) -> Int128 {
        if let a = Int64(exactly: self), let b = Int64(exactly: divisor) {
            // 64 bits divide several times as fast.
            let (quotient, rest) = a.magnitude.quotientAndRemainder(dividingBy: b.magnitude)
            let result = Int128(quotient &+ (rest >= b.magnitude &- rest ? 1 : 0))
            return (a < 0) == (b < 0) ? result : 0 &- result
        }
        let (quotient, rest) = magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
        let result = Int128(truncatingIfNeeded: quotient &+ (rest >= divisor.magnitude &- rest ? 1 : 0))
        return (self < 0) == (divisor < 0) ? result : 0 &- result
    }

    /// The remainder, with this number's sign, of a division by another than 0.
    @inline(__always)
    func remainder(truncatingBy divisor: Int128) -> Int128 {
        if let a = Int64(exactly: self), let b = Int64(exactly: divisor) {
            let rest = Int128(a.magnitude % b.magnitude)
            return a < 0 ? 0 &- rest : rest
        }
        let rest = Int128(truncatingIfNeeded: magnitude % divisor.magnitude)
        return self < 0 ? 0 &- rest : rest
    }
}
