#if Spark
    import SparkConnectProtocol

    /// A plan as a relation of Spark's, with what is known of its rows.
    struct TranslatedPlan {
        /// The relation.
        var relation: Spark_Connect_Relation
        /// The names of the plan's columns in the relation, in order; a name may come twice.
        var columns: [String]
        /// The column that tells the order of the rows, an array of bigints; nil when none was asked for.
        var order: String?
        /// Sets of columns whose values no two rows share. The empty set says that there is one row at most.
        var unique: [Set<String>] = []

        /// Whether rows that are equal in some columns are one row.
        func isTold(apart names: Set<String>) -> Bool { unique.contains { $0.isSubset(of: names) } }

        /// The columns' expressions, each once, and the order's.
        var kept: [SparkExpression] {
            var seen: Set<String> = []
            return (columns + [order].compactMap { $0 }).filter { seen.insert($0).inserted }.map { .column($0) }
        }
    }

    extension Spark_Connect_Relation {
        /// One output column for each expression.
        func projected(_ expressions: [SparkExpression]) -> Spark_Connect_Relation {
            var relation = Spark_Connect_Relation()
            relation.project.input = self
            relation.project.expressions = expressions
            return relation
        }

        /// The rows for which a condition is true.
        func filtered(_ condition: SparkExpression) -> Spark_Connect_Relation {
            var relation = Spark_Connect_Relation()
            relation.filter.input = self
            relation.filter.condition = condition
            return relation
        }

        /// The rows in an order.
        func sorted(_ order: [Spark_Connect_Expression.SortOrder]) -> Spark_Connect_Relation {
            var relation = Spark_Connect_Relation()
            relation.sort.input = self
            relation.sort.order = order
            relation.sort.isGlobal = true
            return relation
        }

        /// One row for each distinct value of some columns: those, then the aggregates.
        func grouped(by keys: [String], _ aggregates: [SparkExpression]) -> Spark_Connect_Relation {
            var relation = Spark_Connect_Relation()
            relation.aggregate.input = self
            relation.aggregate.groupType = .groupby
            relation.aggregate.groupingExpressions = keys.map { .column($0) }
            relation.aggregate.aggregateExpressions = aggregates
            return relation
        }

        /// The rows of this, then those of another.
        func followed(by other: Spark_Connect_Relation) -> Spark_Connect_Relation {
            var relation = Spark_Connect_Relation()
            relation.setOp.leftInput = self
            relation.setOp.rightInput = other
            relation.setOp.setOpType = .union
            relation.setOp.isAll = true
            return relation
        }

        /// The rows of a relation that the session has a name for.
        static func table(_ name: String) -> Spark_Connect_Relation {
            var relation = Spark_Connect_Relation()
            relation.read.namedTable.unparsedIdentifier = name
            return relation
        }

        /// So many rows with an `id` from 0.
        static func rows(_ count: Int) -> Spark_Connect_Relation {
            var relation = Spark_Connect_Relation()
            relation.range.start = 0
            relation.range.end = Int64(count)
            relation.range.step = 1
            relation.range.numPartitions = 1
            return relation
        }
    }
#endif
