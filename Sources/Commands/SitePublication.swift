import Columnar
import Diagnostics
import QueryPlan
import Rendering
import Reports

/// The published site of a workspace, and what it takes to make a run of a report a part of it: for `trinity publish` and for jobs.
struct SitePublication {
    let workspace: Workspace
    let builder: SiteBuilder
    /// A digest of the running program, which every run's fingerprint has.
    private let program: String

    /// The workspace's site.
    ///
    /// - Parameters:
    ///   - output: the folder in place of the workspace's.
    ///   - title: the name in place of the workspace's.
    ///   - baseURL: the address in place of the workspace's.
    ///   - template: the template of home and archives; nil for the workspace's.
    /// - Throws: `DiagnosticsError` when the template cannot be read, or the folder is no site.
    init(
        _ workspace: Workspace, output: String? = nil, title: String? = nil, baseURL: String? = nil,
        template: TemplateChoice? = nil
    ) throws {
        self.workspace = workspace
        program = RunFingerprint.program(digests: workspace.path(".trinity/digests"))
        builder = try SiteBuilder(
            output: output ?? TextFile.shown(workspace.path(workspace.site)), title: title ?? workspace.title,
            kicker: workspace.kicker, baseURL: baseURL ?? workspace.baseURL,
            template: try TemplateStore(workspace).load(
                template ?? TemplateChoice().over(workspace.template, standard: TemplateStore.standard)),
            version: TrinityCommand.version, program: program)
    }

    /// A report for a period, ready to be run: its template, its images, its folder, and what its run depends on.
    struct Entry {
        let item: LoadedReport
        let period: Period
        let values: [Named<Scalar>]
        let template: Template
        /// The run's folder below its report's.
        let folder: String
        let fingerprint: RunFingerprint
        private let images: ReportImages

        fileprivate init(
            _ item: LoadedReport, _ period: Period, _ values: [Named<Scalar>], _ template: Template,
            sources: [String], program: String
        ) {
            self.item = item
            self.period = period
            self.values = values
            self.template = template
            images = ReportImages(of: item)
            folder = item.report.parameters.isEmpty ? period.id : OutputName(period: period, values, item.report).text
            fingerprint = RunFingerprint(
                item.report, period: period, parameters: values,
                runner: ReportRunner(backend: DescribingEngine(item.workspace), workspace: item.workspace),
                workspaceText: Workspace.file(governing: item.path).flatMap { try? TextFile.read($0) } ?? [],
                options: sources + ["template \(template.digest)"] + images.fingerprint, program: program)
        }

        /// What is to be published of the report's result.
        func rendered(_ result: ReportResult, _ status: ExitStatus) -> RenderedRun {
            RenderedRun(
                result, renderer: ReportRenderer(template: template, version: TrinityCommand.version),
                images: images.files, folder: folder, fingerprint: fingerprint.computed(), status: status.rawValue)
        }
    }

    /// Makes a report ready.
    ///
    /// - Parameter sources: the sources that the command line names in place of the workspace's.
    func entry(
        _ item: LoadedReport, _ period: Period, _ values: [Named<Scalar>], template: Template, sources: [String] = []
    ) -> Entry {
        Entry(item, period, values, template, sources: sources, program: program)
    }

    /// Brings the site up to date with some runs, in one step.
    func publish(_ runs: [RenderedRun], statics: [OutputFile], now: Int64) async throws -> SiteBuilder.Outcome {
        try await builder.publish(runs, statics: statics, at: now, nowText: Clock.text(now, zone: workspace.zone))
    }
}
