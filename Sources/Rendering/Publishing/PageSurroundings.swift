import Foundation
import Reports

/// What a run's pages tell of the rest of the site: its neighbours, its address and why it may be an older one.
struct PageSurroundings: Hashable, Sendable, Codable {
    /// A neighbour to go to.
    struct Neighbour: Hashable, Sendable, Codable {
        var folder: String
        var label: String
    }

    /// The site's address; nil when unknown.
    var baseURL: String?
    /// The site's title, which is the feed's.
    var siteTitle: String
    /// The report's id.
    var report: String
    /// The run's own folder.
    var folder: String
    /// The period before.
    var previous: Neighbour?
    /// The period behind.
    var next: Neighbour?
    /// Whether this is the newest period.
    var isLatest: Bool
    /// What stands above everything else; empty for nothing.
    var notices: [Notice]

    /// Why this page is an older one.
    struct Notice: Hashable, Sendable, Codable {
        var title: String
        var text: String

        /// That a run was not published, when and why.
        init(failedAt time: String, what: String, trouble: [String]) {
            title = "The checks failed on \(time)."
            text = "\(what) was not published: \(trouble.joined(separator: "; ")). This page is the last good one."
        }

        /// The notice as it stands on a page.
        var html: String {
            "<div class=\"notice\" role=\"alert\"><strong>\(HTMLText.escaped(title))</strong> \(HTMLText.escaped(text))</div>\n"
        }
    }

    /// A digest, by which a later publish knows that nothing about it has changed.
    var digest: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { Digest.hex(Array($0)) } ?? ""
    }

    /// The texts for the slots of a page, which stands `path` below the run's folder. The folder `latest` is a copy of the newest run's, so
    /// that the links must be right from both, and the canonical address is the run's own.
    func slots(of path: String) -> [PageSlots.Slot: String] {
        let inside = path.split(separator: "/").count - 1
        let depth = inside + 2
        let address = SiteAddress(base: baseURL)
        let canonical = address.of("\(report)/\(folder)/\(path)", fromDepth: depth)
        var head = "<link rel=\"canonical\" href=\"\(HTMLText.escaped(canonical))\">\n"
        let feed = SiteAddress.relative("feed.xml", fromDepth: depth)
        head +=
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"\(HTMLText.escaped(siteTitle))\" href=\"\(feed)\">\n"
        var pager = ""
        if inside == 0 {
            if let previous {
                head += "<link rel=\"prev\" href=\"\(link(previous.folder))\">\n"
                pager += "<a rel=\"prev\" href=\"\(link(previous.folder))\">← \(HTMLText.escaped(previous.label))</a> "
            }
            if let next {
                head += "<link rel=\"next\" href=\"\(link(next.folder))\">\n"
                pager += "<a rel=\"next\" href=\"\(link(next.folder))\">\(HTMLText.escaped(next.label)) →</a> "
            }
            if !isLatest { pager += "<a href=\"\(link("latest"))\">Latest</a> " }
            if !pager.isEmpty { pager = "<nav class=\"pager\" aria-label=\"Periods\">\(pager.dropLast())</nav>\n" }
        }
        return [.head: head, .notice: notices.map(\.html).joined(), .pager: pager]
    }

    /// Another run's page, from this one's.
    private func link(_ folder: String) -> String { "../\(AddressText.encoded(folder))/index.html" }
}
