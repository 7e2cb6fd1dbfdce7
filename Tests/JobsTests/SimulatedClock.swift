import Jobs
import Synchronization

/// A clock whose time stands still while anybody is at work, and then jumps to the next time that somebody waits for.
///
/// A class because all parts of a test share its time.
final class SimulatedClock: JobClock {
    private struct State {
        var now: Int64
        var last = 0
        var sleepers: [Int: (until: Int64, continuation: CheckedContinuation<Void, Never>)] = [:]
        /// Grows with everything that happens.
        var events = 0
    }

    private let state: Mutex<State>

    init(_ start: Int64) { state = Mutex(State(now: start)) }

    func now() -> Int64 {
        state.withLock { state in
            state.events += 1
            return state.now
        }
    }

    func sleep(until: Int64) async throws {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    state.events += 1
                    if until <= state.now || Task.isCancelled { return true }
                    state.sleepers[id] = (until, continuation)
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            wake(id)
        }
        try Task.checkCancellation()
    }

    private func wake(_ id: Int) {
        let sleeper = state.withLock { state in
            state.events += 1
            return state.sleepers.removeValue(forKey: id)
        }
        sleeper?.continuation.resume()
    }

    /// Lets time pass up to an instant.
    ///
    /// - Parameter isIdle: whether nobody is at work; while somebody is, time goes on only by seconds and after some silence, so that work
    ///   which is slow on this machine does not come to its time limit.
    func run(until end: Int64, isIdle: () -> Bool) async {
        var seen = -1
        var silence = 0
        while true {
            try? await Task.sleep(for: .microseconds(50))
            let (events, next, present) = state.withLock { ($0.events, $0.sleepers.values.map(\.until).min(), $0.now) }
            silence = events == seen ? silence + 1 : 0
            seen = events
            guard let next, silence >= (next > end ? 50 : isIdle() ? 3 : 10) else { continue }
            if !isIdle(), next - present > 5_000_000 { continue }
            if next > end {
                if isIdle() { return }
                continue
            }
            let due = state.withLock { state in
                guard state.events == seen else { return [Int]() }
                state.now = max(state.now, next)
                return state.sleepers.filter { $0.value.until <= next }.map(\.key)
            }
            for id in due { wake(id) }
            silence = 0
        }
    }
}
