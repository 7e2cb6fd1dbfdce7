import Foundation
import Reports

/// `feed.xml`: the newest runs as an Atom feed (RFC 4287) with their figures.
///
/// Ids are `tag:` URIs (RFC 4151) from the site's host, the period's first day and the run's path, so that they stay the same whatever else
/// changes. Links are absolute where the site's address is known; else they are relative to the feed, which not every reader resolves.
enum SiteFeed {
    /// The date of the feed's own id. It must never change; RFC 4151 only wants the host to have been somebody's then.
    private static let firstYear = 2026
    /// The most entries.
    static let mostEntries = 40

    /// The runs that the feed tells of, newest first.
    static func entries(_ site: SiteManifest) -> ArraySlice<PublishedRun> {
        site.runs.filter(\.isGood).sorted { ($0.from, $0.path) > ($1.from, $1.path) }.prefix(mostEntries)
    }

    static func text(_ site: SiteManifest) -> String {
        let address = SiteAddress(base: site.baseURL)
        let entries = entries(site)
        var xml =
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n"
        xml += "<id>\(escaped(siteID(site, address)))</id>\n<title>\(escaped(site.title))</title>\n"
        xml += "<updated>\(entries.map(\.updated).max() ?? site.updated)</updated>\n"
        xml += "<author><name>\(escaped(site.title))</name></author>\n"
        xml += "<generator version=\"\(escaped(site.trinity))\">trinity</generator>\n"
        xml +=
            "<link rel=\"alternate\" type=\"text/html\" href=\"\(escaped(address.of("index.html", fromDepth: 0)))\"/>\n"
        if site.baseURL != nil {
            xml +=
                "<link rel=\"self\" type=\"application/atom+xml\" href=\"\(escaped(address.of("feed.xml", fromDepth: 0)))\"/>\n"
        }
        for run in entries { xml += entry(run, site, address) }
        return xml + "</feed>\n"
    }

    private static func entry(_ run: PublishedRun, _ site: SiteManifest, _ address: SiteAddress) -> String {
        let page = address.of("\(run.path)/index.html", fromDepth: 0)
        let id = "tag:\(address.host),\(run.from.prefix(10)):\(path(site, address))\(AddressText.encoded(run.path))"
        var xml = "<entry>\n<id>\(escaped(id))</id>\n<title>\(escaped("\(run.title), \(run.label)"))</title>\n"
        xml += "<published>\(run.published)</published>\n<updated>\(run.updated)</updated>\n"
        xml += "<link rel=\"alternate\" type=\"text/html\" href=\"\(escaped(page))\"/>\n"
        let data = address.of("\(run.path)/report.json", fromDepth: 0)
        xml += "<link rel=\"related\" type=\"application/json\" href=\"\(escaped(data))\"/>\n"
        xml += "<category term=\"\(escaped(run.report))\" label=\"\(escaped(run.title))\"/>\n"
        if let description = run.description { xml += "<summary>\(escaped(description))</summary>\n" }
        return xml + "<content type=\"html\">\(escaped(content(run)))</content>\n</entry>\n"
    }

    /// The figures as a table, which readers show as they are.
    private static func content(_ run: PublishedRun) -> String {
        guard !run.figures.isEmpty else { return "<p>\(HTMLText.escaped(run.label))</p>" }
        let rows = run.figures.map { figure -> String in
            let unit = figure.unit.map { " \($0)" } ?? ""
            let change = figure.change.map { "\($0) \(figure.basis ?? "")" } ?? ""
            return "<tr><th align=\"left\">\(HTMLText.escaped(figure.label))</th>"
                + "<td align=\"right\"><strong>\(HTMLText.escaped(figure.value + unit))</strong></td>"
                + "<td>\(HTMLText.escaped(change))</td></tr>"
        }
        return "<p>\(HTMLText.escaped(run.label))</p><table>\(rows.joined())</table>"
    }

    /// The feed's own id.
    private static func siteID(_ site: SiteManifest, _ address: SiteAddress) -> String {
        "tag:\(address.host),\(firstYear):\(path(site, address))feed"
    }

    /// What tells this site from others of its host: its path, or its title where it has no address.
    private static func path(_ site: SiteManifest, _ address: SiteAddress) -> String {
        guard let base = site.baseURL, let scheme = base.range(of: "://") else {
            return SVGIdentifier.make(site.title).lowercased() + "/"
        }
        let rest = base[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { String(rest[rest.index(after: $0)...]) } ?? ""
    }

    /// Text for XML; the characters that XML 1.0 does not have are replaced too.
    private static func escaped(_ text: String) -> String { HTMLText.escaped(text) }
}
