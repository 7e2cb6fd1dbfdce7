/// How long to wait before a request is made again: twice as long each time, half of it random, and never less than the server asks for.
package struct RetryDelay: Hashable, Sendable {
    /// Before the second attempt.
    package var first: Duration
    /// The longest.
    package var longest: Duration

    package init(first: Duration = .seconds(1), longest: Duration = .seconds(30)) {
        self.first = first
        self.longest = longest
    }

    /// The wait after a number of failed attempts, from 1 on; `random` lies in 0..<1.
    package func delay(after attempts: Int, asked: Duration? = nil, random: Double) -> Duration {
        let doubled = first * (1 << min(20, max(0, attempts - 1)))
        let bounded = min(doubled, longest)
        let jittered = bounded / 2 + bounded / 2 * random
        return min(max(jittered, asked ?? .zero), max(longest, asked.map { min($0, .seconds(120)) } ?? .zero))
    }
}
