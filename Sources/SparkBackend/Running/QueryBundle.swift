#if Spark
    import Columnar
    import SparkConnectProtocol

    /// Puts queries over the same sources together, so that they are one round trip and one job.
    ///
    /// The rows of all of them come one below the other, with the number of their query in front and nulls in the columns of the others. What
    /// gives many rows, and what stands alone, is asked by itself.
    enum QueryBundle {
        /// So many queries at most are one: beyond, Spark plans longer than it runs.
        static let largest = 16

        /// The queries that ask the same in fewer. Complexity: O(columns).
        static func bundling(_ queries: [SparkQuery]) -> [SparkQuery] {
            var result = queries.filter { !$0.isDigest }
            var groups: [(sources: Set<String>, queries: [SparkQuery])] = []
            for query in queries where query.isDigest {
                let sources = Set(query.sources)
                if let known = groups.firstIndex(where: { $0.sources == sources && $0.queries.count < largest }) {
                    groups[known].queries.append(query)
                } else {
                    groups.append((sources, [query]))
                }
            }
            for group in groups { result.append(group.queries.count == 1 ? group.queries[0] : bundle(group.queries)) }
            return result
        }

        private static func bundle(_ queries: [SparkQuery]) -> SparkQuery {
            // The first column of a type of every query shares a place, and so the second.
            var types: [DataType] = []
            var answers: [SparkQuery.Answer] = []
            let places = queries.map { query in
                var used: Set<Int> = []
                return query.schema.fields.map { field in
                    let place = types.indices.first { types[$0] == field.type && !used.contains($0) } ?? types.count
                    if place == types.count { types.append(field.type) }
                    used.insert(place)
                    return place
                }
            }
            var relation: Spark_Connect_Relation?
            for (number, query) in queries.enumerated() {
                var columns = types.enumerated().map { SparkExpression.null($1).named("v\($0)") }
                for (column, place) in places[number].enumerated() {
                    columns[place] = SparkExpression.column(PlanTranslator.resultName(column)).named("v\(place)")
                }
                let rows = query.relation.projected([SparkExpression.int(Int32(number)).named("query")] + columns)
                relation = relation.map { $0.followed(by: rows) } ?? rows
                for var answer in query.answers {
                    answer.number = number
                    answer.columns = answer.columns.map { places[number][$0] + 1 }
                    answers.append(answer)
                }
            }
            let fields = [Field("query", .int64)] + types.enumerated().map { Field("v\($0)", $1) }
            return SparkQuery(
                schema: Schema(fields), sources: queries[0].sources, relation: relation ?? .rows(0), answers: answers,
                parts: queries.flatMap { $0.parts.isEmpty ? [$0] : $0.parts })
        }
    }
#endif
