public import Columnar
public import QueryPlan

/// The pages of a run of a report with `pages:`, in the order of their rows.
///
/// A page's document is assembled when it is asked for, from the results of the one run, so that many pages need not be in memory at a time
/// and several can be assembled at once.
public struct ReportPages: Sendable {
    /// A page before it is assembled.
    public struct Page: Hashable, Sendable {
        /// Its folder below the run's: safe names, `/` between them.
        public var path: String
        /// Its title, plain text.
        public var title: String
        /// The row it is about.
        public var values: [Named<Scalar>]
    }

    /// All pages; their paths differ in more than case.
    public let pages: [Page]
    private let assemble: @Sendable (Int) -> ReportResult

    init(_ pages: [Page], assemble: @escaping @Sendable (Int) -> ReportResult) {
        self.pages = pages
        self.assemble = assemble
    }

    /// The document of a page. Complexity: O(page).
    public func result(at index: Int) -> ReportResult { assemble(index) }
}
