import Columnar
import Diagnostics

extension Resolver {
    /// A resolved, typed expression; nil when it has errors, which have been recorded.
    func resolve(_ syntax: SyntaxExpression, _ environment: inout Environment) -> Expression? {
        let expression = resolveNode(syntax, &environment)
        if let expression, let range = placeOfFailure(syntax) { places.append((expression, range)) }
        return expression
    }

    /// Where to point when the expression fails on a row: at the operator between two operands, at all of a call or cast; nil for what
    /// cannot fail by itself.
    private func placeOfFailure(_ syntax: SyntaxExpression) -> Range<Int>? {
        switch syntax.node {
        case .binary(let symbol, let left, let right):
            if ["AND", "OR"].contains(symbol) { return nil }
            let gap = left.range.upperBound..<max(left.range.upperBound, right.range.lowerBound)
            let wanted = Array(symbol.utf8)
            let found = gap.first { start in
                start + wanted.count <= gap.upperBound
                    && zip(source.utf8[start...], wanted).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
            }
            return found.map { $0..<$0 + wanted.count } ?? syntax.range
        case .unary("-", _), .cast, .call, .like, .between, .inList: return syntax.range
        default: return nil
        }
    }

    private func resolveNode(_ syntax: SyntaxExpression, _ environment: inout Environment) -> Expression? {
        switch syntax.node {
        case .null: return .literal(.null, .null)
        case .boolean(let value): return .literal(.boolean(value), .boolean)
        case .string(let text): return .literal(.string(text), .string)
        case .number(let digits): return number(digits, syntax.range)
        case .typed(let type, let text): return typedLiteral(type, text, syntax.range)
        case .interval:
            report(
                "type-mismatch", "an INTERVAL can only be added to or taken from a timestamp or date", syntax.range)
            return nil
        case .parameter(let name): return parameter(name, syntax.range)
        case .column(let parts): return columnReference(parts, syntax.range, environment.scope)
        case .star:
            report("sql-syntax", "* can only stand in SELECT and in count(*)", syntax.range)
            return nil
        case .unary(let symbol, let operand): return unary(symbol, operand, &environment)
        case .binary(let symbol, let left, let right):
            return binary(symbol, left, right, syntax.range, &environment)
        case .between(let operand, let low, let high):
            let value = resolve(operand, &environment)
            let bottom = resolve(low, &environment)
            let top = resolve(high, &environment)
            guard let value, let bottom, let top, let (a, b) = unifiedOperands(value, bottom, "BETWEEN", low.range),
                let (c, d) = unifiedOperands(value, top, "BETWEEN", high.range)
            else { return nil }
            return .binary(.and, .binary(.greaterOrEqual, a, b), .binary(.lessOrEqual, c, d))
        case .inList(let operand, let list): return inList(operand, list, &environment)
        case .like(let operand, let pattern, let caseInsensitive):
            let value = resolve(operand, &environment).flatMap { string($0, "LIKE", operand.range) }
            let wanted = resolve(pattern, &environment).flatMap { string($0, "LIKE", pattern.range) }
            guard let value, let wanted else { return nil }
            return .like(value, pattern: wanted, caseInsensitive: caseInsensitive)
        case .isState(let operand, let state):
            guard let value = resolve(operand, &environment) else { return nil }
            if state == "NULL" { return .isNull(value) }
            guard value.type == .boolean || value.type == .null else {
                report("type-mismatch", "IS \(state) needs a boolean, found \(article(value.type))", operand.range)
                return nil
            }
            return .binary(.isNotDistinct, cast(value, to: .boolean), .literal(.boolean(state == "TRUE"), .boolean))
        case .conditional(let subject, let branches, let otherwise):
            return conditional(subject, branches, otherwise, syntax.range, &environment)
        case .cast(let operand, let typeName, let orNull):
            let value = resolve(operand, &environment)
            guard let type = DataType(name: typeName.node) else {
                report(
                    "unknown-type", "there is no type '\(typeName.node)'", typeName.range,
                    notes: ["there are \(DataType.writableNames.joined(separator: ", "))"],
                    help: NearMatch.help(typeName.node, among: DataType.writableNames))
                return nil
            }
            guard let value else { return nil }
            guard canCast(value.type, type) else {
                report("type-mismatch", "\(article(value.type)) cannot be cast to \(type.name)", syntax.range)
                return nil
            }
            return value.type == type ? value : .cast(value, to: type, orNull: orNull)
        case .call(let call): return resolve(call, syntax.range, &environment)
        case .subquery(let query): return valueOf(query, syntax.range, &environment)
        case .inQuery(let operand, let query): return membership(operand, query, syntax.range, &environment)
        case .exists(let query): return existence(query, syntax.range, &environment)
        }
    }

    // MARK: - Leaves

    private func number(_ digits: String, _ range: Range<Int>) -> Expression? {
        if digits.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") }) {
            if let value = Int64(digits) { return .literal(.int64(value), .int64) }
            report(
                "number-out-of-range", "\(digits) does not fit into a bigint", range,
                help: "write it as a double, such as \(digits).0, or as a decimal, \(digits)BD")
            return nil
        }
        if digits.utf8.last.map({ $0 | 0x20 == UInt8(ascii: "d") }) ?? false {
            let text = String(digits.dropLast(2))
            if let value = DecimalNumber(text) { return .literal(.decimal(value), Scalar.decimal(value).type) }
            report("number-out-of-range", "\(text) has more digits than the 38 of a decimal", range)
            return nil
        }
        if let value = Double(digits), value.isFinite { return .literal(.double(value), .double) }
        report("number-out-of-range", "\(digits) does not fit into a double", range)
        return nil
    }

    func typedLiteral(_ type: String, _ text: String, _ range: Range<Int>) -> Expression? {
        if type == "DATE" {
            var copy = text
            if let days = copy.withUTF8({ TimestampText.days($0) }) { return .literal(.date(days), .date) }
            report("type-mismatch", "'\(text)' is no date; write DATE '2026-11-09'", range)
            return nil
        }
        if let micros = TimestampText.microseconds(text, zone: context.zone) {
            return .literal(.timestamp(micros), .timestamp)
        }
        report("type-mismatch", "'\(text)' is no timestamp; write TIMESTAMP '2026-11-09T13:00:00Z'", range)
        return nil
    }

    private func parameter(_ name: String, _ range: Range<Int>) -> Expression? {
        if !referencedParameters.contains(name) { referencedParameters.append(name) }
        if let parameter = context.parameters[name] { return .literal(parameter.value, parameter.type) }
        let known = context.parameters.keys.sorted()
        report(
            "unknown-parameter", "there is no parameter ':\(name)'", range,
            notes: known.isEmpty
                ? ["no parameters are declared"] : ["there are \(known.map { ":" + $0 }.joined(separator: ", "))"],
            help: NearMatch.find(name, among: known).map { "did you mean ':\($0)'?" })
        return nil
    }

    private func columnReference(_ parts: [Syntax<String>], _ range: Range<Int>, _ scope: Scope) -> Expression? {
        guard parts.count <= 2 else {
            report("unknown-column", "a column is written name or table.name", range)
            return nil
        }
        let name = parts[parts.count - 1]
        let table = parts.count == 2 ? parts[0] : nil
        if scope.positions(of: name.node, table: table?.node).isEmpty, isOuter(name.node, table?.node) {
            report(
                "correlated-subquery", "'\(text(range))' is a column of the query around this sub-query", range,
                notes: ["a sub-query is computed once, on its own; it cannot see the rows around it"],
                help: "join the sub-query instead")
            return nil
        }
        if let table, !scope.items.contains(where: { $0.table?.lowercased() == table.node.lowercased() }) {
            var tables: [String] = []
            for item in scope.items { if let name = item.table, !tables.contains(name) { tables.append(name) } }
            report(
                "unknown-table", "there is no table '\(table.node)' in FROM", table.range,
                notes: tables.isEmpty ? [] : ["there are \(tables.joined(separator: ", "))"],
                help: NearMatch.help(table.node, among: tables))
            return nil
        }
        let positions = scope.positions(of: name.node, table: table?.node)
        if positions.count == 1 {
            let item = scope.items[positions[0]]
            return .column(index: positions[0], name: item.name, type: item.type)
        }
        if positions.isEmpty, table == nil, isImpureWord(name.node) {
            reportImpure(name.node.lowercased(), name.range)
        } else if positions.isEmpty {
            let visible = scope.items.filter { table == nil || $0.table?.lowercased() == table?.node.lowercased() }
                .map(\.name)
            report(
                "unknown-column", "unknown column '\(name.node)'", name.range,
                notes: [
                    visible.isEmpty ? scope.noteWhenEmpty : "there are \(visible.joined(separator: ", "))"
                ] + scope.notes,
                help: NearMatch.help(name.node, among: visible)
                    ?? (text(name.range).hasPrefix("\"") ? "a text stands in single quotes: '\(name.node)'" : nil))
        } else {
            let tables = positions.compactMap { scope.items[$0].table }
            let isTold = tables.count == positions.count && Set(tables).count == tables.count
            report(
                "ambiguous-column",
                isTold
                    ? "'\(name.node)' is ambiguous: it is in \(tables.joined(separator: " and "))"
                    : "'\(name.node)' is ambiguous: \(positions.count) columns are called so", name.range,
                help: isTold ? "write \(tables[0]).\(name.node)" : "give each a name of its own with AS")
        }
        return nil
    }

    // MARK: - Operators

    private func unary(_ symbol: String, _ operand: SyntaxExpression, _ environment: inout Environment) -> Expression? {
        guard let value = resolve(operand, &environment) else { return nil }
        if symbol == "NOT" {
            guard value.type == .boolean || value.type == .null else {
                report("type-mismatch", "NOT needs a boolean, found \(article(value.type))", operand.range)
                return nil
            }
            return .unary(.not, cast(value, to: .boolean))
        }
        guard value.type.isNumeric || value.type == .null else {
            report("type-mismatch", "- needs a number, found \(article(value.type))", operand.range)
            return nil
        }
        return .unary(.negate, value.type == .null ? cast(value, to: .double) : value)
    }

    /// The parts of an interval, and whether signs before it turn it round; nil for all else.
    private func signedInterval(_ syntax: SyntaxExpression) -> (parts: [IntervalSyntax], isNegative: Bool)? {
        switch syntax.node {
        case .interval(let parts): return (parts: parts, isNegative: false)
        case .unary("-", let operand):
            guard let interval = signedInterval(operand) else { return nil }
            return (parts: interval.parts, isNegative: !interval.isNegative)
        default: return nil
        }
    }

    private func binary(
        _ symbol: String, _ left: SyntaxExpression, _ right: SyntaxExpression, _ range: Range<Int>,
        _ environment: inout Environment
    ) -> Expression? {
        if symbol == "+" || symbol == "-" {
            if let interval = signedInterval(right) {
                let isNegative = interval.isNegative != (symbol == "-")
                return shifted(left, by: interval.parts, isNegative: isNegative, &environment)
            }
            if symbol == "+", let interval = signedInterval(left) {
                return shifted(right, by: interval.parts, isNegative: interval.isNegative, &environment)
            }
        }
        let first = resolve(left, &environment)
        let second = resolve(right, &environment)
        guard let first, let second, let op = BinaryOperator(rawValue: symbol) else { return nil }
        switch op {
        case .and, .or:
            for (value, syntax) in [(first, left), (second, right)]
            where value.type != .boolean && value.type != .null {
                report("type-mismatch", "\(symbol) needs booleans, found \(article(value.type))", syntax.range)
                return nil
            }
            return .binary(op, cast(first, to: .boolean), cast(second, to: .boolean))
        case .concatenate:
            guard let a = text(first, left.range), let b = text(second, right.range) else { return nil }
            return .binary(op, a, b)
        case .bitAnd, .bitOr, .bitXor:
            for (value, syntax) in [(first, left), (second, right)] where value.type != .int64 && value.type != .null {
                report(
                    "type-mismatch", "\(symbol) needs whole numbers, found \(article(value.type))", syntax.range,
                    help: "cast it to bigint")
                return nil
            }
            return .binary(op, cast(first, to: .int64), cast(second, to: .int64))
        case .add, .subtract, .multiply, .divide, .modulo, .integerDivide:
            return arithmetic(op, first, second, left.range, right.range, range)
        default:
            guard let (a, b) = unifiedOperands(first, second, symbol, range) else { return nil }
            return .binary(op, a, b)
        }
    }

    func arithmetic(
        _ op: BinaryOperator, _ first: Expression, _ second: Expression, _ left: Range<Int>, _ right: Range<Int>,
        _ range: Range<Int>
    ) -> Expression? {
        // date ± whole days and date - date are calendar arithmetic.
        if first.type == .date, second.type == .int64, op == .add || op == .subtract {
            return .call(op == .add ? .date_add : .date_sub, [first, second], type: .date)
        }
        if first.type == .date, second.type == .date, op == .subtract {
            return .call(.datediff, [first, second], type: .int64)
        }
        for (value, place) in [(first, left), (second, right)] where !value.type.isNumeric && value.type != .null {
            let help: String? =
                value.type == .timestamp
                ? "add an INTERVAL, or use timestampdiff" : value.type == .string ? "cast it to a number" : nil
            report("type-mismatch", "\(op.rawValue) needs numbers, found \(article(value.type))", place, help: help)
            return nil
        }
        if first.type.isDecimal || second.type.isDecimal, first.type != .double, second.type != .double {
            return .binary(op, decimalOperand(first, beside: second), decimalOperand(second, beside: first))
        }
        let type: DataType
        switch op {
        case .divide: type = .double
        case .integerDivide:
            for (value, place) in [(first, left), (second, right)] where value.type == .double {
                report("type-mismatch", "div needs whole numbers, found a double", place, help: "cast it to bigint")
                return nil
            }
            type = .int64
        default:
            type =
                first.type == .double || second.type == .double
                ? .double : first.type == .null && second.type == .null ? .double : .int64
        }
        return .binary(op, cast(first, to: type), cast(second, to: type))
    }

    private func inList(
        _ operand: SyntaxExpression, _ list: [SyntaxExpression], _ environment: inout Environment
    ) -> Expression? {
        let value = resolve(operand, &environment)
        let elements = list.map { resolve($0, &environment) }
        guard let value, !elements.contains(where: { $0 == nil }),
            let typed = unifiedElements(value, elements.compactMap { $0 }, "IN", list.map(\.range))
        else { return nil }
        return .inList(typed[0], Array(typed.dropFirst()))
    }

    private func conditional(
        _ subject: SyntaxExpression?, _ branches: [(when: SyntaxExpression, then: SyntaxExpression)],
        _ otherwise: SyntaxExpression?, _ range: Range<Int>, _ environment: inout Environment
    ) -> Expression? {
        let value = subject.map { resolve($0, &environment) }
        if case .some(.none) = value { return nil }
        var resolved: [ConditionalBranch] = []
        var type = DataType.null
        var failed = false
        var values: [Expression] = []
        var places: [Range<Int>] = []
        for branch in branches {
            var test: Expression?
            if let value = value.flatMap({ $0 }) {
                if let when = resolve(branch.when, &environment),
                    let (a, b) = unifiedOperands(value, when, "CASE", branch.when.range)
                {
                    test = .binary(.equal, a, b)
                }
            } else {
                test = condition(branch.when, &environment, "WHEN")
            }
            let then = resolve(branch.then, &environment)
            guard let test, let then else {
                failed = true
                continue
            }
            values.append(then)
            places.append(branch.then.range)
            resolved.append(ConditionalBranch(condition: test, value: then))
        }
        var fallback: Expression? = .literal(.null, .null)
        if let otherwise {
            fallback = resolve(otherwise, &environment)
            if let fallback {
                values.append(fallback)
                places.append(otherwise.range)
            }
        }
        for (index, valueType) in choiceTypes(values).enumerated() {
            guard let common = DataType.common(type, valueType) else {
                report(
                    "type-mismatch",
                    "this branch of CASE is \(article(values[index].type)), an earlier one \(article(type))",
                    places[index], help: "cast one of them")
                failed = true
                continue
            }
            type = common
        }
        guard !failed, let fallback else { return nil }
        return .conditional(
            resolved.map { ConditionalBranch(condition: $0.condition, value: cast($0.value, to: type)) },
            otherwise: cast(fallback, to: type))
    }
}
