#if Spark
    import Columnar
    import DataFormats
    import Diagnostics
    import Foundation
    import QueryPlan
    import SparkConnectProtocol
    import Synchronization

    /// One run of some requests on Spark: sources are described, plans translated, results collected, and what was read is counted.
    final class SparkRun: Sendable {
        private let requests: [QueryRequest]
        private let plans: [LogicalPlan]
        private let sources: [SourceDeclaration]
        private let options: RunOptions
        private let reader: any QueryBackend
        private let session: @Sendable (ZoneRules) async throws -> SparkSession

        private let turnstile: Turnstile

        init(
            _ requests: [QueryRequest], sources: [SourceDeclaration], options: RunOptions, reader: any QueryBackend,
            turnstile: Turnstile,
            session: @escaping @Sendable (ZoneRules) async throws -> SparkSession
        ) {
            self.requests = requests
            plans = requests.map { Optimizer.optimize($0.plan) }
            let names = Set(plans.flatMap(\.sources))
            self.sources = sources.filter { names.contains($0.name) }
            self.options = options
            self.reader = reader
            self.turnstile = turnstile
            self.session = session
        }

        /// An outcome in which every request has failed.
        func failed(_ failure: QueryFailure) -> RunOutcome {
            RunOutcome(
                results: Dictionary(
                    requests.map { ($0.id, .failure(failure)) }, uniquingKeysWith: { first, _ in first }),
                sources: [], timings: [])
        }

        // MARK: - Preparation

        /// The requests of one time zone, ready to run.
        private struct Prepared: Sendable {
            var session: SparkSession
            var queries: [Query] = []
            /// What is read, by the name of its source.
            var relations: [String: Spark_Connect_Relation] = [:]
            /// Those that are worth being kept.
            var kept: [String] = []
        }

        private struct Query: Sendable {
            var id: String
            var schema: Schema
            var sources: [String]
            var relation: Spark_Connect_Relation
        }

        private struct Preparation: Sendable {
            var zones: [Prepared] = []
            var sources: [String: SparkSource] = [:]
            var failures: [String: QueryFailure] = [:]
        }

        private func preparation() async throws -> Preparation {
            var preparation = Preparation()
            var troubles: [String: QueryFailure] = [:]
            let wanted = wantedFields()
            let first = try await session(requests.first?.zone ?? .utc)
            for source in sources {
                do {
                    let description = try await reader.describe(source)
                    preparation.sources[source.name] = try await SparkSource.open(
                        source, description, reading: wanted[source.name] ?? [],
                        schema: { try await first.schema($0) })
                } catch let error as DiagnosticsError {
                    troubles[source.name] = QueryFailure(
                        fault: .data,
                        diagnostic: error.diagnostics.first
                            ?? Diagnostic(
                                "unreadable-source", .error, "the source '\(source.name)' cannot be read"))
                }
            }
            var zones: [ZoneRules] = []
            for request in requests where !zones.contains(request.zone) { zones.append(request.zone) }
            for zone in zones {
                var prepared = Prepared(session: try await session(zone))
                for (name, source) in preparation.sources where troubles[name] == nil {
                    do {
                        let relation = try source.relation(sessionZone: prepared.session.zone)
                        let view = "trinity_\(UUID().uuidString.lowercased().filter(\.isHexDigit))"
                        try await prepared.session.name(relation, view)
                        prepared.relations[name] = .table(view)
                    } catch SparkFault.failed(let failure) {
                        troubles[name] = SparkRun.unreadable(name, failure)
                    } catch let error as DiagnosticsError {
                        troubles[name] = QueryFailure(
                            fault: .data,
                            diagnostic: error.diagnostics.first
                                ?? Diagnostic("unreadable-source", .error, "the source '\(name)' cannot be read"))
                    }
                }
                var readers: [String: Int] = [:]
                for (request, plan) in zip(requests, plans) where request.zone == zone {
                    let names = plan.sources
                    if let trouble = names.lazy.compactMap({ troubles[$0] }).first {
                        preparation.failures[request.id] = trouble
                        continue
                    }
                    if let unknown = names.first(where: { preparation.sources[$0] == nil }) {
                        preparation.failures[request.id] =
                            SparkFault.protocolBroken(
                                "the source '\(unknown)' was not declared"
                            ).failure
                        continue
                    }
                    do throws(Untranslatable) {
                        let relation = try translate(plan, preparation.sources, prepared.relations)
                        prepared.queries.append(
                            Query(id: request.id, schema: plan.schema, sources: names, relation: relation))
                        for name in names { readers[name, default: 0] += 1 }
                    } catch {
                        preparation.failures[request.id] = error.failure
                    }
                }
                prepared.kept = readers.filter { name, count in
                    count > 0 && preparation.sources[name]?.isText == true
                }.keys.sorted()
                preparation.zones.append(prepared)
            }
            return preparation
        }

        /// Why Spark cannot read a source that our own readers can.
        private static func unreadable(_ name: String, _ failure: SparkFailure) -> QueryFailure {
            var found = failure.queryFailure
            found.fault = .data
            if failure.errorClass?.hasPrefix("PATH_NOT_FOUND") == true {
                found.diagnostic = Diagnostic(
                    "spark-unreadable-source", .error, "the files of source '\(name)' are not there where Spark works",
                    help: "their paths must be the same on the cluster and here")
            }
            found.diagnostic.notes.append("source '\(name)'")
            return found
        }

        private func translate(
            _ plan: LogicalPlan, _ sources: [String: SparkSource], _ relations: [String: Spark_Connect_Relation]
        ) throws(Untranslatable) -> Spark_Connect_Relation {
            var translator = PlanTranslator { (name, schema, names, order) throws(Untranslatable) in
                guard let source = sources[name], var relation = relations[name] else { return .rows(0) }
                if source.setsAside { relation = relation.filtered(.call("not", .column(SparkSource.badColumn))) }
                var columns: [SparkExpression] = []
                for (field, column) in zip(schema.fields, names) {
                    guard let index = source.index(of: field.name) else {
                        throw Untranslatable(what: "column '\(field.name)'", reason: "its source does not have it")
                    }
                    let value = SparkExpression.column(SparkSource.name(index))
                    columns.append(
                        (source.fields[index].type == field.type ? value : value.cast(field.type)).named(column))
                }
                if let order { columns.append(SparkExpression.column(SparkSource.placeColumn).named(order)) }
                return relation.projected(columns)
            }
            return try translator.relation(plan)
        }

        /// The columns that some plan reads of each source, and the time that is counted.
        private func wantedFields() -> [String: [Field]] {
            var wanted: [String: [Field]] = [:]
            func add(_ field: Field, to source: String) {
                if wanted[source]?.contains(where: { $0.name.lowercased() == field.name.lowercased() }) != true {
                    wanted[source, default: []].append(field)
                }
            }
            func visit(_ plan: LogicalPlan) {
                if case .scan(let source, let schema) = plan { for field in schema.fields { add(field, to: source) } }
                if case .shared(let shared) = plan { visit(shared.plan) }
                plan.inputs.forEach(visit)
            }
            plans.forEach(visit)
            for source in sources {
                if let time = source.timeColumn { add(Field(time, .timestamp), to: source.name) }
            }
            return wanted
        }

        // MARK: - Running

        /// Runs everything.
        ///
        /// - Throws: `SparkFault` when the server is lost, `CancellationError`.
        func outcome() async throws -> RunOutcome {
            let clock = ContinuousClock()
            let start = clock.now
            let preparation = try await preparation()
            let prepared = clock.now
            let progress = options.progress.map { report in
                OperationProgress(total: preparation.sources.values.reduce(0) { $0 + $1.bytes }, report: report)
            }
            async let digests = digests(preparation)
            var results = preparation.failures.mapValues { Result<Table, QueryFailure>.failure($0) }
            var counts: [String: SourceCounts] = [:]
            for zone in preparation.zones {
                for name in zone.kept {
                    if let relation = zone.relations[name] { try await zone.session.persist(relation) }
                }
                do {
                    let (found, tallies) = try await run(zone, preparation, counted: Set(counts.keys), progress)
                    results.merge(found) { _, new in new }
                    counts.merge(tallies) { known, _ in known }
                } catch {
                    await forget(zone)
                    throw error
                }
                await forget(zone)
            }
            let ran = clock.now
            let (usages, troubles) = try await usages(preparation, counts, try await digests)
            for (request, plan) in zip(requests, plans) {
                if let trouble = plan.sources.lazy.compactMap({ troubles[$0] }).first {
                    results[request.id] = .failure(trouble)
                }
            }
            return RunOutcome(
                results: results, sources: usages,
                timings: [
                    StageTiming(stage: "plan", start: 0, seconds: (prepared - start).inSeconds),
                    StageTiming(
                        stage: "spark", start: (prepared - start).inSeconds, seconds: (ran - prepared).inSeconds),
                ])
        }

        private func forget(_ zone: Prepared) async {
            for name in zone.kept { if let relation = zone.relations[name] { await zone.session.unpersist(relation) } }
        }

        private enum Work: Sendable {
            case count(String, SparkSource)
            case query(Query)
        }

        private enum Answer: Sendable {
            case counts(String, Result<SourceCounts, QueryFailure>)
            case table(String, Result<Table, QueryFailure>)
        }

        private func run(
            _ zone: Prepared, _ preparation: Preparation, counted: Set<String>, _ progress: OperationProgress?
        ) async throws -> (results: [String: Result<Table, QueryFailure>], counts: [String: SourceCounts]) {
            // Counting first: it fills what is kept.
            var work: [Work] = preparation.sources.sorted { $0.key < $1.key }
                .filter { !counted.contains($0.key) && zone.relations[$0.key] != nil }.map { .count($0.key, $0.value) }
            work += zone.queries.map { .query($0) }
            var results: [String: Result<Table, QueryFailure>] = [:]
            var counts: [String: SourceCounts] = [:]
            try await withThrowingTaskGroup(of: Answer.self) { group in
                for item in work {
                    group.addTask { [turnstile] in
                        try await turnstile.pass { try await self.answer(item, zone, preparation, progress) }
                    }
                }
                for try await answer in group {
                    switch answer {
                    case .table(let id, let result): results[id] = result
                    case .counts(let name, .success(let found)): counts[name] = found
                    case .counts(let name, .failure(let failure)): counts[name] = SourceCounts(failure: failure)
                    }
                }
            }
            return (results, counts)
        }

        private func answer(
            _ work: Work, _ zone: Prepared, _ preparation: Preparation, _ progress: OperationProgress?
        ) async throws -> Answer {
            switch work {
            case .query(let query):
                do {
                    let table = try await table(query.relation, query.schema, zone.session, progress)
                    return .table(query.id, .success(table))
                } catch SparkFault.failed(let failure) {
                    return .table(query.id, .failure(await explained(failure, query.sources, preparation)))
                }
            case .count(let name, let source):
                guard let relation = zone.relations[name] else {
                    return .counts(name, .success(SourceCounts()))
                }
                do {
                    let table = try await table(
                        SourceCounts.query(source, relation), SourceCounts.schema, zone.session, progress)
                    return .counts(name, .success(SourceCounts(table, fileCount: source.description.files.count)))
                } catch SparkFault.failed(let failure) {
                    return .counts(name, .failure(await explained(failure, [name], preparation)))
                }
            }
        }

        /// The rows of a relation.
        private func table(
            _ relation: Spark_Connect_Relation, _ schema: Schema, _ session: SparkSession,
            _ progress: OperationProgress?
        ) async throws -> Table {
            let batches = Mutex<[RecordBatch]>([])
            let reader = ArrowStreamReader(schema: schema)
            let number = progress?.begin()
            try await session.execute(
                relation,
                progress: progress.flatMap { progress in
                    number.map { number in { @Sendable in progress.update(number, $0) } }
                }
            ) { bytes in
                do throws(ArrowFault) {
                    // Typed throws do not pass through the closure of Data.
                    let found = bytes.withUnsafeBytes { bytes in
                        Result { () throws(ArrowFault) in try reader.batches(bytes) }
                    }
                    let read = try found.get()
                    batches.withLock { $0 += read.filter { $0.rowCount > 0 } }
                } catch {
                    throw SparkFault.protocolBroken(error.reason)
                }
            }
            if let number { progress?.end(number) }
            return Table(schema: schema, batches: batches.withLock { $0 })
        }

        // MARK: - What does not fit

        /// The failure of a query. Where a row of a file does not fit, our own reader says which.
        private func explained(
            _ failure: SparkFailure, _ names: [String], _ preparation: Preparation
        ) async -> QueryFailure {
            let message = failure.parameters["errorMessage"] ?? ""
            guard message == RowFaultMessage.shape || RowFaultMessage.column(message) != nil else {
                return failure.queryFailure
            }
            for name in names {
                guard let source = preparation.sources[name], !source.setsAside else { continue }
                if let found = await ownReading(source).failure { return found }
            }
            let column = RowFaultMessage.column(message).map { "column '\($0)': " } ?? ""
            return QueryFailure(
                fault: .data,
                diagnostic: Diagnostic(
                    "spark-reads-otherwise", .error,
                    "\(column)Spark cannot read a row of \(names.map { "'\($0)'" }.joined(separator: " or ")) that the local engine reads",
                    help: "run with --engine local, or declare the column as a string and cast it in the query"))
        }

        /// What our own reader finds in a source: every row that is set aside, or the first that does not fit.
        private func ownReading(
            _ source: SparkSource
        ) async -> (failure: QueryFailure?, usage: SourceUsage?) {
            let fields = source.fields
            let scan = LogicalPlan.scan(source: source.declaration.name, schema: Schema(fields))
            let counts = fields.enumerated().map { index, field in
                Named(
                    "n\(index)",
                    AggregateExpression(
                        .count, [.column(index: index, name: field.name, type: field.type)], type: .int64))
            }
            let plan = LogicalPlan.aggregate(keys: [], aggregates: counts, scan)
            do {
                let outcome = try await reader.run(
                    [QueryRequest(id: "rows", plan: plan)], sources: [source.declaration], options: RunOptions())
                if case .failure(let failure) = outcome.results["rows"] { return (failure, nil) }
                return (nil, outcome.sources.first)
            } catch {
                return (nil, nil)
            }
        }

        // MARK: - Outcome

        private func usages(
            _ preparation: Preparation, _ counts: [String: SourceCounts], _ digests: [String: String]
        ) async throws -> (usages: [SourceUsage], troubles: [String: QueryFailure]) {
            var usages: [SourceUsage] = []
            var troubles: [String: QueryFailure] = [:]
            for declaration in sources {
                guard let source = preparation.sources[declaration.name], let count = counts[declaration.name] else {
                    continue
                }
                if let failure = count.failure {
                    troubles[declaration.name] = failure
                    continue
                }
                var description = source.description
                var rejected: [RejectedInput] = []
                if count.rejected.contains(where: { $0 > 0 }) {
                    let own = await ownReading(source)
                    rejected = own.usage?.rejected ?? []
                    let files = own.usage?.description.files.map { $0.rejectedRows ?? 0 } ?? []
                    guard files == count.rejected else {
                        troubles[declaration.name] = QueryFailure(
                            fault: .data,
                            diagnostic: Diagnostic(
                                "spark-reads-otherwise", .error,
                                "Spark sets aside \(count.rejected.reduce(0, +)) rows of '\(declaration.name)', the local engine \(files.reduce(0, +))",
                                help: "run with --engine local"))
                        continue
                    }
                }
                for index in description.files.indices {
                    description.files[index].rows = count.rows[index]
                    description.files[index].rejectedRows = count.rejected[index]
                    description.files[index].sha256 = digests[description.files[index].path]
                }
                usages.append(
                    SourceUsage(
                        description: description, scans: 1,
                        rowsWithoutTime: declaration.timeColumn == nil ? nil : count.withoutTime, rejected: rejected))
            }
            return (usages, troubles)
        }

        /// The SHA-256 of each file by its path, where that is asked for.
        private func digests(_ preparation: Preparation) async throws -> [String: String] {
            guard options.digestsInputs else { return [:] }
            let cache = options.digestCache.map { DigestCache(path: $0) }
            defer { cache?.save() }
            var sums: [String: String] = [:]
            for source in preparation.sources.values {
                let files =
                    (try? FileDiscovery.files(
                        matching: source.declaration.paths, root: source.declaration.root)) ?? []
                for file in files {
                    try Task.checkCancellation()
                    do throws(DataError) {
                        if let cache {
                            sums[file.path] = try cache.sha256(ofFileAt: file.absolutePath)
                        } else {
                            sums[file.path] = try FileDigest.sha256(ofFileAt: file.absolutePath)
                        }
                    } catch {
                        throw DiagnosticsError(error.diagnostic)
                    }
                }
            }
            return sums
        }

        // MARK: - Explanation

        /// The physical plans that Spark makes.
        ///
        /// - Throws: `SparkFault`, `QueryFailure`, `DiagnosticsError`.
        func explanation() async throws -> String {
            let preparation = try await preparation()
            var text = ""
            for source in preparation.sources.values.sorted(by: { $0.declaration.name < $1.declaration.name }) {
                let files = source.description.files
                text += "\(source.declaration.name): \(source.description.format), \(files.count) "
                text += "\(files.count == 1 ? "file" : "files"), \(source.bytes) bytes\n"
            }
            for request in requests {
                text += "\n\(request.id)\n"
                if let failure = preparation.failures[request.id] { throw failure }
                for zone in preparation.zones {
                    guard let query = zone.queries.first(where: { $0.id == request.id }) else { continue }
                    text += try await zone.session.explain(query.relation)
                }
            }
            return text
        }
    }

    /// What is counted of a source's files.
    struct SourceCounts: Sendable {
        /// Rows of each file, those set aside excluded.
        var rows: [Int] = []
        /// Rows of each file that are set aside.
        var rejected: [Int] = []
        /// Rows without a time.
        var withoutTime = 0
        /// Why nothing could be counted.
        var failure: QueryFailure?

        /// Counts that say why there are none.
        init(failure: QueryFailure? = nil) { self.failure = failure }

        /// The columns of the query.
        static let schema = Schema([
            Field("file", .int64), Field("rows", .int64), Field("rejected", .int64), Field("without_time", .int64),
        ])

        /// Counts rows by file.
        static func query(_ source: SparkSource, _ relation: Spark_Connect_Relation) -> Spark_Connect_Relation {
            let isBad: SparkExpression = source.setsAside ? .column(SparkSource.badColumn) : .boolean(false)
            func counting(_ condition: SparkExpression) -> SparkExpression {
                .call("count", .choice([(condition, .long(1))], otherwise: .null(.int64)))
            }
            var lacksTime = SparkExpression.boolean(false)
            if let time = source.declaration.timeColumn, let index = source.index(of: time) {
                lacksTime = .all([SparkExpression.column(SparkSource.name(index)).isNull, .call("not", isBad)])
            }
            return relation.grouped(
                by: [SparkSource.fileColumn],
                [
                    counting(.call("not", isBad)).named("rows"), counting(isBad).named("rejected"),
                    counting(lacksTime).named("without_time"),
                ])
        }

        /// The counts that the query gave.
        init(_ table: Table, fileCount: Int) {
            rows = [Int](repeating: 0, count: fileCount)
            rejected = rows
            for row in table.rows {
                guard case .int64(let file) = row[0], rows.indices.contains(Int(file)) else { continue }
                rows[Int(file)] += Int(row[1].asInt64 ?? 0)
                rejected[Int(file)] += Int(row[2].asInt64 ?? 0)
                withoutTime += Int(row[3].asInt64 ?? 0)
            }
        }
    }

    /// Puts the progress of several operations together.
    final class OperationProgress: Sendable {
        private let total: Int
        private let report: @Sendable (RunProgress) -> Void
        private let state = Mutex((next: 0, bytes: [Int: Int](), most: 0))

        init(total: Int, report: @escaping @Sendable (RunProgress) -> Void) {
            self.total = total
            self.report = report
        }

        /// A number for an operation that begins.
        func begin() -> Int {
            state.withLock { state in
                state.next += 1
                return state.next
            }
        }

        /// How far an operation is.
        func update(_ operation: Int, _ progress: StageProgress) {
            let bytes = state.withLock { state in
                state.bytes[operation] = progress.bytesRead
                // What is read again from what Spark keeps is no input: the display only goes forward, and not beyond the end.
                state.most = max(state.most, min(total, state.bytes.values.max() ?? 0))
                return state.most
            }
            report(RunProgress(bytesRead: bytes, bytesTotal: total, rowsRead: 0))
        }

        /// An operation is done.
        func end(_ operation: Int) { state.withLock { _ = $0.bytes.removeValue(forKey: operation) } }
    }

    extension Duration {
        fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
    }
#endif
