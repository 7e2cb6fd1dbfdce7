#if Spark
    import Columnar
    import DataFormats
    import SparkConnectProtocol

    /// Tells each row the number of its file and the values of its folders.
    struct FileLabels {
        let partitions: PartitionColumns
        /// The ways in which Spark may name each file beside its rows.
        let knownAs: [[String]]

        /// The column of a row's file.
        static let fileColumn = "file"

        /// What a row's folders say of a field; nil for a field that they say nothing of.
        func value(_ field: Field) -> SparkExpression? {
            guard let index = partitions.index(of: field.name) else { return nil }
            let value = SparkExpression.column("p\(index)")
            return partitions.fields[index].type == field.type ? value : value.cast(field.type)
        }

        /// Rows of some files, which have a `path`, with what is told of them.
        func labelled(_ rows: Spark_Connect_Relation, files: [Int]) -> Spark_Connect_Relation {
            let names = [FileLabels.fileColumn] + partitions.fields.indices.map { "p\($0)" }
            if files.count == 1 {
                var star = SparkExpression()
                star.unresolvedStar = .init()
                return rows.projected([star] + zip(labels(files[0]), names).map { $0.named($1) })
            }
            let entries = files.flatMap { file in
                knownAs[file].map { SparkExpression.call("struct", [.text($0)] + labels(file)) }
            }
            let table = Spark_Connect_Relation.rows(1).projected([
                SparkExpression.call("inline", .call("array", entries)).named(["known"] + names)
            ])
            var joined = Spark_Connect_Relation()
            joined.join.left = rows
            joined.join.right = table
            joined.join.joinCondition = .call("==", .column("path"), .column("known"))
            joined.join.joinType = .leftOuter
            let isUnknown = SparkExpression.column(FileLabels.fileColumn).isNull
            return joined.filtered(
                .choice(
                    [(isUnknown, .failure(RowFaultMessage.unknownFile, as: .boolean))], otherwise: .boolean(true)))
        }

        private func labels(_ file: Int) -> [SparkExpression] {
            [.int(Int32(clamping: file))]
                + partitions.fields.enumerated().map { .literal(partitions.values[file][$0], $1.type) }
        }
    }
#endif
