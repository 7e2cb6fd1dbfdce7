import Jobs

/// How all jobs stand, looked up once for all who ask at about the same time.
///
/// An actor because those who ask share one look into the history.
actor StatusBoard {
    /// How things stood at one moment.
    struct Snapshot: Sendable {
        /// When, in microseconds since 1970.
        var at: Int64
        var catalog: JobCatalog
        /// One a job, by id; jobs whose report cannot be read are among them.
        var statuses: [JobStatus]
        /// The newest runs of each job, newest first.
        var recent: [String: [Run]]
        /// The newest runs of all jobs.
        var runs: [Run]
    }

    /// How long an answer is good, in microseconds.
    private static let age: Int64 = 500_000
    /// The runs of a job that its row shows.
    static let recentRuns = 20

    private let desk: ServerDesk
    private var known: Snapshot?
    /// What has been written from `known`, by name.
    private var written: [String: [UInt8]] = [:]
    private var look: Task<Snapshot, any Error>?
    /// How often everything was forgotten: what was looked up before is not kept.
    private var changes = 0

    init(_ desk: ServerDesk) { self.desk = desk }

    /// How things stand, at most half a second ago.
    func current() async throws -> Snapshot {
        if let known, desk.clock.now() - known.at < StatusBoard.age, known.at <= desk.clock.now() { return known }
        if let look { return try await look.value }
        let task = Task { [desk] in try await StatusBoard.look(desk) }
        look = task
        let before = changes
        defer { if changes == before { look = nil } }
        let snapshot = try await task.value
        if changes == before {
            known = snapshot
            written = [:]
        }
        return snapshot
    }

    /// What is written from how things stand, written once for all who ask for the same.
    func text(_ name: String, _ write: @Sendable (Snapshot) throws -> [UInt8]) async throws -> [UInt8] {
        let snapshot = try await current()
        if known?.at == snapshot.at, let text = written[name] { return text }
        let text = try write(snapshot)
        if known?.at == snapshot.at { written[name] = text }
        return text
    }

    /// Somebody has changed something: the next answer is a new one.
    func forget() {
        known = nil
        look = nil
        written = [:]
        changes += 1
    }

    private static func look(_ desk: ServerDesk) async throws -> Snapshot {
        let catalog = try desk.catalog()
        let now = desk.clock.now()
        var snapshot = Snapshot(
            at: now, catalog: catalog, statuses: [], recent: [:], runs: try await desk.store.runs(limit: 25))
        for job in catalog.jobs {
            let summary = try await desk.store.summary(of: job.id)
            // A report without a schedule is a job once somebody has run it as one.
            guard job.schedule != nil || summary.runs > 0 || summary.open != nil else { continue }
            snapshot.statuses.append(JobStatus(job, summary, now: now))
        }
        for job in catalog.broken {
            snapshot.statuses.append(JobStatus(job, try await desk.store.summary(of: job.id), now: now))
        }
        snapshot.statuses.sort { $0.jobId < $1.jobId }
        for status in snapshot.statuses {
            snapshot.recent[status.jobId] = try await desk.store.runs(of: status.jobId, limit: recentRuns)
        }
        return snapshot
    }
}
