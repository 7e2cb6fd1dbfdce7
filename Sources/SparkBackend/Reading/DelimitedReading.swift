#if Spark
    import Columnar
    import DataFormats
    import SparkConnectProtocol

    /// Reads delimited text as columns of text, and these as values by our own rules.
    struct DelimitedReading {
        let files: [DataFile]
        let delimiter: UInt8
        /// The names in the header, the same in all files.
        let header: [String]
        /// Whether line ends may stand in quotes.
        let mayQuote: Bool
        let setsAside: Bool

        /// What stands for an empty field, to tell it from an empty text in quotes; private-use characters that no file holds by chance.
        private static let emptyField = "\u{F8FF}\u{E000}empty\u{E000}\u{F8FF}"
        private static let record = SparkExpression.column("bad_record")

        /// The rows with some fields; a field that the files do not have is null.
        func rows(_ fields: [Field], _ conversion: TextConversion) -> ReadRows {
            let places = fields.map { place(of: $0.name) }
            let read = Set(places.compactMap { $0 }).sorted()
            let columns = (read.isEmpty ? [0] : read).map(column) + [DelimitedReading.record]
            var rows = ReadRows(
                relation.placed(columns).filtered(isRow(anchor: read.first ?? 0)),
                isBad: DelimitedReading.record.isNotNull, setsAside: setsAside)
            for (field, place) in zip(fields, places) {
                if let place {
                    let text = text(at: place)
                    // An empty field is null; an empty text in quotes is one only where there are texts.
                    rows.append(
                        field.type == .string ? text : .call("nullif", text, .text("")), as: field, conversion)
                } else {
                    rows.append(.null(field.type))
                }
            }
            return rows
        }

        private func place(of name: String) -> Int? {
            header.firstIndex { $0 == name } ?? header.firstIndex { $0.lowercased() == name.lowercased() }
        }

        private func column(_ place: Int) -> SparkExpression { .column("t\(place)") }

        private var relation: Spark_Connect_Relation {
            // In one piece where line ends may stand in quotes; a lone column's blank lines are only told apart so, too.
            let isWhole = mayQuote || header.count == 1
            return .reading(
                files, as: "csv",
                schema: (header.indices.map { "t\($0) STRING" } + ["bad_record STRING"]).joined(separator: ", "),
                options: [
                    "header": "true", "sep": String(UnicodeScalar(delimiter)), "quote": "\"", "escape": "\"",
                    "multiLine": isWhole ? "true" : "false", "lineSep": "\n", "mode": "PERMISSIVE",
                    "columnNameOfCorruptRecord": "bad_record", "nullValue": DelimitedReading.emptyField,
                    "emptyValue": "", "enforceSchema": "true", "columnPruning": "false", "encoding": "UTF-8",
                    "ignoreLeadingWhiteSpace": "false", "ignoreTrailingWhiteSpace": "false", "maxCharsPerColumn": "-1",
                    "maxColumns": "\(max(20480, header.count + 16))",
                ])
        }

        /// Lines without anything are no rows, whatever ends them.
        private func isRow(anchor: Int) -> SparkExpression {
            let record = DelimitedReading.record
            let isRow = SparkExpression.any([
                record.isNull, .never(lookingAt: column(anchor)),
                .call("not", .call("in", record, .text(""), .text("\r"), .text("\r\n"), .text("\n"))),
            ])
            guard header.count == 1 else { return isRow }
            return .all([isRow, .any([column(0).isNull, .call("not", .call("==", column(0), .text("\r")))])])
        }

        /// A field's text. The carriage return of a CRLF is no part of the last field; a field of nothing else is empty.
        private func text(at place: Int) -> SparkExpression {
            let text = column(place)
            guard place == header.count - 1 else { return text }
            let cut = SparkExpression.call(
                "substring", text, .int(1), .call("-", .call("length", text), .int(1)))
            return .choice(
                [
                    (.call("==", text, .text("\r")), .null(.string)),
                    (.call("endswith", text, .text("\r")), cut),
                ], otherwise: text)
        }
    }
#endif
