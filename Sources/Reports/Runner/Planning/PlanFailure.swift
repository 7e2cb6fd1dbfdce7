import Diagnostics
import QueryPlan

/// Why a query has no plan.
struct PlanFailure: Error, Sendable {
    /// What was found, with places where they are known; never empty.
    let diagnostics: [Diagnostic]
    /// Whose fault it is.
    let fault: QueryFailure.Fault

    /// A failure with at least one finding.
    init(_ diagnostics: [Diagnostic], fault: QueryFailure.Fault = .query) {
        self.diagnostics =
            diagnostics.isEmpty ? [Diagnostic("no-plan", .error, "this query cannot be planned")] : diagnostics
        self.fault = fault
    }

    /// The failure as a result shows it in place.
    var queryFailure: QueryFailure {
        QueryFailure(fault: fault, diagnostic: diagnostics.first { $0.severity == .error } ?? diagnostics[0])
    }
}
