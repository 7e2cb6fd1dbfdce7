#if Spark
    import Columnar
    import QueryPlan
    import SparkConnectProtocol

    /// Our window expressions as Spark's.
    struct WindowTranslator {
        /// Over the rows of the input.
        let rows: ExpressionTranslator
        /// The column that tells the input's order; nil where no window looks at it.
        let order: RowOrderColumn?

        /// Translates a window expression. `number` is the row number in its partition and order, for those that need one.
        ///
        /// - Throws: `Untranslatable`.
        func translate(_ window: WindowExpression, number: String?) throws(Untranslatable) -> SparkExpression {
            var specification = try partition(window)
            switch window.function {
            case .rowNumber: return placed(.call("row_number"), specification).cast(.int64)
            case .rank: return placed(.call("rank"), specification).cast(.int64)
            case .denseRank: return placed(.call("dense_rank"), specification).cast(.int64)
            case .percentRank: return placed(.call("percent_rank"), specification)
            case .cumeDist: return placed(.call("cume_dist"), specification)
            case .ntile(let parts):
                return placed(.call("ntile", .int(Int32(clamping: parts))), specification).cast(.int64)
            case .lag(let value, let offset, let fallback, let ignoresNulls):
                return placed(
                    .call(
                        offset < 0 ? "lead" : "lag", try rows.translate(value), .int(Int32(clamping: offset.magnitude)),
                        try rows.translate(fallback), .boolean(ignoresNulls)), specification)
            case .nthValue(let value, let place, let ignoresNulls):
                specification.frameSpec = frame(window.frame)
                return placed(
                    .call("nth_value", try rows.translate(value), .int(Int32(clamping: place)), .boolean(ignoresNulls)),
                    specification)
            case .aggregate(let aggregate):
                if aggregate.isDistinct, aggregate.function != .string_agg {
                    throw Untranslatable(what: window.sql, reason: "windows count no distinct values there")
                }
                specification.frameSpec = frame(window.frame)
                let whole = specification
                return try AggregateTranslator(
                    rows: rows, order: number.map { RowOrderColumn(name: $0, isNumber: true) } ?? order,
                    placed: { placed($0, whole) }
                ).translate(aggregate)
            }
        }

        /// The number of a row within its partition, in the window's order and then in the input's.
        ///
        /// - Throws: `Untranslatable`.
        func number(_ window: WindowExpression) throws(Untranslatable) -> SparkExpression {
            placed(.call("row_number"), try partition(window, breaksTies: true)).cast(.int64)
        }

        private func partition(
            _ window: WindowExpression, breaksTies: Bool = false
        ) throws(Untranslatable) -> Spark_Connect_Expression.Window {
            var specification = Spark_Connect_Expression.Window()
            specification.partitionSpec = try rows.translate(window.partitionBy)
            for key in window.orderBy { specification.orderSpec.append(try rows.sortOrder(key)) }
            if breaksTies || window.seesTies, let order {
                specification.orderSpec.append(SparkSortOrder.ascending(order.name))
            }
            if specification.orderSpec.isEmpty, window.function.needsOrder || breaksTies {
                var constant = Spark_Connect_Expression.SortOrder()
                constant.child = .long(1)
                constant.direction = .ascending
                constant.nullOrdering = .sortNullsFirst
                specification.orderSpec = [constant]
            }
            return specification
        }

        private func placed(
            _ call: SparkExpression, _ specification: Spark_Connect_Expression.Window
        ) -> SparkExpression {
            var expression = SparkExpression()
            expression.window = specification
            expression.window.windowFunction = call
            return expression
        }

        private func frame(_ frame: WindowFrame) -> Spark_Connect_Expression.Window.WindowFrame {
            var result = Spark_Connect_Expression.Window.WindowFrame()
            result.frameType = frame.unit == .rows ? .row : .range
            result.lower = bound(frame.start)
            result.upper = bound(frame.end)
            return result
        }

        private func bound(_ bound: WindowFrame.Bound) -> Spark_Connect_Expression.Window.WindowFrame.FrameBoundary {
            var result = Spark_Connect_Expression.Window.WindowFrame.FrameBoundary()
            switch bound {
            case .unboundedPreceding, .unboundedFollowing: result.unbounded = true
            case .offset(0): result.currentRow = true
            case .offset(let rows): result.value = .int(Int32(clamping: rows))
            }
            return result
        }
    }

    extension WindowFunction {
        /// Whether Spark wants an order even where none is written.
        fileprivate var needsOrder: Bool {
            switch self {
            case .rowNumber, .rank, .denseRank, .percentRank, .cumeDist, .ntile, .lag: true
            case .nthValue, .aggregate: false
            }
        }
    }

    extension WindowExpression {
        /// Whether rows that are equal in the order are told apart, so that the order of the input counts.
        var seesTies: Bool {
            switch function {
            case .rank, .denseRank, .percentRank, .cumeDist: return false
            case .rowNumber, .ntile, .lag: return true
            case .nthValue: return frame.unit == .rows
            case .aggregate: return frame.unit == .rows && frame != .partition
            }
        }

        /// Whether the function looks at the order of its frame's rows, and so needs their number.
        var needsNumber: Bool {
            if case .aggregate(let aggregate) = function { aggregate.function.looksAtOrder } else { false }
        }
    }

    /// Orders as Spark Connect has them.
    enum SparkSortOrder {
        /// The smallest value of a column first.
        static func ascending(_ column: String) -> Spark_Connect_Expression.SortOrder {
            var order = Spark_Connect_Expression.SortOrder()
            order.child = .column(column)
            order.direction = .ascending
            order.nullOrdering = .sortNullsFirst
            return order
        }
    }

    extension ExpressionTranslator {
        /// Translates a key of an order.
        ///
        /// - Throws: `Untranslatable`.
        func sortOrder(_ key: SortKey) throws(Untranslatable) -> Spark_Connect_Expression.SortOrder {
            var order = Spark_Connect_Expression.SortOrder()
            order.child = try translate(key.expression)
            order.direction = key.isDescending ? .descending : .ascending
            order.nullOrdering = key.nullsFirst ? .sortNullsFirst : .sortNullsLast
            return order
        }
    }
#endif
