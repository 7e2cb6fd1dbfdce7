import Synchronization

/// Signs of life of a server: when one that says nothing is asked for a sign, and when it is given up.
///
/// A server that was stopped, or whose machine is gone, leaves a connection as it is: nothing arrives, and nothing fails. Whoever waits for an
/// answer watches meanwhile; what anybody hears counts for all. A class because all calls of a connection share it.
final class ServerPulse: Sendable {
    /// How long nothing may be heard before a sign is asked for.
    let quiet: Duration
    /// How long the server may take to give it.
    let patience: Duration
    private let state: Mutex<State>

    private struct State {
        var heard: ContinuousClock.Instant
        var isLost = false
    }

    /// Silence for this long ends every call: what a working server takes for a question about nothing is thousandths of a second, and a long
    /// pause of Java's memory management a few seconds.
    var limit: Duration { quiet + patience }

    init(quiet: Duration = .seconds(10), patience: Duration = .seconds(15)) {
        self.quiet = quiet
        self.patience = patience
        state = Mutex(State(heard: .now))
    }

    /// The server has answered something, whatever it was.
    func hear() { state.withLock { $0 = State(heard: .now) } }

    /// The server does not answer: what would only clean up there is not worth a call. What is heard after all takes that back.
    func lose() { state.withLock { $0.isLost = true } }

    /// Whether the server was given up.
    var isLost: Bool { state.withLock { $0.isLost } }

    /// Does something that waits for the server, for as long as the server lives.
    ///
    /// - Parameters:
    ///   - ask: asks the server for a sign of life, for so long at most; false when none came in that time.
    ///   - body: what waits. It is cancelled when the server is given up.
    /// - Throws: `Silence` when the server is given up; what the body throws.
    func watching<Value: Sendable>(
        ask: @escaping @Sendable (Duration) async -> Bool, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await self.waitForSilence(ask)
                return nil
            }
            defer { group.cancelAll() }
            guard case .some(.some(let value)) = try await group.next() else { throw Silence() }
            return value
        }
    }

    /// The server was given up.
    struct Silence: Error {}

    /// Returns when the server is given up.
    private func waitForSilence(_ ask: (Duration) async -> Bool) async throws {
        // What happened before nobody was watching says nothing.
        var since = ContinuousClock.now
        while true {
            since = max(since, state.withLock { $0.heard })
            let due = since + quiet
            if due > .now {
                try await Task.sleep(until: due, clock: .continuous)
                continue
            }
            if await ask(patience) {
                hear()
            } else {
                try Task.checkCancellation()
                if state.withLock({ $0.heard }) <= since {
                    lose()
                    return
                }
            }
        }
    }
}
