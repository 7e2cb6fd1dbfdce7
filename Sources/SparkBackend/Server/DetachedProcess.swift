#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Starts processes that outlive this one: in a session of their own, without a terminal, writing to a file.
///
/// Foundation's `Process` shares a socket with what it starts and waits for it to be closed, which a server does not do.
enum DetachedProcess {
    /// Why a process could not be started.
    struct Failure: Error {
        /// The system's words.
        var reason: String
    }

    /// Starts a program.
    ///
    /// - Returns: its process.
    /// - Throws: `Failure`.
    static func start(
        _ program: String, _ arguments: [String], environment: [String: String], folder: String, log: String
    ) throws(Failure) -> pid_t {
        #if canImport(Glibc)
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
            let newSession = Int16(0x80)
        #else
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
            let newSession = Int16(POSIX_SPAWN_SETSID)
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawnattr_setflags(&attributes, newSession)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // The shell goes to the folder and becomes the program: the process stays the same.
        let shell = "/bin/sh"
        var words = ([shell, "-c", #"cd "$0" && exec "$@""#, folder, program] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for word in words { free(word) }
            for variable in variables { free(variable) }
        }
        var process = pid_t()
        let status = posix_spawn(&process, shell, &actions, &attributes, &words, &variables)
        guard status == 0 else { throw Failure(reason: String(cString: strerror(status))) }
        return process
    }
}
