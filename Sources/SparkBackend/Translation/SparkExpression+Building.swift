#if Spark
    import Columnar
    import SparkConnectProtocol

    /// An expression as Spark Connect has it.
    typealias SparkExpression = Spark_Connect_Expression

    extension SparkExpression {
        /// A column by name; a dot leads into a structure.
        static func column(_ name: String) -> SparkExpression {
            var expression = SparkExpression()
            expression.unresolvedAttribute.unparsedIdentifier = name
            return expression
        }

        /// A call of a built-in function or operator.
        static func call(_ name: String, _ arguments: [SparkExpression], isDistinct: Bool = false) -> SparkExpression {
            var expression = SparkExpression()
            expression.unresolvedFunction.functionName = name
            expression.unresolvedFunction.arguments = arguments
            expression.unresolvedFunction.isDistinct = isDistinct
            return expression
        }

        /// A call of a built-in function or operator.
        static func call(_ name: String, _ arguments: SparkExpression...) -> SparkExpression { call(name, arguments) }

        /// A call of a function that Spark's own SQL only reaches by special syntax.
        static func inner(_ name: String, _ arguments: [SparkExpression]) -> SparkExpression {
            var expression = call(name, arguments)
            expression.unresolvedFunction.isInternal = true
            return expression
        }

        /// A text.
        static func text(_ value: String) -> SparkExpression {
            var expression = SparkExpression()
            expression.literal.string = value
            return expression
        }

        /// A bigint.
        static func long(_ value: Int64) -> SparkExpression {
            var expression = SparkExpression()
            expression.literal.long = value
            return expression
        }

        /// An int, which is what lengths and positions are in Spark.
        static func int(_ value: Int32) -> SparkExpression {
            var expression = SparkExpression()
            expression.literal.integer = value
            return expression
        }

        /// A double.
        static func double(_ value: Double) -> SparkExpression {
            var expression = SparkExpression()
            expression.literal.double = value
            return expression
        }

        /// A truth value.
        static func boolean(_ value: Bool) -> SparkExpression {
            var expression = SparkExpression()
            expression.literal.boolean = value
            return expression
        }

        /// A null of a type.
        static func null(_ type: DataType) -> SparkExpression {
            var expression = SparkExpression()
            expression.literal.null = SparkType.type(type)
            return expression
        }

        /// A constant.
        static func literal(_ value: Scalar, _ type: DataType) -> SparkExpression {
            var expression = SparkExpression()
            switch value {
            case .null: return null(type)
            case .boolean(let value): expression.literal.boolean = value
            case .int64(let value): expression.literal.long = value
            case .double(let value): expression.literal.double = value
            case .string(let value): expression.literal.string = value
            case .date(let days): expression.literal.date = days
            case .timestamp(let microseconds): expression.literal.timestamp = microseconds
            case .decimal(let value):
                expression.literal.decimal.value = value.text
                let decimal = type.decimalType
                expression.literal.decimal.precision = Int32(decimal?.precision ?? value.precision)
                expression.literal.decimal.scale = Int32(decimal?.scale ?? value.scale)
            }
            return expression
        }

        /// The expression under a name.
        func named(_ name: String) -> SparkExpression {
            var expression = SparkExpression()
            expression.alias.expr = self
            expression.alias.name = [name]
            return expression
        }

        /// The expression under several names, for what makes several columns.
        func named(_ names: [String]) -> SparkExpression {
            var expression = named("")
            expression.alias.name = names
            return expression
        }

        /// The value as another type, in ANSI mode.
        func cast(_ type: DataType, orNull: Bool = false) -> SparkExpression {
            var expression = SparkExpression()
            expression.cast.expr = self
            expression.cast.type = SparkType.type(type)
            expression.cast.evalMode = orNull ? .try : .ansi
            return expression
        }

        /// The value as a type that only Spark has.
        func cast(sparkType: String, orNull: Bool = false) -> SparkExpression {
            var expression = SparkExpression()
            expression.cast.expr = self
            expression.cast.typeStr = sparkType
            expression.cast.evalMode = orNull ? .try : .ansi
            return expression
        }

        /// A field of a structure.
        func field(_ name: String) -> SparkExpression {
            var expression = SparkExpression()
            expression.unresolvedExtractValue.child = self
            expression.unresolvedExtractValue.extraction = .text(name)
            return expression
        }

        /// `CASE WHEN … THEN … ELSE … END`.
        static func choice(
            _ branches: [(SparkExpression, SparkExpression)], otherwise: SparkExpression
        ) -> SparkExpression {
            call("when", branches.flatMap { [$0.0, $0.1] } + [otherwise])
        }

        /// True where the value is null.
        var isNull: SparkExpression { .call("isnull", self) }

        /// True where the value is not null.
        var isNotNull: SparkExpression { .call("isnotnull", self) }

        /// All of them, as a tree that is not deep.
        static func all(_ terms: [SparkExpression]) -> SparkExpression { balanced("and", terms) ?? .boolean(true) }

        /// Any of them, as a tree that is not deep.
        static func any(_ terms: [SparkExpression]) -> SparkExpression { balanced("or", terms) ?? .boolean(false) }

        private static func balanced(_ name: String, _ terms: [SparkExpression]) -> SparkExpression? {
            var terms = terms
            while terms.count > 1 {
                var next: [SparkExpression] = []
                for index in stride(from: 0, to: terms.count, by: 2) {
                    next.append(index + 1 < terms.count ? .call(name, terms[index], terms[index + 1]) : terms[index])
                }
                terms = next
            }
            return terms.first
        }

        /// A function of one argument over the elements of an array.
        static func lambda(_ argument: String, _ body: (SparkExpression) -> SparkExpression) -> SparkExpression {
            var variable = Spark_Connect_Expression.UnresolvedNamedLambdaVariable()
            variable.nameParts = [argument]
            var reference = SparkExpression()
            reference.unresolvedNamedLambdaVariable = variable
            var expression = SparkExpression()
            expression.lambdaFunction.function = body(reference)
            expression.lambdaFunction.arguments = [variable]
            return expression
        }

        /// Fails on a row with a message that `RowFaultMessage` reads.
        static func failure(_ message: String, as type: DataType) -> SparkExpression {
            .call("raise_error", .text(message)).cast(type)
        }
    }
#endif
