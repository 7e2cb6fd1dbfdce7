#if Spark
    import Columnar

    /// The rules by which texts of data files are values (`ValueText` and `TimestampText` in `DataFormats`), written with Spark's functions.
    ///
    /// Each gives null for a text that is no value, so that a null where there was a text is a row that does not fit. Spark's own casts are more
    /// generous: they read `1d` as a number and `2020` as a time.
    struct TextConversion {
        /// The zone of timestamps without an offset.
        let zone: String
        /// The session's zone, which is what Spark takes for them.
        let sessionZone: String

        /// The value of a text that is not null; null when it is none.
        func value(_ text: SparkExpression, as type: DataType) -> SparkExpression {
            switch type {
            case .string: text
            case .null: .null(.null)
            case .int64: integer(text)
            case .double: double(text)
            case .decimal: decimal(text, type)
            case .boolean: boolean(text)
            case .date: date(text)
            case .timestamp: timestamp(text)
            }
        }

        private func trimmed(_ text: SparkExpression) -> SparkExpression { .call("trim", .text(" \t"), text) }

        private func matches(_ text: SparkExpression, _ pattern: String) -> SparkExpression {
            .call("regexp_like", text, .text(pattern))
        }

        /// Digits are the usual case; a fraction of zeros and an exponent are possible.
        private func integer(_ text: SparkExpression) -> SparkExpression {
            let number = trimmed(text)
            let exact = number.cast(.decimal(precision: 38, scale: 18), orNull: true)
            let whole = SparkExpression.all([
                matches(number, "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$"),
                .call("==", exact, .call("floor", exact)),
            ])
            return .choice(
                [(matches(number, "^[+-]?[0-9]+$"), number.cast(.int64, orNull: true))],
                otherwise: .choice([(whole, exact.cast(.int64, orNull: true))], otherwise: .null(.int64)))
        }

        private func double(_ text: SparkExpression) -> SparkExpression {
            let number = trimmed(text)
            let value = number.cast(.double, orNull: true)
            let isFinite = SparkExpression.call(
                "<=", .call("abs", value), .double(.greatestFiniteMagnitude))
            return .choice(
                [
                    (
                        matches(number, "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$"),
                        .choice([(isFinite, value)], otherwise: .null(.double))
                    ),
                    (matches(number, "^(?i)[+-]?nan$"), .double(.nan)),
                    (matches(number, "^(?i)[+]?inf(inity)?$"), .double(.infinity)),
                    (matches(number, "^(?i)-inf(inity)?$"), .double(-.infinity)),
                ], otherwise: .null(.double))
        }

        private func decimal(_ text: SparkExpression, _ type: DataType) -> SparkExpression {
            let number = trimmed(text)
            return .choice(
                [
                    (
                        matches(number, "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$"),
                        number.cast(type, orNull: true)
                    )
                ], otherwise: .null(type))
        }

        private func boolean(_ text: SparkExpression) -> SparkExpression {
            let word = SparkExpression.call("lower", trimmed(text))
            func isOne(of words: [String]) -> SparkExpression { .call("in", [word] + words.map { .text($0) }) }
            return .choice(
                [
                    (isOne(of: ["true", "t", "yes", "y", "1"]), .boolean(true)),
                    (isOne(of: ["false", "f", "no", "n", "0"]), .boolean(false)),
                ], otherwise: .null(.boolean))
        }

        private func date(_ text: SparkExpression) -> SparkExpression {
            let day = trimmed(text)
            return .choice(
                [(matches(day, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), day.cast(.date, orNull: true))], otherwise: .null(.date)
            )
        }

        private func timestamp(_ text: SparkExpression) -> SparkExpression {
            let trimmed = trimmed(text)
            let clock = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"
            // Spark writes these in one way only.
            let usual = SparkExpression.call("upper", .call("replace", trimmed, .text(","), .text(".")))
            var branches: [(SparkExpression, SparkExpression)] = []
            let zoned = usual.cast(.timestamp, orNull: true)
            if zone == sessionZone {
                branches = [
                    (matches(trimmed, clock + " ?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?$"), zoned),
                    (matches(trimmed, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), zoned),
                ]
            } else {
                func local(_ suffix: String) -> SparkExpression {
                    SparkExpression.call("concat", usual, .text(suffix + zone)).cast(.timestamp, orNull: true)
                }
                branches = [
                    (matches(trimmed, clock + " ?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$"), zoned),
                    (matches(trimmed, clock + "$"), local(" ")),
                    (matches(trimmed, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), local("T00:00:00 ")),
                ]
            }
            return .choice(branches, otherwise: .null(.timestamp))
        }
    }
#endif
