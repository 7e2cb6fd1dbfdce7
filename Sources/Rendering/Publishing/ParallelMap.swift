import Dispatch
import Synchronization

/// Work on many things at once, on all cores; the results come in order, whatever the number of threads.
enum ParallelMap {
    /// Things that one turn takes at a time, so that few of them are waited for at the end and the lock is taken seldom.
    private static let share = 8

    /// The results of `body` for 0 up to `count`.
    static func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
        let shares = (count + share - 1) / share
        guard shares > 1 else { return (0..<count).map(body) }
        let results = Mutex([[Result]](repeating: [], count: shares))
        DispatchQueue.concurrentPerform(iterations: shares) { index in
            let part = (index * share..<min(count, (index + 1) * share)).map(body)
            results.withLock { $0[index] = part }
        }
        return results.withLock { $0.flatMap { $0 } }
    }
}
