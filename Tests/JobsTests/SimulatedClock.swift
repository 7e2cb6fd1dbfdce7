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
    func run(until end: Int64) async {
        var seen = -1
        while true {
            // Whoever is at work asks for the time or waits again before long.
            try? await Task.sleep(for: .microseconds(60))
            let (events, due): (Int, [Int]?) = state.withLock { state in
                guard state.events == seen else { return (state.events, []) }
                guard let next = state.sleepers.values.map(\.until).min() else { return (seen, []) }
                guard next <= end else { return (seen, nil) }
                state.now = max(state.now, next)
                return (seen, state.sleepers.filter { $0.value.until <= next }.map(\.key))
            }
            guard let due else { return }
            for id in due { wake(id) }
            seen = events
        }
    }
}
