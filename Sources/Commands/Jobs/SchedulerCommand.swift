import ArgumentParser
import Jobs
import Logging
import Reports
import ServiceLifecycle
import UnixSignals

/// `trinity jobs scheduler`.
struct SchedulerCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "scheduler",
        abstract: "Run all jobs when they are due, until stopped.",
        discussion: """
            Reports and trinity.yaml are read anew when they change. TERM or Ctrl-C stops it: nothing new begins, runs under way \
            have 20 seconds to end, and those that do not are made again by the next scheduler. Several schedulers may work on \
            one workspace. Messages go to standard error.
            """)

    @OptionGroup var input: SourceOptions
    @OptionGroup var run: RunArguments

    var observation: ObservationChoice {
        var choice = run.observation
        choice.isServer = true
        return choice
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
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: scheduler, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: desk.logger))
        try await group.run()
    }
}
