import Columnar
import QueryPlan

extension ExpressionProgram {
    /// The node of an expression, made together with its children unless an equal one is known.
    func compile(_ expression: Expression) throws(EvaluationError) -> Int {
        if let known = nodeOfExpression[expression] { return known }
        let index: Int
        if case .cast(let operand, let type, _) = expression, operand.type == type {
            index = try compile(operand)
        } else {
            index = fold(try makeNode(expression))
        }
        nodeOfExpression[expression] = index
        if nodes[index].type == .boolean, nodes[index].literal == nil, !nodes[index].canFail {
            dictionaryPredicates[index] = DictionaryPredicate(expression, input: input)
        }
        return index
    }

    /// A child that stands where `type` is expected: a bare NULL becomes a null of that type.
    private func compile(_ expression: Expression, as type: DataType) throws(EvaluationError) -> Int {
        if expression.type == .null { return try compile(.literal(.null, type)) }
        return try compile(expression)
    }

    private func compile(_ expressions: [Expression], as type: DataType) throws(EvaluationError) -> [Int] {
        var indices: [Int] = []
        for expression in expressions { indices.append(try compile(expression, as: type)) }
        return indices
    }

    /// A literal as a one-row column; texts share the program's literal bytes.
    private func literal(_ scalar: Scalar, _ type: DataType) throws(EvaluationError) -> ExpressionNode {
        guard scalar.isNull || scalar.type == type || (type == .double && scalar.type == .int64) || scalar.fits(type)
        else {
            throw EvaluationError(.unsupported, in: "a \(scalar.type.name) literal as \(type.name)")
        }
        let column = Column(type: type, capacity: 1, bytes: type == .string ? literalBytes : nil)
        column.append(scalar)
        return ExpressionNode(operation: .literal(column), type: type, label: "literal", canFail: false, isCheap: true)
    }

    /// Adds a node; when it depends on literals only, computes it now. A failure waits for the first row that needs it.
    private func fold(_ node: ExpressionNode) -> Int {
        let index = nodes.count
        nodes.append(node)
        if case .literal = node.operation { return index }
        guard let children = node.children, children.allSatisfy({ nodes[$0].literal != nil }) else { return index }
        columns = []
        rowCount = 1
        defer { rowCount = 0 }
        if let value = try? compute(index, nil), let folded = try? literal(value[0], node.type) {
            nodes[index] = folded
        }
        return index
    }

    private func isLiteral(_ node: Int) -> Bool { nodes[node].literal != nil }

    private func makeNode(_ expression: Expression) throws(EvaluationError) -> ExpressionNode {
        switch expression {
        case .literal(let scalar, let type): return try literal(scalar, type)
        case .column(let index, let name, let type):
            guard input.fields.indices.contains(index), input.fields[index].type == type else {
                throw EvaluationError(.unsupported, in: "column \(name)")
            }
            return ExpressionNode(operation: .column(index), type: type, label: name, canFail: false, isCheap: true)
        case .unary(.negate, let operand):
            if operand.type == .null { return try literal(.null, .null) }
            let child = try compile(operand)
            guard operand.type.isNumeric else { throw unsupported("-", [operand]) }
            return node(.negate(child), operand.type, "-", fails: operand.type == .int64, cheap: true, [child])
        case .unary(.not, let operand):
            let child = try compile(operand, as: .boolean)
            guard nodes[child].type == .boolean else { throw unsupported("NOT", [operand]) }
            return node(.not(child), .boolean, "NOT", fails: false, cheap: true, [child])
        case .binary(let op, let left, let right): return try makeBinary(op, left, right)
        case .isNull(let operand):
            if operand.type == .null { return try literal(.boolean(true), .boolean) }
            let child = try compile(operand)
            return node(.isNull(child), .boolean, "IS NULL", fails: false, cheap: true, [child])
        case .inList(let operand, let elements): return try makeInList(operand, elements)
        case .like(let operand, let pattern, let caseInsensitive):
            return try makeLike(operand, pattern, caseInsensitive: caseInsensitive)
        case .conditional(let branches, let otherwise): return try makeConditional(branches, otherwise)
        case .cast(let operand, let type, let orNull): return try makeCast(operand, type, orNull: orNull)
        case .call(let function, let arguments, let type): return try makeCall(function, arguments, type)
        }
    }

    private func unsupported(_ operation: String, _ operands: [Expression]) -> EvaluationError {
        EvaluationError(
            .unsupported, in: "\(operation)(\(operands.map { $0.type.name }.joined(separator: ", ")))")
    }

    private func node(
        _ operation: ExpressionNode.Operation, _ type: DataType, _ label: String, fails: Bool, cheap: Bool,
        _ children: [Int]
    ) -> ExpressionNode {
        ExpressionNode(
            operation: operation, type: type, label: label,
            canFail: fails || children.contains { nodes[$0].canFail },
            isCheap: cheap && children.allSatisfy { nodes[$0].isCheap })
    }

    private func makeBinary(
        _ op: BinaryOperator, _ left: Expression, _ right: Expression
    ) throws(EvaluationError) -> ExpressionNode {
        switch op {
        case .and, .or:
            let a = try compile(left, as: .boolean)
            let b = try compile(right, as: .boolean)
            guard nodes[a].type == .boolean, nodes[b].type == .boolean else {
                throw unsupported(op.rawValue, [left, right])
            }
            return node(op == .and ? .and(a, b) : .or(a, b), .boolean, op.rawValue, fails: false, cheap: true, [a, b])
        case .concatenate: return try makeCall(.concat, [left, right], .string)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isNotDistinct:
            let type = left.type == .null ? right.type : left.type
            if type == .null { return try literal(op == .isNotDistinct ? .boolean(true) : .null, .boolean) }
            let a = try compile(left.compared, as: type)
            let b = try compile(right.compared, as: type)
            guard nodes[a].type.compares(with: nodes[b].type) else { throw unsupported(op.rawValue, [left, right]) }
            let cheap = type != .string || (op == .equal || op == .notEqual) && (isLiteral(a) || isLiteral(b))
            return node(.comparison(op, a, b), .boolean, op.rawValue, fails: false, cheap: cheap, [a, b])
        case .bitAnd, .bitOr, .bitXor:
            let a = try compile(left, as: .int64)
            let b = try compile(right, as: .int64)
            guard nodes[a].type == .int64, nodes[b].type == .int64 else {
                throw unsupported(op.rawValue, [left, right])
            }
            return node(.bitwise(op, a, b), .int64, op.rawValue, fails: false, cheap: true, [a, b])
        case .add, .subtract, .multiply, .divide, .modulo, .integerDivide:
            let type = left.type == .null ? right.type : left.type
            if type == .null { return try literal(.null, .null) }
            let a = try compile(left, as: type)
            let b = try compile(right, as: type)
            if let x = nodes[a].type.decimalType, let y = nodes[b].type.decimalType {
                return makeDecimalArithmetic(op, a, x, b, y)
            }
            guard nodes[a].type == nodes[b].type, type.isNumeric, op != .divide || type == .double,
                op != .integerDivide || type == .int64
            else { throw unsupported(op.rawValue, [left, right]) }
            return node(
                .arithmetic(op, a, b), type, op.rawValue, fails: arithmeticCanFail(op, type, divisor: b), cheap: true,
                [a, b])
        }
    }

    /// Whether an arithmetic operator can fail, given its right operand: a suitable literal divisor cannot.
    private func arithmeticCanFail(_ op: BinaryOperator, _ type: DataType, divisor: Int) -> Bool {
        switch op {
        case .add, .subtract, .multiply: return type == .int64
        default:
            guard let literal = nodes[divisor].literal, !literal.isNull(at: 0) else { return true }
            if type == .double { return literal.doubles[0] == 0 }
            return literal.int64s[0] == 0 || (op == .integerDivide && literal.int64s[0] == -1)
        }
    }

    private func makeDecimalArithmetic(
        _ op: BinaryOperator, _ a: Int, _ x: DecimalType, _ b: Int, _ y: DecimalType
    ) -> ExpressionNode {
        guard let operation = op.decimalOperator else {
            return node(.decimalDivision(a, b), .int64, op.rawValue, fails: true, cheap: false, [a, b])
        }
        let arithmetic = DecimalArithmetic(operation, x, y)
        let divides = operation == .divide || operation == .modulo
        let isDivisorSafe = !divides || nodes[b].literal.map { !$0.isNull(at: 0) && $0.decimals[0] != 0 } ?? false
        return node(
            .decimalArithmetic(arithmetic, a, b), arithmetic.result.dataType, op.rawValue,
            fails: !arithmetic.isNarrow || !isDivisorSafe, cheap: !divides, [a, b])
    }

    private func makeInList(_ operand: Expression, _ elements: [Expression]) throws(EvaluationError) -> ExpressionNode {
        let type = operand.type == .null ? elements.first { $0.type != .null }?.type ?? .null : operand.type
        if type == .null { return try literal(elements.isEmpty ? .boolean(false) : .null, .boolean) }
        let child = try compile(operand.compared, as: type)
        let indices = try compile(elements, as: type)
        guard indices.allSatisfy({ nodes[$0].type == type }) else { throw unsupported("IN", [operand] + elements) }
        let literals = indices.compactMap { nodes[$0].literal }
        if literals.count == indices.count {
            let set = LiteralSet(literals.map { $0[0] }, type: type)
            return node(
                .inLiterals(child, set), .boolean, "IN", fails: false, cheap: type != .string && set.isSmall, [child])
        }
        // x IN (a, b) is x = a OR x = b, also in three-valued logic.
        var chain = try compile(.binary(.equal, operand, elements[0]))
        for element in elements.dropFirst() {
            let next = try compile(.binary(.equal, operand, element))
            nodes.append(node(.or(chain, next), .boolean, "IN", fails: false, cheap: true, [chain, next]))
            chain = nodes.count - 1
        }
        return nodes[chain]
    }

    private func makeLike(
        _ operand: Expression, _ pattern: Expression, caseInsensitive: Bool
    ) throws(EvaluationError) -> ExpressionNode {
        if operand.type == .null || pattern.type == .null { return try literal(.null, .boolean) }
        // As in Spark, ILIKE is LIKE between the lower-cased sides.
        let text = try compile(caseInsensitive ? .call(.lower, [operand], type: .string) : operand)
        let shape = try compile(caseInsensitive ? .call(.lower, [pattern], type: .string) : pattern)
        guard nodes[text].type == .string, nodes[shape].type == .string else {
            throw unsupported("LIKE", [operand, pattern])
        }
        if let literal = nodes[shape].literal {
            if literal.isNull(at: 0) { return try self.literal(.null, .boolean) }
            if let compiled = LikePattern(literal.stringBytes(at: 0)) {
                return node(.like(text, compiled), .boolean, "LIKE", fails: false, cheap: false, [text])
            }
        }
        return node(.likeDynamic(text, pattern: shape), .boolean, "LIKE", fails: true, cheap: false, [text, shape])
    }

    private func makeConditional(
        _ branches: [ConditionalBranch], _ otherwise: Expression
    ) throws(EvaluationError) -> ExpressionNode {
        let values = branches.map(\.value) + [otherwise]
        let type = values.first { $0.type != .null }?.type ?? .null
        if type == .null { return try literal(.null, .null) }
        let conditions = try compile(branches.map(\.condition), as: .boolean)
        let results = try compile(values, as: type)
        guard conditions.allSatisfy({ nodes[$0].type == .boolean }), results.allSatisfy({ nodes[$0].type == type })
        else {
            throw unsupported("CASE", values)
        }
        guard conditions.count < Int(UInt16.max) else { throw EvaluationError(.unsupported, in: "CASE") }
        // Texts from several columns are copied, which is not cheap; literal texts share their bytes.
        let cheap = conditions.count <= 8 && (type != .string || results.allSatisfy(isLiteral))
        return node(
            .choose(conditions: conditions, values: results), type, "CASE", fails: false, cheap: cheap,
            conditions + results)
    }

    private func makeCast(_ operand: Expression, _ type: DataType, orNull: Bool) throws(EvaluationError)
        -> ExpressionNode
    {
        if type == .null || operand.type == .null { return try literal(.null, type) }
        let child = try compile(operand)
        let label = "\(orNull ? "TRY_CAST" : "CAST")(\(operand.type.name) AS \(type.name))"
        guard let kind = CastKind(from: operand.type, to: type) else { throw EvaluationError(.unsupported, in: label) }
        return node(
            .cast(child, orNull: orNull), type, label, fails: kind == .canFail && !orNull, cheap: kind == .cheap,
            [child])
    }

    private func makeCall(
        _ function: ScalarFunction, _ arguments: [Expression], _ type: DataType
    ) throws(EvaluationError) -> ExpressionNode {
        let common = arguments.first { $0.type != .null }?.type ?? .null
        let signature = FunctionSignature(function, of: common)
        guard signature.accepts(arguments.count), arguments.count < Int(UInt16.max) else {
            throw unsupported(function.rawValue, arguments)
        }
        if signature.isStrict && arguments.contains(where: { $0.type == .null }) { return try literal(.null, type) }
        if common == .null && !arguments.isEmpty {
            return try literal(function == .isnan ? .boolean(false) : .null, type)
        }
        if function == .nullif {
            let isEqual = Expression.binary(.equal, arguments[0], arguments[1])
            return try makeConditional(
                [ConditionalBranch(condition: isEqual, value: .literal(.null, common))], arguments[0])
        }
        if let operation = function.checkedOperator?.decimalOperator, let x = arguments[0].type.decimalType,
            let y = arguments[1].type.decimalType
        {
            let (a, b) = (try compile(arguments[0]), try compile(arguments[1]))
            let arithmetic = DecimalArithmetic(operation, x, y)
            return node(
                .decimalArithmetic(arithmetic, a, b, orNull: true), arithmetic.result.dataType, function.rawValue,
                fails: false, cheap: false, [a, b])
        }
        if function == .pmod, let x = arguments[0].type.decimalType, let y = arguments[1].type.decimalType {
            let (a, b) = (try compile(arguments[0]), try compile(arguments[1]))
            return node(
                .call(.pmod, [a, b]), DecimalType.remainder(x, y).dataType, function.rawValue, fails: true,
                cheap: false, [a, b])
        }
        var children: [Int] = []
        for (index, argument) in arguments.enumerated() {
            let expected = signature.parameterType(index) ?? common
            children.append(try compile(argument, as: expected))
            guard signature.parameterAccepts(index, nodes[children[index]].type, common: common) else {
                throw unsupported(function.rawValue, arguments)
            }
        }
        let operation: ExpressionNode.Operation
        switch function {
        case .coalesce: operation = .coalesce(children)
        case .date_trunc:
            guard let unit = try unit(children[0], function) else { return try literal(.null, type) }
            let cheap = zone.isUTC && unit.fixedMicroseconds != nil
            return node(
                .truncate(children[1], unit), type, function.rawValue, fails: false, cheap: cheap, [children[1]])
        case .trunc:
            guard let unit = try unit(children[1], function) else { return try literal(.null, type) }
            guard unit.fixedMicroseconds == nil else {
                throw EvaluationError(.invalidArgument, in: function.rawValue, text: unit.rawValue)
            }
            operation = .truncate(children[0], unit)
            return node(operation, type, function.rawValue, fails: false, cheap: false, [children[0]])
        case .timestampadd:
            guard let unit = try unit(children[0], function) else { return try literal(.null, type) }
            operation = .addUnits(unit, count: children[1], to: children[2])
        case .timestampdiff:
            guard let unit = try unit(children[0], function) else { return try literal(.null, type) }
            operation = .unitsBetween(unit, children[1], children[2])
        default: operation = .call(function, children)
        }
        let isPlainAbs = function == .abs && type != .int64
        let fails = signature.canFail && !isPlainAbs
        let cheap = function == .isnan || function == .coalesce && type != .string || isPlainAbs
        return node(operation, type, function.rawValue, fails: fails, cheap: cheap, children)
    }

    /// The calendar unit a literal names; nil for a null literal.
    private func unit(_ node: Int, _ function: ScalarFunction) throws(EvaluationError) -> CalendarUnit? {
        guard let literal = nodes[node].literal else {
            throw EvaluationError(.unsupported, in: "\(function.rawValue) with a unit that is not a literal")
        }
        guard case .string(let name) = literal[0] else { return nil }
        guard let unit = CalendarUnit(name: name) else {
            throw EvaluationError(.invalidArgument, in: function.rawValue, text: name)
        }
        return unit
    }
}

extension ExpressionNode {
    /// The nodes it reads; nil for a column.
    var children: [Int]? {
        switch operation {
        case .literal: []
        case .column: nil
        case .negate(let a), .not(let a), .isNull(let a), .inLiterals(let a, _), .like(let a, _), .cast(let a, _),
            .truncate(let a, _):
            [a]
        case .decimalArithmetic(_, let a, let b, _), .decimalDivision(let a, let b): [a, b]
        case .arithmetic(_, let a, let b), .bitwise(_, let a, let b), .comparison(_, let a, let b), .and(let a, let b),
            .or(let a, let b),
            .likeDynamic(let a, let b), .addUnits(_, let a, let b), .unitsBetween(_, let a, let b):
            [a, b]
        case .choose(let conditions, let values): conditions + values
        case .coalesce(let all), .call(_, let all): all
        }
    }
}

extension Scalar {
    /// Whether it is a decimal of this type, which may allow more digits than it has.
    fileprivate func fits(_ type: DataType) -> Bool {
        guard case .decimal(let number) = self, case .decimal(let precision, let scale) = type else { return false }
        return number.scale == scale && number.precision <= precision
    }
}

extension Expression {
    /// The same without a cast that changes no digit: decimals of one scale compare by their unscaled numbers.
    fileprivate var compared: Expression {
        guard case .cast(let operand, let type, _) = self, let from = operand.type.decimalType,
            let to = type.decimalType,
            from.scale == to.scale, from.precision <= to.precision
        else { return self }
        return operand
    }
}

extension DataType {
    /// Whether values of both compare as they are stored.
    fileprivate func compares(with other: DataType) -> Bool {
        if let a = decimalType, let b = other.decimalType { return a.scale == b.scale }
        return self == other
    }
}
