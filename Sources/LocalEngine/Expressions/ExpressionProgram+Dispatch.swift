import Columnar
import QueryPlan

extension ExpressionProgram {
    /// Computes a node for the selected rows of a batch that has some: one switch a batch, then a kernel.
    func compute(_ index: Int, _ selection: Selection?) throws(EvaluationError) -> Column {
        let node = nodes[index]
        switch node.operation {
        case .literal(let column): return materialized(Operand(column, isConstant: true))
        case .column(let column): return columns[column].loaded
        case .negate(let child): return try negate(index, child, selection)
        case .not(let child): return try not(index, child, selection)
        case .bitwise(let op, let left, let right): return try bitwise(index, op, left, right, selection)
        case .arithmetic(let op, let left, let right): return try arithmetic(index, op, left, right, selection)
        case .decimalArithmetic(let arithmetic, let left, let right, let orNull):
            return try decimalArithmetic(index, arithmetic, left, right, orNull: orNull, selection)
        case .decimalDivision(let left, let right): return try decimalDivision(index, left, right, selection)
        case .comparison(let op, let left, let right): return try comparison(index, op, left, right, selection)
        case .and(let left, let right): return try junction(index, left, right, isAnd: true, selection)
        case .or(let left, let right): return try junction(index, left, right, isAnd: false, selection)
        case .isNull(let child): return try isNull(index, child, selection)
        case .inLiterals(let child, let set): return try membership(index, child, set, selection)
        case .like(let child, let pattern): return try like(index, child, pattern, selection)
        case .likeDynamic(let child, let pattern): return try likeDynamic(index, child, pattern: pattern, selection)
        case .choose(let conditions, let values): return try choose(index, conditions, values, selection)
        case .coalesce(let children): return try coalesce(index, children, selection)
        case .cast(let child, let orNull): return try cast(index, child, orNull: orNull, selection)
        case .truncate(let child, let unit): return try truncate(index, child, unit, selection)
        case .addUnits(let unit, let count, let start): return try addUnits(index, unit, count, start, selection)
        case .unitsBetween(let unit, let start, let end): return try unitsBetween(index, unit, start, end, selection)
        case .call(let function, let children): return try call(index, function, children, selection)
        }
    }

    private func call(
        _ index: Int, _ function: ScalarFunction, _ children: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        switch function {
        case .abs, .ceil, .floor, .round, .bround:
            if nodes[index].type.isDecimal { return try decimalFunction(index, function, children, selection) }
            if function == .bround { return try analysis(index, function, children, selection) }
            return try mathematics(index, function, children, selection)
        case .sign, .sqrt, .exp, .ln, .log10, .log2, .power, .sin, .cos, .tan, .atan, .pi,
            .isnan:
            return try mathematics(index, function, children, selection)
        case .asin, .acos, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .cot, .sec, .csc, .atan2, .hypot, .cbrt,
            .degrees,
            .radians, .expm1, .rint, .log1p, .log, .width_bucket:
            return try analysis(index, function, children, selection)
        case .pmod where nodes[index].type.isDecimal:
            return try decimalPositiveRemainder(index, children[0], children[1], selection)
        case .factorial, .pmod, .shiftleft, .shiftright, .shiftrightunsigned, .bit_count, .bit_get, .try_add,
            .try_subtract, .try_multiply, .try_divide, .try_mod:
            return try wholeNumbers(index, function, children, selection)
        case .nanvl: return try orWhereNaN(index, children, selection)
        case .regexp_like, .regexp_count, .regexp_instr, .regexp_extract, .regexp_substr, .regexp_replace:
            return try patterns(index, function, children, selection)
        case .greatest, .least: return try extremum(index, children, isGreatest: function == .greatest, selection)
        case .upper, .lower, .trim, .ltrim, .rtrim, .length, .substring, .left, .right, .replace, .concat, .concat_ws,
            .starts_with, .ends_with, .contains, .split_part, .lpad, .rpad, .reverse, .repeat, .space, .instr, .initcap,
            .locate,
            .octet_length, .bit_length, .ascii, .chr, .substring_index, .overlay, .translate, .find_in_set,
            .levenshtein,
            .soundex, .format_number, .base64, .unbase64, .hex, .unhex, .bin, .md5, .sha1, .sha2, .crc32, .url_encode,
            .url_decode:
            return try text(index, function, children, selection)
        case .year, .quarter, .month, .day, .hour, .minute, .second, .weekday, .dayofweek, .dayofyear, .week:
            return try calendarField(index, function, children[0], selection)
        case .unix_timestamp, .unix_micros, .timestamp_micros, .timestamp_seconds, .date_add, .date_sub, .datediff,
            .make_date, .unix_millis, .unix_date, .timestamp_millis, .date_from_unix_date:
            return try calendarArithmetic(index, function, children, selection)
        case .add_months, .months_between, .last_day, .next_day:
            return try months(index, function, children, selection)
        case .make_timestamp: return try makeTimestamp(index, children, selection)
        case .date_format, .to_timestamp, .try_to_timestamp: return try timeText(index, function, children, selection)
        case .from_utc_timestamp, .to_utc_timestamp, .convert_timezone:
            return try zoneShifts(index, function, children, selection)
        case .nullif, .coalesce, .date_trunc, .trunc, .timestampadd, .timestampdiff:
            throw EvaluationError(.unsupported, in: function.rawValue)
        }
    }

    /// The operands of a node's children.
    func operands(_ children: [Int], _ selection: Selection?) throws(EvaluationError) -> [Operand] {
        var result: [Operand] = []
        for child in children { result.append(try operand(child, selection)) }
        return result
    }

    /// An error of a node.
    func error(_ kind: EvaluationError.Kind, _ node: Int, text: String? = nil) -> EvaluationError {
        var error = EvaluationError(kind, in: nodes[node].label, text: text)
        // A cast that changes nothing shares its operand's node: the shortest text is the operand's.
        error.expression = nodeOfExpression.filter { $0.value == node }.map(\.key.sql)
            .min { ($0.count, $0) < ($1.count, $1) }
        return error
    }
}
