import Charting
import QueryPlan
public import Reports

/// Renders a report's result into its files. Never queries; the same result gives the same bytes.
public struct ReportRenderer: Sendable {
    private let templatesFolder: String?
    private let version: String

    /// A renderer.
    ///
    /// - Parameters:
    ///   - templatesFolder: a workspace's templates, which win over the built-in ones; nil for those alone.
    ///   - version: the program's version, for the manifest.
    public init(templatesFolder: String? = nil, version: String = "") {
        self.templatesFolder = templatesFolder
        self.version = version
    }

    /// The report's files: `index.html`, `report.md`, `report.json`, `charts/*.svg`, `rejects.ndjson` when rows were set aside,
    /// and last `manifest.json`, the only one that timings go into.
    ///
    /// - Throws: `DiagnosticsError` when a template cannot be read.
    public func files(for result: ReportResult) throws -> [OutputFile] {
        let page = PageHTML(templates: try PageTemplates(folder: templatesFolder))
        var files = [
            OutputFile(path: "index.html", text: page.text(result)),
            OutputFile(path: "report.md", text: ReportMarkdown.text(result)),
            OutputFile(path: "report.json", text: ReportJSON.text(result)),
        ]
        for figure in charts(in: result.blocks) {
            let svg = ChartRenderer.svg(
                figure.specification, input: figure.input, id: figure.id, size: figure.width == .full ? .wide : .half,
                usage: .standalone)
            files.append(OutputFile(path: "charts/\(SVGIdentifier.make(figure.id)).svg", text: svg))
        }
        if let rejects = Manifest.rejects(result) { files.append(rejects) }
        files.append(OutputFile(path: "manifest.json", text: Manifest.text(result, files: files, version: version)))
        return files
    }

    /// All charts of a document, each once, in order.
    private func charts(in blocks: [Block]) -> [ChartFigure] {
        var found: [ChartFigure] = []
        func visit(_ blocks: [Block]) {
            for block in blocks {
                switch block {
                case .chart(let figure): if !found.contains(where: { $0.id == figure.id }) { found.append(figure) }
                case .quote(let inner), .alert(_, let inner): visit(inner)
                case .list(_, _, let items): items.forEach(visit)
                default: break
                }
            }
        }
        visit(blocks)
        return found
    }
}
