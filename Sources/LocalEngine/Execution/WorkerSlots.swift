import Synchronization

/// Lets only so many workers run at a time, over all passes of a run; the others wait in the order in which they came.
///
/// So that the number of threads that somebody asks for holds for all that is read and computed by row, and passes mostly come one after the
/// other. What a pass finishes with may use more for moments, and nothing more with one thread. A worker that waits does not notice that the run is cancelled until its turn comes, which is soon: those before it leave.
final class WorkerSlots: Sendable {
    private struct State {
        var free: Int
        /// From `next` on, those who wait.
        var waiting: [CheckedContinuation<Void, Never>] = []
        var next = 0
    }

    private let state: Mutex<State>

    /// Slots for `count` workers.
    init(_ count: Int) { state = Mutex(State(free: max(1, count))) }

    /// Runs `body` as soon as a slot is free.
    ///
    /// - Throws: what `body` throws.
    func use(_ body: () async throws -> Void) async throws {
        await enter()
        defer { leave() }
        try await body()
    }

    private func enter() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func leave() {
        let following: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard state.next < state.waiting.count else {
                state.free += 1
                return nil
            }
            defer { state.next += 1 }
            return state.waiting[state.next]
        }
        following?.resume()
    }
}
