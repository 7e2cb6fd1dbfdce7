#if Spark
    import Columnar
    import DataFormats
    import Diagnostics
    import Foundation
    import QueryPlan
    import SparkConnectProtocol

    /// Finds files that only Spark can read, and describes them by the rules for files of this machine.
    ///
    /// Spark lists the files and fetches the first lines of some of them; from these lines, put into a folder here under the files' own paths,
    /// the reader of local files tells the columns. Of Parquet files Spark itself tells them.
    struct RemoteFiles {
        let session: SparkSession
        /// Describes files of this machine.
        let reader: any QueryBackend

        /// A file as Spark lists it.
        private struct Listed: Hashable {
            var address: String
            var knownAs: Set<String>
            var bytes: Int
        }

        /// Finds a source's files and columns.
        ///
        /// - Throws: `DiagnosticsError` when there are none or they do not fit together; `SparkFault`.
        func locate(_ source: SourceDeclaration) async throws -> LocatedSource {
            if source.badRows == .quarantine {
                throw failure(
                    "spark-unsupported",
                    "source '\(source.name)' sets rows aside, which needs files that this machine can read", source,
                    help: "leave out 'on_bad_row: quarantine', or bring the files here")
            }
            var listed: [Listed] = []
            for path in source.paths {
                guard SparkPath.isRemote(path) else {
                    throw failure(
                        "spark-unsupported", "source '\(source.name)' has files here and elsewhere: '\(path)'", source,
                        help: "make two sources of it, or give all of its paths as addresses")
                }
                for file in try await list(path, source) where !listed.contains(where: { $0.address == file.address }) {
                    listed.append(file)
                }
            }
            listed.sort { Array($0.address.utf8).lexicographicallyPrecedes(Array($1.address.utf8)) }
            return try await describe(source, listed)
        }

        private func failure(
            _ id: String, _ message: String, _ source: SourceDeclaration, help: String? = nil
        ) -> DiagnosticsError {
            DiagnosticsError(Diagnostic(id, .error, message, notes: ["source '\(source.name)'"], help: help))
        }

        // MARK: - Listing

        private func list(_ pattern: String, _ source: SourceDeclaration) async throws -> [Listed] {
            var read = Spark_Connect_Relation()
            read.read.dataSource.format = "binaryFile"
            read.read.dataSource.paths = [SparkPath.reading(FileDiscovery.base(of: pattern))]
            read.read.dataSource.options = ["recursiveFileLookup": "true"]
            let columns = ["path", "_metadata.file_path", "length"].enumerated().map {
                SparkExpression.column($1).named("r\($0)")
            }
            let schema = Schema([Field("path", .string), Field("name", .string), Field("bytes", .int64)])
            let table: Table
            do {
                table = try await session.table(read.projected(columns), schema)
            } catch SparkFault.failed(let failure) {
                if failure.errorClass?.hasPrefix("PATH_NOT_FOUND") == true {
                    throw self.failure("no-such-file", "there is no file '\(pattern)' where Spark works", source)
                }
                throw self.failure(
                    "spark-unreadable-source", "Spark cannot list '\(pattern)'", source,
                    help: failure.queryFailure.diagnostic.message)
            }
            let (root, path) = SparkPath.parts(pattern)
            var found: [Listed] = []
            for row in table.rows {
                guard case .string(let address) = row[0], case .string(let name) = row[1] else { continue }
                let file = SparkPath.parts(address).path
                do throws(DataError) {
                    guard try FileDiscovery.selects(file, by: path) else { continue }
                } catch {
                    throw DiagnosticsError(error.diagnostic)
                }
                found.append(Listed(address: root + file, knownAs: [address, name], bytes: Int(row[2].asInt64 ?? 0)))
            }
            if found.isEmpty { throw failure("no-data-files", "no data file matches '\(pattern)'", source) }
            return found
        }

        // MARK: - Describing

        private func describe(_ source: SourceDeclaration, _ listed: [Listed]) async throws -> LocatedSource {
            let files = listed.map { DataFile(path: $0.address, absolutePath: $0.address, bytes: $0.bytes) }
            guard
                let format = source.format.flatMap({ FileFormat(name: $0.rawValue) }) ?? FileFormat(path: files[0].path)
            else {
                throw failure(
                    "unknown-format", "the format of '\(files[0].path)' is not known", source,
                    help: "declare it: format: csv, tsv, ndjson or parquet")
            }
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                "trinity-sample-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            var lines = files.map { _ in Data() }
            var sample = source
            if format == .parquet {
                if source.schema == nil { sample.schema = try await parquetSchema(files) }
            } else {
                lines = try await firstLines(listed, files, headersOnly: source.schema != nil && format != .ndjson)
            }
            sample.root = folder.path
            sample.paths = []
            sample.format = source.format ?? .init(format)
            for (index, file) in files.enumerated() {
                // In the files' order, whatever their names are.
                let number = String(String(100_000_000 + index).dropFirst())
                let path = number + SparkPath.parts(file.path).path
                let place = folder.appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                // The lines come unpacked.
                try lines[index].write(to: URL(fileURLWithPath: Compression.strippingExtension(of: place.path)))
                sample.paths.append(Compression.strippingExtension(of: path))
            }
            var description = try await reader.describe(sample)
            description.files = files.map { InputFile(path: $0.path, bytes: $0.bytes) }
            if source.schema == nil, format == .parquet { description.isInferred = false }
            var headers = files.map { _ in [String]() }
            if case .csv(let delimiter) = format {
                for (index, path) in sample.paths.enumerated() {
                    let file = DataFile(
                        path: Compression.strippingExtension(of: files[index].path),
                        absolutePath: folder.appendingPathComponent(path).path,
                        bytes: lines[index].count)
                    do throws(DataError) {
                        headers[index] = lines[index].isEmpty ? [] : try file.columnNames(delimiter: delimiter)
                    } catch {
                        throw DiagnosticsError(error.diagnostic)
                    }
                }
            }
            return LocatedSource(
                declaration: source, description: description, files: files, knownAs: listed.map { Array($0.knownAs) },
                headers: headers, quoting: try await quoting(listed, files, format))
        }

        private func parquetSchema(_ files: [DataFile]) async throws -> Schema {
            let type = try await session.schema(.parquet(files))
            return Schema(
                type.struct.fields.map { Field($0.name, SparkType.dataType($0.dataType) ?? .string) })
        }

        /// The files that are sampled: as many as of this machine's.
        private func sampled(_ count: Int) -> Set<Int> {
            guard count > 17 else { return Set(0..<count) }
            return Set(0..<8).union((0...8).map { 7 + (count - 8) * $0 / 8 })
        }

        /// The first lines of each file: a sample of some, of the others the header.
        private func firstLines(_ listed: [Listed], _ files: [DataFile], headersOnly: Bool) async throws -> [Data] {
            let sampled = headersOnly ? [] : sampled(files.count)
            var lines = files.map { _ in Data() }
            var left = 256 << 20
            var together: [Bool: [Int]] = [:]
            var alone: [SparkQuery] = []
            for (index, file) in files.enumerated() where file.bytes > 0 {
                let count = sampled.contains(index) ? SchemaInference.sampleRows : 1
                if file.bytes < RemoteFiles.smallFile, file.bytes < left {
                    left -= file.bytes
                    together[sampled.contains(index), default: []].append(index)
                } else {
                    alone.append(firstLines(of: file, count, id: String(index)))
                }
            }
            for (isSampled, indices) in together {
                let count = isSampled ? SchemaInference.sampleRows : 1
                let places = Dictionary(
                    indices.flatMap { index in listed[index].knownAs.map { ($0, index) } },
                    uniquingKeysWith: { first, _ in first })
                for row in try await firstLines(ofEach: indices.map { files[$0] }, count) {
                    if let index = places[row.file] { lines[index] += Data((row.line + "\n").utf8) }
                }
            }
            for query in QueryBundle.bundling(alone) {
                let batches = try await session.batches(query.relation, query.schema)
                for (subject, table) in query.tables(batches) {
                    guard case .request(let id) = subject, let index = Int(id) else { continue }
                    for row in table.rows { lines[index] += Data((row[0].text + "\n").utf8) }
                }
            }
            return lines
        }

        /// Files below this many bytes are read whole, many in one go, which is quicker than to begin each on its own.
        private static let smallFile = 4 << 20

        /// Asks for the first lines of a file; little more of it is read.
        private func firstLines(of file: DataFile, _ count: Int, id: String) -> SparkQuery {
            var relation = Spark_Connect_Relation()
            relation.limit.input = .lines(of: [file])
            relation.limit.limit = Int32(count)
            return SparkQuery(
                .request(id), schema: Schema([Field("line", .string)]), sources: [],
                relation: relation.projected([
                    SparkExpression.column("value").named(PlanTranslator.resultName(0))
                ]), isDigest: true)
        }

        /// The first lines of each of some files, in order within each.
        private func firstLines(ofEach files: [DataFile], _ count: Int) async throws -> [(file: String, line: String)] {
            let numbered = Spark_Connect_Relation.lines(of: files).projected([
                SparkExpression.column("_metadata.file_path").named("file"), .column("value"),
                SparkExpression.call("monotonically_increasing_id").named("id"),
            ])
            var number = SparkExpression()
            number.window.windowFunction = .call("row_number")
            number.window.partitionSpec = [.column("file")]
            number.window.orderSpec = [SparkSortOrder.ascending("id")]
            let first = numbered.projected([.column("file"), .column("value"), .column("id"), number.named("number")])
                .filtered(.call("<=", .column("number"), .int(Int32(count))))
                .sorted([SparkSortOrder.ascending("file"), SparkSortOrder.ascending("number")])
                .projected([.column("file"), .column("value")])
            let schema = Schema([Field("file", .string), Field("line", .string)])
            return try await session.table(first, schema).rows.map { ($0[0].text, $0[1].text) }
        }

        /// Which files may have quotes. Small ones are one task anyway, and are not looked through.
        private func quoting(_ listed: [Listed], _ files: [DataFile], _ format: FileFormat) async throws -> [Bool] {
            guard case .csv = format else { return files.map { _ in false } }
            let large = files.filter { $0.bytes >= SourceOpening.largeFile }
            if large.isEmpty { return files.map { _ in true } }
            let quoted = Spark_Connect_Relation.lines(of: large)
                .filtered(.call("contains", .column("value"), .text("\"")))
                .projected([SparkExpression.column("_metadata.file_path").named("file")])
                .grouped(by: ["file"], [SparkExpression.call("count", .long(1)).named("lines")])
            let schema = Schema([Field("file", .string), Field("lines", .int64)])
            let names = Set(try await session.table(quoted, schema).rows.map { $0[0].text })
            return listed.map { $0.bytes < SourceOpening.largeFile || !$0.knownAs.isDisjoint(with: names) }
        }
    }

    extension SourceDeclaration.Format {
        /// The declaration of a format.
        fileprivate init(_ format: FileFormat) {
            switch format {
            case .csv(UInt8(ascii: "\t")): self = .tsv
            case .csv: self = .csv
            case .ndjson: self = .ndjson
            case .parquet: self = .parquet
            }
        }
    }
#endif
