#if Spark
    import Columnar
    import DataFormats
    import Diagnostics
    import Foundation
    import QueryPlan
    import SparkConnectProtocol

    /// A source as relations of Spark's whose rows and values are those that our own readers find in its files.
    ///
    /// Delimited text is read as text columns, JSON by the type of each value, and both are converted in the plan by our own rules; Parquet is
    /// cast. Each row knows its file and its place in it.
    struct SparkSource: Sendable {
        /// What was declared.
        let declaration: SourceDeclaration
        /// What is known of the files.
        let description: SourceDescription
        /// The columns that are read.
        let fields: [Field]
        let files: [DataFile]
        /// The ways in which Spark may name each file beside its rows.
        let knownAs: [[String]]
        /// The names in each file's header, where the files cannot be read here.
        let headers: [[String]]?
        let format: FileFormat
        let partitions: PartitionColumns
        /// The types of a Parquet source's columns as Spark finds them, by name in lower case.
        let parquetTypes: [String: Spark_Connect_DataType]
        /// Whether each file may have line ends in quotes.
        let mayQuote: [Bool]
        /// Whether each file is read; the folders of the others say that nobody wants their rows.
        let needed: [Bool]

        /// The number of the row's file.
        static let fileColumn = "file"
        /// The row's place: file, block, number in it.
        static let placeColumn = "place"
        /// Whether the row does not fit; there for sources that set rows aside.
        static let badColumn = "bad"

        /// Whether rows that do not fit are set aside.
        var setsAside: Bool { declaration.badRows == .quarantine && format != .parquet }
        /// Whether reading it is work that is worth doing once.
        var isText: Bool { format != .parquet }
        /// The files that are read.
        var neededFiles: [DataFile] { zip(files, needed).compactMap { $1 ? $0 : nil } }
        /// The bytes of all files that are read.
        var bytes: Int { neededFiles.reduce(0) { $0 + $1.bytes } }

        /// Whether only Spark can read the files.
        var isRemote: Bool { headers != nil }

        /// What is read of a source that was found.
        ///
        /// - Parameters:
        ///   - wanted: the columns that some plan reads.
        ///   - plans: those plans, which may need only some of the files.
        ///   - reader: finds out which.
        ///   - schema: asks Spark for the columns of a relation.
        /// - Throws: `DiagnosticsError`, `SparkFault`.
        static func open(
            _ located: LocatedSource, reading wanted: [Field],
            for plans: [(plan: LogicalPlan, zone: ZoneRules)], _ reader: any QueryBackend,
            schema: (Spark_Connect_Relation) async throws -> Spark_Connect_DataType
        ) async throws -> SparkSource {
            let (declaration, description, files) = (located.declaration, located.description, located.files)
            let partitions = try diagnosed { () throws(DataError) in
                try PartitionColumns.find(in: files, declared: description.schema, zone: declaration.zone)
            }
            let spans = try TimeSpans.find(
                declaration.timePartitions, partitions, source: declaration.name, zone: declaration.zone)
            let needed = await SourcePruning(
                declaration: declaration, partitions: partitions, timeSpans: spans, fileCount: files.count,
                reader: reader
            ).neededFiles(plans)
            let format =
                declaration.format.flatMap { FileFormat(name: $0.rawValue) }
                ?? files.first.flatMap { FileFormat(path: $0.path) } ?? .csv(delimiter: UInt8(ascii: ","))
            // Whether a row is set aside must not depend on which columns are read.
            var fields = wanted
            if declaration.badRows == .quarantine, format != .parquet {
                for field in description.schema.fields where partitions.index(of: field.name) == nil {
                    if !fields.contains(where: { $0.name.lowercased() == field.name.lowercased() }) {
                        fields.append(field)
                    }
                }
            }
            var types: [String: Spark_Connect_DataType] = [:]
            if format == .parquet {
                let some = zip(files, needed).compactMap { $1 ? $0 : nil }
                for field in try await schema(parquet(some.isEmpty ? files : some)).struct.fields {
                    types[field.name.lowercased()] = field.dataType
                }
            }
            // Only large files are worth looking through: without any quote they can be read in parts.
            var mayQuote = located.quoting ?? files.map { _ in true }
            if case .csv = format, located.quoting == nil {
                mayQuote = zip(files, needed).map { file, isNeeded in
                    file.bytes < largeFile || !isNeeded || QuoteSearch.mayContainQuote(file.absolutePath)
                }
            }
            return SparkSource(
                declaration: declaration, description: description, fields: fields, files: files,
                knownAs: located.knownAs, headers: located.headers, format: format,
                partitions: partitions, parquetTypes: types, mayQuote: mayQuote, needed: needed)
        }

        /// What a body gives; an error of files as a diagnostic.
        private static func diagnosed<Value>(_ body: () throws(DataError) -> Value) throws -> Value {
            do throws(DataError) {
                return try body()
            } catch {
                throw DiagnosticsError(error.diagnostic)
            }
        }

        /// Files below this many bytes are one task anyway.
        static let largeFile = 32 << 20

        /// The name of a field's column in the relation.
        static func name(_ index: Int) -> String { "s\(index)" }

        /// The place of a field by its name.
        func index(of name: String) -> Int? {
            fields.firstIndex { $0.name == name } ?? fields.firstIndex { $0.name.lowercased() == name.lowercased() }
        }

        /// All rows of all files: a column for each field, the file, the place, and whether a row does not fit where rows are set aside.
        /// Elsewhere such a row fails the query that reads it.
        ///
        /// - Throws: `DiagnosticsError` when a header cannot be read or a type cannot be.
        func relation(sessionZone: String) throws -> Spark_Connect_Relation {
            var parts: [Spark_Connect_Relation] = []
            for group in try groups() { parts.append(try relation(of: group, sessionZone)) }
            guard let first = parts.first else { return empty }
            return parts.dropFirst().reduce(first) { $0.followed(by: $1) }
        }

        // MARK: - Files

        /// Files that are read in one way.
        private struct Group {
            var files: [Int]
            /// The names in the header, for delimited text.
            var header: [String] = []
            var mayQuote = true
        }

        private func groups() throws -> [Group] {
            guard case .csv(let delimiter) = format else {
                let indices = files.indices.filter { needed[$0] }
                return indices.isEmpty ? [] : [Group(files: indices)]
            }
            var groups: [Group] = []
            for index in files.indices where needed[index] && files[index].bytes > 0 {
                let header =
                    try headers?[index]
                    ?? SparkSource.diagnosed { () throws(DataError) in
                        try files[index].columnNames(delimiter: delimiter)
                    }
                if header.isEmpty { continue }
                if let known = groups.firstIndex(where: { $0.header == header && $0.mayQuote == mayQuote[index] }) {
                    groups[known].files.append(index)
                } else {
                    groups.append(Group(files: [index], header: header, mayQuote: mayQuote[index]))
                }
            }
            return groups
        }

        /// A relation without rows.
        private var empty: Spark_Connect_Relation {
            var columns = fields.enumerated().map { SparkExpression.null($1.type).named(SparkSource.name($0)) }
            columns.append(SparkExpression.int(0).named(SparkSource.fileColumn))
            columns.append(SparkExpression.call("array", .long(0)).named(SparkSource.placeColumn))
            if setsAside { columns.append(SparkExpression.boolean(false).named(SparkSource.badColumn)) }
            return Spark_Connect_Relation.rows(0).projected(columns)
        }

        // MARK: - Relations

        private func relation(of group: Group, _ sessionZone: String) throws -> Spark_Connect_Relation {
            let conversion = TextConversion(zone: SparkSession.zoneName(declaration.zone), sessionZone: sessionZone)
            let raw: Spark_Connect_Relation
            var values: [SparkExpression] = []
            var faults: [SparkExpression] = []
            var shape: SparkExpression?
            switch format {
            case .csv(let delimiter):
                let table = delimited(group, delimiter)
                raw = table.relation
                shape = table.isBad
                for field in fields {
                    if partitions.index(of: field.name) != nil {
                        values.append(partitionValue(field))
                        continue
                    }
                    guard let place = header(group.header, index: field.name), let text = table.texts[place] else {
                        values.append(.null(field.type))
                        continue
                    }
                    append(text, field, conversion, to: &values, &faults)
                }
            case .ndjson:
                let table = json(group)
                raw = table.relation
                shape = table.isBad
                for (index, field) in fields.enumerated() {
                    if partitions.index(of: field.name) != nil {
                        values.append(partitionValue(field))
                    } else if let name = table.names[index] {
                        switch field.type {
                        case .date, .timestamp, .decimal:
                            append(.column(name), field, conversion, to: &values, &faults)
                        case .double:
                            let value = SparkExpression.column(name)
                            let isInfinite = SparkExpression.call(
                                ">", .call("abs", value), .double(.greatestFiniteMagnitude))
                            if setsAside {
                                faults.append(isInfinite)
                                values.append(value)
                            } else {
                                values.append(
                                    .choice(
                                        [
                                            (
                                                isInfinite,
                                                .failure(RowFaultMessage.value(column: field.name), as: .double)
                                            )
                                        ],
                                        otherwise: value))
                            }
                        default: values.append(.column(name))
                        }
                    } else {
                        values.append(.null(field.type))
                    }
                }
            case .parquet:
                raw = placed(
                    SparkSource.parquet(group.files.map { files[$0] }), columns: try parquetColumns(conversion))
                for (index, field) in fields.enumerated() {
                    values.append(
                        partitions.index(of: field.name) != nil ? partitionValue(field) : .column("x\(index)"))
                }
            }
            var relation = withFiles(raw, group)
            var columns = values.enumerated().map { $1.named(SparkSource.name($0)) }
            columns.append(.column(SparkSource.fileColumn))
            columns.append(
                SparkExpression.call(
                    "array", SparkExpression.column(SparkSource.fileColumn).cast(.int64), .column("block"),
                    .column("row")
                ).named(SparkSource.placeColumn))
            if setsAside {
                columns.append(
                    SparkExpression.call("coalesce", .any([shape].compactMap { $0 } + faults), .boolean(false))
                        .named(SparkSource.badColumn))
            } else if let shape {
                relation = relation.filtered(
                    .choice([(shape, .failure(RowFaultMessage.shape, as: .boolean))], otherwise: .boolean(true)))
            }
            return relation.projected(columns)
        }

        /// A text as a value of a field, and what says that it is none.
        private func append(
            _ text: SparkExpression, _ field: Field, _ conversion: TextConversion, to values: inout [SparkExpression],
            _ faults: inout [SparkExpression]
        ) {
            if field.type == .string || field.type == .null {
                values.append(conversion.value(text, as: field.type))
                return
            }
            let value = conversion.value(text, as: field.type)
            if setsAside {
                values.append(value)
                faults.append(.all([text.isNotNull, value.isNull]))
            } else {
                let failure = SparkExpression.failure(RowFaultMessage.value(column: field.name), as: field.type)
                values.append(
                    .call("coalesce", value, .choice([(text.isNotNull, failure)], otherwise: .null(field.type))))
            }
        }

        /// A read relation's wanted columns with the file's path and the row's place.
        private func placed(_ read: Spark_Connect_Relation, columns: [SparkExpression]) -> Spark_Connect_Relation {
            read.projected(
                columns + [
                    SparkExpression.column("_metadata.file_path").named("path"),
                    SparkExpression.column("_metadata.file_block_start").named("block"),
                    SparkExpression.call("monotonically_increasing_id").named("row"),
                ])
        }

        private func partitionValue(_ field: Field) -> SparkExpression {
            guard let index = partitions.index(of: field.name) else { return .null(field.type) }
            let value = SparkExpression.column("p\(index)")
            return partitions.fields[index].type == field.type ? value : value.cast(field.type)
        }

        /// Rows with the number of their file and the values that its folders tell.
        private func withFiles(_ rows: Spark_Connect_Relation, _ group: Group) -> Spark_Connect_Relation {
            func values(_ file: Int) -> [SparkExpression] {
                [.int(Int32(clamping: file))]
                    + partitions.fields.enumerated().map { .literal(partitions.values[file][$0], $1.type) }
            }
            let names = [SparkSource.fileColumn] + partitions.fields.indices.map { "p\($0)" }
            if group.files.count == 1 {
                var star = SparkExpression()
                star.unresolvedStar = .init()
                return rows.projected([star] + zip(values(group.files[0]), names).map { $0.named($1) })
            }
            let entries = group.files.flatMap { file in
                knownAs[file].map {
                    SparkExpression.call("struct", [.text($0)] + values(file))
                }
            }
            let table = Spark_Connect_Relation.rows(1).projected([
                SparkExpression.call("inline", .call("array", entries)).named(["known"] + names)
            ])
            var joined = Spark_Connect_Relation()
            joined.join.left = rows
            joined.join.right = table
            joined.join.joinCondition = .call("==", .column("path"), .column("known"))
            joined.join.joinType = .leftOuter
            return joined.filtered(
                .choice(
                    [
                        (
                            SparkExpression.column(SparkSource.fileColumn).isNull,
                            .failure(RowFaultMessage.unknownFile, as: .boolean)
                        )
                    ],
                    otherwise: .boolean(true)))
        }

        // MARK: - Delimited text

        /// What stands for an empty field, to tell it from an empty text in quotes; private-use characters that no file holds by chance.
        private static let emptyField = "\u{F8FF}\u{E000}empty\u{E000}\u{F8FF}"

        private func header(_ names: [String], index name: String) -> Int? {
            names.firstIndex { $0 == name } ?? names.firstIndex { $0.lowercased() == name.lowercased() }
        }

        private func delimited(
            _ group: Group, _ delimiter: UInt8
        ) -> (relation: Spark_Connect_Relation, texts: [Int: SparkExpression], isBad: SparkExpression) {
            let count = group.header.count
            let needed = Set(fields.compactMap { header(group.header, index: $0.name) }).sorted()
            var read = Spark_Connect_Relation()
            read.read.dataSource.format = "csv"
            read.read.dataSource.schema =
                ((0..<count).map { "t\($0) STRING" } + ["bad_record STRING"]).joined(separator: ", ")
            read.read.dataSource.paths = group.files.map { SparkPath.reading(files[$0].absolutePath) }
            // In one piece where line ends may stand in quotes; a lone column's blank lines are only told apart so, too.
            let isWhole = group.mayQuote || count == 1
            read.read.dataSource.options = [
                "header": "true", "sep": String(UnicodeScalar(delimiter)), "quote": "\"", "escape": "\"",
                "multiLine": isWhole ? "true" : "false", "lineSep": "\n", "mode": "PERMISSIVE",
                "columnNameOfCorruptRecord": "bad_record", "nullValue": SparkSource.emptyField, "emptyValue": "",
                "enforceSchema": "true", "columnPruning": "false", "encoding": "UTF-8",
                "ignoreLeadingWhiteSpace": "false", "ignoreTrailingWhiteSpace": "false", "maxCharsPerColumn": "-1",
                "maxColumns": "\(max(20480, count + 16))",
            ]
            var columns = needed.map { SparkExpression.column("t\($0)") }
            if needed.isEmpty { columns.append(.column("t0")) }
            columns.append(.column("bad_record"))
            var relation = placed(read, columns: columns)
            // Lines without anything are no rows, whatever ends them.
            let record = SparkExpression.column("bad_record")
            let anchor = SparkExpression.column(needed.first.map { "t\($0)" } ?? "t0")
            var isRow = SparkExpression.any([
                record.isNull, SparkSource.never(anchor),
                .call("not", .call("in", record, .text(""), .text("\r"), .text("\r\n"), .text("\n"))),
            ])
            if count == 1 {
                let first = SparkExpression.column("t0")
                isRow = .all([isRow, .any([first.isNull, .call("not", .call("==", first, .text("\r")))])])
            }
            relation = relation.filtered(isRow)
            var texts: [Int: SparkExpression] = [:]
            for place in needed {
                var text = SparkExpression.column("t\(place)")
                if place == count - 1 {
                    // The carriage return of a CRLF is no part of the last field; a field of nothing else is empty.
                    let cut = SparkExpression.call(
                        "substring", text, .int(1), .call("-", .call("length", text), .int(1)))
                    text = .choice(
                        [
                            (.call("==", text, .text("\r")), .null(.string)),
                            (.call("endswith", text, .text("\r")), cut),
                        ], otherwise: text)
                }
                let type = fields.first { header(group.header, index: $0.name) == place }?.type
                texts[place] = type == .string ? text : .call("nullif", text, .text(""))
            }
            return (relation, texts, record.isNotNull)
        }

        /// The lines of files of text, undivided but for line feeds.
        static func lines(of files: [DataFile]) -> Spark_Connect_Relation {
            var read = Spark_Connect_Relation()
            read.read.dataSource.format = "text"
            read.read.dataSource.paths = files.map { SparkPath.reading($0.absolutePath) }
            read.read.dataSource.options = ["lineSep": "\n"]
            return read
        }

        // MARK: - NDJSON

        private func json(
            _ group: Group
        ) -> (relation: Spark_Connect_Relation, names: [Int: String], isBad: SparkExpression) {
            var read = Spark_Connect_Relation()
            read.read.dataSource.format = "json"
            var columns: [SparkExpression] = []
            var schema: [String] = []
            var names: [Int: String] = [:]
            for (index, field) in fields.enumerated()
            where partitions.index(of: field.name) == nil && field.type != .null {
                let type =
                    switch field.type {
                    case .boolean: "BOOLEAN"
                    case .int64: "BIGINT"
                    case .double: "DOUBLE"
                    default: "STRING"
                    }
                schema.append("\(SparkSource.quoted(field.name)) \(type)")
                columns.append(SparkExpression.column(SparkSource.quoted(field.name)).named("x\(index)"))
                names[index] = "x\(index)"
            }
            var anchor = names.first?.value
            if columns.isEmpty {
                schema.append("`\u{E000}none` STRING")
                columns.append(SparkExpression.column("`\u{E000}none`").named("none"))
                anchor = "none"
            }
            schema.append("`\u{E000}bad` STRING")
            columns.append(SparkExpression.column("`\u{E000}bad`").named("bad_record"))
            read.read.dataSource.schema = schema.joined(separator: ", ")
            read.read.dataSource.paths = group.files.map { SparkPath.reading(files[$0].absolutePath) }
            read.read.dataSource.options = [
                "mode": "PERMISSIVE", "columnNameOfCorruptRecord": "\u{E000}bad", "allowComments": "false",
                "allowSingleQuotes": "false", "allowUnquotedFieldNames": "false", "allowNonNumericNumbers": "false",
                "allowNumericLeadingZeros": "false", "allowBackslashEscapingAnyCharacter": "false", "lineSep": "\n",
                "multiLine": "false", "primitivesAsString": "false",
            ]
            let isBad = SparkExpression.any([
                SparkExpression.column("bad_record").isNotNull, SparkSource.never(.column(anchor ?? "none")),
            ])
            return (placed(read, columns: columns), names, isBad)
        }

        /// What is true of no row, though it looks at a column: Spark refuses to read only the records that do not fit.
        private static func never(_ column: SparkExpression) -> SparkExpression {
            .call("coalesce", .call("<", .call("length", column.cast(.string)), .int(-1)), .boolean(false))
        }

        private static func quoted(_ name: String) -> String {
            "`" + name.replacingOccurrences(of: "`", with: "``") + "`"
        }

        // MARK: - Parquet

        static func parquet(_ files: [DataFile]) -> Spark_Connect_Relation {
            var read = Spark_Connect_Relation()
            read.read.dataSource.format = "parquet"
            read.read.dataSource.paths = files.map { SparkPath.reading($0.absolutePath) }
            read.read.dataSource.options = [
                "mergeSchema": files.count > 1 ? "true" : "false", "datetimeRebaseMode": "CORRECTED",
                "int96RebaseMode": "CORRECTED",
            ]
            return read
        }

        private func parquetColumns(_ conversion: TextConversion) throws -> [SparkExpression] {
            var columns: [SparkExpression] = []
            for (index, field) in fields.enumerated() where partitions.index(of: field.name) == nil {
                guard let type = parquetTypes[field.name.lowercased()] else {
                    columns.append(SparkExpression.null(field.type).named("x\(index)"))
                    continue
                }
                let column = SparkExpression.column(SparkSource.quoted(field.name))
                let value: SparkExpression
                switch (type.kind, field.type) {
                case (.array, _), (.struct, _), (nil, _):
                    throw DiagnosticsError(
                        Diagnostic(
                            "spark-unsupported", .error,
                            "column '\(field.name)' of source '\(declaration.name)' has a type that does not run on Spark here",
                            help: "run with --engine local, or leave the column out"))
                case (.timestampNtz, .timestamp):
                    value = SparkExpression.call(
                        "concat", column.cast(.string), .text(" " + conversion.zone)
                    ).cast(.timestamp)
                default: value = SparkType.dataType(type) == field.type ? column : column.cast(field.type)
                }
                columns.append(value.named("x\(index)"))
            }
            return columns
        }
    }
#endif
