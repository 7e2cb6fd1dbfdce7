import Columnar
import DataFormats
import Diagnostics
import LocalEngine
import QueryPlan
import Rendering
import Reports
import StatusServer
import Synchronization

/// One report that somebody writes: made anew whenever one of the files it depends on is saved. Queries that did not change are not run again.
///
/// A class because it remembers what it has seen and brought.
final class PreviewSession: Sendable {
    private struct State {
        var version = 0
        /// What is shown: it stays while the report cannot be read.
        var files: [String: [UInt8]] = [:]
        var page = "/"
        var title = "Preview"
        /// The files that the last state depends on, but for data.
        var watched: [String] = []
        var sources: [SourceDeclaration] = []
    }

    private let path: String
    private let input: SourceOptions
    private let covered: PeriodOptions
    private let arguments: RunArguments
    private let engine = RememberingBackend(LocalEngine()) { PreviewSession.stamp($0) }
    private let state = Mutex(State())

    init(path: String, input: SourceOptions, covered: PeriodOptions, arguments: RunArguments) {
        self.path = path
        self.input = input
        self.covered = covered
        self.arguments = arguments
    }

    /// Checks and makes the report, and gives what there is to see.
    func refresh() async -> PreviewState {
        let clock = ContinuousClock()
        let started = clock.now
        var findings: [Diagnostic] = []
        var note = "the report cannot be read"
        do {
            let (loaded, found) = try LoadedReport.parse([path], input)
            findings = found
            if let item = loaded.first {
                findings += try await make(item)
                let counts = engine.counts
                note = "\(counts.run) of \(counts.asked) \(counts.asked == 1 ? "query" : "queries") run"
            }
        } catch let error as DiagnosticsError {
            findings += error.diagnostics
        } catch let failure as QueryFailure {
            findings.append(failure.diagnostic)
        } catch {
            findings.append(Diagnostic("run-failed", .error, "the report cannot be made: \(error)", file: path))
        }
        let took = (clock.now - started).components
        let milliseconds = took.seconds * 1000 + took.attoseconds / 1_000_000_000_000_000
        let text = findings.isEmpty ? nil : PreviewSession.text(findings)
        return state.withLock { state in
            state.version += 1
            for file in [path, Workspace.file(governing: path)].compactMap({ $0 }) where !state.watched.contains(file) {
                state.watched.append(file)
            }
            return PreviewState(
                version: state.version, title: state.title, page: state.page, files: state.files, findings: text,
                hasErrors: findings.hasErrors, summary: "\(milliseconds) ms, \(note)")
        }
    }

    /// Makes the report as far as it can be made: a cell that is wrong says so in its place.
    private func make(_ item: LoadedReport) async throws -> [Diagnostic] {
        let runner = ReportRunner(backend: engine, workspace: item.workspace)
        let sources = runner.sources(of: item.report)
        let images = ReportImages(of: item)
        var watched = item.report.files.map(\.path) + [item.workspace.path(Workspace.fileName)]
        watched += FolderListing.files(below: item.workspace.path(item.workspace.templates))
        state.withLock { state in
            state.watched = watched
            state.sources = sources
        }
        var found = await runner.check(item.report)
        let template = try TemplateStore(item.workspace).load(item.template)
        found += template.warnings + item.destinationProblems()
        let period = try covered.period(of: item.report, runner)
        let values = try covered.values(of: item.report, runner)
        let result = try await runner.run(
            item.report, period: period, parameters: values,
            options: RunOptions(
                threads: arguments.threads ?? item.workspace.threads,
                memory: arguments.bytes ?? item.workspace.memory))
        found += SourceNotes.diagnostics(result.sources)
        for assertion in result.asserts where !assertion.passed {
            let rows = assertion.failingRows.map { "\($0) \($0 == 1 ? "row" : "rows")" } ?? "it could not run"
            found.append(
                Diagnostic("assert-failed", .warning, "assert '\(assertion.id)' failed: \(rows)", file: item.path))
        }
        let folder = "/\(item.report.id)/\(period.id)/"
        var files: [String: [UInt8]] = [:]
        for file in template.statics { files["/" + file.path] = file.bytes }
        let renderer = ReportRenderer(template: template, version: TrinityCommand.version)
        for file in renderer.files(for: result, images: images.files) { files[folder + file.path] = file.bytes }
        state.withLock { state in
            state.files = files
            state.page = folder + "index.html"
            state.title = item.report.title
        }
        return found
    }

    /// The files that the report depends on, but for its data.
    var watched: [String] { state.withLock { $0.watched } }

    /// What tells whether anything was saved since; the state of data files is only looked at where `withData`.
    func stamps(withData: Bool) -> [String] {
        let (watched, sources) = state.withLock { ($0.watched, $0.sources) }
        return watched.map { "\($0) \(FileStamp($0).map { "\($0)" } ?? "missing")" }
            + (withData ? sources.map(PreviewSession.stamp) : [])
    }

    /// A text that changes whenever a source's files or its declaration do. Complexity: O(files).
    private static func stamp(_ source: SourceDeclaration) -> String {
        guard let files = try? FileDiscovery.files(matching: source.paths, root: source.root) else {
            return "\(source)"
        }
        let stamps = files.map { "\($0.absolutePath) \(FileStamp($0.absolutePath).map { "\($0)" } ?? "missing")" }
        return "\(source) " + stamps.joined(separator: "\n")
    }

    /// Findings as the terminal shows them.
    private static func text(_ findings: [Diagnostic]) -> String {
        var unique: [Diagnostic] = []
        for finding in findings.sortedForReading() where !unique.contains(finding) { unique.append(finding) }
        return Console.plain(unique)
    }
}
