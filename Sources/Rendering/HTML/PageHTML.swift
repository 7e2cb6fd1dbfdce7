import Charting
import Columnar
import QueryPlan
import Reports

/// `index.html` of a report.
struct PageHTML {
    let template: Template

    /// The page. Depends on nothing but the result, apart from its timings, which it does not show.
    func text(_ result: ReportResult, place: PagePlace = PagePlace()) -> String {
        template.render(values(result, place: place), layout: .page, depth: place.depth + 2)
    }

    /// What `TemplateLayout.page` documents.
    func values(_ result: ReportResult, place: PagePlace = PagePlace()) -> [String: Any] {
        var style = BodyStyle(template)
        style.hasTableFiles = place.hasSlots
        let body = BlockHTML(style: style)
        var values: [String: Any] = [
            "windowTitle": "\(result.title), \(result.period.label)", "title": result.title, "report": result.report,
            "periodID": result.period.id, "period": result.period.label,
            "from": Scalar.timestamp(result.period.from).text, "to": Scalar.timestamp(result.period.to).text,
            "zone": result.period.zone.identifier, "all": "All \(result.period.grain.rawValue)s",
            "body": body.text(result.blocks), "notices": notices(result), "sources": sources(result),
            "checks": checks(result), "engine": result.engine, "plan": String(result.planFingerprint.prefix(12)),
            "parameters": result.parameters.map {
                ["name": $0.name, "value": $0.value.isNull ? "none" : $0.value.text]
            },
        ]
        place.describe(in: &values)
        let tables = place.hasTables ? TableFiles.names(of: result) : []
        if !tables.isEmpty {
            values["csv"] = ["tables": tables.map { ["name": $0.name, "link": $0.path] as [String: Any] }]
        }
        values["kicker"] = result.kicker
        values["description"] = result.description
        values["ran"] = result.notice.map { "this run \($0)" }
        if !result.footnotes.isEmpty { values["footnotes"] = body.footnotes(result.footnotes) }
        if template.isOn("contents") { values["contents"] = contents(result.blocks) }
        if result.sources.contains(where: { !$0.rejected.isEmpty }) { values["rejects"] = true }
        return values
    }

    /// The headings of the second level; nil when there is no choice between them.
    private func contents(_ blocks: [Block]) -> [String: Any]? {
        let headings = blocks.compactMap { block -> [String: Any]? in
            guard case .heading(let level, let id, let inlines) = block, level <= 2 else { return nil }
            return ["id": SVGIdentifier.make(id), "text": inlines.map(\.plainText).joined()]
        }
        return headings.count > 1 ? ["items": headings] : nil
    }

    /// What needs attention first: checks that failed, cells without a result.
    private func notices(_ result: ReportResult) -> [[String: Any]] {
        var notices: [[String: Any]] = []
        let failed = result.asserts.filter { !$0.passed }
        for assertion in failed {
            let what = assertion.message ?? "The check ‘\(assertion.id)’ does not hold"
            let count = assertion.failingRows.map {
                $0 == 1 ? "One row contradicts it." : "\(PageHTML.grouped($0)) rows contradict it."
            }
            notices.append(["title": "\(what).", "text": count ?? "It could not be run."])
        }
        if !result.failures.isEmpty {
            let names = result.failures.map { "‘\($0.id)’" }.joined(separator: ", ")
            let isOne = result.failures.count == 1
            notices.append([
                "title": isOne ? "A cell failed." : "\(result.failures.count) cells failed.",
                "text": "\(names) \(isOne ? "has" : "have") no result; the message stands where the result would.",
            ])
        }
        return notices
    }

    private func sources(_ result: ReportResult) -> [[String: Any]] {
        result.sources.map { source in
            let files = source.description.files.count
            let rows = source.description.files.reduce(0) { $0 + ($1.rows ?? 0) }
            var item: [String: Any] = [
                "name": source.description.name,
                "files": "\(PageHTML.grouped(files)) \(source.description.format) \(files == 1 ? "file" : "files")",
                "rows": "\(PageHTML.grouped(rows)) \(rows == 1 ? "row" : "rows")",
            ]
            if !source.rejected.isEmpty { item["rejected"] = "\(PageHTML.grouped(source.rejected.count)) rejected" }
            if let count = source.rowsWithoutTime, count > 0 {
                item["withoutTime"] = "\(PageHTML.grouped(count)) without a time"
            }
            return item
        }
    }

    private func checks(_ result: ReportResult) -> [[String: Any]] {
        result.asserts.map { assertion in
            let outcome =
                assertion.passed
                ? "passed"
                : assertion.failingRows.map { "failed on \(PageHTML.grouped($0)) \($0 == 1 ? "row" : "rows")" }
                    ?? "could not run"
            return ["text": "\(assertion.id): \(outcome)", "passed": assertion.passed]
        }
    }

    /// `12,345`.
    static func grouped(_ number: Int) -> String {
        guard let format = try? NumberFormat(",d") else { return String(number) }
        return format.format(Int64(number))
    }
}
