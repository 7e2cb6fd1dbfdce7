import Dispatch
import Synchronization

/// Work on many things at once, on all cores; the results come in order, whatever the number of threads.
enum ParallelMap {
    /// Things that one turn takes at a time, so that few of them are waited for at the end and the lock is taken seldom.
    private static let share = 8

    /// The results of `body` for 0 up to `count`; `share` of them make a turn.
    static func map<Result: Sendable>(
        _ count: Int, share: Int = share, _ body: @Sendable (Int) -> Result
    ) -> [Result] {
        let shares = (count + share - 1) / share
        guard shares > 1 else { return (0..<count).map(body) }
        let results = Mutex([[Result]](repeating: [], count: shares))
        DispatchQueue.concurrentPerform(iterations: shares) { index in
            let part = (index * share..<min(count, (index + 1) * share)).map(body)
            results.withLock { $0[index] = part }
        }
        return results.withLock { $0.flatMap { $0 } }
    }

    /// The results of two pieces of work done at once.
    static func both<First: Sendable, Second: Sendable>(
        _ first: @Sendable () -> First, _ second: @Sendable () -> Second
    ) -> (First, Second) {
        let results = Mutex<(First?, Second?)>((nil, nil))
        DispatchQueue.concurrentPerform(iterations: 2) { index in
            if index == 0 {
                let result = first()
                results.withLock { $0.0 = result }
            } else {
                let result = second()
                results.withLock { $0.1 = result }
            }
        }
        let (one, other) = results.withLock { $0 }
        guard let one, let other else { preconditionFailure("both pieces have been done") }
        return (one, other)
    }
}
