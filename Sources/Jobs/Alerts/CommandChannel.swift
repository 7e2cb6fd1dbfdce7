import Foundation
import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs a program for each message, which gets it on its standard input.
package struct CommandChannel: AlertChannel {
    package let name = "command"
    private let command: [String]
    private let folder: String

    /// The longest a command may take, in seconds.
    static let longest = 60

    /// A channel to a program and its arguments, run in a folder. No shell reads them.
    package init(_ command: [String], folder: String) {
        self.command = command
        self.folder = folder
    }

    package func send(_ payload: String, id: String, at now: Int64) async throws {
        // A file, not a pipe: the program need not read it, and nobody has to wait until it does.
        let path = FileManager.default.temporaryDirectory.path + "/trinity-alert-\(UUID().uuidString)"
        do { try Data((payload + "\n").utf8).write(to: URL(fileURLWithPath: path)) } catch {
            throw AlertFailure("the message cannot be written to a file for the command")
        }
        defer { unlink(path) }
        // Secrets of ours are none of the program's business.
        let environment = ProcessInfo.processInfo.environment.filter {
            !Setting.secrets.contains($0.key)
        }
        guard let child = ChildProcess(command, folder: folder, input: path, environment: environment) else {
            throw AlertFailure("the command '\(command.first ?? "")' cannot be started", isWorthRetrying: false)
        }
        switch await child.ended(within: .seconds(CommandChannel.longest)) {
        case .exited(0): return
        case .exited(127): throw AlertFailure("there is no command '\(command.first ?? "")'", isWorthRetrying: false)
        case .exited(let status): throw AlertFailure("the command ended with status \(status)")
        case .killed(let signal): throw AlertFailure("the command was ended by signal \(signal)")
        case .late: throw AlertFailure("the command took longer than \(CommandChannel.longest) seconds")
        case .cancelled: throw CancellationError()
        }
    }
}
