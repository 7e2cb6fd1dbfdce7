/// Where a link or an image of a report's text leads.
package struct ReportDestination: Hashable, Sendable {
    /// Whether it is an image's.
    package var isImage: Bool
    /// The address as written; not yet judged safe.
    package var text: String
    /// Where it is written.
    package var place: SourcePlace
}
