import Diagnostics
import QueryPlan

/// What of our SQL has no equal on Spark: found before anything runs.
struct Untranslatable: Error {
    /// What the query uses.
    var what: String
    /// Why it does not run there.
    var reason: String

    /// The refusal as a failed query.
    var failure: QueryFailure {
        QueryFailure(
            fault: .query,
            diagnostic: Diagnostic(
                "spark-unsupported", .error, "\(what) does not run on Spark: \(reason)",
                help: "run the report with --engine local, or write the query in another way"), expression: what)
    }
}
