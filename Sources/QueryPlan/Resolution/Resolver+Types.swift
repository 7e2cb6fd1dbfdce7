import Columnar
import Diagnostics

extension Resolver {
    /// An expression as a type it can have; the same expression when it has it already.
    func cast(_ expression: Expression, to type: DataType) -> Expression {
        if expression.type == type || type == .null { return expression }
        if case .literal(.null, _) = expression { return .literal(.null, type) }
        if case .literal(.int64(let value), _) = expression, type == .double {
            return .literal(.double(Double(value)), .double)
        }
        if let literal = decimalLiteral(expression, type) { return literal }
        return .cast(expression, to: type, orNull: false)
    }

    /// Two operands brought to one type, or nil (recorded). A text literal against a date or timestamp is read as one.
    func unifiedOperands(
        _ a: Expression, _ b: Expression, _ operation: String, _ range: Range<Int>
    ) -> (Expression, Expression)? {
        let (first, second) = (comparedType(a, beside: b), comparedType(b, beside: a))
        if let type = DataType.common(first, second) { return (cast(a, to: type), cast(b, to: type)) }
        if let converted = timeLiteral(b, like: a.type, range) { return converted.map { (a, $0) } }
        if let converted = timeLiteral(a, like: b.type, range) { return converted.map { ($0, b) } }
        report(
            "type-mismatch", "\(operation) cannot compare \(article(a.type)) with \(article(b.type))", range,
            help: "cast one of them")
        return nil
    }

    /// A value and those it is compared with, all brought to the type that all of them share; the value comes first. Nil (recorded) when
    /// they share none. Text literals among dates and timestamps are read as such; `ranges` are the elements' places.
    func unifiedElements(
        _ value: Expression, _ elements: [Expression], _ operation: String, _ ranges: [Range<Int>]
    ) -> [Expression]? {
        var all = [value] + elements
        let places = [ranges.first ?? 0..<0] + ranges
        let times = all.map(\.type).filter { $0 == .date || $0 == .timestamp }
        if let time = times.contains(.timestamp) ? .timestamp : times.first {
            for index in all.indices {
                guard let converted = timeLiteral(all[index], like: time, places[index]) else { continue }
                guard let converted else { return nil }
                all[index] = converted
            }
        }
        let decimal = all.first(where: \.type.isDecimal)
        var shared = DataType.null
        for (index, expression) in all.enumerated() {
            let type = decimal.map { comparedType(expression, beside: $0) } ?? expression.type
            guard let common = DataType.common(shared, type) else {
                report(
                    "type-mismatch", "\(operation) cannot compare \(article(shared)) with \(article(type))",
                    places[index], help: "cast one of them")
                return nil
            }
            shared = common
        }
        return all.map { cast($0, to: shared) }
    }

    /// A text literal as a date or timestamp; nil when it is none of our business, a nil inside when it does not fit (recorded).
    private func timeLiteral(_ expression: Expression, like type: DataType, _ range: Range<Int>) -> Expression?? {
        guard case .literal(.string(let text), .string) = expression, type == .timestamp || type == .date else {
            return nil
        }
        let isDay = type == .date && TimestampText.microseconds(text, zone: context.zone) == nil
        return .some(
            typedLiteral(isDay || type == .date && text.utf8.count == 10 ? "DATE" : "TIMESTAMP", text, range).map {
                cast($0, to: type)
            })
    }

    /// A literal as a decimal that holds it; nil for all else.
    private func decimalLiteral(_ expression: Expression, _ type: DataType) -> Expression? {
        guard let decimal = type.decimalType, case .literal(let scalar, _) = expression else { return nil }
        let number: DecimalNumber
        switch scalar {
        case .int64(let value): number = DecimalNumber(unscaled: Int128(value), scale: 0)
        case .decimal(let value): number = value
        default: return nil
        }
        guard let fitting = number.rescaled(to: decimal.scale), fitting.unscaled.magnitude < decimal.limit.magnitude
        else { return nil }
        return .literal(.decimal(fitting), type)
    }

    /// The least decimal that holds an integer literal, else that of all bigints; other types stay.
    private func comparedType(_ expression: Expression, beside other: Expression) -> DataType {
        guard expression.type == .int64, other.type.isDecimal else { return expression.type }
        guard case .literal(.int64(let value), _) = expression else { return DecimalType.bigint.dataType }
        return Scalar.decimal(DecimalNumber(unscaled: Int128(value), scale: 0)).type
    }

    /// The types that values bring to a choice or to rows that meet: beside a decimal a literal that fits into 32 bits is a
    /// decimal(10, 0), as Spark's int, whatever its digits.
    func choiceTypes(_ values: [Expression]) -> [DataType] {
        guard values.contains(where: \.type.isDecimal) else { return values.map(\.type) }
        return values.map { isShortLiteral($0) ? .decimal(precision: 10, scale: 0) : $0.type }
    }

    /// Whether it is a whole number that is written out and fits into 32 bits.
    func isShortLiteral(_ expression: Expression) -> Bool {
        guard case .literal(.int64(let value), .int64) = expression else { return false }
        return Int32(exactly: value) != nil
    }

    /// An operand of decimal arithmetic: an integer as the decimal that holds it, a literal one as the least that does.
    func decimalOperand(_ expression: Expression, beside other: Expression) -> Expression {
        let type = expression.type == .null ? other.type : comparedType(expression, beside: other)
        return cast(expression, to: type)
    }

    func string(_ expression: Expression, _ operation: String, _ range: Range<Int>) -> Expression? {
        if expression.type == .string || expression.type == .null { return cast(expression, to: .string) }
        report(
            "type-mismatch", "\(operation) needs strings, found \(article(expression.type))", range,
            help: "cast it to string")
        return nil
    }

    /// Any value as text, as `||` takes it.
    func text(_ expression: Expression, _ range: Range<Int>) -> Expression? { cast(expression, to: .string) }

    func canCast(_ from: DataType, _ to: DataType) -> Bool {
        if from == to || from == .null || from == .string || to == .string { return true }
        switch (from, to) {
        case (.int64, .double), (.double, .int64), (.boolean, .int64), (.boolean, .double), (.int64, .boolean),
            (.double, .boolean), (.date, .timestamp), (.timestamp, .date), (.timestamp, .int64), (.timestamp, .double),
            (.int64, .timestamp), (.double, .timestamp), (.decimal, .decimal), (.decimal, .int64), (.decimal, .double),
            (.decimal, .boolean), (.decimal, .timestamp), (.int64, .decimal), (.double, .decimal),
            (.boolean, .decimal), (.timestamp, .decimal):
            return true
        default: return false
        }
    }
}
