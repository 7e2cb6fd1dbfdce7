import ArgumentParser
import Charting
import Columnar
import Diagnostics
import QueryPlan
import Rendering
import Reports

/// `trinity publish`: run reports and bring a static site up to date.
struct PublishCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", _superCommandName: TrinityCommand.name,
        abstract: "Run reports and bring one static site up to date with them.",
        discussion: """
            The site has a home page with each report's latest figures, an archive a report, every published period under its \
            own address with links to its neighbours, the newest one also under <report>/latest/, an Atom feed, and each \
            report's data as JSON, CSV and Markdown. Serve the folder with any web server, upload it to any static host, or \
            open its index.html.

            Only what changed is written: a run whose report, data, parameters, period, templates and program are the same as \
            before is not made again. The site changes in one step, so that neither a reader nor a crash finds half of one. \
            When an assert or a cell fails, the last good page stays, with a dated notice until that period or a later one \
            passes; the first page of a report is published whatever its checks say.

            With --base-url, or 'base_url' in trinity.yaml, the feed and the site map have absolute addresses. Without it there is no sitemap.xml, and the \
            feed's links are relative, which not every reader resolves.

            --single-file writes files to mail instead: each has its charts, images, data and style inside and loads nothing.

            Mount or serve the folder above the site, not the site's folder itself: a process that holds that open goes on \
            seeing the old site.

            EXAMPLES
              trinity publish
              trinity publish --period 2026-W46 reports/trinity_report_weekly.md
              trinity publish --base-url https://example.org/reports/ --out public
              trinity publish --single-file reports/trinity_report_weekly.md

            EXIT STATUS
              0 fine · 1 a cell failed or a file could not be written · 2 wrong usage or diagnostics · 3 an assert failed
            """)

    @Argument(help: ArgumentHelp("Report files; all of the workspace's when there are none.", valueName: "report"))
    var reports: [String] = []

    @OptionGroup var covered: PeriodOptions

    @Option(
        help: ArgumentHelp(
            "The site's folder: missing, empty, or a site; the default is the workspace's 'site', else 'site'. With --single-file where the files go, by default 'out'.",
            valueName: "dir"), transform: FolderArgument.parse)
    var out: String?

    @Flag(
        name: .customLong("single-file"),
        help: "Write one HTML file a report, OUT/<report>-<period>.html, with everything inside it, instead of a site.")
    var singleFile = false

    @Option(
        name: .customLong("base-url"),
        help: ArgumentHelp(
            "The address the site will have, such as https://example.org/reports/; the default is the workspace's 'base_url'.",
            valueName: "url"))
    var baseURL: String?

    @Option(
        help: ArgumentHelp(
            "Template for all pages; the default is each report's, and the workspace's for home and archives.",
            valueName: "name"))
    var template: String?

    @Option(help: ArgumentHelp("The site's name; the default is the workspace's title.", valueName: "text"))
    var title: String?

    @OptionGroup var input: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var run: RunArguments
    var observation: ObservationChoice { run.observation }

    func run() async throws {
        let loaded = try LoadedReport.all(reports, input, inOneFolder: true)
        let now = PeriodOptions.now
        if singleFile {
            try await writeSingleFiles(loaded, now)
            return
        }
        let workspace = try input.workspace(governing: loaded.first?.path)
        let site = try SitePublication(
            workspace, output: out, title: title, baseURL: baseURL,
            template: choice(TemplateChoice().over(workspace.template, standard: TemplateStore.standard)))
        var status = ExitStatus.success
        var arrivals: [RenderedRun] = []
        var statics: [OutputFile] = []
        for item in try await prepared(loaded, for: site, now) {
            statics += item.entry.template.statics
            let (outcome, arrival) = try await publish(item)
            status = status.joined(with: outcome)
            if let arrival { arrivals.append(arrival) }
        }
        let outcome = try await { () async throws -> SiteBuilder.Outcome in
            do {
                return try await site.publish(arrivals, statics: statics, now: now)
            } catch let error as DiagnosticsError {
                throw CommandFailure(.runFailed, error.diagnostics)
            }
        }()
        if !run.quiet {
            Console.output(
                outcome.isChanged
                    ? "\(site.builder.output)/index.html: \(outcome.written) \(outcome.written == 1 ? "file" : "files") written, \(outcome.kept) unchanged\n"
                    : "\(site.builder.output)/index.html: nothing changed\n")
        }
        if status != .success { throw CommandFailure(status) }
    }

    /// A report that is ready, and the site's run of it, when nothing has changed since.
    private struct Prepared {
        let entry: SitePublication.Entry
        let standing: SiteBuilder.Standing?
    }

    /// The reports with their periods, parameters and templates. Everything that is wrong with any of them is told before one runs; a run
    /// that stands already is not looked into.
    private func prepared(
        _ loaded: [LoadedReport], for site: SitePublication, _ now: Int64
    ) async throws -> [Prepared] {
        var found: [Diagnostic] = []
        var all: [Prepared] = []
        for item in loaded {
            do {
                let runner = ReportRunner(
                    backend: DescribingEngine(item.workspace, sparkRemote: engine.sparkRemote),
                    workspace: item.workspace)
                let one = try prepared(item, runner, for: site, now)
                found += one.entry.template.warnings.filter { !found.contains($0) }
                if one.standing == nil {
                    found += item.diagnostics + item.destinationProblems() + (await runner.check(item.report))
                }
                all.append(one)
            } catch let error as DiagnosticsError {
                found += error.diagnostics
            }
        }
        Console.report(found.sortedForReading())
        if found.hasErrors { throw CommandFailure(.usage) }
        return all
    }

    private func prepared(
        _ item: LoadedReport, _ runner: ReportRunner, for site: SitePublication, _ now: Int64
    ) throws -> Prepared {
        let entry = site.entry(
            item, try covered.period(of: item.report, runner, now: now), try covered.values(of: item.report, runner),
            template: try TemplateStore(item.workspace).load(choice(item.template)), sources: input.source)
        return Prepared(
            entry: entry,
            standing: site.builder.standing(
                report: item.report.id, folder: entry.folder, fingerprint: entry.fingerprint.known))
    }

    /// Runs one report unless the run is known; gives its exit status, and what is to be published.
    private func publish(_ one: Prepared) async throws -> (ExitStatus, RenderedRun?) {
        if let standing = one.standing {
            tell(standing, one.entry.item)
            return (ExitStatus(rawValue: standing.status) ?? .success, nil)
        }
        let entry = one.entry
        let result = try await result(of: entry.item, entry.period, entry.values)
        let status = RunTrouble.report(result, of: entry.item.path)
        return (status, entry.rendered(result, status))
    }

    private func result(
        of item: LoadedReport, _ period: Period, _ values: [Named<Scalar>]
    ) async throws -> ReportResult {
        let selection = try await item.engine(engine)
        return try await selection.use { backend in
            let runner = ReportRunner(backend: backend, workspace: item.workspace, notice: selection.notice)
            return try await run.showingProgress(in: item.workspace, digestsInputs: true) { options in
                try await runner.run(item.report, period: period, parameters: values, options: options)
            }
        }
    }

    /// Runs each report and writes it as a file of its own.
    private func writeSingleFiles(_ loaded: [LoadedReport], _ now: Int64) async throws {
        var status = ExitStatus.success
        for item in loaded {
            if item.report.pages != nil {
                throw CommandFailure(
                    .usage,
                    [
                        Diagnostic(
                            "many-pages", .error,
                            "'\(item.path)' has a page for each row of a cell and is no single file",
                            help: "publish it as a site")
                    ])
            }
            let runner = ReportRunner(
                backend: DescribingEngine(item.workspace, sparkRemote: engine.sparkRemote), workspace: item.workspace)
            let chosen = try covered.period(of: item.report, runner, now: now)
            let values = try covered.values(of: item.report, runner)
            let template = try TemplateStore(item.workspace).load(choice(item.template))
            let found = (item.diagnostics + item.destinationProblems(.singleFile) + (await runner.check(item.report)))
                .sortedForReading()
            Console.report(found)
            if found.hasErrors { throw CommandFailure(.usage) }
            let result = try await result(of: item, chosen, values)
            status = status.joined(with: RunTrouble.report(result, of: item.path))
            let name = OutputName(period: chosen, values, item.report).text
            let path = "\(out ?? "out")/\(item.report.id)-\(name).html"
            let images = ReportImages(of: item)
            let file = SingleFile(
                renderer: ReportRenderer(template: template, version: TrinityCommand.version), images: images.files)
            do {
                let isWritten = try file.write(
                    result, to: path, nowText: Clock.text(now, zone: item.workspace.zone))
                if !run.quiet { Console.output("\(path)\(isWritten ? "" : ": nothing changed")\n") }
            } catch let error as DiagnosticsError {
                throw CommandFailure(.runFailed, error.diagnostics)
            }
        }
        if status != .success { throw CommandFailure(status) }
    }

    /// The template asked for on the command line, or the one chosen in a file; settings of the same template go on applying.
    private func choice(_ written: TemplateChoice) -> TemplateChoice {
        template.map { TemplateChoice(name: $0).over(written, standard: TemplateStore.standard) } ?? written
    }

    /// Says again what was wrong with a run that need not be made again.
    private func tell(_ standing: SiteBuilder.Standing, _ item: LoadedReport) {
        guard !standing.trouble.isEmpty else { return }
        let place =
            standing.heldAt.map { "not published on \($0); the last good page stays" } ?? "published with a notice"
        Console.report([
            Diagnostic(
                "assert-failed", .error, "nothing has changed since '\(item.path)' failed: \(standing.trouble[0])",
                notes: [place])
        ])
    }
}

/// Times for people.
enum Clock {
    /// `28 November 2026, 10:00 UTC`
    static func text(_ microseconds: Int64, zone: ZoneRules) -> String {
        let time = (try? TimeFormat("%-d %B %Y, %H:%M"))?.format(microseconds: microseconds, zone: zone)
        return "\(time ?? TimestampText.rfc3339(microseconds: microseconds)) \(zone.identifier)"
    }
}
