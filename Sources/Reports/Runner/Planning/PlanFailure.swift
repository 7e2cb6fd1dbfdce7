import Diagnostics
import QueryPlan

/// Why a query has no plan.
struct PlanFailure: Error, Sendable {
    /// What was found, with places where they are known; never empty.
    var diagnostics: [Diagnostic]

    /// The failure as a result shows it in place.
    var queryFailure: QueryFailure {
        QueryFailure(fault: .query, diagnostic: diagnostics.first { $0.severity == .error } ?? diagnostics[0])
    }

    /// A failure with at least one finding.
    init(_ diagnostics: [Diagnostic]) {
        self.diagnostics =
            diagnostics.isEmpty ? [Diagnostic("no-plan", .error, "this query cannot be planned")] : diagnostics
    }
}
