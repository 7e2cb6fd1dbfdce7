package import Columnar

extension Expression {
    /// The direct operands, in order.
    package var operands: [Expression] {
        switch self {
        case .literal, .column: []
        case .unary(_, let operand), .isNull(let operand), .cast(let operand, _, _): [operand]
        case .binary(_, let left, let right): [left, right]
        case .like(let operand, let pattern, _): [operand, pattern]
        case .inList(let operand, let list): [operand] + list
        case .conditional(let branches, let otherwise): branches.flatMap { [$0.condition, $0.value] } + [otherwise]
        case .call(_, let arguments, _): arguments
        }
    }

    /// The same expression over other direct operands.
    package func mappingOperands(_ transform: (Expression) -> Expression) -> Expression {
        switch self {
        case .literal, .column: self
        case .unary(let op, let operand): .unary(op, transform(operand))
        case .isNull(let operand): .isNull(transform(operand))
        case .cast(let operand, let type, let orNull): .cast(transform(operand), to: type, orNull: orNull)
        case .binary(let op, let left, let right): .binary(op, transform(left), transform(right))
        case .like(let operand, let pattern, let caseInsensitive):
            .like(transform(operand), pattern: transform(pattern), caseInsensitive: caseInsensitive)
        case .inList(let operand, let list): .inList(transform(operand), list.map(transform))
        case .conditional(let branches, let otherwise):
            .conditional(
                branches.map { ConditionalBranch(condition: transform($0.condition), value: transform($0.value)) },
                otherwise: transform(otherwise))
        case .call(let function, let arguments, let type): .call(function, arguments.map(transform), type: type)
        }
    }

    /// The same expression with every column's position changed.
    package func movingColumns(_ position: (Int) -> Int) -> Expression {
        if case .column(let index, let name, let type) = self {
            return .column(index: position(index), name: name, type: type)
        }
        return mappingOperands { $0.movingColumns(position) }
    }

    /// The same expression with every column replaced.
    package func replacingColumns(_ replacement: (Int) -> Expression) -> Expression {
        if case .column(let index, _, _) = self { return replacement(index) }
        return mappingOperands { $0.replacingColumns(replacement) }
    }

    /// How large an expression may become when columns in it are replaced by what they are computed from. A column used twice doubles it, and
    /// so at every level of a query; beyond this the column is computed on its own first.
    package static let largestCopy = 512

    /// How many operators, columns and literals it is made of. Complexity: O(expression).
    package var nodeCount: Int { operands.reduce(1) { $0 + $1.nodeCount } }

    /// How many there are when each column has become an expression of so many; at most twice `largestCopy` or so.
    package func nodeCount(replacing sizes: [Int]) -> Int {
        if case .column(let index, _, _) = self { return sizes.indices.contains(index) ? sizes[index] : 1 }
        var count = 1
        for operand in operands where count <= Expression.largestCopy { count += operand.nodeCount(replacing: sizes) }
        return count
    }

    /// The positions of all columns used.
    package var columns: Set<Int> {
        if case .column(let index, _, _) = self { return [index] }
        return operands.reduce(into: []) { $0.formUnion($1.columns) }
    }

    /// True when it uses columns, and only of those positions.
    package func isOver(_ positions: Range<Int>) -> Bool {
        let columns = columns
        return !columns.isEmpty && columns.allSatisfy { positions.contains($0) }
    }

    /// The parts that AND holds together.
    package var conjuncts: [Expression] {
        if case .binary(.and, let left, let right) = self { return left.conjuncts + right.conjuncts }
        return [self]
    }

    /// Parts held together by AND; nil for none.
    package static func conjunction(_ parts: [Expression]) -> Expression? {
        parts.dropFirst().reduce(parts.first) { left, part in left.map { .binary(.and, $0, part) } }
    }

    /// What a condition says about some columns alone: it is true wherever the condition may be true; nil when it says nothing of them.
    package func restricted(to isKnown: (Int) -> Bool) -> Expression? {
        if columns.allSatisfy(isKnown) { return self }
        switch self {
        case .binary(.and, let left, let right):
            return Expression.conjunction([left, right].compactMap { $0.restricted(to: isKnown) })
        case .binary(.or, let left, let right):
            guard let left = left.restricted(to: isKnown), let right = right.restricted(to: isKnown) else { return nil }
            return .binary(.or, left, right)
        default: return nil
        }
    }

    /// True when evaluating it over any row cannot raise an error, so that it may run on more rows than the query asks for.
    package var isTotal: Bool {
        switch self {
        case .literal, .column: return true
        case .cast(let operand, let type, let orNull):
            let isSafe =
                orNull || operand.type == type || operand.type == .null || type == .string
                || (operand.type == .int64 && type == .double) || (operand.type == .date && type == .timestamp)
                || DecimalType.alwaysCasts(operand.type, to: type)
            return isSafe && operand.isTotal
        case .unary(.negate, let operand) where operand.type == .int64: return false
        case .binary(let op, let left, let right):
            switch op {
            case .divide, .modulo, .integerDivide: return false
            case .add, .subtract, .multiply:
                let isSafe = left.type == .double || op.neverOverflows(left.type, right.type)
                return isSafe && left.isTotal && right.isTotal
            default: return left.isTotal && right.isTotal
            }
        case .call(.split_part, let arguments, _):
            guard case .literal(.int64(let part), _) = arguments[2], part != 0 else { return false }
            return arguments.allSatisfy(\.isTotal)
        case .call(.date_format, let arguments, _), .call(.try_to_timestamp, let arguments, _),
            .call(.from_utc_timestamp, let arguments, _), .call(.to_utc_timestamp, let arguments, _):
            // Literal patterns and zones have been looked at when names were resolved.
            guard case .literal = arguments[1] else { return false }
            return arguments[0].isTotal
        case .call(.convert_timezone, let arguments, _):
            guard case .literal = arguments[0], case .literal = arguments[1] else { return false }
            return arguments[2].isTotal
        case .call(let function, let arguments, _) where ScalarFunction.patternFunctions.contains(function):
            // A literal pattern has been compiled when names were resolved.
            guard case .literal = arguments[1], arguments.count == 2 else { return false }
            return arguments[0].isTotal
        case .call(let function, let arguments, _):
            let risky: Set<ScalarFunction> = [
                .abs, .ceil, .floor, .make_date, .timestampadd, .date_add, .date_sub, .timestamp_seconds,
                .timestamp_micros,
                .repeat, .space, .lpad, .rpad, .unbase64, .unhex, .url_decode, .pmod, .bit_get,
                .add_months, .last_day, .next_day, .timestamp_millis, .date_from_unix_date, .make_timestamp,
                .to_timestamp,
            ]
            return !risky.contains(function) && arguments.allSatisfy(\.isTotal)
        default: return operands.allSatisfy(\.isTotal)
        }
    }
}

extension BinaryOperator {
    /// Whether a sum or product of decimals of these types always fits into its type.
    package func neverOverflows(_ left: DataType, _ right: DataType) -> Bool {
        guard let op = decimalOperator, let a = left.decimalType, let b = right.decimalType else { return false }
        return DecimalArithmetic(op, a, b).isNarrow
    }
}

extension DecimalType {
    /// Whether a cast from or to a decimal has a result for every value; false where neither is one.
    package static func alwaysCasts(_ source: DataType, to target: DataType) -> Bool {
        switch (source, target) {
        case (.decimal, .decimal), (.int64, .decimal), (.boolean, .decimal):
            guard let to = target.decimalType else { return false }
            let integer =
                source == .boolean ? DecimalType(precision: 1, scale: 0) : DecimalType(precision: 19, scale: 0)
            return to.holds(source.decimalType ?? integer)
        case (.decimal, .double), (.decimal, .string), (.decimal, .boolean): return true
        default: return false
        }
    }
}
