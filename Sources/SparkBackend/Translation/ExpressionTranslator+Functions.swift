#if Spark
    import Columnar
    import QueryPlan

    extension ExpressionTranslator {
        /// Translates the call of a scalar function.
        func call(
            _ function: ScalarFunction, _ arguments: [Expression], _ type: DataType
        ) throws(Untranslatable) -> SparkExpression {
            let result = try uncoerced(function, arguments, type)
            // Spark counts in ints, and derives the digits of decimals by itself.
            switch function.sparkResult {
            case .same: return type.isDecimal ? result.cast(type) : result
            case .int: return result.cast(.int64)
            case .bytes: return .call("decode", result, .text("UTF-8"))
            }
        }

        private func uncoerced(
            _ function: ScalarFunction, _ arguments: [Expression], _ type: DataType
        ) throws(Untranslatable) -> SparkExpression {
            switch function {
            case .year, .quarter, .month, .day, .dayofweek, .dayofyear, .week:
                let day = try translate(arguments[0]).cast(.date)
                return .call(function == .week ? "weekofyear" : function.rawValue, day)
            case .weekday: return .call("+", .call("weekday", try translate(arguments[0]).cast(.date)), .int(1))
            case .hour, .minute, .second: return .call(function.rawValue, try translate(arguments[0]).cast(.timestamp))
            case .date_trunc:
                guard case .literal(.string(let unit), _) = arguments[0], arguments[1].type == .timestamp,
                    ["week", "month", "mon", "mm", "quarter", "year", "yyyy", "yy"].contains(unit.lowercased())
                else { return .call(function.rawValue, try translate(arguments)) }
                // Where clocks go through midnight twice, Spark's own has two starts of a month.
                return .call("trunc", try translate(arguments[1]).cast(.date), .text(unit)).cast(.timestamp)
            case .sign: return .call("sign", try translate(arguments[0]).cast(.double))
            case .round, .bround:
                guard arguments.count > 1 else { return .call(function.rawValue, try translate(arguments[0])) }
                guard case .literal = arguments[1] else {
                    throw Untranslatable(
                        what: Expression.call(function, arguments, type: type).sql,
                        reason: "the number of digits must be a constant there")
                }
                return .call(function.rawValue, try translate(arguments[0]), try int32(arguments[1]))
            case .factorial:
                let value = try translate(arguments[0])
                let fits = SparkExpression.all([.call(">=", value, .long(0)), .call("<=", value, .long(20))])
                return .choice(
                    [(fits, .call("factorial", .call("least", value, .long(21)).cast(sparkType: "int")))],
                    otherwise: .null(.int64))
            case .shiftleft, .shiftright, .shiftrightunsigned:
                let bits = SparkExpression.call("&", try translate(arguments[1]), .long(63)).cast(sparkType: "int")
                return .call(function.rawValue, try translate(arguments[0]), bits)
            case .trim, .ltrim, .rtrim:
                // The characters come first here.
                return .call(function.rawValue, try translate(arguments.reversed()))
            case .starts_with: return .call("startswith", try translate(arguments))
            case .ends_with: return .call("endswith", try translate(arguments))
            case .unix_timestamp: return .call("unix_seconds", try translate(arguments))
            case .substring, .left, .right, .split_part, .lpad, .rpad, .repeat, .space, .locate, .regexp_extract,
                .substring_index, .overlay, .levenshtein, .format_number, .sha2, .date_add, .date_sub, .make_date,
                .add_months, .date_from_unix_date, .bit_get, .regexp_replace:
                let translated = try withInts(function, arguments)
                let isPattern = function == .regexp_extract || function == .regexp_replace
                return .call(function.rawValue, isPattern ? withPattern(arguments, translated) : translated)
            case .base64:
                let text = SparkExpression.call("base64", try translate(arguments[0]).cast(sparkType: "binary"))
                // Some servers break long texts into lines.
                return .call("replace", text, .text("\r\n"), .text(""))
            case .regexp_like, .regexp_count, .regexp_instr, .regexp_substr:
                return .call(function.rawValue, try withPattern(arguments, translate(arguments)))
            case .md5, .sha1, .crc32:
                return .call(function.rawValue, try translate(arguments[0]).cast(sparkType: "binary"))
            case .timestampadd, .timestampdiff:
                guard case .literal(.string(let unit), _) = arguments[0] else {
                    throw Untranslatable(what: "\(function.rawValue)", reason: "its unit must be a constant there")
                }
                return .inner(
                    function.rawValue, [.text(unit.uppercased())] + (try translate(Array(arguments.dropFirst()))))
            case .make_timestamp:
                var translated: [SparkExpression] = []
                for (index, argument) in arguments.enumerated() {
                    switch index {
                    case 0..<5: translated.append(try int32(argument))
                    case 5: translated.append(try translate(argument).cast(.decimal(precision: 16, scale: 6)))
                    default: translated.append(try translate(argument))
                    }
                }
                return .call("make_timestamp", translated)
            case .convert_timezone:
                let wall = try translate(arguments[2]).cast(sparkType: "timestamp_ntz")
                return .call("convert_timezone", try translate(arguments[0]), try translate(arguments[1]), wall)
                    .cast(.timestamp)
            default: return .call(function.rawValue, try translate(arguments))
            }
        }

        /// Arguments with the pattern as Java's expressions want it: there `(?i)` alone knows only the letters of ASCII.
        private func withPattern(_ arguments: [Expression], _ translated: [SparkExpression]) -> [SparkExpression] {
            guard case .literal(.string(let pattern), _) = arguments[1] else { return translated }
            var translated = translated
            translated[1] = .text(pattern.replacing("(?i)", with: "(?iu)"))
            return translated
        }

        /// Arguments of which the integers are ints in Spark.
        private func withInts(
            _ function: ScalarFunction, _ arguments: [Expression]
        ) throws(Untranslatable) -> [SparkExpression] {
            var translated: [SparkExpression] = []
            for (index, argument) in arguments.enumerated() {
                // What a function looks at itself is no position.
                let isValue = index == 0 && (function == .format_number || function == .bit_get)
                translated.append(
                    argument.type == .int64 && !isValue ? try int32(argument) : try translate(argument))
            }
            return translated
        }
    }

    extension ScalarFunction {
        /// What Spark's function of the same name gives.
        fileprivate enum SparkResult {
            /// The type that ours has.
            case same
            /// An int or less.
            case int
            /// Bytes, where ours gives text.
            case bytes
        }

        fileprivate var sparkResult: SparkResult {
            switch self {
            case .bit_count, .bit_get, .length, .instr, .locate, .regexp_count, .regexp_instr, .octet_length,
                .bit_length,
                .ascii, .find_in_set, .levenshtein, .year, .quarter, .month, .day, .hour, .minute, .second, .weekday,
                .dayofweek, .dayofyear, .week, .datediff, .unix_date:
                .int
            case .unbase64, .unhex: .bytes
            default: .same
            }
        }
    }
#endif
