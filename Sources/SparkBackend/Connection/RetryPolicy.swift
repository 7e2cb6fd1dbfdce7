import Retrying

/// When a call that failed for a passing reason is made again: longer and longer waits, and an end.
struct RetryPolicy: Hashable, Sendable {
    /// The most tries after the first.
    var tries = 15
    /// The waits between them.
    var backoff = Backoff(first: .milliseconds(50), longest: .seconds(60), growth: 4)
    /// All waits together are not longer than this.
    var patience = Duration.seconds(30)

    /// For the first call of all: whoever mistyped an address wants to know soon.
    static let firstContact = RetryPolicy(tries: 3, patience: .seconds(3))

    /// For a server where nobody listens: its process has ended. One that starts again meanwhile has forgotten what was asked.
    static let nobodyListens = RetryPolicy(tries: 4, patience: .seconds(3))

    /// The policy, with no more tries and no more patience than another.
    func atMost(_ other: RetryPolicy) -> RetryPolicy {
        var policy = self
        policy.tries = min(tries, other.tries)
        policy.patience = min(patience, other.patience)
        return policy
    }

    /// How far a call has got.
    struct Attempts: Hashable, Sendable {
        private var made = 0
        private var waited = Duration.zero

        /// The wait before the next try; nil when there is none. `asked` is what the server wants.
        mutating func nextWait(_ policy: RetryPolicy, asked: Duration? = nil) -> Duration? {
            guard made < policy.tries else { return nil }
            let left = policy.patience - waited
            guard left > .zero else { return nil }
            made += 1
            let wait = min(policy.backoff.wait(after: made, asked: asked), left)
            waited += wait
            return wait
        }

        /// Something arrived: the next trouble is a new one.
        mutating func succeed() { self = Attempts() }
    }
}
