import ArgumentParser
import Diagnostics
import QueryPlan
import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `trinity explain`: what a report would ask of the engine, and how it would run.
struct ExplainCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", _superCommandName: TrinityCommand.name,
        abstract: "Show a report's queries, the scans they share, and their plans.",
        discussion: """
            With --analyze the queries run, and each operator tells its rows, time, memory and what went to files. Times are \
            those of all workers together; nothing is written.

            EXAMPLES
              trinity explain reports/trinity_report_weekly.md
              trinity explain reports/trinity_report_weekly.md --analyze
              trinity explain reports/trinity_report_weekly.md --period 2026-W46
            """)

    @Argument(help: ArgumentHelp("The report file.", valueName: "report"))
    var report: String

    @Option(help: ArgumentHelp("Period; the report's own when there is none.", valueName: "id"))
    var period: String?

    @Flag(help: "Run the queries, and tell what each operator took.")
    var analyze = false

    @OptionGroup var input: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var run: RunArguments
    var observation: ObservationChoice { run.observation }

    func run() async throws {
        for item in try LoadedReport.all([report], input, inOneFolder: false) {
            let selection = try await item.engine(engine)
            try await selection.use { backend in
                let runner = ReportRunner(backend: backend, workspace: item.workspace)
                try await explain(item, on: runner, reason: selection.reason)
            }
        }
    }

    private func explain(_ item: LoadedReport, on runner: ReportRunner, reason: String) async throws {
        let chosen =
            try period.map {
                try Period(id: $0, grain: item.report.period.grain, zone: runner.zone(of: item.report))
            }
            ?? runner.standardPeriod(of: item.report, asOf: Int64(time(nil)) * 1_000_000)
        let defaults = item.report.parameters.map { Named($0.name, $0.defaultValue) }
        Console.output("Engine \(reason)\n\n")
        Console.output(
            try await run.showingProgress(in: item.workspace) { options in
                try await runner.explain(
                    item.report, period: chosen, parameters: defaults, running: analyze ? options : nil)
            })
    }
}
