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
                reading.catalog.problems[Workspace.fileName] = error.diagnostics
                return reading
            }
            adjust(&workspace)
            var jobs: [Job] = []
            var problems: [String: [Diagnostic]] = [:]
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
                        problems[path] = found
                    }
                } catch let error as DiagnosticsError {
                    problems[path] = error.diagnostics
                }
            }
            let reading = Reading(workspace: workspace, catalog: JobCatalog(jobs: jobs, problems: problems))
            state.reading = reading
            state.stamps = stamps(of: reading)
            return reading
        }
    }

    /// The sizes and times of all files that a reading depends on, so far as they are there.
    private func stamps(of reading: Reading) -> [String: FileStamp] {
        let workspace = reading.workspace
        var paths = Set([workspace.path(Workspace.fileName)] + workspace.reportFiles().map { workspace.path($0) })
        for job in reading.catalog.jobs { paths.formUnion(job.report.files.map(\.path)) }
        var stamps: [String: FileStamp] = [:]
        for path in paths { stamps[path] = FileStamp(path) }
        return stamps
    }
}
