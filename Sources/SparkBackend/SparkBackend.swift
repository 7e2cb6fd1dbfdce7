#if Spark
    import Columnar
    import DataFormats
    import Diagnostics
    import Foundation
    public import QueryPlan
    import SparkConnectProtocol
    import Synchronization

    /// Runs logical plans on Apache Spark, through a Spark Connect server.
    ///
    /// All queries of a run share one connection; each time zone has a session of its own there. A source of text that several queries read is
    /// kept by Spark from the first on. What our own readers find in local files is asked of them: schemas before a run, and the rows that do
    /// not fit when Spark has met any. A class because it owns the connection.
    public final class SparkBackend: QueryBackend {
        private let address: SparkAddress
        /// Describes local files, and finds the rows in them that do not fit.
        private let reader: any QueryBackend
        private let state = Mutex(State())
        /// Sources whose files are elsewhere, as they were found.
        private let remote = Mutex<[SourceDeclaration: LocatedSource]>([:])

        private struct State {
            var connection: SparkConnection?
            var sessions: [String: Task<SparkSession, any Error>] = [:]
            var version: String?
        }

        /// Queries that Spark works on at a time.
        private let turnstile = Turnstile(8)

        /// An engine on a server; nothing is called yet.
        ///
        /// - Parameters:
        ///   - address: where the server is.
        ///   - reader: describes the sources whose files are on this machine.
        public init(_ address: SparkAddress, reader: any QueryBackend) {
            self.address = address
            self.reader = reader
        }

        /// The engine's name, and its version once the server has told it.
        public var identity: String {
            let version = state.withLock { $0.version }
            return version.map { "spark \($0)" } ?? "spark"
        }

        /// Connects, and learns the server's version.
        ///
        /// - Throws: `QueryFailure` when there is no server, or it refuses.
        public func connect() async throws {
            do {
                let session = try await session(for: .utc)
                let version = try await session.version()
                state.withLock { $0.version = version }
            } catch let fault as SparkFault {
                throw fault.failure
            }
        }

        /// Stops what runs on the server.
        public func interrupt() async {
            for session in state.withLock({ Array($0.sessions.values) }) { try? await session.value.interruptAll() }
        }

        /// Ends the sessions: the server forgets what it kept for them. The backend can be used again.
        public func close() async {
            let (sessions, connection) = state.withLock { state in
                defer {
                    state.sessions = [:]
                    state.connection = nil
                }
                return (Array(state.sessions.values), state.connection)
            }
            for session in sessions { try? await session.value.close() }
            connection?.close()
        }

        /// Finds a source's files and columns; see `QueryBackend`.
        public func describe(_ source: SourceDeclaration) async throws -> SourceDescription {
            do {
                return try await locate(source).description
            } catch let fault as SparkFault {
                throw DiagnosticsError(fault.failure.diagnostic)
            }
        }

        /// Finds a source's files, here or where Spark works; the latter once.
        private func locate(_ source: SourceDeclaration) async throws -> LocatedSource {
            if source.paths.contains(where: SparkPath.isRemote) {
                if let known = remote.withLock({ $0[source] }) { return known }
                let found = try await RemoteFiles(session: try await session(for: .utc), reader: reader).locate(source)
                remote.withLock { $0[source] = found }
                return found
            }
            let description = try await reader.describe(source)
            do throws(DataError) {
                let files = try FileDiscovery.files(matching: source.paths, root: source.root)
                return LocatedSource(
                    declaration: source, description: description, files: files,
                    knownAs: files.map { SparkPath.metadata($0.absolutePath) })
            } catch {
                throw DiagnosticsError(error.diagnostic)
            }
        }

        // MARK: - Running

        /// Runs all requests; see `QueryBackend`.
        public func run(
            _ requests: [QueryRequest], sources: [SourceDeclaration], options: RunOptions
        ) async throws -> RunOutcome {
            // A server that was restarted between two runs has forgotten the sessions; in the middle of one the results would not fit together.
            await forgetLostSessions(Set(requests.map(\.zone) + [.utc]))
            let run = SparkRun(
                requests, sources: sources, options: options, reader: reader, turnstile: turnstile,
                locate: { [self] in try await locate($0) }, session: { [self] in try await session(for: $0) })
            do {
                if state.withLock({ $0.version }) == nil { try await connect() }
                return try await run.outcome()
            } catch let failure as QueryFailure {
                return run.failed(failure)
            } catch let fault as SparkFault {
                return run.failed(fault.failure)
            }
        }

        /// Says how Spark would run the requests; with options it runs them first.
        public func explain(
            _ requests: [QueryRequest], sources: [SourceDeclaration], running options: RunOptions?
        ) async throws -> String {
            let run = SparkRun(
                requests, sources: sources, options: options ?? RunOptions(), reader: reader, turnstile: turnstile,
                locate: { [self] in try await locate($0) }, session: { [self] in try await session(for: $0) })
            do {
                try await connect()
                var text = "Spark \(state.withLock { $0.version } ?? "") at \(address.shown)\n\n"
                if options != nil {
                    let outcome = try await run.outcome()
                    for request in requests { _ = try outcome.results[request.id]?.get() }
                    for timing in outcome.timings {
                        text += "\(timing.stage): \((timing.seconds * 1000).rounded() / 1000) s\n"
                    }
                    text += "\n"
                }
                return text + (try await run.explanation())
            } catch let fault as SparkFault {
                throw fault.failure
            }
        }

        // MARK: - Sessions

        private func connection() throws(SparkFault) -> SparkConnection {
            try state.withLock { (state) throws(SparkFault) in
                if let known = state.connection { return known }
                let made = try SparkConnection(address)
                state.connection = made
                return made
            }
        }

        /// The session of a time zone; made once, whoever asks first.
        private func session(for zone: ZoneRules) async throws -> SparkSession {
            let name = SessionSettings.zoneName(zone)
            let connection = try connection()
            let making = state.withLock { state in
                if let known = state.sessions[name] { return known }
                let id = (state.sessions.isEmpty ? address.sessionID : nil) ?? UUID().uuidString.lowercased()
                let task = Task {
                    let session = SparkSession(connection, id: id, zone: name)
                    try await session.open()
                    return session
                }
                state.sessions[name] = task
                return task
            }
            do {
                return try await making.value
            } catch {
                forget(making, name)
                throw error
            }
        }

        private func forget(_ session: Task<SparkSession, any Error>, _ name: String) {
            state.withLock { if $0.sessions[name] == session { $0.sessions[name] = nil } }
        }

        /// Sessions of some zones that the server no longer knows are made anew.
        private func forgetLostSessions(_ zones: Set<ZoneRules>) async {
            let names = Set(zones.map { SessionSettings.zoneName($0) })
            await withTaskGroup(of: Void.self) { group in
                for (name, session) in state.withLock({ $0.sessions }) where names.contains(name) {
                    group.addTask { [self] in
                        do {
                            _ = try await session.value.version()
                        } catch {
                            forget(session, name)
                        }
                    }
                }
            }
        }
    }
#endif
