import ArgumentParser
import Diagnostics
import Jobs
import Logging
import Observability
import Rendering
import Reports
import ServiceLifecycle
import StatusServer
import UnixSignals

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `trinity serve`: the site, the status of the jobs, the API and the metrics over HTTP.
struct ServeCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", _superCommandName: TrinityCommand.name,
        abstract: "Serve the published site, the status of the jobs, and an API, until stopped.",
        discussion: """
            /            the site as 'trinity publish' and the jobs make it
            /status/     jobs, runs, what each of them did, and when the next ones are due
            /api/v1/     the same for programs; /openapi.json describes it
            /health, /ready, /metrics (Prometheus)

            Only this machine reaches the server unless --host says otherwise. Whoever changes anything needs the token that \
            TRINITY_API_TOKEN holds ('Authorization: Bearer TOKEN'); where other machines reach the server, everybody does for \
            everything. It speaks plain HTTP: put a proxy with TLS in front of it where others are to reach it, and name the \
            proxy's host with --allowed-host.

            Without --scheduler only those runs are made here that somebody asks for, and further attempts of runs that wait \
            for one. TERM or Ctrl-C stops it in order.

            EXAMPLES
              trinity serve
              TRINITY_API_TOKEN=secret trinity serve --scheduler
              curl -X POST -H 'Authorization: Bearer secret' localhost:8787/api/v1/jobs/trinity_report_weekly/run
            """)

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port to listen on; 0 for a free one.", valueName: "port"))
    var port = 8787

    @Flag(help: "Run jobs when they are due, as 'trinity jobs scheduler' does.")
    var scheduler = false

    @Option(
        help: ArgumentHelp("The site's folder; the default is the workspace's.", valueName: "dir"),
        transform: FolderArgument.parse)
    var out: String?

    @Option(
        name: .customLong("allowed-host"),
        help: ArgumentHelp(
            "A name that the server may be asked for besides its address; repeat for several.", valueName: "name"))
    var allowedHost: [String] = []

    @OptionGroup var input: SourceOptions
    @OptionGroup var run: RunArguments

    var observation: ObservationChoice {
        var choice = run.observation
        choice.isServer = true
        return choice
    }

    func validate() throws {
        if !(0...65_535).contains(port) { throw ValidationError("--port must be 0 to 65535, not \(port)") }
    }

    func run() async throws {
        let desk = try JobDesk(input, run: run, site: out)
        let workspace = try desk.live.current().workspace
        let jobs = scheduledJobs(desk, workspace)
        let settings = settings(workspace)
        let logger = Logger(label: "trinity.server")
        if settings.token == nil {
            logger.notice(
                settings.isLoopback
                    ? "TRINITY_API_TOKEN is not set: changes are refused"
                    : "TRINITY_API_TOKEN is not set: other machines reach this address, so everything is refused")
        }
        let server = StatusServer(
            settings,
            desk: ServerDesk(
                store: desk.store, hasScheduler: scheduler, metrics: MetricsRegistry.ofProcess ?? MetricsRegistry(),
                style: { [live = desk.live] in ServeCommand.style(live) }, wake: { jobs.wake() },
                catalog: { [live = desk.live] in try live.current().catalog }))
        let shown = host.contains(":") ? "[\(host)]" : host
        let services = server.services { port in
            logger.info("listening", metadata: ["address": "http://\(shown):\(port)/"])
        }
        var configuration = ServiceGroupConfiguration(
            services: ([jobs] + services).map {
                .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
            }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            throw CommandFailure(.runFailed, [ListenFailure.diagnostic(error, host: host, port: port)])
        }
    }

    private func settings(_ workspace: Workspace) -> ServerSettings {
        var settings = ServerSettings(
            site: out ?? workspace.path(workspace.site), title: workspace.title ?? "Trinity Reports",
            version: TrinityCommand.version)
        settings.host = host
        settings.port = port
        settings.names = allowedHost
        settings.token = getenv("TRINITY_API_TOKEN").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        return settings
    }

    /// What makes runs: those that are due, or, without `--scheduler`, those that somebody asked for.
    private func scheduledJobs(_ desk: JobDesk, _ workspace: Workspace) -> Scheduler {
        var settings = Scheduler.Settings()
        settings.concurrency = workspace.jobs.concurrency ?? settings.concurrency
        if scheduler { settings.keep = workspace.jobs.keep.map { max(1, $0 / 86_400) } }
        return Scheduler(runner: desk.runner, settings: settings, logger: desk.logger) {
            [live = desk.live, scheduler] in
            var catalog = try live.current().catalog
            if !scheduler {
                for index in catalog.jobs.indices { catalog.jobs[index].schedule = nil }
            }
            return catalog
        }
    }

    /// The style sheet of the workspace's template, as the site's own pages have it; the standard one's while that cannot be read.
    private static func style(_ live: LiveWorkspace) -> String {
        guard let workspace = try? live.current().workspace else { return "" }
        let choice = TemplateChoice().over(workspace.template, standard: TemplateStore.standard)
        let template =
            (try? TemplateStore(workspace).load(choice)) ?? (try? TemplateStore(workspace).load(TemplateChoice()))
        return template?.style.text ?? ""
    }
}
