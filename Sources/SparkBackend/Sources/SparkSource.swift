#if Spark
    import Columnar
    import DataFormats
    import Diagnostics
    import QueryPlan
    import SparkConnectProtocol

    /// A source as a relation of Spark's whose rows and values are those that our own readers find in its files.
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
        static let fileColumn = FileLabels.fileColumn
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

        /// The name of a field's column in the relation.
        static func name(_ index: Int) -> String { "s\(index)" }

        /// The place of a field by its name.
        func index(of name: String) -> Int? {
            fields.firstIndex { $0.name == name } ?? fields.firstIndex { $0.name.lowercased() == name.lowercased() }
        }

        // MARK: - Relation

        /// All rows of all files: a column for each field, the file, the place, and whether a row does not fit where rows are set aside.
        /// Elsewhere such a row fails the query that reads it.
        ///
        /// - Throws: `DiagnosticsError` when a header cannot be read or a type cannot be.
        func relation(sessionZone: String) throws -> Spark_Connect_Relation {
            let conversion = TextConversion(
                zone: SessionSettings.zoneName(declaration.zone), sessionZone: sessionZone)
            let labels = FileLabels(partitions: partitions, knownAs: knownAs)
            let own = fields.filter { partitions.index(of: $0.name) == nil }
            let parts = try groups().map { group in
                finished(try rows(of: group, own, conversion), labels, files: group.files)
            }
            guard let first = parts.first else { return empty }
            return parts.dropFirst().reduce(first) { $0.followed(by: $1) }
        }

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
                    ?? DiagnosticsError.of { () throws(DataError) in
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

        private func rows(of group: Group, _ own: [Field], _ conversion: TextConversion) throws -> ReadRows {
            let files = group.files.map { self.files[$0] }
            switch format {
            case .csv(let delimiter):
                return DelimitedReading(
                    files: files, delimiter: delimiter, header: group.header, mayQuote: group.mayQuote,
                    setsAside: setsAside
                ).rows(own, conversion)
            case .ndjson: return JSONReading(files: files, setsAside: setsAside).rows(own, conversion)
            case .parquet:
                return try ParquetReading(files: files, source: declaration.name, types: parquetTypes).rows(
                    own, conversion)
            }
        }

        /// Rows that were read, with all of the source's columns.
        private func finished(_ rows: ReadRows, _ labels: FileLabels, files: [Int]) -> Spark_Connect_Relation {
            var relation = labels.labelled(rows.relation, files: files)
            var read = rows.values[...]
            var columns = fields.enumerated().map { index, field in
                (labels.value(field) ?? read.popFirst() ?? .null(field.type)).named(SparkSource.name(index))
            }
            let file = SparkExpression.column(SparkSource.fileColumn)
            columns.append(file)
            columns.append(
                SparkExpression.call("array", file.cast(.int64), .column("block"), .column("row"))
                    .named(SparkSource.placeColumn))
            if setsAside {
                let isBad = SparkExpression.any([rows.isBad].compactMap { $0 } + rows.faults)
                columns.append(
                    SparkExpression.call("coalesce", isBad, .boolean(false)).named(SparkSource.badColumn))
            } else if let isBad = rows.isBad {
                relation = relation.filtered(
                    .choice([(isBad, .failure(RowFaultMessage.shape, as: .boolean))], otherwise: .boolean(true)))
            }
            return relation.projected(columns)
        }

        /// A relation without rows.
        private var empty: Spark_Connect_Relation {
            var columns = fields.enumerated().map { SparkExpression.null($1.type).named(SparkSource.name($0)) }
            columns.append(SparkExpression.int(0).named(SparkSource.fileColumn))
            columns.append(SparkExpression.call("array", .long(0)).named(SparkSource.placeColumn))
            if setsAside { columns.append(SparkExpression.boolean(false).named(SparkSource.badColumn)) }
            return Spark_Connect_Relation.rows(0).projected(columns)
        }
    }
#endif
