import ArgumentParser
import Diagnostics
import Logging
import Reports
import ServiceLifecycle
import StatusServer
import UnixSignals

/// `trinity preview REPORT`: the page of a report while it is written.
struct PreviewCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", _superCommandName: TrinityCommand.name,
        abstract: "Show a report in the browser, and again on every save.",
        discussion: """
            The report is checked and made anew whenever it, a file it includes, its template, trinity.yaml or its data are \
            saved; queries that did not change are not run again. What is wrong stands in the page where it belongs, and below \
            it with its place in the file. Only this machine reaches the preview. Ctrl-C ends it.

            EXAMPLES
              trinity preview reports/trinity_report_weekly.md
              trinity preview reports/trinity_report_weekly.md --period 2026-W46 --port 9000
            """)

    @Argument(help: ArgumentHelp("The report's file.", valueName: "report"))
    var report: String

    @OptionGroup var covered: PeriodOptions

    @Option(help: ArgumentHelp("The port to listen on; 0 for a free one.", valueName: "port"))
    var port = 8788

    @OptionGroup var input: SourceOptions
    @OptionGroup var run: RunArguments

    var observation: ObservationChoice { run.observation }

    func validate() throws {
        if !(0...65_535).contains(port) { throw ValidationError("--port must be 0 to 65535, not \(port)") }
    }

    func run() async throws {
        // A file that is not there is a mistake on the command line, not in a report.
        do { _ = try TextFile.read(report) } catch let error as DiagnosticsError {
            throw DiagnosticsError(
                error.diagnostics.map { finding in
                    var finding = finding
                    finding.help = finding.help ?? nearReport.map { "did you mean '\($0)'?" }
                    return finding
                })
        }
        let session = PreviewSession(path: report, input: input, covered: covered, arguments: run)
        let first = await session.refresh()
        let board = PreviewBoard(first)
        let isQuiet = run.quiet
        let server = PreviewServer(port: port, version: TrinityCommand.version, board: board) { port in
            if !isQuiet { Console.output("http://127.0.0.1:\(port)/ shows \(report); Ctrl-C ends it\n") }
        }
        var configuration = ServiceGroupConfiguration(
            services: [PreviewWatch(session: session, board: board, first: first), server.service],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "trinity.preview"))
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        do { try await ServiceGroup(configuration: configuration).run() } catch {
            throw CommandFailure(
                .runFailed, [ListenFailure.diagnostic(error, host: "127.0.0.1", port: port)])
        }
    }

    /// The report of the workspace that is called, or nearly called, as the argument says.
    private var nearReport: String? {
        guard let workspace = try? input.workspace() else { return nil }
        let paths = workspace.reportFiles().map { TextFile.shown(workspace.path($0)) }
        let id = ReportParser.id(of: report)
        return paths.first { ReportParser.id(of: $0) == id } ?? NearMatch.find(report, among: paths)
    }
}
