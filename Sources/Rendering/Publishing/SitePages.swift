import Reports

/// The pages of a site that belong to no run: home, one archive a report, and the page for addresses that lead nowhere.
struct SitePages {
    let manifest: SiteManifest
    let builder: SiteBuilder

    /// Earlier periods that the home page links to.
    private static let earlier = 3

    private var template: Template { builder.template }

    /// Their paths and texts, in order; a template that lacks a layout has no such page.
    var files: [(String, String)] {
        var files: [(String, String)] = []
        if template.has(.home) { files.append(("index.html", render(home, .home))) }
        if template.has(.missing) { files.append(("404.html", render(missing, .missing))) }
        if template.has(.archive) {
            for runs in reports { files.append(("\(runs[0].report)/index.html", render(archive(runs), .archive))) }
        }
        return files
    }

    private func render(_ values: [String: Any], _ layout: TemplateLayout) -> String {
        template.render(values, layout: layout, depth: layout.name == TemplateLayout.archive.name ? 1 : 0)
    }

    /// The runs of each report, newest first; reports in the order of their titles.
    private var reports: [[PublishedRun]] {
        Dictionary(grouping: manifest.runs, by: \.report).values.map { $0 }
            .sorted { ($0[0].title, $0[0].report) < ($1[0].title, $1[0].report) }
    }

    private func latest(_ runs: [PublishedRun]) -> PublishedRun {
        SiteRows.newest(runs.filter(\.isGood)) ?? SiteRows.newest(runs) ?? runs[0]
    }

    private func values(title: String, windowTitle: String, links: String) -> [String: Any] {
        var values: [String: Any] = ["windowTitle": windowTitle, "title": title, "links": links]
        values["kicker"] = builder.kicker
        return values
    }

    private func feedLink(depth: Int) -> String {
        let feed = SiteAddress.relative("feed.xml", fromDepth: depth)
        return
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"\(HTMLText.escaped(manifest.title))\" href=\"\(feed)\">\n"
    }

    /// What the archive tells of runs that failed; the home page, of those that concern the figures it shows.
    private func notices(_ report: String, shown: PublishedRun? = nil) -> [[String: Any]] {
        manifest.holds.filter { held in
            guard held.report == report else { return false }
            return shown.map { held.variant == $0.variant && manifest.isPending(held) } ?? true
        }.map { held in
            [
                "title": "The checks failed on \(held.atText).",
                "text": "\(held.label + SitePages.variant(held.variant)) was not published: "
                    + "\(held.trouble.joined(separator: "; ")).",
            ]
        }
    }

    // MARK: Pages

    /// What `TemplateLayout.home` documents.
    var home: [String: Any] {
        var head = feedLink(depth: 0)
        if let base = manifest.baseURL {
            head += "<link rel=\"canonical\" href=\"\(HTMLText.escaped(base))index.html\">\n"
        }
        var values = values(
            title: manifest.title, windowTitle: manifest.title, links: head)
        let count = reports.count
        values["count"] = "\(count) \(count == 1 ? "report" : "reports")"
        values["reports"] = reports.map(listing)
        return values
    }

    private func listing(_ runs: [PublishedRun]) -> [String: Any] {
        let run = latest(runs)
        let report = AddressText.encoded(run.report)
        let figures = run.figures.map { $0.keyFigure(idPrefix: SVGIdentifier.make(run.report)) }
        var item: [String: Any] = [
            "title": run.title, "period": run.label, "latest": "\(report)/latest/index.html",
            "archive": "\(report)/index.html", "all": "All \(run.grains)",
            "previous": runs.filter { $0.folder != run.folder }.prefix(SitePages.earlier).map {
                [
                    "link": "\(report)/\(AddressText.encoded($0.folder))/index.html",
                    "label": $0.shortLabel + SitePages.variant($0.variant),
                ]
            }, "notices": notices(run.report, shown: run) + trouble(run),
        ]
        item["description"] = run.description
        if !figures.isEmpty { item["figures"] = FigureHTML.keyFigures(figures) }
        return item
    }

    private func trouble(_ run: PublishedRun) -> [[String: Any]] {
        run.trouble.isEmpty
            ? [] : [["title": "The checks failed.", "text": run.trouble.joined(separator: "; ") + "."]]
    }

    /// What `TemplateLayout.archive` documents.
    func archive(_ runs: [PublishedRun]) -> [String: Any] {
        let run = latest(runs)
        var values = values(
            title: run.title, windowTitle: "\(run.title), all \(run.grains)", links: feedLink(depth: 1))
        let periods = Set(runs.map(\.period)).count
        values["count"] = "\(periods) \(periods == 1 ? String(run.grains.dropLast()) : run.grains)"
        values["notices"] = notices(run.report)
        // An id starts with its year; of a week, with the year that ISO 8601 counts it to.
        let years = Dictionary(grouping: runs) { $0.period.prefix(4) }
        values["years"] = years.keys.sorted(by: >).map { year -> [String: Any] in
            [
                "year": String(year),
                "periods": (years[year] ?? []).map { run -> [String: Any] in
                    var item: [String: Any] = [
                        "link": "\(AddressText.encoded(run.folder))/index.html",
                        "label": run.label + SitePages.variant(run.variant),
                    ]
                    if !run.trouble.isEmpty { item["trouble"] = "checks failed" }
                    return item
                },
            ]
        }
        return values
    }

    /// The parameters that a run's folder names, for people.
    private static func variant(_ variant: String) -> String {
        variant.isEmpty ? "" : " (\(variant.dropFirst().replacing("+", with: ", ")))"
    }

    /// A server shows it at any depth, so its link is absolute where the site's address is known.
    var missing: [String: Any] {
        var values = values(
            title: manifest.title, windowTitle: "Page not found", links: "<meta name=\"robots\" content=\"noindex\">\n")
        values["home"] = builder.address.of("index.html", fromDepth: 0)
        return values
    }
}
