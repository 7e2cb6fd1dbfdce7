#if Spark
    import Columnar
    import Diagnostics
    import Foundation
    import QueryPlan
    import SparkConnectProtocol

    /// Gets a run ready: sources are described and named on the server, plans translated, queries put together.
    struct RunPreparation: Sendable {
        private let requests: [QueryRequest]
        /// The requests' plans, optimised.
        let plans: [LogicalPlan]
        /// The sources that some plan reads.
        let sources: [SourceDeclaration]
        private let reader: any QueryBackend
        private let locate: @Sendable (SourceDeclaration) async throws -> LocatedSource
        private let session: @Sendable (ZoneRules) async throws -> SparkSession

        /// The preparation of some requests; nothing happens yet.
        init(
            _ requests: [QueryRequest], sources: [SourceDeclaration], reader: any QueryBackend,
            locate: @escaping @Sendable (SourceDeclaration) async throws -> LocatedSource,
            session: @escaping @Sendable (ZoneRules) async throws -> SparkSession
        ) {
            self.requests = requests
            plans = requests.map { Optimizer.optimize($0.plan) }
            let names = Set(plans.flatMap(\.sources))
            self.sources = sources.filter { names.contains($0.name) }
            self.reader = reader
            self.locate = locate
            self.session = session
        }

        /// What a run needs.
        struct Prepared: Sendable {
            var zones: [Zone] = []
            var sources: [String: SparkSource] = [:]
            /// The requests that cannot run.
            var failures: [String: QueryFailure] = [:]
        }

        /// The queries of one time zone.
        struct Zone: Sendable {
            var session: SparkSession
            var queries: [SparkQuery] = []
            /// What is worth being kept by Spark while the queries run.
            var kept: [Spark_Connect_Relation] = []

            /// Lets Spark keep it.
            ///
            /// - Throws: `SparkFault`.
            func keep() async throws {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for relation in kept { group.addTask { [session] in try await session.persist(relation) } }
                    try await group.waitForAll()
                }
            }

            /// Lets Spark forget it.
            func forget() async {
                await withTaskGroup(of: Void.self) { group in
                    for relation in kept { group.addTask { [session] in await session.unpersist(relation) } }
                }
            }
        }

        /// Gets everything ready.
        ///
        /// - Throws: `SparkFault` when the server is lost, `CancellationError`.
        func prepared() async throws -> Prepared {
            var prepared = Prepared()
            var zones: [ZoneRules] = []
            for request in requests where !zones.contains(request.zone) { zones.append(request.zone) }
            guard let first = zones.first else { return prepared }
            let opened = try await opened(try await session(first))
            prepared.sources = opened.values
            // Rows are counted once, whichever zone comes first.
            for (index, zone) in zones.enumerated() {
                let session = try await session(zone)
                var named = try await named(opened.values, session)
                named.troubles.merge(opened.troubles) { known, _ in known }
                prepared.zones.append(queries(zone, session, named, counts: index == 0, &prepared))
            }
            return prepared
        }

        // MARK: - Sources

        /// What was found for each source by its name, and why there is nothing for some.
        private struct Found<Value: Sendable>: Sendable {
            var values: [String: Value] = [:]
            var troubles: [String: QueryFailure] = [:]
        }

        /// The sources that can be read, and why the others cannot.
        private func opened(
            _ session: SparkSession
        ) async throws -> Found<SparkSource> {
            let wanted = wantedFields()
            return try await each(sources, name: \.name) { source in
                try await SourceOpening(
                    located: try await locate(source), wanted: wanted[source.name] ?? [],
                    plans: zip(plans, requests).map { ($0, $1.zone) }, reader: reader,
                    schema: { try await session.schema($0) }
                ).opened()
            }
        }

        /// The sources' relations under names in a session, and why some have none.
        private func named(
            _ sources: [String: SparkSource], _ session: SparkSession
        ) async throws -> Found<Spark_Connect_Relation> {
            try await each(Array(sources.values), name: \.declaration.name) { source in
                let relation = try source.relation(sessionZone: session.zone)
                let view = "trinity_\(UUID().uuidString.lowercased().filter(\.isHexDigit))"
                try await session.name(relation, view)
                return Spark_Connect_Relation.table(view)
            }
        }

        /// Does something with each of some things, all at once. What a source is to blame for is told by its name.
        private func each<Item: Sendable, Value: Sendable>(
            _ items: [Item], name: @Sendable (Item) -> String,
            _ body: @escaping @Sendable (Item) async throws -> Value
        ) async throws -> Found<Value> {
            try await withThrowingTaskGroup(of: (String, Result<Value, QueryFailure>).self) { group in
                for item in items {
                    let name = name(item)
                    group.addTask {
                        do {
                            return (name, .success(try await body(item)))
                        } catch SparkFault.failed(let failure) {
                            return (name, .failure(RunPreparation.unreadable(name, failure)))
                        } catch let error as DiagnosticsError {
                            let unknown = Diagnostic(
                                "unreadable-source", .error, "the source '\(name)' cannot be read")
                            return (
                                name,
                                .failure(QueryFailure(fault: .data, diagnostic: error.diagnostics.first ?? unknown))
                            )
                        }
                    }
                }
                var found = Found<Value>()
                for try await (name, result) in group {
                    switch result {
                    case .success(let value): found.values[name] = value
                    case .failure(let failure): found.troubles[name] = failure
                    }
                }
                return found
            }
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

        // MARK: - Queries

        /// A zone's queries; requests that cannot run are added to what has failed.
        private func queries(
            _ zone: ZoneRules, _ session: SparkSession, _ named: Found<Spark_Connect_Relation>, counts: Bool,
            _ prepared: inout Prepared
        ) -> Zone {
            let relations = named.values
            // Counting first: it fills what is kept.
            var queries: [SparkQuery] = []
            if counts {
                for source in sources {
                    guard let known = prepared.sources[source.name], let relation = relations[source.name] else {
                        continue
                    }
                    queries.append(SourceCounts.query(known, relation))
                }
            }
            var asked: [(id: String, plan: LogicalPlan)] = []
            for (request, plan) in zip(requests, plans) where request.zone == zone {
                let names = plan.sources
                if let trouble = names.lazy.compactMap({ named.troubles[$0] }).first {
                    prepared.failures[request.id] = trouble
                } else if let unknown = names.first(where: { relations[$0] == nil }) {
                    prepared.failures[request.id] =
                        SparkFault.protocolBroken("the source '\(unknown)' was not declared").failure
                } else {
                    asked.append((request.id, plan))
                }
            }
            var single: [Int: SparkQuery] = [:]
            for (index, request) in asked.enumerated() {
                do throws(Untranslatable) {
                    single[index] = SparkQuery(
                        .request(request.id), schema: request.plan.schema, sources: request.plan.sources,
                        relation: try translate(request.plan, prepared.sources, relations),
                        isDigest: request.plan.isDigest)
                } catch {
                    prepared.failures[request.id] = error.failure
                }
            }
            for merged in FigureMerger.merge(
                asked.indices.map { single[$0] == nil ? .values([], schema: Schema([])) : asked[$0].plan })
            {
                guard let relation = try? translate(merged.plan, prepared.sources, relations) else { continue }
                let parts = merged.parts.compactMap { single[$0.index] }
                let answers = merged.parts.map { part in
                    SparkQuery.Answer(
                        subject: .request(asked[part.index].id), schema: asked[part.index].plan.schema, number: nil,
                        columns: Array(part.columns))
                }
                for part in merged.parts { single[part.index] = nil }
                queries.append(
                    SparkQuery(
                        schema: merged.plan.schema, sources: merged.plan.sources, relation: relation,
                        answers: answers, parts: parts))
            }
            queries += asked.indices.compactMap { single[$0] }
            let kept = relations.filter { prepared.sources[$0.key]?.isText == true }.sorted { $0.key < $1.key }
            return Zone(session: session, queries: QueryBundle.bundling(queries), kept: kept.map(\.value))
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
    }

    extension LogicalPlan {
        /// Whether the rows are few whatever the sources hold, as far as one can tell: groups, or a limited number.
        fileprivate var isDigest: Bool {
            switch self {
            case .aggregate, .distinct, .values: true
            case .limit(let count, _, let input): (count ?? .max) <= 10_000 || input.isDigest
            case .filter(_, let input), .project(_, let input), .window(_, let input), .sort(_, let input):
                input.isDigest
            case .join(let kind, let left, let right, _, _):
                left.isDigest && (!kind.keepsRightColumns || right.isDigest)
            case .union(let inputs): inputs.allSatisfy(\.isDigest)
            case .shared(let shared): shared.plan.isDigest
            case .scan: false
            }
        }
    }
#endif
