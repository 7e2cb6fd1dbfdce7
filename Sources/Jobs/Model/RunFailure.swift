import Diagnostics

/// Why an attempt came to nothing.
package struct RunFailure: Error, Hashable, Sendable {
    /// Whose fault it is, which decides whether it is worth trying again.
    package enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
        /// Files or folders of a source are not there (yet), or none of its rows lies in the period.
        case missingData = "missing-data"
        /// The report, its template or the workspace is wrong.
        case report
        /// A query asks for something impossible.
        case query
        /// The data do not fit what was declared.
        case data
        /// An assert failed: the page is held back.
        case assertion
        /// Memory, disk or a server ran out or could not be reached.
        case resources
        /// It took longer than it may.
        case timeout
        /// The process ended in the middle of it.
        case interrupted
        /// A mistake of ours.
        case bug

        /// Whether the same attempt may turn out better later.
        package var isWorthRetrying: Bool {
            switch self {
            case .missingData, .resources, .timeout, .interrupted: true
            case .report, .query, .data, .assertion, .bug: false
            }
        }
    }

    /// Whose fault it is.
    package var kind: Kind
    /// What happened, in one sentence or a few lines.
    package var message: String
    /// Where it is, such as `reports/small.md:4:11`, for the log; nil when there is no place. History keeps it in the message only.
    package var place: String?

    /// A failure.
    package init(_ kind: Kind, _ message: String, place: String? = nil) {
        self.kind = kind
        self.message = message
        self.place = place
    }

    /// What log lines say of it.
    var facts: [(name: String, value: String)] {
        [("failure", kind.rawValue)] + (place.map { [("place", $0)] } ?? [])
    }
}
