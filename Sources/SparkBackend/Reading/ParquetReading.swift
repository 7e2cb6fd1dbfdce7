#if Spark
    import Columnar
    import DataFormats
    import Diagnostics
    import SparkConnectProtocol

    /// Reads Parquet files and casts their columns to ours.
    struct ParquetReading {
        let files: [DataFile]
        /// The source's name, for errors.
        let source: String
        /// The types of the columns as Spark finds them, by name in lower case.
        let types: [String: Spark_Connect_DataType]

        /// The rows with some fields; a field that the files do not have is null.
        ///
        /// - Throws: `DiagnosticsError` for a column of a type that is none of ours.
        func rows(_ fields: [Field], _ conversion: TextConversion) throws -> ReadRows {
            let columns = try fields.enumerated().map { index, field in
                try value(field, conversion).named("x\(index)")
            }
            var rows = ReadRows(Spark_Connect_Relation.parquet(files).placed(columns), setsAside: false)
            for index in fields.indices { rows.append(.column("x\(index)")) }
            return rows
        }

        private func value(_ field: Field, _ conversion: TextConversion) throws -> SparkExpression {
            guard let type = types[field.name.lowercased()] else { return .null(field.type) }
            let column = SparkExpression.column(quoting: field.name)
            switch (type.kind, field.type) {
            case (.array, _), (.struct, _), (nil, _):
                throw DiagnosticsError(
                    Diagnostic(
                        "spark-unsupported", .error,
                        "column '\(field.name)' of source '\(source)' has a type that does not run on Spark here",
                        help: "run with --engine local, or leave the column out"))
            case (.timestampNtz, .timestamp):
                return SparkExpression.call(
                    "concat", column.cast(.string), .text(" " + conversion.zone)
                ).cast(.timestamp)
            default: return SparkType.dataType(type) == field.type ? column : column.cast(field.type)
            }
        }
    }
#endif
