import Charting
import Columnar
import Diagnostics
package import Reports

/// A run's files, rendered for a site: with empty slots, and without the manifest, which is made when the slots are filled.
package struct RenderedRun: Sendable {
    /// The files in order.
    var files: [OutputFile]
    /// The files of the template that pages link to, by path below the site.
    var statics: [OutputFile]
    /// The start of the manifest.
    var manifestHead: String
    /// What the site tells of the run.
    var record: PublishedRun

    /// Key figures that the home page and the feed show of a run.
    static let mostFigures = 8

    /// Whether every check held and every cell has a result.
    package var isGood: Bool { record.isGood }

    /// Renders a result.
    ///
    /// - Parameters:
    ///   - images: what the text shows besides charts, by path from each page.
    ///   - folder: the run's folder below the report's.
    ///   - fingerprint: a digest of everything the run depends on; empty when unknown.
    ///   - status: the exit status that the run alone would have.
    package init(
        _ result: ReportResult, renderer: ReportRenderer, images: [OutputFile] = [], folder: String,
        fingerprint: String, status: Int32
    ) {
        files = renderer.siteFiles(for: result)
        files += ReportRenderer.placed(images, beside: files, of: result)
        statics = renderer.template.statics
        manifestHead = Manifest.head(result, version: renderer.version)
        let digests = files.map { "\($0.path) \(Digest.hex($0.bytes))\n" }
        record = PublishedRun(
            report: result.report, title: result.title, description: result.description, folder: folder,
            period: result.period.id, label: result.period.label,
            shortLabel: RenderedRun.capitalized(result.period.shortLabel), grains: result.period.grain.plural,
            from: TimestampText.rfc3339(microseconds: result.period.from),
            to: TimestampText.rfc3339(microseconds: result.period.to), fingerprint: fingerprint,
            content: Digest.hex(Array(digests.joined().utf8)), published: "", updated: "",
            trouble: RenderedRun.trouble(result), status: status,
            figures: SiteFigure.first(RenderedRun.mostFigures, of: result.blocks), pages: result.pages?.pages.count,
            statics: statics.map { ListedFile($0) })
    }

    /// What is wrong with a run, one sentence each.
    static func trouble(_ result: ReportResult) -> [String] {
        result.asserts.filter { !$0.passed }.map { assertion in
            let what = assertion.message ?? "the check ‘\(assertion.id)’ does not hold"
            let rows = assertion.failingRows.map { "\(PageHTML.grouped($0)) \($0 == 1 ? "row" : "rows")" }
            return "\(what) (\(rows ?? "it could not be run"))"
        } + result.failures.map { "the cell ‘\($0.id)’ has no result" }
    }

    static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
