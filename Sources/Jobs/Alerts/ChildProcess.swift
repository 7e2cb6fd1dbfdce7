#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A program that was started in a process group of its own, so that it can be ended with all that it has started itself.
struct ChildProcess: Sendable {
    /// How it came to its end.
    enum End: Hashable, Sendable {
        /// By itself, with a status.
        case exited(Int32)
        /// By a signal.
        case killed(Int32)
        /// It took too long, and was ended.
        case late
        /// Our task was cancelled, and it was ended.
        case cancelled
    }

    private let id: pid_t

    /// Starts a program, which is looked for on the PATH; its output goes nowhere. Nil when it cannot be started.
    ///
    /// - Parameter input: a file that it gets as its standard input.
    init?(_ command: [String], folder: String, input: String, environment: [String: String]) {
        // The shell changes the folder, since not every system's posix_spawn can.
        let words = ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "sh", folder] + command
        let arguments = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        var id: pid_t = 0
        guard posix_spawn(&id, "/bin/sh", &actions, &attributes, arguments, variables) == 0 else { return nil }
        self.id = id
    }

    /// Waits for its end; a program that takes too long, or for which nobody waits any more, is ended with its whole group. Call once.
    func ended(within limit: Duration) async -> End {
        let clock = ContinuousClock()
        let end = clock.now + limit
        var verdict: End?
        while true {
            var status: Int32 = 0
            let found = waitpid(id, &status, WNOHANG)
            if found == id {
                if let verdict { return verdict }
                let signal = status & 0x7F
                return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
            }
            if found < 0, errno != EINTR { return verdict ?? .exited(0) }
            if verdict == nil, Task.isCancelled || clock.now >= end {
                verdict = Task.isCancelled ? .cancelled : .late
                kill(-id, SIGKILL)
            }
            // A cancelled task's sleep is over at once; the kill that was sent takes only a moment.
            do { try await Task.sleep(for: .milliseconds(20)) } catch { await Task.yield() }
        }
    }
}
