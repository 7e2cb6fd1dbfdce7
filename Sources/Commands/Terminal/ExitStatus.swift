import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the process ends with.
enum ExitStatus: Int32 {
    case success = 0
    /// The run failed: a cell, a file that could not be written, a source that went away.
    case runFailed = 1
    /// Wrong usage, or diagnostics about what the user wrote.
    case usage = 2
    /// Everything ran, and an assert did not hold.
    case assertFailed = 3

    /// Ends the process with this status.
    func endProcess() -> Never { exit(rawValue) }
}

/// Ends a command with a status, after telling why.
struct CommandFailure: Error {
    var status: ExitStatus
    /// What is told on standard error; empty when everything has been said.
    var diagnostics: [Diagnostic]

    init(_ status: ExitStatus, _ diagnostics: [Diagnostic] = []) {
        self.status = status
        self.diagnostics = diagnostics
    }

    func report() { Console.report(diagnostics) }
}
