import Diagnostics
import Jobs
import Reports
import Synchronization

/// A workspace that people go on editing: read anew whenever one of its files has changed.
///
/// A class because all parts of a server share what was read last.
final class LiveWorkspace: Sendable {
    /// The workspace and its jobs at one moment.
    struct Reading: Sendable {
        var workspace: Workspace
        var catalog: JobCatalog
    }

    private struct State {
        var reading: Reading?
        var stamps: [String: FileStamp] = [:]
    }

    private let input: SourceOptions
    private let adjust: @Sendable (inout Workspace) -> Void
    private let state = Mutex(State())

    /// The workspace that governs the current folder, with changes of one's own.
    init(_ input: SourceOptions, adjusting adjust: @escaping @Sendable (inout Workspace) -> Void = { _ in }) {
        self.input = input
        self.adjust = adjust
    }

    /// The workspace and its jobs as they are now.
    ///
    /// - Throws: `DiagnosticsError` when `trinity.yaml` is wrong. What is wrong with a report stands in the catalog.
    func current() throws -> Reading {
        try state.withLock { state in
            if let reading = state.reading, state.stamps == stamps(of: reading) { return reading }
            var workspace: Workspace
            do { workspace = try input.workspace() } catch let error as DiagnosticsError {
                // Whoever edits the file of a workspace at work does not stop it: what was read last goes on.
                guard var reading = state.reading else { throw error }
                reading.catalog.workspaceProblems = error.diagnostics
                return reading
            }
            adjust(&workspace)
            var jobs: [Job] = []
            var broken: [BrokenJob] = []
            for file in workspace.reportFiles() {
                let path = TextFile.shown(workspace.path(file))
                do {
                    let (loaded, found) = try LoadedReport.parse([path], input)
                    if let item = loaded.first, !found.hasErrors {
                        jobs.append(
                            Job(
                                report: item.report, path: path, zone: workspace.zone, defaults: workspace.jobs.settings
                            )
                        )
                    } else {
                        broken.append(
                            LiveWorkspace.broken(path, found, loaded.first, in: workspace))
                    }
                } catch let error as DiagnosticsError {
                    broken.append(LiveWorkspace.broken(path, error.diagnostics, nil, in: workspace))
                }
            }
            let reading = Reading(workspace: workspace, catalog: JobCatalog(jobs: jobs, broken: broken))
            state.reading = reading
            state.stamps = stamps(of: reading)
            return reading
        }
    }

    /// A report that cannot be read, with what could be read of it.
    private static func broken(
        _ path: String, _ found: [Diagnostic], _ loaded: LoadedReport?, in workspace: Workspace
    ) -> BrokenJob {
        let report = loaded?.report
        // The parser takes the file's name for a title where it found none.
        let name = report.flatMap { $0.title == $0.id ? nil : $0.title }
        return BrokenJob(
            id: report?.id ?? ReportParser.id(of: path), path: path, name: name, description: report?.description,
            schedule: report?.schedule?.text, zone: report?.zone ?? workspace.zone,
            files: loaded?.includes ?? [], diagnostics: found)
    }

    /// The sizes and times of all files that a reading depends on, so far as they are there.
    private func stamps(of reading: Reading) -> [String: FileStamp] {
        let workspace = reading.workspace
        var paths = Set([workspace.path(Workspace.fileName)] + workspace.reportFiles().map { workspace.path($0) })
        for job in reading.catalog.jobs { paths.formUnion(job.report.files.map(\.path)) }
        for report in reading.catalog.broken { paths.formUnion(report.files) }
        var stamps: [String: FileStamp] = [:]
        for path in paths { stamps[path] = FileStamp(path) }
        return stamps
    }
}
