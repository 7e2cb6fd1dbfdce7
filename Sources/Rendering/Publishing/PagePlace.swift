/// Where a page stands, as far as its template has to know.
struct PagePlace: Sendable {
    /// Whether the page is part of a site, and has slots for what a later publish may change.
    var hasSlots = false
    /// Whether the page is a file of its own, without a site around it.
    var isSingle = false
    /// How many folders below the run's folder the page stands: 0 for the report's own page, more for one of a set.
    var depth = 0
    /// The page before it in a set: its path from the run's folder, and its title.
    var previous: (path: String, title: String)?
    /// The page behind it in a set.
    var next: (path: String, title: String)?

    /// Whether there is a CSV file for each table.
    var hasTables: Bool { hasSlots || isSingle }

    /// Sets what `TemplateLayout.page` documents of it.
    func describe(in values: inout [String: Any]) {
        values["run"] = String(repeating: "../", count: depth)
        if depth > 0 { values["set"] = true }
        if !isSingle { values["site"] = true }
        if hasSlots {
            values["links"] = PageSlots.Slot.head.empty
            values["notice"] = PageSlots.Slot.notice.empty
        }
        let pager = (hasSlots ? PageSlots.Slot.pager.empty : "") + neighbours
        if !pager.isEmpty { values["pager"] = pager }
    }

    private var neighbours: String {
        let links = [
            previous.map { "<a rel=\"prev\" href=\"\(link($0.path))\">← \(HTMLText.escaped($0.title))</a>" },
            next.map { "<a rel=\"next\" href=\"\(link($0.path))\">\(HTMLText.escaped($0.title)) →</a>" },
        ].compactMap { $0 }
        return links.isEmpty ? "" : "<nav class=\"pager\" aria-label=\"Pages\">\(links.joined(separator: " "))</nav>\n"
    }

    private func link(_ path: String) -> String { SiteAddress.relative("\(path)/index.html", fromDepth: depth) }
}
