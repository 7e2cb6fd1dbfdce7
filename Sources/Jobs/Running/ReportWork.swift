package import Reports

/// Makes a job's report for a period and publishes it: what one attempt of a run does.
///
/// Only the command line knows engines and templates, so it brings this.
package protocol ReportWork: Sendable {
    /// Makes and publishes the report. When a check fails, the record says so and the last good page stays.
    ///
    /// - Parameter log: takes lines for the run's log; they hold no data values.
    /// - Throws: `RunFailure` when there is no result; `CancellationError`.
    func run(_ job: Job, period: Period, log: @escaping @Sendable (String) -> Void) async throws -> RunRecord
}
