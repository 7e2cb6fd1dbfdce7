import ArgumentParser
import Columnar
import Diagnostics
import QueryPlan
import Rendering
import Reports

/// `trinity render`: run reports and write their pages.
struct RenderCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", _superCommandName: TrinityCommand.name,
        abstract: "Run reports and write HTML, Markdown, JSON and charts.",
        discussion: """
            Each report goes to OUT/<report>/<period>/. The default period is the report's own: for most, the last complete \
            one before today. Without a report, all reports of the workspace are rendered.

            EXAMPLES
              trinity render reports/trinity_report_weekly.md
              trinity render reports/trinity_report_weekly.md --period 2026-W46 --param min_resonance=0.4
              trinity render --as-of 2026-11-16 --out site

            EXIT STATUS
              0 fine · 1 a cell failed or a file could not be written · 2 wrong usage or diagnostics · 3 an assert failed
            """)

    @Argument(help: ArgumentHelp("Report files; all of the workspace's when there are none.", valueName: "report"))
    var reports: [String] = []

    @OptionGroup var covered: PeriodOptions

    @Option(
        help: ArgumentHelp(
            "Folder to write to; the default is the workspace's 'output', else 'out'.", valueName: "dir"),
        transform: FolderArgument.parse)
    var out: String?

    @OptionGroup var engine: EngineOptions
    @OptionGroup var input: SourceOptions
    @OptionGroup var run: RunArguments
    var observation: ObservationChoice { run.observation }

    func run() async throws {
        let loaded = try LoadedReport.all(reports, input, inOneFolder: out != nil)
        var status = ExitStatus.success
        for item in loaded {
            let outcome = try await render(item)
            status = status.joined(with: outcome)
        }
        if status != .success { throw CommandFailure(status) }
    }

    private func render(_ item: LoadedReport) async throws -> ExitStatus {
        let selection = try await item.engine(engine)
        return try await selection.use { backend in
            try await render(
                item, on: ReportRunner(backend: backend, workspace: item.workspace, notice: selection.notice))
        }
    }

    private func render(_ item: LoadedReport, on runner: ReportRunner) async throws -> ExitStatus {
        let chosen = try covered.period(of: item.report, runner)
        let values = try covered.values(of: item.report, runner)
        async let templates = RenderCommand.templates(of: item)
        let (problems, planned) = await runner.check(item.report, before: chosen, parameters: values)
        let found = (item.diagnostics + item.destinationProblems() + problems).sortedForReading()
        Console.report(found)
        if found.hasErrors { throw CommandFailure(.usage) }
        let (template, indexes) = try await templates
        let folder = out ?? TextFile.shown(item.workspace.path(item.workspace.output))
        let publisher = SitePublisher(output: folder, title: item.workspace.title, template: indexes)
        try publisher.refuseSite()
        let result = try await run.showingProgress(in: item.workspace, digestsInputs: true) { options in
            try await runner.run(item.report, period: chosen, parameters: values, planned: planned, options: options)
        }
        let files = ReportRenderer(template: template, version: TrinityCommand.version).files(
            for: result, images: ReportImages(of: item).files)
        let name = item.report.parameters.isEmpty ? chosen.id : OutputName(period: chosen, values, item.report).text
        let page = try { () throws -> String in
            do {
                return try publisher.publish(
                    files, statics: template.statics, report: item.report.id, period: name)
            } catch let error as DiagnosticsError {
                throw CommandFailure(.runFailed, error.diagnostics)
            }
        }()
        let status = RunTrouble.report(result, of: item.path)
        if !run.quiet { Console.output("\(item.report.title), \(chosen.label): \(page)\n") }
        return status
    }

    /// The report's template, and that of the pages that list reports.
    private static func templates(of item: LoadedReport) async throws -> (report: Template, indexes: Template) {
        let store = TemplateStore(item.workspace)
        let template = try store.load(item.template)
        let choice = item.workspace.template ?? TemplateChoice()
        return (template, choice == item.template ? template : try store.load(choice))
    }
}
