import Retrying

/// When a failed attempt is made again: after a delay that doubles each time, up to an hour, with a random part of up to a quarter
/// either way, so that many jobs that failed together do not come back together.
struct RetryPolicy: Sendable {
    /// Further attempts.
    var retries: Int
    /// The seconds before the first of them.
    var delay: Int

    /// The longest delay in seconds, but for a policy whose first one is longer.
    static let longest = 3600

    /// The microseconds to wait after attempt number `attempt` (from 1); nil when there is no further one.
    ///
    /// - Parameter chance: a number from 0 to 1.
    func delay(after attempt: Int, _ failure: RunFailure, chance: Double) -> Int64? {
        guard failure.kind.isWorthRetrying, attempt <= retries else { return nil }
        // What was interrupted starts again at once: the delay is for faults that need time to mend.
        if failure.kind == .interrupted, attempt == 1 { return 0 }
        let backoff = Backoff(first: .seconds(delay), longest: .seconds(RetryPolicy.longest))
        let seconds = backoff.wait(after: attempt).components.seconds
        return Int64(Double(seconds) * (0.75 + 0.5 * chance) * 1e6)
    }
}
