import QueryPlan
public import Reports
import Tracing

/// Renders a report's result into its files. Never queries; the same result gives the same bytes.
public struct ReportRenderer: Sendable {
    /// What pages look like.
    let template: Template
    /// The program's version, for manifests.
    let version: String

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
    public func files(for result: ReportResult) -> [OutputFile] { files(for: result, images: []) }

    /// The same, with what the text shows besides charts, by path from each page.
    package func files(for result: ReportResult, images: [OutputFile]) -> [OutputFile] {
        let (rendered, head) = withSpan("render") { span in
            let (files, head) = ParallelMap.both {
                pages(of: result, onSite: false)
            } _: {
                Manifest.head(result, version: version)
            }
            describe(files, of: result, in: span)
            return (files, head)
        }
        let files = rendered + ReportRenderer.placed(images, beside: rendered, of: result)
        let manifest = Manifest.text(head: head, files: files.map { ListedFile($0) })
        return files + [OutputFile(path: "manifest.json", text: manifest)]
    }

    /// The images beside each page that shows them, unless the run itself has a file of that name.
    static func placed(_ images: [OutputFile], beside files: [OutputFile], of result: ReportResult) -> [OutputFile] {
        guard !images.isEmpty else { return [] }
        var taken = Set(files.map(\.path))
        return ([""] + (result.pages?.pages ?? []).map { "\($0.path)/" }).flatMap { page in
            images.filter { taken.insert(page + $0.path).inserted }.map {
                OutputFile(path: page + $0.path, bytes: $0.bytes)
            }
        }
    }

    /// The files of a run on a site: pages with slots for what their neighbours are, each table as CSV, and no manifest yet.
    func siteFiles(for result: ReportResult) -> [OutputFile] { contents(of: result, onSite: true) }

    /// The files that a page without a site around it takes into itself: all but the manifest.
    func singleFiles(for result: ReportResult) -> [OutputFile] {
        contents(of: result, PagePlace(hasSlots: true, isSingle: true)) + [Manifest.rejects(result)].compactMap { $0 }
    }

    /// The files of a run but the manifest: the report's own, then those of each page of a set.
    private func contents(of result: ReportResult, onSite: Bool) -> [OutputFile] {
        withSpan("render") { span in
            let files = pages(of: result, onSite: onSite)
            describe(files, of: result, in: span)
            return files
        }
    }

    private func describe(_ files: [OutputFile], of result: ReportResult, in span: any Span) {
        guard span.isRecording else { return }
        span.attributes["report.id"] = result.report
        span.attributes["render.files"] = files.count
        span.attributes["render.bytes"] = files.reduce(0) { $0 + $1.bytes.count }
    }

    private func pages(of result: ReportResult, onSite: Bool) -> [OutputFile] {
        var files = contents(of: result, PagePlace(hasSlots: onSite))
        if let rejects = Manifest.rejects(result) { files.append(rejects) }
        guard let set = result.pages else { return files }
        let pages = set.pages
        let parts = ParallelMap.map(pages.count) { index in
            let path = pages[index].path
            let place = PagePlace(
                hasSlots: onSite, depth: path.split(separator: "/").count,
                previous: index == 0 ? nil : (pages[index - 1].path, pages[index - 1].title),
                next: index == pages.count - 1 ? nil : (pages[index + 1].path, pages[index + 1].title))
            return contents(of: set.result(at: index), place).map {
                OutputFile(path: "\(path)/\($0.path)", bytes: $0.bytes)
            }
        }
        for part in parts { files += part }
        return files
    }

    private func contents(of result: ReportResult, _ place: PagePlace) -> [OutputFile] {
        // Side by side: the page takes as long as all the others together.
        let figures = charts(in: result.blocks)
        let files = ParallelMap.map(3 + figures.count, share: 1) { index in
            switch index {
            case 0: [OutputFile(path: "index.html", text: PageHTML(template: template).text(result, place: place))]
            case 1: [OutputFile(path: "report.md", text: ReportMarkdown.text(result))]
            case 2: [OutputFile(path: "report.json", text: ReportJSON.text(result))]
            default: pictures(of: figures[index - 3])
            }
        }.flatMap { $0 }
        return place.hasTables ? files + TableFiles.files(of: result) : files
    }

    private func pictures(of figure: ChartFigure) -> [OutputFile] {
        let wide = ChartPicture(figure).file
        return BodyStyle(template).charts == .image ? [wide, ChartPicture(narrow: figure).file] : [wide]
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
