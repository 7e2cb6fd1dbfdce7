#if Spark
    import Columnar
    import SparkConnectProtocol

    /// The settings that give our SQL its meaning in a session, whatever the server's own are.
    struct SessionSettings: Hashable, Sendable {
        /// The zone for calendar functions, an IANA name.
        let zone: String

        /// A zone's name as Spark knows it.
        static func zoneName(_ zone: ZoneRules) -> String { zone.isUTC ? "UTC" : zone.identifier }

        /// The settings, as a session is told them.
        var pairs: [Spark_Connect_KeyValue] {
            let settings = [
                ("spark.sql.session.timeZone", zone),
                ("spark.sql.ansi.enabled", "true"),
                ("spark.sql.execution.arrow.compression.codec", "none"),
                ("spark.sql.execution.arrow.useLargeVarTypes", "false"),
                ("spark.sql.caseSensitive", "false"),
                ("spark.sql.decimalOperations.allowPrecisionLoss", "true"),
                ("spark.sql.legacy.timeParserPolicy", "CORRECTED"),
                ("spark.sql.sources.partitionColumnTypeInference.enabled", "false"),
                ("spark.sql.mapKeyDedupPolicy", "LAST_WIN"),
                ("spark.sql.json.enableExactStringParsing", "true"),
                ("spark.sql.files.ignoreCorruptFiles", "false"),
                ("spark.sql.files.ignoreMissingFiles", "false"),
                ("spark.sql.parquet.mergeSchema", "false"),
            ]
            return settings.map { key, value in
                var pair = Spark_Connect_KeyValue()
                pair.key = key
                pair.value = value
                return pair
            }
        }
    }
#endif
