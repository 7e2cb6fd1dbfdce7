#if Spark
    import Columnar
    import DataFormats
    import Diagnostics
    import QueryPlan
    import SparkConnectProtocol

    /// Finds out what is to be read of a source for some plans: which files, which columns, and how.
    struct SourceOpening {
        let located: LocatedSource
        /// The columns that some plan reads.
        let wanted: [Field]
        /// The plans, which may need only some of the files.
        let plans: [(plan: LogicalPlan, zone: ZoneRules)]
        /// Finds out which.
        let reader: any QueryBackend
        /// Asks Spark for the columns of a relation.
        let schema: (Spark_Connect_Relation) async throws -> Spark_Connect_DataType

        /// Files below this many bytes are one task anyway.
        static let largeFile = 32 << 20

        private var declaration: SourceDeclaration { located.declaration }
        private var description: SourceDescription { located.description }
        private var files: [DataFile] { located.files }

        /// The source, ready to be read.
        ///
        /// - Throws: `DiagnosticsError` when folders, headers or columns are not as they should be; `SparkFault`.
        func opened() async throws -> SparkSource {
            let partitions = try DiagnosticsError.of { () throws(DataError) in
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
            let types = format == .parquet ? try await parquetColumns(needed, partitions) : []
            try check(format, needed, partitions, types.map(\.name))
            return SparkSource(
                declaration: declaration, description: description, fields: fields(format, partitions), files: files,
                knownAs: located.knownAs, headers: located.headers, format: format, partitions: partitions,
                parquetTypes: Dictionary(
                    types.map { ($0.name.lowercased(), $0.dataType) }, uniquingKeysWith: { first, _ in first }),
                mayQuote: quoting(format, needed), needed: needed)
        }

        /// The columns that are read: whether a row is set aside must not depend on which are wanted.
        private func fields(_ format: FileFormat, _ partitions: PartitionColumns) -> [Field] {
            guard declaration.badRows == .quarantine, format != .parquet else { return wanted }
            let others = description.schema.fields.filter { field in
                partitions.index(of: field.name) == nil
                    && !wanted.contains { $0.name.lowercased() == field.name.lowercased() }
            }
            return wanted + others
        }

        /// Makes sure that each wanted column stands in some file, as the local engine does and in the same words.
        private func check(
            _ format: FileFormat, _ needed: [Bool], _ partitions: PartitionColumns, _ parquetNames: [String]
        ) throws {
            if format == .ndjson { return }
            let places = description.schema.names.map { $0.lowercased() }
            let own = wanted.filter { partitions.index(of: $0.name) == nil }
                .map { (place: places.firstIndex(of: $0.name.lowercased()) ?? places.count, field: $0) }
                .sorted { $0.place < $1.place }
            let isParquetElsewhere = located.isRemote && format == .parquet
            let search = HeaderSearch(source: declaration.name, files: files, needed: needed) {
                (index) throws(DataError) in
                if isParquetElsewhere { return parquetNames }
                if let headers = located.headers { return headers[index] }
                return try files[index].columnNames(format: format)
            }
            let missing = try DiagnosticsError.of { () throws(DataError) in try search.missing(own.map(\.field)) }
            if let missing { throw DiagnosticsError(missing) }
        }

        /// The columns of Parquet files as Spark finds them: of those that are needed, and where one is missing there of all that are elsewhere.
        private func parquetColumns(
            _ needed: [Bool], _ partitions: PartitionColumns
        ) async throws -> [Spark_Connect_DataType.StructField] {
            let some = zip(files, needed).compactMap { $1 ? $0 : nil }
            let columns = try await schema(.parquet(some.isEmpty ? files : some)).struct.fields
            guard located.isRemote, some.count < files.count, !some.isEmpty else { return columns }
            let names = Set(columns.map { $0.name.lowercased() } + partitions.fields.map { $0.name.lowercased() })
            if wanted.allSatisfy({ names.contains($0.name.lowercased()) }) { return columns }
            return try await schema(.parquet(files)).struct.fields
        }

        /// Which files may have line ends in quotes. Only large files are worth looking through: without any quote they can be read in parts.
        private func quoting(_ format: FileFormat, _ needed: [Bool]) -> [Bool] {
            if let known = located.quoting { return known }
            guard case .csv = format else { return files.map { _ in true } }
            return zip(files, needed).map { file, isNeeded in
                file.bytes < SourceOpening.largeFile || !isNeeded || QuoteSearch.mayContainQuote(file.absolutePath)
            }
        }
    }

    extension DiagnosticsError {
        /// What a body gives; an error of files as a diagnostic.
        static func of<Value>(_ body: () throws(DataError) -> Value) throws(DiagnosticsError) -> Value {
            do throws(DataError) {
                return try body()
            } catch {
                throw DiagnosticsError(error.diagnostic)
            }
        }
    }
#endif
