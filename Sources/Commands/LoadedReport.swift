import Diagnostics
import Rendering
import Reports

/// A report file read and parsed, with the workspace that governs it.
struct LoadedReport {
    var path: String
    var report: Report
    var workspace: Workspace
    /// What the parser found.
    var diagnostics: [Diagnostic]
    /// The paths of the files that it includes, whether they are there or not.
    var includes: [String] = []

    /// The template it wants: its own choice over its workspace's.
    var template: TemplateChoice {
        (report.template ?? TemplateChoice()).over(workspace.template, standard: TemplateStore.standard)
    }

    /// What is wrong with the template it wants, and with how it is set.
    var templateProblems: [Diagnostic] {
        do {
            return try TemplateStore(workspace).load(template).warnings
        } catch let error as DiagnosticsError {
            return error.diagnostics
        } catch {
            return [Diagnostic("bad-template", .error, "the template cannot be read: \(error)", file: path)]
        }
    }

    /// The named reports, or all of the workspace's; `inOneFolder` tells that what is made of all goes to one folder, not to each's
    /// workspace's own.
    ///
    /// - Throws: `DiagnosticsError` with everything that keeps any of them from being read, or two from being told apart.
    static func all(_ paths: [String], _ input: SourceOptions, inOneFolder: Bool) throws -> [LoadedReport] {
        var (loaded, found) = try parse(paths, input)
        found += loaded.namesakes(inOneFolder: inOneFolder)
        if found.hasErrors { throw DiagnosticsError(found) }
        return loaded
    }

    /// The reports as far as they could be read, and everything that the parser found in any.
    static func parse(_ paths: [String], _ input: SourceOptions) throws -> ([LoadedReport], [Diagnostic]) {
        var loaded: [LoadedReport] = []
        var found: [Diagnostic] = []
        for path in try paths.isEmpty ? inWorkspace(input) : paths {
            let workspace = try input.workspace(governing: path)
            let source = SourceText(path: path, utf8: try TextFile.read(path))
            // The parser has resolved the path of an included file already.
            var includes: [String] = []
            let (report, diagnostics) = ReportParser.parse(source) { include in
                includes.append(include)
                return (try? TextFile.read(include)).map { SourceText(path: include, utf8: $0) }
            }
            found += diagnostics
            if let report {
                loaded.append(
                    LoadedReport(
                        path: path, report: report, workspace: workspace, diagnostics: diagnostics, includes: includes))
            }
        }
        return (loaded, found)
    }

    private static func inWorkspace(_ input: SourceOptions) throws -> [String] {
        let workspace = try input.workspace()
        let files = workspace.reportFiles().map { TextFile.shown(workspace.path($0)) }
        if files.isEmpty {
            throw DiagnosticsError(
                Diagnostic(
                    "no-reports", .error,
                    "there are no reports in '\(TextFile.shown(workspace.path(workspace.reports)))'",
                    help: "name a report file, or make one with 'trinity new report NAME'"))
        }
        return files
    }
}

extension [LoadedReport] {
    /// Reports that have one name and would be written to one place, each against the one before it.
    func namesakes(inOneFolder: Bool) -> [Diagnostic] {
        var paths: [String: String] = [:]
        return compactMap { item in
            let place = (inOneFolder ? "" : item.workspace.root + "/") + item.report.id
            guard let other = paths.updateValue(item.path, forKey: place) else { return nil }
            let folder = TextFile.currentFolder
            let isSame = PathText.absolute(other, from: folder) == PathText.absolute(item.path, from: folder)
            return Diagnostic(
                "duplicate-report", .error,
                isSame
                    ? "'\(other)' is named twice"
                    : "the pages of '\(other)' and '\(item.path)' would both be those of '\(item.report.id)'",
                help: isSame ? "name it once" : "give one of the files another name")
        }
    }
}

extension TemplateStore {
    /// The templates of a workspace, and the built-in ones.
    init(_ workspace: Workspace) { self.init(folder: TextFile.shown(workspace.path(workspace.templates))) }
}

extension LoadedReport {
    /// The engine that it runs on.
    ///
    /// - Throws: what `EngineSelection.select` throws.
    func engine(_ options: EngineOptions) async throws -> EngineSelection {
        let sources = ReportRunner(backend: DescribingEngine(workspace), workspace: workspace).sources(of: report)
        return try await EngineSelection.select(options, asked: report.engine, in: workspace, reading: sources)
    }
}
