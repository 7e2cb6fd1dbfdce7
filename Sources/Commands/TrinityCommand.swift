public import ArgumentParser
import Columnar
import Diagnostics
import Jobs

/// `trinity`: one subcommand a file, and the only place that wires an engine to the reports.
public struct TrinityCommand: AsyncParsableCommand {
    /// The product's version, as `--version` and manifests show it.
    public static let version = "0.1.0"

    /// The command's name. Subcommands without others below them give it as that of the command above: read alone, they would first be tried as
    /// requests for a completion script, which takes a third of all parsing.
    static let name = "trinity"

    /// The command as `--help` shows it.
    public static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Turn Markdown notebooks and folders of data files into published reports.",
        discussion: """
            A report is a Markdown file: prose, and cells bound to SQL queries and analyzers. Run these from a folder with \
            a trinity.yaml (a workspace), or name files and sources on the command line.

            EXAMPLES
              trinity sample --out data                    sample data, eight weeks of it
              trinity check                                every mistake in every report, without running
              trinity render reports/trinity_report_weekly.md
              trinity publish                              all reports as one static site
              trinity jobs scheduler                       all reports that have a schedule, by themselves
              trinity query "SELECT count(*) FROM t" --source t=data/transactions

            EXIT STATUS
              0 fine · 1 the run failed · 2 wrong usage or diagnostics · 3 an assert failed
            """,
        version: version,
        subcommands: [
            RenderCommand.self, PublishCommand.self, CheckCommand.self, ExplainCommand.self, QueryCommand.self,
            AnalyzeCommand.self, SourcesCommand.self, SampleCommand.self, NewCommand.self, TemplateCommand.self,
            VerifyCommand.self, ConfigCommand.self, JobsCommand.self, SparkCommand.self, ServeCommand.self,
            PreviewCommand.self,
        ])

    /// A command without arguments yet; `runAndExit` parses them.
    public init() {}

    /// Parses the command line, runs the subcommand and ends the process with the status that `discussion` documents.
    public static func runAndExit() async -> Never {
        LargeMemory.keepFreedMemory()
        do {
            let arguments = QueryCommand.protectingComments(Array(CommandLine.arguments.dropFirst()))
            var command = try parsed(arguments)
            if var observed = command as? any ObservedCommand {
                try await observed.runObserved()
            } else if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            ExitStatus.success.endProcess()
        } catch let failure as CommandFailure {
            failure.report()
            failure.status.endProcess()
        } catch let error as DiagnosticsError {
            Console.report(error.diagnostics)
            ExitStatus.usage.endProcess()
        } catch is CancellationError {
            Console.error("stopped\n")
            ExitStatus.runFailed.endProcess()
        } catch let error where JobStore.problem(error) != nil {
            Console.report([JobStore.problem(error)].compactMap { $0 })
            ExitStatus.runFailed.endProcess()
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code.isSuccess {
                Console.output(message + "\n")
                ExitStatus.success.endProcess()
            }
            Console.error(message + "\n")
            (code == .validationFailure ? ExitStatus.usage : .runFailed).endProcess()
        }
    }

    /// The command that arguments mean.
    ///
    /// The first one mostly names a subcommand, which then reads the rest alone: setting the whole tree up takes longer than most of what comes
    /// after it. Help, versions, completions and whatever is wrong are for the tree. See `name`.
    static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        let named = arguments.first.flatMap { name in
            configuration.subcommands.first { $0.configuration.commandName == name }
        }
        if let named, named.configuration.subcommands.isEmpty,
            let command = try? named.parseAsRoot(Array(arguments.dropFirst())), type(of: command) == named
        {
            return command
        }
        return try parseAsRoot(arguments)
    }
}
