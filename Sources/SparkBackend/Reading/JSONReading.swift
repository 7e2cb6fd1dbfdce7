#if Spark
    import Columnar
    import DataFormats
    import SparkConnectProtocol

    /// Reads NDJSON by the type of each value; texts become other values by our own rules.
    struct JSONReading {
        let files: [DataFile]
        let setsAside: Bool

        private static let options = [
            "mode": "PERMISSIVE", "columnNameOfCorruptRecord": "\u{E000}bad", "allowComments": "false",
            "allowSingleQuotes": "false", "allowUnquotedFieldNames": "false", "allowNonNumericNumbers": "false",
            "allowNumericLeadingZeros": "false", "allowBackslashEscapingAnyCharacter": "false", "lineSep": "\n",
            "multiLine": "false", "primitivesAsString": "false",
        ]

        /// The rows with some fields; a key that a record does not have is null.
        func rows(_ fields: [Field], _ conversion: TextConversion) -> ReadRows {
            var columns: [SparkExpression] = []
            var schema: [String] = []
            for (index, field) in fields.enumerated() where field.type != .null {
                schema.append("\(SparkExpression.quoted(field.name)) \(JSONReading.type(field.type))")
                columns.append(SparkExpression.column(quoting: field.name).named("x\(index)"))
            }
            var anchor = SparkExpression.column("none")
            if let first = fields.firstIndex(where: { $0.type != .null }) {
                anchor = .column("x\(first)")
            } else {
                schema.append("`\u{E000}none` STRING")
                columns.append(SparkExpression.column("`\u{E000}none`").named("none"))
            }
            schema.append("`\u{E000}bad` STRING")
            columns.append(SparkExpression.column("`\u{E000}bad`").named("bad_record"))
            let relation = Spark_Connect_Relation.reading(
                files, as: "json", schema: schema.joined(separator: ", "), options: JSONReading.options)
            var rows = ReadRows(
                relation.placed(columns),
                isBad: .any([SparkExpression.column("bad_record").isNotNull, .never(lookingAt: anchor)]),
                setsAside: setsAside)
            for (index, field) in fields.enumerated() {
                let value = SparkExpression.column("x\(index)")
                switch field.type {
                case .null: rows.append(.null(.null))
                case .date, .timestamp, .decimal: rows.append(value, as: field, conversion)
                case .double:
                    // A number beyond the range of doubles.
                    let isInfinite = SparkExpression.call(
                        ">", .call("abs", value), .double(.greatestFiniteMagnitude))
                    rows.append(value, as: field, unless: isInfinite)
                case .boolean, .int64, .string: rows.append(value)
                }
            }
            return rows
        }

        /// The type by which Spark reads a field's values.
        private static func type(_ type: DataType) -> String {
            switch type {
            case .boolean: "BOOLEAN"
            case .int64: "BIGINT"
            case .double: "DOUBLE"
            default: "STRING"
            }
        }
    }
#endif
