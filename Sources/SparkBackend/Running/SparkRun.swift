#if Spark
    import Columnar
    import Diagnostics
    import Foundation
    import QueryPlan

    /// One run of some requests on Spark: what was prepared is asked, answers are collected, and what was read is told.
    struct SparkRun: Sendable {
        private let requests: [QueryRequest]
        private let options: RunOptions
        private let turnstile: Turnstile
        private let finder: RowFaultFinder
        private let preparing: RunPreparation

        /// A run that has not begun.
        ///
        /// - Parameters:
        ///   - reader: finds rows that do not fit.
        ///   - locate: finds a source's files and columns.
        ///   - session: gives the session of a zone.
        init(
            _ requests: [QueryRequest], sources: [SourceDeclaration], options: RunOptions, reader: any QueryBackend,
            turnstile: Turnstile, locate: @escaping @Sendable (SourceDeclaration) async throws -> LocatedSource,
            session: @escaping @Sendable (ZoneRules) async throws -> SparkSession
        ) {
            self.requests = requests
            self.options = options
            self.turnstile = turnstile
            finder = RowFaultFinder(reader: reader)
            preparing = RunPreparation(
                requests, sources: sources, reader: reader, locate: locate, session: session)
        }

        /// An outcome in which every request has failed.
        func failed(_ failure: QueryFailure) -> RunOutcome {
            RunOutcome(
                results: Dictionary(
                    requests.map { ($0.id, .failure(failure)) }, uniquingKeysWith: { first, _ in first }),
                sources: [], timings: [])
        }

        // MARK: - Running

        /// Runs everything.
        ///
        /// - Throws: `SparkFault` when the server is lost, `DiagnosticsError`, `CancellationError`.
        func outcome() async throws -> RunOutcome {
            let clock = ContinuousClock()
            let start = clock.now
            let prepared = try await preparing.prepared()
            let planned = clock.now
            let progress = options.progress.map { report in
                OperationProgress(total: prepared.sources.values.reduce(0) { $0 + $1.bytes }, report: report)
            }
            async let digests = InputDigests.digests(
                of: prepared.sources.values.filter { !$0.isRemote }.flatMap(\.neededFiles), options)
            var answers: [SparkQuery.Subject: Result<Table, QueryFailure>] = [:]
            for zone in prepared.zones {
                do {
                    try await zone.keep()
                    answers.merge(try await run(zone, prepared, progress)) { known, _ in known }
                } catch {
                    await zone.forget()
                    throw error
                }
                await zone.forget()
            }
            let ran = clock.now
            let (usages, troubles) = await usages(prepared, answers, try await digests)
            var results = prepared.failures.mapValues { Result<Table, QueryFailure>.failure($0) }
            for (request, plan) in zip(requests, preparing.plans) {
                if let trouble = plan.sources.lazy.compactMap({ troubles[$0] }).first {
                    results[request.id] = .failure(trouble)
                } else if let answer = answers[.request(request.id)] {
                    results[request.id] = answer
                }
            }
            return RunOutcome(
                results: results, sources: usages,
                timings: [
                    StageTiming(stage: "plan", start: 0, seconds: (planned - start).inSeconds),
                    StageTiming(
                        stage: "spark", start: (planned - start).inSeconds, seconds: (ran - planned).inSeconds),
                ])
        }

        private enum Outcome: Sendable {
            case answers([SparkQuery.Subject: Result<Table, QueryFailure>])
            /// The query failed, and it is not known for which of its subjects.
            case apart([SparkQuery])
        }

        /// Asks all of a zone's queries, several at a time.
        private func run(
            _ zone: RunPreparation.Zone, _ prepared: RunPreparation.Prepared, _ progress: OperationProgress?
        ) async throws -> [SparkQuery.Subject: Result<Table, QueryFailure>] {
            var answers: [SparkQuery.Subject: Result<Table, QueryFailure>] = [:]
            try await withThrowingTaskGroup(of: Outcome.self) { group in
                func ask(_ query: SparkQuery) {
                    group.addTask { [turnstile] in
                        try await turnstile.pass { try await self.ask(query, zone.session, prepared, progress) }
                    }
                }
                zone.queries.forEach(ask)
                while let outcome = try await group.next() {
                    switch outcome {
                    case .answers(let found): answers.merge(found) { known, _ in known }
                    case .apart(let parts): parts.forEach(ask)
                    }
                }
            }
            return answers
        }

        private func ask(
            _ query: SparkQuery, _ session: SparkSession, _ prepared: RunPreparation.Prepared,
            _ progress: OperationProgress?
        ) async throws -> Outcome {
            do {
                let batches = try await batches(query, session, progress)
                return .answers(query.tables(batches).mapValues { .success($0) })
            } catch SparkFault.failed(let failure) {
                // One request's failure leaves the others whole.
                if !query.parts.isEmpty { return .apart(query.parts) }
                let explained = await explained(failure, query.sources, prepared)
                return .answers(
                    Dictionary(
                        query.answers.map { ($0.subject, .failure(explained)) }, uniquingKeysWith: { first, _ in first }
                    ))
            }
        }

        /// The rows of a query, all of them.
        private func batches(
            _ query: SparkQuery, _ session: SparkSession, _ progress: OperationProgress?
        ) async throws -> [RecordBatch] {
            guard let progress else { return try await session.batches(query.relation, query.schema) }
            let number = progress.begin()
            defer { progress.end(number) }
            return try await session.batches(query.relation, query.schema) {
                progress.update(number, bytesRead: $0.bytesRead)
            }
        }

        // MARK: - What does not fit

        /// The failure of a query. Where a row of a file does not fit, our own reader says which.
        private func explained(
            _ failure: SparkFailure, _ names: [String], _ prepared: RunPreparation.Prepared
        ) async -> QueryFailure {
            let message = failure.parameters["errorMessage"] ?? ""
            guard message == RowFaultMessage.shape || RowFaultMessage.column(message) != nil else {
                return failure.queryFailure
            }
            for name in names {
                guard let source = prepared.sources[name], !source.setsAside, !source.isRemote else { continue }
                if let found = await finder.look(through: source).failure { return found }
            }
            let column = RowFaultMessage.column(message).map { "column '\($0)': " } ?? ""
            if names.contains(where: { prepared.sources[$0]?.isRemote == true }) {
                return QueryFailure(
                    fault: .data,
                    diagnostic: Diagnostic(
                        "bad-row", .error,
                        "\(column)a row of \(names.map { "'\($0)'" }.joined(separator: " or ")) does not fit",
                        notes: ["which one is only known of files that this machine can read"],
                        help: "declare the column as a string and use TRY_CAST in the query"))
            }
            return QueryFailure(
                fault: .data,
                diagnostic: Diagnostic(
                    "spark-reads-otherwise", .error,
                    "\(column)Spark cannot read a row of \(names.map { "'\($0)'" }.joined(separator: " or ")) that the local engine reads",
                    help: "run with --engine local, or declare the column as a string and cast it in the query"))
        }

        // MARK: - What was read

        /// Every source with its files' rows, and the sources that no result may stand on.
        private func usages(
            _ prepared: RunPreparation.Prepared, _ answers: [SparkQuery.Subject: Result<Table, QueryFailure>],
            _ digests: [String: String]
        ) async -> (usages: [SourceUsage], troubles: [String: QueryFailure]) {
            var usages: [SourceUsage] = []
            var troubles: [String: QueryFailure] = [:]
            for declaration in preparing.sources {
                let name = declaration.name
                guard let source = prepared.sources[name], let answer = answers[.counts(name)] else { continue }
                do throws(QueryFailure) {
                    let counts = SourceCounts(try answer.get(), fileCount: source.description.files.count)
                    usages.append(try await usage(source, counts, digests))
                } catch {
                    troubles[name] = error
                }
            }
            return (usages, troubles)
        }

        private func usage(
            _ source: SparkSource, _ counts: SourceCounts, _ digests: [String: String]
        ) async throws(QueryFailure) -> SourceUsage {
            var description = source.description
            var rejected: [RejectedInput] = []
            if counts.rejected.contains(where: { $0 > 0 }) {
                let own = await finder.look(through: source).usage
                rejected = own?.rejected ?? []
                let files = own?.description.files.map { $0.rejectedRows ?? 0 } ?? []
                guard files == zip(counts.rejected, source.needed).compactMap({ $1 ? $0 : nil }) else {
                    throw QueryFailure(
                        fault: .data,
                        diagnostic: Diagnostic(
                            "spark-reads-otherwise", .error,
                            "Spark sets aside \(counts.rejected.reduce(0, +)) rows of '\(description.name)', the local engine \(files.reduce(0, +))",
                            help: "run with --engine local"))
                }
            }
            for index in description.files.indices where source.needed[index] {
                description.files[index].rows = counts.rows[index]
                description.files[index].rejectedRows = counts.rejected[index]
                description.files[index].sha256 = digests[description.files[index].path]
            }
            return SourceUsage(
                description: description, scans: 1,
                rowsWithoutTime: source.declaration.timeColumn == nil ? nil : counts.withoutTime, rejected: rejected)
        }

        // MARK: - Explanation

        /// The physical plans that Spark makes.
        ///
        /// - Throws: `SparkFault`, `QueryFailure`, `DiagnosticsError`.
        func explanation() async throws -> String {
            let prepared = try await preparing.prepared()
            if let failure = requests.lazy.compactMap({ prepared.failures[$0.id] }).first { throw failure }
            var text = ""
            for source in prepared.sources.values.sorted(by: { $0.declaration.name < $1.declaration.name }) {
                let (count, all) = (source.neededFiles.count, source.files.count)
                text += "\(source.declaration.name): \(source.description.format), \(count) "
                text += "\(count == 1 ? "file" : "files"), \(source.bytes) bytes"
                if count < all { text += "; leaves out \(all - count) by folders" }
                text += "\n"
            }
            for zone in prepared.zones {
                for query in zone.queries {
                    text += "\n" + query.answers.map { "\($0.subject)\n" }.joined()
                    text += try await zone.session.explain(query.relation)
                }
            }
            return text
        }
    }

    extension SparkQuery.Subject: CustomStringConvertible {
        var description: String {
            switch self {
            case .request(let id): id
            case .counts(let source): "rows of \(source), by file"
            }
        }
    }

    extension Duration {
        fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
    }
#endif
