import Columnar
import DataFormats
import Diagnostics
import Foundation
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
        /// What is shown: it stays while the report cannot be made.
        var files: [String: [UInt8]] = [:]
        var page = ""
        var title = "Preview"
        /// When that was made; nil while nothing has been.
        var made: Date?
        /// The files that the last state depends on, but for data.
        var watched: [String] = []
        var sources: [SourceDeclaration] = []
    }

    private let path: String
    private let input: SourceOptions
    private let covered: PeriodOptions
    private let arguments: RunArguments
    private let engine = RememberingBackend(making: { LocalEngine() }, stamp: { PreviewSession.stamp($0) })
    private let state = Mutex(State())

    init(path: String, input: SourceOptions, covered: PeriodOptions, arguments: RunArguments) {
        self.path = path
        self.input = input
        self.covered = covered
        self.arguments = arguments
    }

    /// Checks and makes the report, and gives what there is to see. A report whose settings cannot be read, and one that is empty because it is
    /// being saved, is not made: what was made last stays, and so do its queries' results.
    func refresh() async -> PreviewState {
        let clock = ContinuousClock()
        let started = clock.now
        var findings: [Diagnostic] = []
        var texts: [SourceText] = []
        var isMade = false
        do {
            let (loaded, found) = try LoadedReport.parse([path], input)
            findings = found
            if let item = loaded.first {
                texts = item.report.files
                watch(item)
                if texts.first?.utf8.allSatisfy(PreviewSession.isBlank) ?? true {
                    findings = [Diagnostic("empty-report", .error, "the report is empty", file: path)]
                } else if item.report.knowsParameters {
                    try await make(item, &findings)
                    isMade = true
                } else {
                    findings += await ReportRunner(backend: engine, workspace: item.workspace).check(item.report)
                }
            }
        } catch {
            findings += PreviewFindings.of(error, path: path)
        }
        let took = (clock.now - started).components
        let milliseconds = took.seconds * 1000 + took.attoseconds / 1_000_000_000_000_000
        let counts = engine.counts
        var note = "\(counts.run) of \(counts.asked) \(counts.asked == 1 ? "query" : "queries") run"
        var text = PreviewSession.text(findings, texts)
        return state.withLock { state in
            state.version += 1
            if isMade {
                state.made = Date()
            } else {
                note = "the report was not made anew"
                if let made = state.made {
                    text = "shown: the report as it was at \(PreviewSession.clockTime(made))\n" + text
                } else {
                    state.page = "/nothing.html"
                    state.title = path.split(separator: "/").last.map(String.init) ?? path
                    state.files = [
                        state.page: PreviewNotice.page("There is nothing to show yet.", PreviewSession.reason(findings))
                    ]
                }
            }
            for file in [path, Workspace.file(governing: path)].compactMap({ $0 }) where !state.watched.contains(file) {
                state.watched.append(file)
            }
            return PreviewState(
                version: state.version, title: state.title, page: state.page, files: state.files,
                findings: text.isEmpty ? nil : text, hasErrors: findings.hasErrors,
                summary: "\(milliseconds) ms, \(note)")
        }
    }

    /// Remembers what the report depends on.
    private func watch(_ item: LoadedReport) {
        var watched = item.report.files.map(\.path) + item.includes + ReportImages(of: item).paths
        watched.append(item.workspace.path(Workspace.fileName))
        watched += FolderListing.files(below: item.workspace.path(item.workspace.templates))
        let sources = ReportRunner(backend: engine, workspace: item.workspace).sources(of: item.report)
        state.withLock { [watched] state in
            state.watched = watched
            state.sources = sources
        }
    }

    /// Makes the report as far as it can be made: what is wrong with it stands in its place.
    private func make(_ item: LoadedReport, _ findings: inout [Diagnostic]) async throws {
        var runner = ReportRunner(backend: engine, workspace: item.workspace)
        findings += await runner.check(item.report)
        let template = try TemplateStore(item.workspace).load(item.template)
        findings += template.warnings + item.destinationProblems()
        runner.findings = findings
        let period = try covered.period(of: item.report, runner)
        let values = try covered.values(of: item.report, runner)
        let result = try await runner.run(
            item.report, period: period, parameters: values,
            options: RunOptions(
                threads: arguments.threads ?? item.workspace.threads,
                memory: arguments.bytes ?? item.workspace.memory))
        findings += SourceNotes.diagnostics(result.sources)
        findings += PreviewFindings.of(result, item.report, besides: findings)
        let folder = "/\(item.report.id)/\(period.id)/"
        var files: [String: [UInt8]] = [:]
        for file in template.statics { files["/" + file.path] = file.bytes }
        let renderer = ReportRenderer(template: template, version: TrinityCommand.version)
        for file in renderer.files(for: result, images: ReportImages(of: item).files) {
            files[folder + file.path] = file.bytes
        }
        state.withLock { [files] state in
            state.files = files
            state.page = folder + "index.html"
            state.title = item.report.title
        }
    }

    /// The files that the report depends on, but for its data.
    var watched: [String] { state.withLock { $0.watched } }

    /// What tells whether any of those was saved since.
    var stamps: [String] { watched.map { "\($0) \(FileStamp($0).map { "\($0)" } ?? "missing")" } }

    /// What tells whether any file of the report's sources was saved, came or went. Complexity: O(files).
    var dataStamps: [String] { state.withLock { $0.sources }.map(PreviewSession.stamp) }

    /// Whether the report's file has nothing in it, as while it is being saved.
    var isEmpty: Bool { TextFile.isFile(path) && TextFile.size(path) == 0 }

    /// A text that changes whenever a source's files or its declaration do. Complexity: O(files).
    private static func stamp(_ source: SourceDeclaration) -> String {
        guard let files = try? FileDiscovery.files(matching: source.paths, root: source.root) else {
            return "\(source)"
        }
        let stamps = files.map { "\($0.absolutePath) \(FileStamp($0.absolutePath).map { "\($0)" } ?? "missing")" }
        return "\(source) " + stamps.joined(separator: "\n")
    }

    /// Findings as the terminal shows them, with lines of the texts in which they were found.
    private static func text(_ findings: [Diagnostic], _ texts: [SourceText]) -> String {
        var unique: [Diagnostic] = []
        for finding in findings.sortedForReading() where !unique.contains(finding) { unique.append(finding) }
        return Console.plain(unique, texts: texts)
    }

    /// What keeps a report from being made, in one sentence.
    private static func reason(_ findings: [Diagnostic]) -> String {
        guard let first = findings.first(where: { $0.severity == .error }) ?? findings.first else { return "" }
        let line = first.range.map { ":\($0.lowerBound.line)" } ?? ""
        return (first.file.map { "\($0)\(line): " } ?? "") + first.message
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    private static func clockTime(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "HH:mm:ss"
        return formatter.string(from: date)
    }
}
