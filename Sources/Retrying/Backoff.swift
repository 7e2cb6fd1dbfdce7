/// Waits between tries of something that failed for a passing reason: each longer than the one before, up to a longest.
///
/// How often to try, and after which failures, is for those to say who try.
package struct Backoff: Hashable, Sendable {
    /// The wait after the first failure.
    package var first: Duration
    /// The longest wait, but for a first one that is longer.
    package var longest: Duration
    /// How many times as long each wait is as the one before.
    package var growth: Int
    /// The part of each wait, from 0 to 1, that is left to chance, so that many who failed together do not come back together.
    package var chance: Double

    /// What a server may ask for, however long the longest wait is.
    package static let longestAsked = Duration.seconds(120)

    package init(first: Duration, longest: Duration, growth: Int = 2, chance: Double = 0) {
        self.first = first
        self.longest = longest
        self.growth = growth
        self.chance = chance
    }

    /// The wait after a number of failures, from 1 on.
    ///
    /// - Parameters:
    ///   - asked: what the server asks for: the wait is not shorter, but for what is beyond all patience.
    ///   - random: a number in 0..<1, of which the part that is left to chance is made.
    package func wait(after failures: Int, asked: Duration? = nil, random: Double = 0) -> Duration {
        let most = max(first, longest)
        var wait = first
        var left = failures - 1
        while left > 0, growth > 1, wait != .zero, wait < most {
            wait *= growth
            left -= 1
        }
        wait = min(wait, most)
        if chance > 0 { wait = wait * (1 - chance) + wait * (chance * random) }
        return max(wait, min(asked ?? .zero, max(most, Backoff.longestAsked)))
    }
}
