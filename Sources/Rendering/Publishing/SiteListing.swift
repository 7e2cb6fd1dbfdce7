/// What a published site holds, for those who serve it.
package enum SiteListing {
    /// A published period of a report.
    package struct Page: Hashable, Sendable {
        /// The report's id.
        package var report: String
        /// The period's id.
        package var period: String
        /// The period for people, such as `Week 46, 9–15 November 2026`.
        package var label: String
        /// The period's bounds as RFC 3339 in UTC.
        package var from: String
        package var to: String
        /// Its folder below the site, such as `trinity_report_weekly/2026-W46`.
        package var folder: String
    }

    /// The pages of the site in a folder, by report, newest period first; none when there is no site.
    package static func pages(of folder: String) -> [Page] {
        guard let bytes = FileTree.read("\(folder)/\(SiteManifest.fileName)"), let manifest = SiteManifest.read(bytes)
        else { return [] }
        return manifest.runs.map {
            Page(report: $0.report, period: $0.period, label: $0.label, from: $0.from, to: $0.to, folder: $0.path)
        }
    }
}
