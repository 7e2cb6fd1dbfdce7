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
        commandName: "preview",
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
        _ = try TextFile.read(report)
        let session = PreviewSession(path: report, input: input, covered: covered, arguments: run)
        let board = PreviewBoard(await session.refresh())
        let isQuiet = run.quiet
        let server = PreviewServer(port: port, version: TrinityCommand.version, board: board) { port in
            if !isQuiet { Console.output("http://127.0.0.1:\(port)/ shows \(report); Ctrl-C ends it\n") }
        }
        var configuration = ServiceGroupConfiguration(
            services: [PreviewWatch(session: session, board: board), server.service],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "trinity.preview"))
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        do { try await ServiceGroup(configuration: configuration).run() } catch {
            throw CommandFailure(
                .runFailed, [ListenFailure.diagnostic(error, host: "127.0.0.1", port: port)])
        }
    }
}

/// Looks for saved files, and makes the report again.
struct PreviewWatch: Service {
    let session: PreviewSession
    let board: PreviewBoard

    /// The time between two looks at the report's own files in milliseconds, and how many of them pass between two looks at its data.
    private static let (pause, looksAtData) = (25, 40)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var files = session.stamps(withData: false)
            var all = session.stamps(withData: true)
            var look = 0
            while (try? await Task.sleep(for: .milliseconds(PreviewWatch.pause))) != nil {
                look += 1
                let isChanged =
                    session.stamps(withData: false) != files
                    || (look % PreviewWatch.looksAtData == 0 && session.stamps(withData: true) != all)
                guard isChanged else { continue }
                // The stamps of before: what is saved while the report is made shows at the next look.
                files = session.stamps(withData: false)
                all = session.stamps(withData: true)
                let watched = session.watched
                await board.show(await session.refresh())
                if session.watched != watched {
                    files = session.stamps(withData: false)
                    all = session.stamps(withData: true)
                }
            }
        }
    }
}
