/// One run of a job: one row, however often it had to be tried.
///
/// Times are microseconds since 1970 in UTC.
package struct Run: Hashable, Sendable {
    /// Where a run stands.
    package enum State: String, Hashable, Sendable, CaseIterable, Codable {
        /// It waits for its first or its next attempt.
        case pending
        /// An attempt is under way.
        case running
        /// The report was made, and everything in it holds.
        case completed
        /// The report was not made, or an assert in it failed, and there will be no further attempt.
        case failed
        /// Somebody stopped it.
        case cancelled

        /// Whether nothing more will happen to the run.
        package var isFinal: Bool { self == .completed || self == .failed || self == .cancelled }
    }

    /// Why a run was started.
    package enum Trigger: String, Hashable, Sendable, CaseIterable, Codable {
        /// Its slot had come.
        case schedule
        /// Its slot had passed while nobody was there.
        case catchUp = "catch-up"
        /// Somebody asked for it.
        case manual
        /// Somebody asked for the runs of past periods.
        case backfill
    }

    /// Its number in the workspace's history.
    package var id: Int64
    /// The job.
    package var job: String
    /// The slot it belongs to; nil when it was asked for. A job has at most one run for a slot.
    package var slot: Int64?
    /// Why it was started.
    package var trigger: Trigger
    /// The id of the period it covers.
    package var period: String
    /// Where it stands.
    package var state: State
    /// How many attempts were begun.
    package var attempts: Int
    /// When it was first asked for or due.
    package var createdAt: Int64
    /// When its last attempt began.
    package var startedAt: Int64?
    /// When it came to an end.
    package var finishedAt: Int64?
    /// When the next attempt may begin, for a run that waits for one.
    package var retryAt: Int64?
    /// Why the last attempt failed; nil when it did not.
    package var failure: RunFailure?
    /// The address of its page below the site, such as `trinity_report_weekly/2026-W46/`.
    package var page: String?
    /// Rows read.
    package var rows: Int64?
    /// Bytes read.
    package var bytes: Int64?
    /// The engine's name and version.
    package var engine: String?

    /// When a run that waits may go on.
    package var waitsUntil: Int64 { retryAt ?? createdAt }

    /// The seconds that its last attempt took, so far or in all; nil before the first, and while it waits for a further one.
    package func duration(now: Int64) -> Double? {
        state == .pending ? nil : startedAt.map { Double(max(0, (finishedAt ?? now) - $0)) / 1e6 }
    }
}
