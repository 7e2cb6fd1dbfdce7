#if Spark
    import Columnar
    import QueryPlan
    import SparkConnectProtocol

    /// Our expressions as Spark's, over an input whose columns have names of their own.
    ///
    /// Values become literals, never text of a query. Where a function of Spark differs from ours, the expression is one that does not.
    struct ExpressionTranslator {
        /// The input's columns by position.
        let columns: [String]

        /// Translates an expression.
        ///
        /// - Throws: `Untranslatable`.
        func translate(_ expression: Expression) throws(Untranslatable) -> SparkExpression {
            switch expression {
            case .literal(let value, let type): return .literal(value, type)
            case .column(let index, _, _): return .column(columns[index])
            case .unary(.not, let operand): return .call("not", try translate(operand))
            case .unary(.negate, let operand): return .call("negative", try translate(operand))
            case .binary(let op, let left, let right): return try binary(op, left, right, expression)
            case .isNull(let operand): return try translate(operand).isNull
            case .inList(let value, let list):
                return .call("in", [try translate(value)] + (try translate(list)))
            case .like(let value, let pattern, let caseInsensitive):
                return .call(caseInsensitive ? "ilike" : "like", try translate(value), try translate(pattern))
            case .conditional(let branches, let otherwise):
                var pairs: [(SparkExpression, SparkExpression)] = []
                for branch in branches { pairs.append((try translate(branch.condition), try translate(branch.value))) }
                return .choice(pairs, otherwise: try translate(otherwise))
            case .cast(let value, let type, let orNull): return try cast(value, type, orNull: orNull)
            case .call(let function, let arguments, let type): return try call(function, arguments, type)
            }
        }

        /// Translates several expressions.
        func translate(_ expressions: [Expression]) throws(Untranslatable) -> [SparkExpression] {
            var translated: [SparkExpression] = []
            for expression in expressions { translated.append(try translate(expression)) }
            return translated
        }

        private func binary(
            _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ whole: Expression
        ) throws(Untranslatable) -> SparkExpression {
            switch op {
            case .and: return .all(try translate(whole.terms(of: .and)))
            case .or: return .any(try translate(whole.terms(of: .or)))
            case .notEqual: return .call("not", .call("==", try translate(left), try translate(right)))
            case .equal: return .call("==", try translate(left), try translate(right))
            case .concatenate: return .call("concat", try translate(left), try translate(right))
            default:
                let result = SparkExpression.call(op.rawValue, try translate(left), try translate(right))
                return whole.type.isDecimal ? result.cast(whole.type) : result
            }
        }

        private func cast(_ value: Expression, _ type: DataType, orNull: Bool) throws(Untranslatable) -> SparkExpression
        {
            let operand = try translate(value)
            if value.type == type { return operand }
            return guarded(operand, from: value.type, to: type, orNull: orNull)
        }

        /// A position or length, which is an int in Spark: those beyond count as the largest there are.
        func int32(_ expression: Expression) throws(Untranslatable) -> SparkExpression {
            if case .literal(.int64(let value), _) = expression { return .int(Int32(clamping: value)) }
            let value = try translate(expression)
            // The bounds alone are no value: greatest and least pass over nulls.
            let bounded = SparkExpression.call(
                "least", .call("greatest", value, .long(Int64(Int32.min))), .long(Int64(Int32.max)))
            return SparkExpression.choice([(value.isNotNull, bounded)], otherwise: .null(.int64)).cast(sparkType: "int")
        }
    }

    extension Expression {
        /// The operands of a chain of one operator, in order.
        fileprivate func terms(of op: BinaryOperator) -> [Expression] {
            var terms: [Expression] = []
            var stack = [self]
            while let next = stack.popLast() {
                if case .binary(op, let left, let right) = next {
                    stack.append(right)
                    stack.append(left)
                } else {
                    terms.append(next)
                }
            }
            return terms
        }
    }
#endif
