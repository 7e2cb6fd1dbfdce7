#if Spark
    import Columnar
    import QueryPlan
    import SparkConnectProtocol

    /// What is counted of a source's files.
    struct SourceCounts: Sendable {
        /// Rows of each file, those set aside excluded.
        var rows: [Int]
        /// Rows of each file that are set aside.
        var rejected: [Int]
        /// Rows without a time.
        var withoutTime = 0

        /// The columns of the query.
        static let schema = Schema([
            Field("file", .int64), Field("rows", .int64), Field("rejected", .int64), Field("without_time", .int64),
        ])

        /// Counts a source's rows by file.
        static func query(_ source: SparkSource, _ relation: Spark_Connect_Relation) -> SparkQuery {
            let isBad: SparkExpression = source.setsAside ? .column(SparkSource.badColumn) : .boolean(false)
            func counting(_ condition: SparkExpression) -> SparkExpression {
                .call("count", .choice([(condition, .long(1))], otherwise: .null(.int64)))
            }
            var lacksTime = SparkExpression.boolean(false)
            if let time = source.declaration.timeColumn, let index = source.index(of: time) {
                lacksTime = .all([SparkExpression.column(SparkSource.name(index)).isNull, .call("not", isBad)])
            }
            let counts = relation.grouped(
                by: [SparkSource.fileColumn],
                [
                    counting(.call("not", isBad)).named("rows"), counting(isBad).named("rejected"),
                    counting(lacksTime).named("without_time"),
                ])
            let names = [SparkSource.fileColumn, "rows", "rejected", "without_time"]
            let columns = names.enumerated().map { index, name in
                SparkExpression.column(name).cast(.int64).named(PlanTranslator.resultName(index))
            }
            return SparkQuery(
                .counts(source.declaration.name), schema: schema, sources: [source.declaration.name],
                relation: counts.projected(columns), isDigest: true)
        }

        /// The counts that the query gave.
        init(_ table: Table, fileCount: Int) {
            rows = [Int](repeating: 0, count: fileCount)
            rejected = rows
            for row in table.rows {
                guard case .int64(let file) = row[0], rows.indices.contains(Int(file)) else { continue }
                rows[Int(file)] += Int(row[1].asInt64 ?? 0)
                rejected[Int(file)] += Int(row[2].asInt64 ?? 0)
                withoutTime += Int(row[3].asInt64 ?? 0)
            }
        }
    }
#endif
