/// Tells the time and waits: the system's in life, a simulated one in tests. Times are microseconds since 1970 in UTC.
package protocol JobClock: Sendable {
    /// The current time.
    func now() -> Int64
    /// Waits until a time.
    ///
    /// - Throws: `CancellationError`.
    func sleep(until: Int64) async throws
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The system's clock.
package struct SystemJobClock: JobClock {
    package init() {}

    package func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// Waits in pieces of at most a minute, since the system's time may be set, and a laptop may sleep.
    package func sleep(until: Int64) async throws {
        while true {
            let rest = until - now()
            guard rest > 0 else { return try Task.checkCancellation() }
            try await Task.sleep(for: .microseconds(min(rest, 60_000_000)))
        }
    }
}
