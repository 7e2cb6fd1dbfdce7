import Columnar
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
            // Taken before anything is read: what is saved meanwhile shows the next time.
            var before = LiveWorkspace.stamps(state.reading.map(files) ?? [])
            if let reading = state.reading, state.stamps == before { return reading }
            var workspace: Workspace
            do { workspace = try input.workspace() } catch let error as DiagnosticsError {
                // Whoever edits the file of a workspace at work does not stop it: what was read last goes on.
                guard var reading = state.reading else { throw error }
                reading.catalog.workspaceProblems = error.diagnostics
                return reading
            }
            adjust(&workspace)
            let paths = workspace.reportFiles().map(workspace.path)
            before.merge(LiveWorkspace.stamps(Set(paths))) { first, _ in first }
            var jobs: [Job] = []
            var broken: [BrokenJob] = []
            for file in paths {
                let path = TextFile.shown(file)
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
            let reading = Reading(workspace: workspace, catalog: LiveWorkspace.catalog(jobs, broken))
            let files = files(of: reading)
            state.reading = reading
            state.stamps = LiveWorkspace.stamps(files).merging(before.filter { files.contains($0.key) }) { $1 }
            return reading
        }
    }

    /// The catalog of what was read. Reports of one name are one job, so that none of them can run.
    private static func catalog(_ jobs: [Job], _ broken: [BrokenJob]) -> JobCatalog {
        var catalog = JobCatalog(jobs: [])
        let names = Dictionary(grouping: jobs.map { ($0.id, $0.path) } + broken.map { ($0.id, $0.path) }, by: \.0)
        catalog.jobs = jobs.filter { names[$0.id]?.count == 1 }
        catalog.broken = broken.filter { names[$0.id]?.count == 1 }
        for (id, paths) in names where paths.count > 1 {
            let paths = paths.map(\.1).sorted()
            catalog.broken.append(
                BrokenJob(
                    id: id, path: paths[1],
                    schedule: jobs.first { $0.id == id && $0.report.schedule != nil }?.report.schedule?.text,
                    zone: jobs.first { $0.id == id }?.zone ?? .utc, files: paths,
                    diagnostics: [
                        Diagnostic(
                            "duplicate-report", .error,
                            "\(paths.map { "'\($0)'" }.joined(separator: " and ")) would both be job '\(id)'",
                            file: paths[1], help: "give one of the files another name")
                    ]))
        }
        return JobCatalog(jobs: catalog.jobs, broken: catalog.broken)
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

    /// All files that a reading depends on, whether they are there or not.
    private func files(of reading: Reading) -> Set<String> {
        let workspace = reading.workspace
        var paths = Set([workspace.path(Workspace.fileName)] + workspace.reportFiles().map(workspace.path))
        for job in reading.catalog.jobs { paths.formUnion(job.report.files.map(\.path)) }
        for report in reading.catalog.broken { paths.formUnion(report.files) }
        return paths
    }

    /// The sizes and times of files, so far as they are there.
    private static func stamps(_ paths: Set<String>) -> [String: FileStamp] {
        var stamps: [String: FileStamp] = [:]
        for path in paths { stamps[path] = FileStamp(path) }
        return stamps
    }
}
