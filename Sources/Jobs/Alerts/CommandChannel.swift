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

    private let environment: [String: String]

    /// A channel to a program and its arguments, run in a folder. No shell reads them.
    ///
    /// - Parameter environment: what it gets as its environment, but for secrets of ours; that of this process when nil.
    package init(_ command: [String], folder: String, environment: [String: String]? = nil) {
        self.command = command
        self.folder = folder
        self.environment = (environment ?? ProcessInfo.processInfo.environment).filter {
            !CommandChannel.isSecret($0.key)
        }
    }

    package func send(_ payload: String, id: String, at now: Int64) async throws {
        // A file, not a pipe: the program need not read it, and nobody has to wait until it does.
        let path = FileManager.default.temporaryDirectory.path + "/trinity-alert-\(UUID().uuidString)"
        defer { unlink(path) }
        guard CommandChannel.write(payload + "\n", to: path) else {
            throw AlertFailure("the message cannot be written to a file for the command")
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

    /// Writes a new file that only its owner can read: it holds figures. Gives false when that is not possible.
    static func write(_ text: String, to path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
            return true
        } catch {
            return false
        }
    }

    /// Whether a variable holds a secret of ours, or an address or headers with one, which are none of the program's business.
    static func isSecret(_ variable: String) -> Bool {
        Setting.secrets.contains(variable)
            || ["TRINITY_ALERTS_WEBHOOK", "TRINITY_SPARK_REMOTE", "SPARK_REMOTE"].contains(variable)
            || (variable.hasPrefix("OTEL_") && variable.hasSuffix("_HEADERS"))
    }
}
