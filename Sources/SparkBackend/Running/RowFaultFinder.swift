#if Spark
    import Columnar
    import Diagnostics
    import QueryPlan

    /// Finds the rows that do not fit their source: Spark only knows that there are some, our own reader knows which.
    struct RowFaultFinder: Sendable {
        /// Reads files of this machine.
        let reader: any QueryBackend

        /// A row that does not fit.
        struct Sighting: Sendable {
            /// Why our reader stops; nil when it does not.
            var failure: QueryFailure?
            /// What it came to otherwise; nil when it could not say.
            var usage: SourceUsage?
        }

        /// Reads the columns of all rows that a run on Spark reads. Complexity: O(bytes).
        func look(through source: SparkSource) async -> Sighting {
            var declaration = source.declaration
            declaration.paths = source.neededFiles.map(\.path)
            declaration.schema = source.description.schema
            let scan = LogicalPlan.scan(source: declaration.name, schema: Schema(source.fields))
            let counts = source.fields.enumerated().map { index, field in
                Named(
                    "n\(index)",
                    AggregateExpression(
                        .count, [.column(index: index, name: field.name, type: field.type)], type: .int64))
            }
            let plan = LogicalPlan.aggregate(keys: [], aggregates: counts, scan)
            do {
                let outcome = try await reader.run(
                    [QueryRequest(id: "rows", plan: plan)], sources: [declaration], options: RunOptions())
                if case .failure(let failure) = outcome.results["rows"] { return Sighting(failure: failure) }
                return Sighting(usage: outcome.sources.first)
            } catch {
                return Sighting()
            }
        }
    }
#endif
