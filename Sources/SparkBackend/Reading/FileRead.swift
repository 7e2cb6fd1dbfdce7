#if Spark
    import Columnar
    import DataFormats
    import SparkConnectProtocol

    extension Spark_Connect_Relation {
        /// The rows of files by one of Spark's readers.
        ///
        /// - Parameters:
        ///   - schema: the columns, as Spark writes them; nil for those that the reader has.
        static func reading(
            _ files: [DataFile], as format: String, schema: String? = nil, options: [String: String]
        ) -> Spark_Connect_Relation {
            var relation = Spark_Connect_Relation()
            relation.read.dataSource.format = format
            relation.read.dataSource.paths = files.map { SparkPath.reading($0.absolutePath) }
            relation.read.dataSource.options = options
            if let schema { relation.read.dataSource.schema = schema }
            return relation
        }

        /// The lines of files of text, undivided but for line feeds.
        static func lines(of files: [DataFile]) -> Spark_Connect_Relation {
            reading(files, as: "text", options: ["lineSep": "\n"])
        }

        /// The rows of Parquet files, with the columns of all of them.
        static func parquet(_ files: [DataFile]) -> Spark_Connect_Relation {
            reading(
                files, as: "parquet",
                options: [
                    "mergeSchema": files.count > 1 ? "true" : "false", "datetimeRebaseMode": "CORRECTED",
                    "int96RebaseMode": "CORRECTED",
                ])
        }

        /// Some columns of rows that were read, with their file's path and their place in it.
        func placed(_ columns: [SparkExpression]) -> Spark_Connect_Relation {
            projected(
                columns + [
                    SparkExpression.column("_metadata.file_path").named("path"),
                    SparkExpression.column("_metadata.file_block_start").named("block"),
                    SparkExpression.call("monotonically_increasing_id").named("row"),
                ])
        }
    }

    extension SparkExpression {
        /// A column by its name, whatever characters that has.
        static func column(quoting name: String) -> SparkExpression { .column(quoted(name)) }

        /// A name in the quotes that Spark's SQL has for names.
        static func quoted(_ name: String) -> String { "`" + name.replacing("`", with: "``") + "`" }

        /// What is true of no row, though it looks at a column: Spark refuses to read only the records that do not fit.
        static func never(lookingAt column: SparkExpression) -> SparkExpression {
            .call("coalesce", .call("<", .call("length", column.cast(.string)), .int(-1)), .boolean(false))
        }
    }
#endif
