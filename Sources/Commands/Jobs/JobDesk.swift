import ArgumentParser
import Diagnostics
import Jobs
import Logging
import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What all commands about jobs take.
struct JobOptions: ParsableArguments {
    @Flag(help: "Print JSON instead of text.")
    var json = false

    @OptionGroup var input: SourceOptions
}

/// A workspace's jobs with their history, and what runs them.
struct JobDesk: Sendable {
    let live: LiveWorkspace
    let store: JobStore
    let runner: JobRunner
    let logger: Logger

    /// Opens the history of the workspace that governs the current folder.
    ///
    /// - Parameter isReading: whether somebody only looks, which must work where nothing can be written.
    /// - Throws: `DiagnosticsError` when the workspace or its history cannot be read.
    init(_ input: SourceOptions, run: RunArguments? = nil, site: String? = nil, isReading: Bool = false) throws {
        live = LiveWorkspace(input)
        let workspace = try live.current().workspace
        logger = Logger(label: "trinity.jobs")
        let folder = workspace.path(".trinity")
        store = isReading ? try JobStore.reading(folder: folder) : try JobStore.open(folder: folder)
        runner = JobRunner(
            store: store, locks: workspace.path(".trinity/locks"),
            work: SiteWork(live: live, site: site, run: try run ?? RunArguments.parse([])),
            alerts: try JobDesk.alerts(workspace, logger), logger: logger)
    }

    /// The job of an id.
    ///
    /// - Throws: `DiagnosticsError` that names the nearest one.
    func job(_ id: String) throws -> Job {
        let catalog = try live.current().catalog
        if let job = catalog.job(id) { return job }
        if let broken = catalog.broken(id) {
            throw DiagnosticsError(
                broken.diagnostics + [
                    Diagnostic("broken-report", .error, "the report of job '\(id)' cannot be read", file: broken.path)
                ])
        }
        let ids = (catalog.jobs.map(\.id) + catalog.broken.map(\.id)).sorted()
        throw DiagnosticsError(
            Diagnostic(
                "unknown-job", .error, "there is no job '\(id)'",
                notes: ids.isEmpty ? ["the workspace has no reports"] : ["there are \(ids.joined(separator: ", "))"],
                help: NearMatch.help(id, among: ids)))
    }

    /// Ends runs whose process is gone, so that none is shown as running; where nothing can be written, they are.
    func mend() async throws {
        if store.isWritable { try await runner.mend(try live.current().catalog) }
    }

    /// How a job stands.
    func status(of job: Job) async throws -> JobStatus {
        JobStatus(job, try await store.summary(of: job.id), now: SystemJobClock().now())
    }

    /// How a job stands whose report cannot be read.
    func status(of job: BrokenJob) async throws -> JobStatus {
        JobStatus(job, try await store.summary(of: job.id), now: SystemJobClock().now())
    }

    /// Who hears of alerts, as the workspace has it.
    private static func alerts(_ workspace: Workspace, _ logger: Logger) throws -> AlertDesk {
        var channels: [any AlertChannel] = []
        if let url = workspace.alerts.webhook {
            channels.append(WebhookChannel(url: url, secret: try secret(workspace), post: WebhookPost.send))
        }
        if !workspace.alerts.command.isEmpty {
            channels.append(CommandChannel(workspace.alerts.command, folder: workspace.root))
        }
        return AlertDesk(channels: channels, baseURL: workspace.baseURL, logger: logger)
    }

    /// The secret for signatures: from the environment, else from the file that the workspace names.
    private static func secret(_ workspace: Workspace) throws -> String? {
        if let value = getenv("TRINITY_WEBHOOK_SECRET"), value.pointee != 0 { return String(cString: value) }
        guard let file = workspace.alerts.secretFile else { return nil }
        let text = String(decoding: try TextFile.read(workspace.path(file)), as: UTF8.self)
        return text.trimmingSpace
    }
}

extension String {
    /// The text without white space at its ends.
    fileprivate var trimmingSpace: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
