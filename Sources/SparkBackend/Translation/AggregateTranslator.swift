#if Spark
    import Columnar
    import QueryPlan

    /// Our aggregates as Spark's, over groups or over the frames of windows.
    struct AggregateTranslator {
        /// Over the rows that are aggregated.
        let rows: ExpressionTranslator
        /// The column that tells the order of the rows; nil where no aggregate looks at it.
        let order: RowOrderColumn?
        /// Puts each single aggregate where it is computed: nothing for groups, its window for windows.
        let placed: (SparkExpression) -> SparkExpression

        /// Translates an aggregate.
        ///
        /// - Throws: `Untranslatable`.
        func translate(_ aggregate: AggregateExpression) throws(Untranslatable) -> SparkExpression {
            let result = try value(aggregate)
            return aggregate.type.isDecimal ? result.cast(aggregate.type) : result
        }

        private func value(_ aggregate: AggregateExpression) throws(Untranslatable) -> SparkExpression {
            let filter = try aggregate.filter.map { (filter) throws(Untranslatable) in try rows.translate(filter) }
            let arguments = try rows.translate(aggregate.arguments)
            /// A value where the row counts, else null.
            func counted(_ value: SparkExpression, _ type: DataType) -> SparkExpression {
                filter.map { .choice([($0, value)], otherwise: .null(type)) } ?? value
            }
            func simple(_ name: String) -> SparkExpression {
                var inputs = arguments
                for index in inputs.indices where index == 0 || aggregate.function.isOfPairs {
                    inputs[index] = counted(inputs[index], aggregate.arguments[index].type)
                }
                return placed(.call(name, inputs, isDistinct: aggregate.isDistinct))
            }
            switch aggregate.function {
            case .countAll: return placed(.call("count", counted(.long(1), .int64)))
            case .approx_percentile:
                return placed(
                    .call(
                        "approx_percentile", counted(arguments[0], aggregate.arguments[0].type), arguments[1],
                        .int(10000)))
            case .min_by, .max_by:
                let isSmallest = aggregate.function == .min_by
                let place = try order(of: aggregate)
                let key = SparkExpression.call("struct", arguments[1], isSmallest ? place.value : place.reversed)
                let counts = SparkExpression.all([arguments[1].isNotNull] + [filter].compactMap { $0 })
                return placed(.call(aggregate.function.rawValue, arguments[0], .call("if", counts, key, .nothing)))
            case .first, .last:
                let place = try order(of: aggregate).value
                let key = filter.map { SparkExpression.call("if", $0, place, .nothing) } ?? place
                return placed(.call(aggregate.function == .first ? "min_by" : "max_by", arguments[0], key))
            case .single:
                let count = placed(.call("count", counted(.long(1), .int64)))
                let only = placed(.call("min_by", arguments[0], counted(.long(1), .int64)))
                return .choice(
                    [(.call(">", count, .long(1)), .failure(RowFaultMessage.severalRows, as: aggregate.type))],
                    otherwise: only)
            case .string_agg:
                let place = try order(of: aggregate).value
                let counts = SparkExpression.all([arguments[0].isNotNull] + [filter].compactMap { $0 })
                let pair = SparkExpression.call("struct", place.named("place"), arguments[0].named("text"))
                let pairs = placed(.call("collect_list", .call("if", counts, pair, .nothing)))
                var texts = SparkExpression.call(
                    "transform", .call("sort_array", pairs), .lambda("pair") { $0.field("text") })
                if aggregate.isDistinct { texts = .call("array_distinct", texts) }
                return .choice(
                    [(.call("==", .call("size", pairs), .int(0)), .null(.string))],
                    otherwise: .call("array_join", texts, arguments[1]))
            case .sum where aggregate.type == .int64:
                // All of them together may fit where some do not.
                let wide = counted(arguments[0].cast(.decimal(precision: 19, scale: 0)), aggregate.arguments[0].type)
                return placed(.call("sum", [wide], isDistinct: aggregate.isDistinct)).cast(.int64)
            case .count, .sum, .avg, .min, .max, .stddev_samp, .stddev_pop, .var_samp, .var_pop, .corr, .covar_samp,
                .covar_pop, .percentile, .bool_and, .bool_or, .approx_count_distinct:
                return simple(aggregate.function.rawValue)
            }
        }

        private func order(of aggregate: AggregateExpression) throws(Untranslatable) -> RowOrderColumn {
            guard let order else {
                throw Untranslatable(what: aggregate.sql, reason: "the order of its rows is not known there")
            }
            return order
        }
    }

    /// A column that tells the order of rows.
    struct RowOrderColumn {
        /// Its name.
        var name: String
        /// Whether it is a row number; else it is an array of them, one for each level of nesting.
        var isNumber: Bool

        /// The place of a row.
        var value: SparkExpression { .column(name) }

        /// Larger for earlier rows.
        var reversed: SparkExpression {
            if isNumber { return .call("negative", value) }
            return .call("transform", value, .lambda("place") { .call("negative", $0) })
        }
    }

    extension SparkExpression {
        /// A null that takes the type of what stands beside it.
        static var nothing: SparkExpression { .null(.null) }
    }

    extension AggregateFunction {
        /// Whether the result depends on the order of the rows.
        var looksAtOrder: Bool {
            switch self {
            case .first, .last, .string_agg, .min_by, .max_by: true
            default: false
            }
        }

        /// Whether both arguments are values of rows.
        fileprivate var isOfPairs: Bool {
            switch self {
            case .corr, .covar_samp, .covar_pop: true
            default: false
            }
        }
    }
#endif
