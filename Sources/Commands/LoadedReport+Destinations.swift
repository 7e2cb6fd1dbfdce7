import Diagnostics
import Rendering
import Reports

extension LoadedReport {
    /// Links and images of the text that lead nowhere, out of the workspace, or where pages do not go.
    func destinationProblems(_ form: DestinationChecker.Form = .site) -> [Diagnostic] {
        guard !report.destinations.isEmpty else { return [] }
        let names = workspace.reportFiles().map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        let statics = (try? TemplateStore(workspace).load(template).statics) ?? []
        return DestinationChecker(
            report, path: path, folder: PathText.folder(of: PathText.absolute(path, from: TextFile.currentFolder)),
            root: workspace.root, neighbours: Set(names.map { String($0.dropLast(".md".count)) }),
            statics: Set(statics.map(\.path)), form: form
        ).check()
    }
}
