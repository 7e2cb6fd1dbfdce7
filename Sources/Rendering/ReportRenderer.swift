import QueryPlan
public import Reports

/// Renders a report's result into its files. Never queries; the same result gives the same bytes.
public struct ReportRenderer: Sendable {
    private let template: Template
    private let version: String

    /// A renderer.
    ///
    /// - Parameters:
    ///   - template: what pages look like; `TemplateStore` loads it.
    ///   - version: the program's version, for the manifest.
    public init(template: Template, version: String = "") {
        self.template = template
        self.version = version
    }

    /// The report's files: `index.html`, `report.md`, `report.json`, `charts/*.svg`, `rejects.ndjson` when rows were set aside,
    /// and last `manifest.json`, the only one that timings go into.
    public func files(for result: ReportResult) -> [OutputFile] {
        var files = [
            OutputFile(path: "index.html", text: PageHTML(template: template).text(result)),
            OutputFile(path: "report.md", text: ReportMarkdown.text(result)),
            OutputFile(path: "report.json", text: ReportJSON.text(result)),
        ]
        for figure in charts(in: result.blocks) {
            files.append(ChartPicture(figure).file)
            if BodyStyle(template).charts == .image { files.append(ChartPicture(narrow: figure).file) }
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
