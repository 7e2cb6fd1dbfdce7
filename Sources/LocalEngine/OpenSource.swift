import Columnar
import DataFormats
import Diagnostics
import QueryPlan

/// A source whose files have been found and whose columns are known.
struct OpenSource: Sendable {
    var declaration: SourceDeclaration
    var description: SourceDescription
    var files: [DataFile]
    var format: FileFormat
    var splits: [FileSplit]
    /// The columns that folders tell.
    var partitions = PartitionColumns.none
    /// For each file the time that its folders promise; nil when nothing is declared.
    var timeSpans: [Range<Int64>?]?
    /// Why the source cannot be read; its other members are empty then.
    var failure: QueryFailure?

    /// Finds the files and the schema, reading at most a bounded sample.
    ///
    /// - Throws: `DiagnosticsError`.
    init(_ declaration: SourceDeclaration) throws {
        self.declaration = declaration
        do {
            files = try FileDiscovery.files(matching: declaration.paths, root: declaration.root)
            let format = try declaration.format.map(FileFormat.init) ?? OpenSource.format(of: files)
            self.format = format
            splits = []
            var partitions = try PartitionColumns.find(in: files, declared: declaration.schema, zone: declaration.zone)
            var schema: Schema
            var remarks: [String] = []
            var isSampled = false
            if let declared = declaration.schema {
                schema = declared
            } else {
                let found = try SchemaInference.inferring(files: files, format: format, zone: declaration.zone)
                schema = found.schema
                remarks = found.remarks
                isSampled = found.isPartial
                if let fault = found.fault {
                    // Without one row that can be read nothing is known; queries would be told of columns that are not there.
                    if declaration.badRows == .error { throw fault }
                    remarks.append("no row of the sample can be read: \(fault.diagnostic.message)")
                }
                // Days are instants where a source's time is concerned.
                if let time = declaration.timeColumn {
                    let instant = Schema([Field(time, .timestamp)])
                    if let index = schema.index(of: time), schema.fields[index].type == .date {
                        schema.fields[index].type = .timestamp
                    }
                    if let index = partitions.index(of: time), partitions.fields[index].type == .date {
                        partitions = try PartitionColumns.find(in: files, declared: instant, zone: declaration.zone)
                    }
                }
            }
            // What the path says counts before a column of the same name in the files.
            for field in partitions.fields {
                if let index = schema.index(of: field.name) {
                    schema.fields[index].type = field.type
                } else {
                    schema.fields.append(field)
                }
            }
            self.partitions = partitions
            timeSpans = try TimeSpans.find(
                declaration.timePartitions, partitions, source: declaration.name, zone: declaration.zone)
            description = SourceDescription(
                name: declaration.name, schema: schema, isInferred: declaration.schema == nil && format != .parquet,
                format: format.title,
                files: files.map { InputFile(path: $0.path, bytes: $0.bytes) },
                partitions: partitions.fields.map(\.name), remarks: remarks, isSampled: isSampled)
        } catch let error as DataError {
            throw OpenSource.failure(error, declaration)
        }
        if let time = declaration.timeColumn { try check(time) }
    }

    /// A source that cannot be read, for the requests that want it.
    init(_ declaration: SourceDeclaration, failure: QueryFailure) {
        self.declaration = declaration
        description = SourceDescription(
            name: declaration.name, schema: Schema([]), isInferred: false, format: "", files: [])
        files = []
        format = .ndjson
        splits = []
        self.failure = failure
    }

    /// The source with its files cut into splits of about `bytes`.
    ///
    /// - Throws: `DiagnosticsError` when a compressed file's frames cannot be read.
    func cut(into bytes: Int) throws -> OpenSource {
        var source = self
        do throws(DataError) {
            source.splits = try SplitPlanner.splits(of: files, format: format, targetBytes: bytes)
        } catch {
            throw OpenSource.failure(error, declaration)
        }
        return source
    }

    private static func failure(_ error: DataError, _ declaration: SourceDeclaration) -> DiagnosticsError {
        var diagnostic = error.diagnostic
        diagnostic.notes.append("source '\(declaration.name)'")
        return DiagnosticsError(diagnostic)
    }

    /// A scan of some columns.
    ///
    /// `splits` are the source's own, or what a scan before it has asked for; see `SourceScan.replannedSplits()`. `groups` tells of files
    /// which row groups are needed; all are of the others.
    func scan(
        _ fields: [Field], splits: [FileSplit], groups: [Int: [Bool]], threads: Int, progress: ProgressCounter?
    ) -> SourceScan {
        var specification = ScanSpecification(
            fields: fields, format: format, zone: declaration.zone,
            badRows: declaration.badRows == .quarantine ? .quarantine : .error)
        specification.allowsMissingColumns = true
        if specification.badRows == .quarantine {
            specification.checkedFields = description.schema.fields.filter { partitions.index(of: $0.name) == nil }
        }
        // Where every worker has splits to read, a second thread for each would only be in the way.
        specification.unpacksAhead = threads > 1 && splits.count < 2 * threads
        specification.guessesStarts = true
        return SourceScan(
            files: files, splits: splits, groups: groups, specification: specification, partitions: partitions,
            timeSpans: timeSpans, timeColumn: declaration.timeColumn, isInferred: description.isInferred,
            progress: progress)
    }

    /// Makes sure that each column that is to be read stands in some file's header; in others it may be missing.
    ///
    /// Throws `QueryFailure`. See `HeaderSearch`.
    func check(_ fields: [Field], needed: [Bool]) throws(QueryFailure) {
        if format == .ndjson { return }
        let search = HeaderSearch(source: declaration.name, files: files, needed: needed) { (index) throws(DataError) in
            try files[index].columnNames(format: format)
        }
        let missing: Diagnostic?
        do throws(DataError) {
            missing = try search.missing(fields.filter { partitions.index(of: $0.name) == nil })
        } catch {
            throw QueryFailure(fault: .data, diagnostic: error.diagnostic)
        }
        if let missing { throw QueryFailure(fault: .data, diagnostic: missing) }
    }

    private func check(_ time: String) throws {
        guard let index = description.schema.index(of: time) else {
            throw DiagnosticsError(
                Diagnostic(
                    "unknown-column", .error,
                    "the time column '\(time)' of source '\(declaration.name)' is not among its columns",
                    notes: ["there are \(description.schema.names.joined(separator: ", "))"]
                        + (description.isSampled
                            ? ["these are the columns of a sample of its rows; declare others with schema:"] : []),
                    help: NearMatch.help(time, among: description.schema.names)))
        }
        let type = description.schema.fields[index].type
        // A source without rows tells no types: its columns read as text.
        let isEmpty = description.isInferred && type == .string && description.files.allSatisfy { $0.bytes < 4096 }
        guard type == .timestamp || isEmpty else {
            throw DiagnosticsError(
                Diagnostic(
                    "type-mismatch", .error,
                    "the time column '\(time)' of source '\(declaration.name)' is a \(type.name), not a timestamp",
                    help: "declare it under 'schema:', as \(time): timestamp"))
        }
    }

    private static func format(of files: [DataFile]) throws(DataError) -> FileFormat {
        var known: (format: FileFormat, path: String)?
        for file in files {
            guard let format = FileFormat(path: file.path) else { throw DataError.unknownFormat(path: file.path) }
            if let known, known.format != format { throw DataError.mixedFormats(path: file.path, other: known.path) }
            known = known ?? (format, file.path)
        }
        return known?.format ?? .csv(delimiter: UInt8(ascii: ","))
    }
}

extension FileFormat {
    /// The format of a declaration.
    init(_ declared: SourceDeclaration.Format) {
        switch declared {
        case .csv: self = .csv(delimiter: UInt8(ascii: ","))
        case .tsv: self = .csv(delimiter: UInt8(ascii: "\t"))
        case .ndjson: self = .ndjson
        case .parquet: self = .parquet
        }
    }

    /// The format for people.
    var title: String {
        switch self {
        case .csv(UInt8(ascii: "\t")): "TSV"
        case .csv: "CSV"
        case .ndjson: "NDJSON"
        case .parquet: "Parquet"
        }
    }
}
