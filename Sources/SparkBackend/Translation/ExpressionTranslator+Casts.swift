#if Spark
    import Columnar
    import QueryPlan

    extension ExpressionTranslator {
        /// A cast that takes what ours takes and writes what ours writes.
        ///
        /// Spark's makes null of a NaN, reads digits of every script, Java's spellings of numbers, days without a month, times without a day and
        /// names of zones, and writes `1.0E7`.
        func guarded(
            _ operand: SparkExpression, from source: DataType, to type: DataType, orNull: Bool
        ) -> SparkExpression {
            let refused: SparkExpression
            var accepted = operand
            switch (source, type) {
            case (.double, .string): return ExpressionTranslator.text(ofDouble: operand)
            case (.double, .decimal):
                refused = .any([
                    .call("isnan", operand), .call(">", .call("abs", operand), .double(.greatestFiniteMagnitude)),
                ])
            case (.string, .decimal): refused = .call("regexp_like", operand, .text("[^\\x00-\\x7F]"))
            case (.string, .double): refused = ExpressionTranslator.isNot(operand, TextPattern.double)
            case (.string, .date):
                refused = ExpressionTranslator.isNot(operand, TextPattern.time)
                accepted = .call("regexp_extract", operand, .text(TextPattern.day), .int(0))
            case (.string, .timestamp):
                refused = ExpressionTranslator.isNot(operand, TextPattern.time)
                accepted = .call("upper", .call("replace", operand, .text(","), .text(".")))
            default: return operand.cast(type, orNull: orNull)
            }
            let otherwise: SparkExpression = orNull ? .null(type) : .failure(RowFaultMessage.castFailed, as: type)
            return .choice([(refused, otherwise)], otherwise: accepted.cast(type, orNull: orNull))
        }

        /// Whether a text with blanks around it is not of a pattern; null for null.
        private static func isNot(_ text: SparkExpression, _ pattern: String) -> SparkExpression {
            let blanks = "[\\x00-\\x20\\x7F]*"
            return .call("not", .call("regexp_like", text, .text("^\(blanks)(\(pattern))\(blanks)$")))
        }

        /// Patterns of texts that stand for values, as Java's expressions have them (`SQLText` and `TimestampText` in words).
        private enum TextPattern {
            static let day = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
            private static let clock = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?"
            private static let offset = " ?([Zz]|[+-][0-9]{2}(:?[0-5][0-9])?)"
            /// A day, with a time of it or without.
            static let time = "\(day)([Tt ]\(clock)(\(offset))?)?"
            static let double =
                "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?|(?i:[+-]?inf(inity)?|nan)"
        }

        /// A double as ours is written: `10000000.0` and `1e+20`, where Spark has `1.0E7` and `1.0E20`.
        private static func text(ofDouble value: SparkExpression) -> SparkExpression {
            let text = value.cast(.string)
            let sign = SparkExpression.choice([(.call("<", value, .double(0)), .text("-"))], otherwise: .text(""))
            let number = SparkExpression.call(
                "regexp_replace", .call("split_part", text, .text("E"), .int(1)), .text("^-|[.]0$"), .text(""))
            let digits = SparkExpression.call("replace", number, .text("."), .text(""))
            let exponent = SparkExpression.call("split_part", text, .text("E"), .int(2)).cast(sparkType: "int")
            let wholeDigits = SparkExpression.call("+", exponent, .int(1))
            let whole = SparkExpression.call(
                "concat", sign, .call("rpad", digits, wholeDigits, .text("0")), .text("."),
                .choice(
                    [
                        (
                            .call(">", .call("length", digits), wholeDigits),
                            .call("substring", digits, .call("+", exponent, .int(2)))
                        )
                    ], otherwise: .text("0")))
            let power = SparkExpression.call("abs", exponent).cast(.string)
            let scientific = SparkExpression.call(
                "concat", sign, number, .text("e"),
                .choice([(.call("<", exponent, .int(0)), .text("-"))], otherwise: .text("+")),
                .call("lpad", power, .call("greatest", .call("length", power), .int(2)), .text("0")))
            return .choice(
                [
                    (.call("not", .call("contains", text, .text("E"))), text),
                    (.call("==", exponent, .int(-4)), .call("concat", sign, .text("0.000"), digits)),
                    // Numbers are written out as far as all whole ones are doubles.
                    (
                        .all([.call(">", exponent, .int(0)), .call("<=", .call("abs", value), .double(0x1p53))]),
                        whole
                    ),
                ], otherwise: scientific)
        }
    }
#endif
