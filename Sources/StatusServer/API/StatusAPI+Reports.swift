import Columnar
import Foundation
import HTTPTypes
import Hummingbird
import Jobs
import Rendering
import Reports

extension StatusAPI {
    var reports: [APIOperation] {
        [
            APIOperation(
                id: "list_reports", method: .get, path: "/api/v1/reports",
                summary: "All reports with their published periods.",
                answers: [
                    APIAnswer(
                        status: 200, description: "The reports by id.",
                        schema: .object([
                            APIProperty("reports", .array(.reference("Report")), "The reports by id.")
                        ]))
                ],
                handler: { _ in
                    let pages = Dictionary(grouping: SiteListing.pages(of: settings.site), by: \.report)
                    return try JSONResponse.of(
                        ReportList(
                            reports: try desk.catalog().jobs.map { ReportEntry($0, pages: pages[$0.id] ?? []) }))
                })
        ]
    }

    /// The original system's analytics: the figures of an analyzer as they were published last.
    var analytics: [APIOperation] {
        [
            ("resonance", "quantum_resonance"), ("payments", "payment_patterns"), ("ethics", "ethical_coherence"),
            ("trinity", "sacred_trinity"),
        ].map { name, analyzer in
            APIOperation(
                id: "get_\(name)_analytics", method: .get, path: "/api/spark/analytics/\(name)",
                summary:
                    "The figures of '\(analyzer)' as they were published last: its values by name, its tables as rows.",
                answers: [APIAnswer(status: 200, description: "The figures.", schema: .reference("Analytics"))],
                refusals: [(404, "No report with that analyzer has been published yet.")],
                handler: { _ in try latest(analyzer) })
        }
    }

    /// The newest published figures of an analyzer: of the report that is about it alone, else of the first that runs it.
    private func latest(_ analyzer: String) throws -> Response {
        let jobs = try desk.catalog().jobs.filter { $0.report.analyzers.contains(analyzer) }
        let pages = SiteListing.pages(of: settings.site)
        for job in jobs.sorted(by: { ($0.report.analyzers.count, $0.id) < ($1.report.analyzers.count, $1.id) }) {
            guard let page = pages.first(where: { $0.report == job.id }), let cell = job.report.cell(running: analyzer),
                let figures = PublishedFigures(site: settings.site, page: page, cell: cell)
            else { continue }
            return JSONResponse.text(figures.json(analyzer: analyzer).utf8)
        }
        let job = jobs.first.map { "; POST /api/spark/jobs/\($0.id)/run makes it" } ?? ""
        throw Problem(.notFound, "no report with the analyzer '\(analyzer)' has been published yet\(job)")
    }
}

extension Report {
    /// The first cell that runs an analyzer; nil when none does.
    fileprivate func cell(running analyzer: String) -> String? {
        cells.first { cell in
            if case .analyze(let analyze) = cell.kind { analyze.analyzer == analyzer } else { false }
        }?.id
    }
}

private struct ReportList: Encodable { var reports: [ReportEntry] }

private struct ReportEntry: Encodable {
    var report: String
    var title: String
    var description: String?
    var schedule: String?
    var timezone: String
    var file: String
    var page: String?
    var periods: [Published]

    struct Published: Encodable {
        var period: String
        var label: String
        var from: String
        var to: String
        var page: String
        var data: String
    }

    init(_ job: Job, pages: [SiteListing.Page]) {
        report = job.id
        title = job.name
        description = job.report.description
        schedule = job.schedule?.text
        timezone = job.zone.identifier
        file = job.path
        periods = pages.map { page in
            let address =
                "/" + page.folder.split(separator: "/").map { AddressText.encoded(String($0)) }.joined(separator: "/")
            return Published(
                period: page.period, label: page.label, from: page.from, to: page.to, page: address + "/",
                data: address + "/report.json")
        }
        page = pages.isEmpty ? nil : "/\(AddressText.encoded(job.id))/latest/"
    }
}
