import UnixSignals

/// Work that Ctrl-C and TERM stop in order: its task is cancelled, so that it can put away what it has begun.
enum Interruptible {
    /// Runs the work. A second signal ends the process at once.
    ///
    /// - Throws: what the work throws; `CancellationError` when it was stopped.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let task = Task { try await work() }
        let watch = Task {
            for await _ in signals {
                if task.isCancelled { ExitStatus.runFailed.endProcess() }
                task.cancel()
            }
        }
        defer { watch.cancel() }
        return try await task.value
    }
}
