/// Waits that double from one attempt to the next.
enum DoublingDelay {
    /// The seconds to wait after attempt number `attempt` (from 1): `first`, then twice as long each time, up to `longest` or `first`.
    static func seconds(first: Int, after attempt: Int, longest: Int) -> Int {
        // Thirty doublings are decades, and far from the largest number.
        let (doubled, isTooLong) = first.multipliedReportingOverflow(by: 1 << min(max(0, attempt - 1), 30))
        return isTooLong ? max(longest, first) : min(doubled, max(longest, first))
    }
}
