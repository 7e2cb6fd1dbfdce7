import ArgumentParser
import Diagnostics
import Reports

/// `trinity check`: every mistake in every report, without running.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", _superCommandName: TrinityCommand.name,
        abstract: "Find every mistake in reports without running them.",
        discussion: """
            Reads no data rows but a bounded sample where a source declares no schema.

            EXAMPLES
              trinity check
              trinity check reports/trinity_report_weekly.md --json
            """)

    @Argument(help: ArgumentHelp("Report files; all of the workspace's when there are none.", valueName: "report"))
    var reports: [String] = []

    @Flag(help: "Print the findings as a JSON array on standard output.")
    var json = false

    @OptionGroup var input: SourceOptions

    func run() async throws {
        var loaded: [LoadedReport] = []
        var found: [Diagnostic] = []
        do {
            (loaded, found) = try LoadedReport.parse(reports, input)
        } catch let error as DiagnosticsError where json {
            // Tools want JSON whatever is wrong.
            found = error.diagnostics
        }
        found += loaded.namesakes(inOneFolder: false)
        for item in loaded {
            found += item.templateProblems + item.destinationProblems()
            found += await ReportRunner(backend: DescribingEngine(item.workspace), workspace: item.workspace).check(
                item.report)
        }
        var unique: [Diagnostic] = []
        for diagnostic in found where !unique.contains(diagnostic) { unique.append(diagnostic) }
        found = unique.sortedForReading()
        if json {
            Console.output(JSONFormatter().format(found))
        } else {
            Console.report(found)
            let errors = found.filter { $0.severity == .error }.count
            let count = Set(loaded.map(\.path)).union(found.compactMap(\.file)).count
            if errors == 0 {
                Console.output("\(loaded.count) \(loaded.count == 1 ? "report" : "reports") checked, no errors\n")
            } else {
                Console.error(
                    "\(errors) \(errors == 1 ? "error" : "errors") in \(count) \(count == 1 ? "file" : "files")\n")
            }
        }
        loaded = []
        if found.hasErrors { throw CommandFailure(.usage) }
    }
}
