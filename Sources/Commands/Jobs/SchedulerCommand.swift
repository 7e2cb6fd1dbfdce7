import ArgumentParser
import Diagnostics
import Jobs
import Logging
import Observability
import Reports
import ServiceLifecycle
import StatusServer
import UnixSignals

/// `trinity jobs scheduler`.
struct SchedulerCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "scheduler",
        abstract: "Run all jobs when they are due, until stopped.",
        discussion: """
            Reports are read anew when they change, and so is what trinity.yaml says of sources, templates and jobs; alerts, \
            concurrency and how long the history is kept are read at the start. TERM or Ctrl-C stops it: nothing new begins, runs under way \
            have 20 seconds to end, and those that do not are made again by the next scheduler. Several schedulers may work on \
            one workspace. Messages go to standard error.

            --metrics-port makes /metrics (Prometheus) and /health answer on this machine; 'trinity serve --scheduler' has the \
            status pages and the API besides.
            """)

    @Option(
        name: .customLong("metrics-port"),
        help: ArgumentHelp("Serve /metrics on this port of 127.0.0.1; 0 for a free one.", valueName: "port"))
    var metricsPort: Int?

    @Flag(help: "Write messages as JSON, one object a line, like --log-format json.")
    var json = false

    @OptionGroup var input: SourceOptions
    @OptionGroup var run: RunArguments

    var observation: ObservationChoice {
        var choice = run.observation
        choice.isServer = true
        if json { choice.logFormat = .json }
        return choice
    }

    func validate() throws {
        if let metricsPort, !(0...65_535).contains(metricsPort) {
            throw ValidationError("--metrics-port must be 0 to 65535, not \(metricsPort)")
        }
    }

    func run() async throws {
        let desk = try JobDesk(input, run: run)
        let workspace = try desk.live.current().workspace
        var settings = Scheduler.Settings()
        settings.concurrency = workspace.jobs.concurrency ?? settings.concurrency
        settings.keep = workspace.jobs.keep.map { max(1, $0 / 86_400) }
        let scheduler = Scheduler(runner: desk.runner, settings: settings, logger: desk.logger) { [live = desk.live] in
            try live.current().catalog
        }
        var services: [any Service] = [scheduler]
        if let metricsPort {
            let server = MetricsServer(
                port: metricsPort, metrics: MetricsRegistry.ofProcess ?? MetricsRegistry(), logger: desk.logger)
            services.append(
                server.service { [logger = desk.logger] port in
                    logger.notice("metrics", metadata: ["address": "http://127.0.0.1:\(port)/metrics"])
                })
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: desk.logger))
        do {
            try await group.run()
        } catch {
            throw CommandFailure(
                .runFailed, [Diagnostic("scheduler-ended", .error, "the scheduler ended: \(error)")])
        }
    }
}
